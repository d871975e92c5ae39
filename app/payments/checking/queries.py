"""Reading looks at bills and their differences."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select

from app.core.db import db
from app.core.errors import NotFound
from app.payments.attempts.models import PaymentAttempt
from app.payments.checking.models import BillCheck, BillDifference
from app.payments.checking.rules import Key, Own
from app.payments.models import Channel, Payment
from app.payments.refunds.models import Refund, RefundStatus

# So many days may lie between our writing a refund down and its standing on a bill.
NEAR = timedelta(days=7)

_Where = tuple[ColumnElement[bool], ...]


def find_check(store_id: str, channel: Channel, day: date) -> BillCheck | None:
    """The look at a channel's bill of a day."""
    query = select(BillCheck).where(
        BillCheck.store_id == store_id, BillCheck.channel == channel, BillCheck.day == day
    )
    return db.session.scalars(query).one_or_none()


def get_check(store_id: str, check_id: str) -> BillCheck:
    """A look. Raises NotFound."""
    check = db.session.get(BillCheck, check_id)
    if check is None or check.store_id != store_id:
        raise NotFound
    return check


def get_difference(store_id: str, difference_id: str) -> BillDifference:
    """A difference. Raises NotFound."""
    found = db.session.get(BillDifference, difference_id)
    if found is None or found.store_id != store_id:
        raise NotFound
    return found


def list_checks(store_id: str, *, limit: int = 60) -> list[BillCheck]:
    """The latest looks, the newest day first."""
    query = select(BillCheck).where(BillCheck.store_id == store_id)
    order = BillCheck.day.desc(), BillCheck.channel
    return list(db.session.scalars(query.order_by(*order).limit(limit)))


def list_open(store_id: str) -> list[tuple[BillDifference, BillCheck]]:
    """The differences that nobody has seen to, the oldest day first."""
    query = (
        select(BillDifference, BillCheck)
        .join(BillCheck, BillDifference.check_id == BillCheck.id)
        .where(BillDifference.store_id == store_id, BillDifference.settled_at.is_(None))
        .order_by(BillCheck.day, BillDifference.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def list_differences(check_id: str) -> list[BillDifference]:
    """All differences of a look."""
    query = select(BillDifference).where(BillDifference.check_id == check_id)
    return list(db.session.scalars(query.order_by(BillDifference.id)))


def own_rows(store_id: str, channel: Channel, since: datetime, until: datetime) -> list[Own]:
    """What the shop took and gave back by a channel within a span of time."""
    return _rows(
        store_id,
        channel,
        paid=(Payment.taken_at >= since, Payment.taken_at < until),
        back=(Refund.asked_at >= since, Refund.asked_at < until),
    )


def known_rows(store_id: str, channel: Channel, numbers: list[str]) -> dict[Key, Own]:
    """Which of these numbers are payments or refunds of the store by a channel, of any day."""
    found = _rows(
        store_id,
        channel,
        paid=(Payment.attempt_id.in_(numbers),),
        back=(Refund.id.in_(numbers),),
    )
    return {each.key: each for each in found}


def _rows(store_id: str, channel: Channel, *, paid: _Where, back: _Where) -> list[Own]:
    """Payments and refunds that are done, by a channel, each under further conditions."""
    of_channel = (Payment.store_id == store_id, Payment.channel == channel)
    taken = db.session.execute(
        select(Payment.attempt_id, Payment.amount_fen).where(*of_channel, *paid)
    )
    given = db.session.execute(
        select(Refund.id, Refund.amount_fen)
        .join(Payment, Refund.payment_id == Payment.id)
        .where(*of_channel, Refund.status == RefundStatus.DONE, ~Refund.is_cash, *back)
    )
    found = [Own(False, str(row[0]), int(row[1])) for row in taken if row[0]]
    return found + [Own(True, str(row[0]), int(row[1])) for row in given]


def list_near(store_id: str, channel: Channel, day: date) -> list[BillCheck]:
    """The looks at a channel's bills of the days around `day`, without its own."""
    query = select(BillCheck).where(
        BillCheck.store_id == store_id,
        BillCheck.channel == channel,
        BillCheck.day != day,
        BillCheck.day.between(day - NEAR, day + NEAR),
    )
    return list(db.session.scalars(query))


def attempts_of(store_id: str, numbers: list[str]) -> dict[str, PaymentAttempt]:
    """The attempts with these numbers."""
    query = select(PaymentAttempt).where(
        PaymentAttempt.store_id == store_id, PaymentAttempt.id.in_(numbers)
    )
    return {each.id: each for each in db.session.scalars(query)}
