"""Reading parked orders."""

from sqlalchemy import select

from app.core.db import db
from app.core.errors import NotFound
from app.ordering.parked.models import ParkedOrder


def get_parked(store_id: str, parked_id: str) -> ParkedOrder:
    """A parked order of the store. Raises NotFound."""
    query = select(ParkedOrder).where(ParkedOrder.id == parked_id, ParkedOrder.store_id == store_id)
    # Two devices may reach for it at once: the second one waits, and finds it gone.
    locked = query.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(locked).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_parked(store_id: str) -> list[ParkedOrder]:
    """What is set aside and was neither taken up nor dropped, of all days, the oldest first."""
    query = select(ParkedOrder).where(
        ParkedOrder.store_id == store_id, ParkedOrder.ended_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(ParkedOrder.id)))
