"""Where a new order begins: unpaid, wanted later, waiting for staff, or in the kitchen at once."""

from datetime import timedelta

from flask_babel import lazy_gettext

from app.core import clock
from app.core.actors import Actor, ActorKind
from app.core.errors import Invalid
from app.ordering import load
from app.ordering.models import OrderStatus, OrderType
from app.ordering.service.numbering import take_code
from app.ordering.service.rows import Entry, OrderPlace
from app.ordering.service.scheduling import hold_slot
from app.ordering.settings import OrderingSettings, PayMode
from app.pricing.rules import Quote
from app.settings import queries as settings
from app.stores import queries as stores

# What staff promise further ahead is a mistyped year.
_MOST_AHEAD = timedelta(days=60)


def enter(actor: Actor, place: OrderPlace, quote: Quote) -> Entry:
    """Decide where a new order begins, take the number it is called by and hold its slot.

    Raises Invalid for a table's order that is wanted later, SlotGone.
    """
    store_id, now = actor.store_id, clock.now()
    day = stores.get_facts(store_id).business_date(place.due_at or now)
    is_pickup = place.order_type is OrderType.PICKUP
    chosen = settings.get(store_id, OrderingSettings)
    # What has no price yet is owed as well: staff set it before they take the money.
    is_owed = quote.total_fen > 0 or any(line.is_price_open for line in quote.lines)
    pays_first = (
        is_owed and chosen.pay_mode_at(place.area_id, is_pickup=is_pickup) is PayMode.BEFORE
    )
    promised = load.promise(store_id, load.cook_minutes(store_id, quote))
    _hold(actor, place, promised.cooking)
    window = timedelta(minutes=chosen.pay_minutes(is_pickup=is_pickup))
    return Entry(
        status=OrderStatus.UNPAID if pays_first else _status(place, promised.cooking),
        placed_at=now,
        day=day,
        cook_minutes=promised.cooking,
        minutes=load.dish_minutes(store_id),
        is_pay_first=pays_first,
        pay_until=now + window if pays_first else None,
        due_at=place.due_at,
        quoted_at=place.due_at or load.ready_at(promised, now),
        pickup_code=take_code(store_id, day) if is_pickup else "",
    )


def _hold(actor: Actor, place: OrderPlace, minutes: int) -> None:
    if place.due_at is None:
        return
    if place.order_type is not OrderType.PICKUP:
        raise Invalid({"due_at": lazy_gettext("Only what is picked up can be ordered for later.")})
    is_staff = actor.kind is ActorKind.STAFF
    if is_staff and not timedelta(0) < place.due_at - clock.now() <= _MOST_AHEAD:
        raise Invalid({"due_at": lazy_gettext("Choose a time within the next 60 days.")})
    hold_slot(actor.store_id, place.due_at, minutes, is_staff=is_staff)


def _status(place: OrderPlace, minutes: int) -> OrderStatus:
    """What staff need not confirm waits for its time, or is due at once."""
    if place.due_at is None or place.status is not OrderStatus.PLACED:
        return place.status
    is_due = place.due_at - timedelta(minutes=minutes) <= clock.now()
    return OrderStatus.PLACED if is_due else OrderStatus.SCHEDULED
