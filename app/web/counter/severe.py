"""The severe notices that the counter shows beside what it watches itself."""

from app.notices import queries
from app.notices.kinds import RULES, NoticeKind, Severity, kinds_for
from app.notices.models import Notice
from app.staff.queries import LoggedIn
from app.web.counter import watch

# The counter's own alarms say these, with the ticket or the printer at hand.
_WATCHED = {NoticeKind.PRINTER_FAILING, NoticeKind.KITCHEN_UNSEEN}
# The shop's own troubles: whoever stands at the counter can call the owner.
_FOR_ALL = {
    NoticeKind.BACKUP_FAILED,
    NoticeKind.BACKUP_OVERDUE,
    NoticeKind.DRILL_FAILED,
    NoticeKind.DISK_LOW,
    NoticeKind.CLOCK_WRONG,
    NoticeKind.DATABASE_DAMAGED,
}

_SHOWN = frozenset(kind for kind, rule in RULES.items() if rule.severity is Severity.SEVERE)
_SHOWN -= _WATCHED


def light_of(store_id: str) -> str:
    """The store's light as who may see everything sees it: "danger", "warn" or "success"."""
    health = watch.look(store_id).health
    return "warn" if health == "success" and queries.list_open(store_id, _SHOWN) else health


def list_severe(person: LoggedIn) -> list[Notice]:
    """What lasts and is severe, the latest first; the others' own affairs are left out."""
    kinds = _SHOWN.intersection(_FOR_ALL.union(kinds_for(person.rights)))
    found = queries.list_open(person.store_id, kinds)
    return sorted(found, key=lambda notice: notice.id, reverse=True)


def may_open(person: LoggedIn, notice: Notice) -> bool:
    """Whether the notice lies in the person's own inbox."""
    return notice.kind in kinds_for(person.rights)
