"""The cover charge 餐位费: once for each guest of a party, however many rounds it orders."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from app.core.actors import Actor
from app.core.db import db
from app.ordering import queries
from app.ordering.models import Order, OrderStatus
from app.ordering.settings_covers import CoverSettings
from app.pricing.rules import COVER_CHARGE
from app.pricing.stages import Change, Stage
from app.settings import queries as settings
from app.tables import queries as tables
from app.tables import service as tables_service
from app.tables.models import TableSession


def cover_charge(store_id: str, session_id: str | None, covers: int | None) -> tuple[Change, ...]:
    """What the seats of a party's guests cost, less what its orders were charged already."""
    chosen = settings.get(store_id, CoverSettings)
    if not chosen.per_head_fen or session_id is None or not covers:
        return ()
    fen = chosen.per_head_fen * covers - charged_fen(session_id)
    return (Change(Stage.FEE, COVER_CHARGE, chosen.label, fen),) if fen > 0 else ()


def fees_again(order: Order) -> list[dict[str, Any]]:
    """The fees of a cancelled order that is to stand again.

    Seats that its party was charged for by later orders are left out: nobody pays twice.
    """
    session_id, covers = order.table_session_id, order.covers
    if session_id is not None and covers is None:
        covers = tables.get_session(order.store_id, session_id).covers
    open_fen = sum(fee.amount_fen for fee in cover_charge(order.store_id, session_id, covers))
    kept = [
        {**fee, "amount_fen": min(fee["amount_fen"], open_fen)}
        if fee["key"] == COVER_CHARGE
        else fee
        for fee in order.fees
    ]
    return [fee for fee in kept if fee["amount_fen"]]


@dataclass(frozen=True, slots=True)
class SeatsBefore:
    """What two parties were charged for seats before dishes of the one go to the other."""

    left_id: str
    left_fen: int
    into_id: str
    into_fen: int
    is_new: bool


def seats_before(left_id: str, into_id: str) -> SeatsBefore:
    """What both were charged so far, and whether the other party has ordered nothing yet."""
    is_new = queries.session_tally(into_id)[0] == 0
    return SeatsBefore(left_id, charged_fen(left_id), into_id, charged_fen(into_id), is_new)


def carry_seats(before: SeatsBefore, covers: int | None, *, actor: Actor) -> None:
    """Let seats go with guests who were charged for them: nobody pays twice.

    Without `covers` any guest of a new party may be one of them, and dishes that go to guests who
    have ordered already bring none along.
    """
    seat_fen = settings.get(actor.store_id, CoverSettings).per_head_fen
    carried = before.left_fen if before.is_new else 0
    if covers is not None:
        carried = min(before.left_fen, seat_fen * covers)
    told = ((before.left_id, before.left_fen), (before.into_id, before.into_fen + carried))
    for session_id, fen in told:
        odd = fen - charged_fen(session_id)
        if odd:
            tables_service.carry_seats(session_id, odd, actor=actor)


def charged_fen(session_id: str) -> int:
    """What a party was charged for its seats: with its standing orders, and before it split off."""
    merged = or_(TableSession.id == session_id, TableSession.merged_into_id == session_id)
    carried = db.session.scalar(select(func.sum(TableSession.seats_fen)).where(merged)) or 0
    return int(carried) + _charged_by_orders(session_id)


def _charged_by_orders(session_id: str) -> int:
    query = select(Order.fees).where(
        Order.table_session_id == session_id, Order.status != OrderStatus.CANCELLED
    )
    return sum(
        fee["amount_fen"]
        for fees in db.session.scalars(query)
        for fee in fees
        if fee["key"] == COVER_CHARGE
    )
