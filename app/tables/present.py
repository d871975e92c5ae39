"""Tables as JSON."""

from typing import Any

from app.tables.models import SessionStatus, Table


def table_state(table: Table, status: SessionStatus | None) -> dict[str, Any]:
    """A table with its status word: "free", "waiting" or "open"."""
    return {"id": table.id, "name": table.name, "status": status.value if status else "free"}
