"""Reading notices: what a person gets, and what is unread."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from app.core.db import db
from app.core.errors import NotFound
from app.notices.kinds import NoticeKind, Severity, kinds_for
from app.notices.models import Notice, NoticeRead
from app.staff.queries import LoggedIn


@dataclass(frozen=True, slots=True)
class Unread:
    """How many notices a person has not read, and how many of them are severe and last.

    `latest` is the id of the newest that is more than a note: the bell rings when it changes.
    """

    count: int
    severe: int
    latest: str = ""


def list_for(
    person: LoggedIn, *, only_open: bool, limit: int, offset: int = 0
) -> list[tuple[Notice, bool]]:
    """The person's notices, each with whether it was read.

    What lasts comes before what is over, the severe before the others, then the latest.
    """
    read = and_(NoticeRead.notice_id == Notice.id, NoticeRead.staff_id == person.staff_id)
    query = select(Notice, NoticeRead.notice_id.is_not(None)).outerjoin(NoticeRead, read)
    over = case((Notice.open_key.is_(None), 1), else_=0)
    severe_first = case((Notice.severity == Severity.SEVERE, 0), else_=1)
    order = over, case((Notice.open_key.is_(None), 0), else_=severe_first), Notice.id.desc()
    query = query.where(*_conditions(person, only_open)).order_by(*order)
    return [(row[0], bool(row[1])) for row in db.session.execute(query.limit(limit).offset(offset))]


def count_for(person: LoggedIn, *, only_open: bool) -> int:
    """How many notices the person gets."""
    query = select(func.count(Notice.id)).where(*_conditions(person, only_open))
    return db.session.execute(query).scalar_one()


def count_unread(person: LoggedIn) -> Unread:
    """What the person has not read yet."""
    grave = and_(Notice.severity == Severity.SEVERE, Notice.open_key.is_not(None))
    wants = case((Notice.severity != Severity.NOTE, Notice.id))
    query = select(
        func.count(Notice.id), func.sum(case((grave, 1), else_=0)), func.max(wants)
    ).where(*_conditions(person, only_open=False), Notice.id.not_in(_read_by(person)))
    count, severe, latest = db.session.execute(query).one()
    return Unread(count, severe or 0, latest or "")


def list_unread_ids(person: LoggedIn) -> list[str]:
    """The notices that the person has not read."""
    query = select(Notice.id).where(
        *_conditions(person, only_open=False), Notice.id.not_in(_read_by(person))
    )
    return list(db.session.scalars(query))


def get_notice(person: LoggedIn, notice_id: str) -> Notice:
    """A notice that the person gets. Raises NotFound."""
    notice = db.session.get(Notice, notice_id)
    if (
        notice is None
        or notice.store_id != person.store_id
        or notice.kind not in kinds_for(person.rights)
    ):
        raise NotFound
    return notice


def list_open(store_id: str, kinds: frozenset[NoticeKind]) -> list[Notice]:
    """What lasts in a store, of these kinds."""
    query = select(Notice).where(
        Notice.store_id == store_id, Notice.kind.in_(kinds), Notice.open_key.is_not(None)
    )
    return list(db.session.scalars(query))


def _read_by(person: LoggedIn) -> Select[str]:
    return select(NoticeRead.notice_id).where(NoticeRead.staff_id == person.staff_id)


def _conditions(person: LoggedIn, only_open: bool) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Notice.store_id == person.store_id,
        Notice.kind.in_(kinds_for(person.rights)),
    ]
    if only_open:
        found.append(Notice.open_key.is_not(None))
    return found
