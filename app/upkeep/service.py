"""The owner's verbs: letting print and messages go again after a restore."""

from app.core import audit, events, outgoing
from app.core.actors import Actor
from app.core.db import atomic
from app.core.errors import Denied
from app.printing import service as printing
from app.staff.rights import Role
from app.upkeep.events import OutgoingReleased


@atomic
def resume(*, actor: Actor) -> bool:
    """The owner has looked at the restored shop: print and messages leave again.

    False when nothing was held. What waited since before the restore is marked as a possible
    copy on paper. Raises Denied for everybody but the owner.
    """
    if actor.role != Role.OWNER.value:
        raise Denied
    hold = outgoing.find_hold()
    if hold is None:
        return False
    outgoing.release()
    doubted = printing.doubt_waiting(hold.restored_at)
    audit.log(
        "outgoing.resumed",
        actor=actor,
        target=("system", "outgoing"),
        restored_from=hold.source,
        restored_at=hold.restored_at.isoformat(),
        possible_copies=doubted,
    )
    events.publish(OutgoingReleased(actor.store_id))
    return True


@atomic
def note_download(name: str, *, actor: Actor) -> None:
    """A backup, with everything that is in it, leaves the house: who took it is written down."""
    audit.log("backup.downloaded", actor=actor, target=("backup", name))
