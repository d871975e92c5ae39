"""The cover charge 餐位费: once for each guest of a party, however many rounds it orders."""

from sqlalchemy import select

from app.core.db import db
from app.ordering.models import Order, OrderStatus
from app.ordering.settings_covers import CoverSettings
from app.pricing.rules import COVER_CHARGE
from app.pricing.stages import Change, Stage
from app.settings import queries as settings


def cover_charge(store_id: str, session_id: str | None, covers: int | None) -> tuple[Change, ...]:
    """What the seats of a party's guests cost, less what its orders were charged already."""
    chosen = settings.get(store_id, CoverSettings)
    if not chosen.per_head_fen or session_id is None or not covers:
        return ()
    fen = chosen.per_head_fen * covers - charged_fen(session_id)
    return (Change(Stage.FEE, COVER_CHARGE, chosen.label, fen),) if fen > 0 else ()


def charged_fen(session_id: str) -> int:
    """What a party's standing orders were charged for its seats."""
    query = select(Order.fees).where(
        Order.table_session_id == session_id, Order.status != OrderStatus.CANCELLED
    )
    return sum(
        fee["amount_fen"]
        for fees in db.session.scalars(query)
        for fee in fees
        if fee["key"] == COVER_CHARGE
    )
