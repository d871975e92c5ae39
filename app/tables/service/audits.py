"""The audit of printed codes: walking through the shop and scanning every sticker."""

from urllib.parse import urlsplit

from app.core import audit, clock
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Conflict
from app.tables import codes, queries
from app.tables.models import CodeAudit, CodeCheck, CodeOutcome, Table

_TEXT_LENGTH = 200
_PATH = "/t/"


@atomic
def start_audit(*, actor: Actor) -> CodeAudit:
    """Begin anew: every table counts as not yet checked."""
    end_audit(actor=actor)
    begun = CodeAudit(store_id=actor.store_id, started_at=clock.now())
    db.session.add(begun)
    db.session.flush()
    audit.log("code_audit.started", actor=actor, target=("code_audit", begun.id))
    return begun


@atomic
def end_audit(*, actor: Actor) -> None:
    """End the audit that goes on; its list stays. Without one nothing happens."""
    running = queries.find_running_audit(actor.store_id)
    if running is not None:
        running.ended_at = clock.now()
        audit.log("code_audit.ended", actor=actor, target=("code_audit", running.id))


@atomic
def check_code(text: str, *, base: str, actor: Actor) -> CodeCheck:
    """Note what a scanned text is; `base` is the address that codes should lead to.

    Raises Conflict when no audit goes on.
    """
    running = queries.find_running_audit(actor.store_id)
    if running is None:
        raise Conflict
    outcome, table = _judge(text.strip(), base, actor.store_id)
    check = CodeCheck(
        store_id=actor.store_id,
        audit_id=running.id,
        table_id=table.id if table else None,
        outcome=outcome,
        text=text.strip()[:_TEXT_LENGTH],
        checked_at=clock.now(),
    )
    db.session.add(check)
    db.session.flush()
    return check


@atomic
def note_misplaced(check_id: str, *, actor: Actor) -> CodeCheck:
    """The sticker is a good one, but it sticks on another table. Raises NotFound."""
    check = queries.get_check(actor.store_id, check_id)
    check.outcome = CodeOutcome.MISPLACED
    return check


def _judge(text: str, base: str, store_id: str) -> tuple[CodeOutcome, Table | None]:
    parts = urlsplit(text)
    is_address = bool(parts.netloc)
    is_elsewhere = is_address and parts.netloc.lower() != urlsplit(base).netloc.lower()
    code = parts.path.removeprefix(_PATH) if is_address else text
    known = codes.read_code(code)
    if known is None:
        return (CodeOutcome.FOREIGN if is_elsewhere else CodeOutcome.UNKNOWN), None
    locator, version = known
    table = queries.find_table_by_locator(locator)
    if table is None:
        return CodeOutcome.UNKNOWN, None
    if table.store_id != store_id:
        return CodeOutcome.OTHER_STORE, None
    if table.code_version != version:
        return CodeOutcome.ROTATED, table
    return (CodeOutcome.OTHER_ADDRESS if is_elsewhere else CodeOutcome.RIGHT), table
