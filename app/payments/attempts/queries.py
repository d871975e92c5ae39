"""Reading attempts."""

from datetime import timedelta

from sqlalchemy import func, select

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.payments.attempts.models import LIVE, AttemptStatus, PaymentAttempt
from app.payments.attempts.rules import PATIENCE
from app.payments.models import Channel

_RECENT = timedelta(minutes=3)


def get_attempt(store_id: str, attempt_id: str) -> PaymentAttempt:
    """An attempt of the store. Raises NotFound."""
    attempt = db.session.get(PaymentAttempt, attempt_id, populate_existing=True)
    if attempt is None or attempt.store_id != store_id:
        raise NotFound
    return attempt


def get_session_attempt(store_id: str, session_id: str, attempt_id: str) -> PaymentAttempt:
    """An attempt of this table session. Raises NotFound."""
    attempt = get_attempt(store_id, attempt_id)
    if attempt.table_session_id != session_id:
        raise NotFound
    return attempt


def find_by_key(store_id: str, key: str) -> PaymentAttempt | None:
    """The attempt that a client's key made."""
    query = select(PaymentAttempt).where(
        PaymentAttempt.store_id == store_id, PaymentAttempt.key == key
    )
    return db.session.scalars(query).one_or_none()


def find_live_trial(store_id: str, channel: Channel) -> PaymentAttempt | None:
    """The trial of a channel that is under way."""
    query = select(PaymentAttempt).where(
        PaymentAttempt.store_id == store_id,
        PaymentAttempt.channel == channel,
        PaymentAttempt.status.in_(LIVE),
    )
    return next((each for each in db.session.scalars(query) if each.is_trial), None)


def find_last_trial(store_id: str, channel: Channel) -> PaymentAttempt | None:
    """The newest trial of a channel."""
    query = (
        select(PaymentAttempt)
        .where(PaymentAttempt.store_id == store_id, PaymentAttempt.channel == channel)
        .where(PaymentAttempt.key.startswith("trial:"))
        .order_by(PaymentAttempt.created_at.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def list_due(limit: int = 20) -> list[str]:
    """The ids of attempts about which their channel is to be asked now."""
    query = (
        select(PaymentAttempt.id)
        .where(PaymentAttempt.ask_at <= clock.now())
        .order_by(PaymentAttempt.ask_at)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def list_overdue() -> list[str]:
    """The ids of attempts whose time is up, not asked about in this moment by somebody else."""
    now = clock.now()
    query = select(PaymentAttempt.id).where(
        PaymentAttempt.status.in_(LIVE),
        PaymentAttempt.expires_at <= now,
        PaymentAttempt.is_closing.is_(False),
    )
    return list(db.session.scalars(query))


def count_live(store_id: str) -> int:
    """How many payments are under way with a channel."""
    query = select(func.count(PaymentAttempt.id)).where(
        PaymentAttempt.store_id == store_id, PaymentAttempt.status.in_(LIVE)
    )
    return db.session.scalar(query) or 0


def list_of_order(store_id: str, order_id: str) -> list[PaymentAttempt]:
    """The live attempts that would pay for an order, on whatever bill it was when they began."""
    query = select(PaymentAttempt).where(
        PaymentAttempt.store_id == store_id, PaymentAttempt.status.in_(LIVE)
    )
    return [each for each in db.session.scalars(query) if order_id in each.order_ids]


def list_troubled(store_id: str) -> list[PaymentAttempt]:
    """Attempts that need a person: another amount came, or nobody knows for too long."""
    stuck = PaymentAttempt.status.in_(LIVE) & (PaymentAttempt.expires_at < clock.now() - PATIENCE)
    disputed = PaymentAttempt.status == AttemptStatus.DISPUTED
    query = (
        select(PaymentAttempt)
        .where(PaymentAttempt.store_id == store_id, stuck | disputed)
        .order_by(PaymentAttempt.created_at)
    )
    return list(db.session.scalars(query))


def trouble_of(store_id: str, channel: Channel) -> str:
    """Why a channel is not to be tried now: what its latest attempt met. "" when it answers."""
    query = (
        select(PaymentAttempt.why, PaymentAttempt.status)
        .where(
            PaymentAttempt.store_id == store_id,
            PaymentAttempt.channel == channel,
            PaymentAttempt.created_at > clock.now() - _RECENT,
        )
        .order_by(PaymentAttempt.created_at.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    if row is None or not row.why or row.status in (AttemptStatus.OPEN, AttemptStatus.PAID):
        return ""
    return str(row.why)
