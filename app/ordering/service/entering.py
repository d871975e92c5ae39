"""Where a new order begins: unpaid, wanted later, waiting for staff, or in the kitchen at once."""

from datetime import date, timedelta

from sqlalchemy import exists, select

from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.core.sequences import next_value
from app.ordering import load
from app.ordering.errors import KitchenFull
from app.ordering.models import Order, OrderStatus, OrderType
from app.ordering.pickup import nth_code
from app.ordering.service.rows import Entry, OrderPlace
from app.ordering.settings import OrderingSettings, PaceSettings, PayMode, PickupSettings
from app.pricing.rules import Quote
from app.settings import queries as settings
from app.stores import queries as stores


def enter(actor: Actor, place: OrderPlace, quote: Quote) -> Entry:
    """Decide where a new order begins, and take the number it is called by."""
    store_id, now = actor.store_id, clock.now()
    day = stores.get_facts(store_id).business_date(now)
    is_pickup = place.order_type is OrderType.PICKUP
    chosen = settings.get(store_id, OrderingSettings)
    # What has no price yet is owed as well: staff set it before they take the money.
    is_owed = quote.total_fen > 0 or any(line.is_price_open for line in quote.lines)
    pays_first = (
        is_owed
        and chosen.pay_mode_at(place.area_id, is_pickup=is_pickup) is PayMode.BEFORE
    )
    promised = load.promise(store_id, load.cook_minutes(store_id, quote))
    window = timedelta(minutes=chosen.pay_minutes(is_pickup=is_pickup))
    return Entry(
        status=OrderStatus.UNPAID if pays_first else place.status,
        placed_at=now,
        day=day,
        cook_minutes=promised.cooking,
        minutes=load.dish_minutes(store_id),
        is_pay_first=pays_first,
        pay_until=now + window if pays_first else None,
        quoted_at=load.ready_at(promised, now),
        pickup_code=take_code(store_id, day) if is_pickup else "",
    )


def refuse_overload(store_id: str) -> None:
    """Ask guests to wait while the kitchen has more than it can do. Raises KitchenFull."""
    stop = settings.get(store_id, PaceSettings).stop_minutes
    if stop and load.promise(store_id, 0).wait >= stop:
        raise KitchenFull


def take_code(store_id: str, day: date) -> str:
    """The next pick-up number of a business day.

    The counter alone keeps numbers apart; a number that was given before the owner changed the
    range is passed over.
    """
    chosen = settings.get(store_id, PickupSettings)
    while True:
        code = nth_code(
            next_value(store_id, f"pickup:{day.isoformat()}"),
            prefix=chosen.prefix,
            first=chosen.first,
            width=len(str(chosen.last)),
            skipped=chosen.skipped_digits,
        )
        is_taken = exists().where(
            Order.store_id == store_id, Order.business_date == day, Order.pickup_code == code
        )
        if not db.session.scalar(select(is_taken)):
            return code
