"""Raising notices, ending them, and marking them as read."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.core import clock, events
from app.core.db import atomic, db
from app.notices import queries
from app.notices.events import NoticeRaised, NoticesChanged
from app.notices.kinds import RULES, NoticeKind
from app.notices.models import Notice, NoticeRead
from app.staff.queries import LoggedIn

Condition = tuple[NoticeKind, str]
# What ended and is back within this time was never over: no second notice, no second alarm.
SAME_AGAIN = timedelta(minutes=30)


@atomic
def settle(
    store_id: str,
    kinds: frozenset[NoticeKind],
    found: Mapping[Condition, dict[str, Any]],
    *,
    lasting: frozenset[Condition] = frozenset(),
) -> None:
    """Make the open notices of these kinds fit what was found just now.

    `found` maps each condition to the figures of its words; `lasting` names conditions that are
    too young for a notice of their own but keep one that is open.
    """
    known = {(each.kind, each.subject): each for each in queries.list_open(store_id, kinds)}
    for condition, params in found.items():
        notice = known.get(condition)
        if notice is None:
            _open(store_id, condition, params)
        elif notice.params != params:
            notice.params = params
    over = [each for condition, each in known.items() if condition not in {*found, *lasting}]
    for notice in over:
        notice.open_key, notice.resolved_at = None, clock.now()
    if over:
        events.publish(NoticesChanged(store_id))


@atomic
def tell(store_id: str, kind: NoticeKind, subject: str, params: dict[str, Any]) -> None:
    """Tell of something that happened and does not last."""
    _add(store_id, (kind, subject), params, open_key=None)


@atomic
def mark_read(person: LoggedIn, notice_id: str) -> Notice:
    """The person has read a notice. Raises NotFound."""
    notice = queries.get_notice(person, notice_id)
    _mark(person, [notice.id])
    return notice


@atomic
def mark_all_read(person: LoggedIn) -> int:
    """The person has read everything; returns how many were new."""
    unread = queries.list_unread_ids(person)
    _mark(person, unread)
    return len(unread)


def _mark(person: LoggedIn, notice_ids: list[str]) -> None:
    for notice_id in notice_ids:
        if db.session.get(NoticeRead, (notice_id, person.staff_id)) is None:
            db.session.add(
                NoticeRead(notice_id=notice_id, staff_id=person.staff_id, read_at=clock.now())
            )
    if notice_ids:
        events.publish(NoticesChanged(person.store_id))


def _open(store_id: str, condition: Condition, params: dict[str, Any]) -> None:
    kind, subject = condition
    open_key = f"{store_id}:{kind.value}:{subject}"
    same = select(Notice).where(
        Notice.store_id == store_id,
        Notice.kind == kind,
        Notice.subject == subject,
        Notice.resolved_at > clock.now() - SAME_AGAIN,
    )
    former = db.session.scalars(same.order_by(Notice.id.desc())).first()
    if former is None:
        _add(store_id, condition, params, open_key=open_key)
        return
    former.open_key, former.resolved_at, former.params = open_key, None, params
    events.publish(NoticesChanged(store_id))


def _add(
    store_id: str, condition: Condition, params: dict[str, Any], *, open_key: str | None
) -> None:
    kind, subject = condition
    notice = Notice(
        store_id=store_id,
        kind=kind,
        subject=subject,
        severity=RULES[kind].severity,
        params=params,
        open_key=open_key,
        created_at=clock.now(),
    )
    db.session.add(notice)
    db.session.flush()
    events.publish(NoticeRaised(store_id, notice.id))
