"""The severe notices that the counter shows beside what it watches itself."""

from app.notices import queries
from app.notices.kinds import RULES, NoticeKind, Severity, kinds_for
from app.notices.models import Notice
from app.staff.queries import LoggedIn

# The counter's own alarms say these, with the ticket or the printer at hand.
_WATCHED = {NoticeKind.PRINTER_FAILING, NoticeKind.KITCHEN_UNSEEN}
# The shop's own troubles: whoever stands at the counter can call the owner.
_FOR_ALL = {
    NoticeKind.BACKUP_FAILED,
    NoticeKind.DRILL_FAILED,
    NoticeKind.DISK_LOW,
    NoticeKind.DATABASE_DAMAGED,
}


def list_severe(person: LoggedIn) -> list[Notice]:
    """What lasts and is severe, the latest first; the others' own affairs are left out."""
    severe = {kind for kind, rule in RULES.items() if rule.severity is Severity.SEVERE}
    kinds = severe.intersection(_FOR_ALL.union(kinds_for(person.rights))) - _WATCHED
    found = queries.list_open(person.store_id, frozenset(kinds))
    return sorted(found, key=lambda notice: notice.id, reverse=True)


def may_open(person: LoggedIn, notice: Notice) -> bool:
    """Whether the notice lies in the person's own inbox."""
    return notice.kind in kinds_for(person.rights)
