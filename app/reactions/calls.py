"""What calls do when tables change."""

from app.calls import service as calls
from app.core import events
from app.core.actors import system
from app.tables.events import TableCleared


@events.on(TableCleared)
def end_calls(event: TableCleared) -> None:
    """A party left: its open calls need nobody any more."""
    actor = system(event.store_id, "table cleared")
    calls.end_calls(event.store_id, event.session_id, actor=actor)
