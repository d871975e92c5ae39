"""Shops that take pre-orders, and phones at their pick-up point."""

from datetime import datetime, time, timedelta

from app.core import clock
from app.ordering.settings import OrderingSettings, PayMode, ScheduleSettings
from app.settings import service as settings
from app.stores.settings import HoursSettings, OpenRange
from app.tables import queries as tables
from app.tables import service as tables_service
from app.tables.models import Table
from app.tables.queries import Presence
from tests.factories.shop import Shop
from tests.factories.tables import presence_at

LUNCH = OpenRange(opens=time(11), closes=time(14))
SUPPER = OpenRange(opens=time(17), closes=time(21))


def take_ahead(shop: Shop, **choices: int) -> None:
    """Open every day for lunch and supper, and let guests order ahead."""
    settings.save(HoursSettings(weekdays=((LUNCH, SUPPER),) * 7), actor=shop.actor)
    settings.save(ScheduleSettings(is_on=True, **choices), actor=shop.actor)


def pay_pickup_first(shop: Shop) -> None:
    """Who picks up pays before the kitchen starts."""
    settings.save(OrderingSettings(pickup_pay_mode=PayMode.BEFORE), actor=shop.actor)


def pickup_point(shop: Shop) -> Table:
    """The shop's pick-up point."""
    found = tables.find_pickup_point(shop.id)
    return found or tables_service.add_pickup_point("自取", actor=shop.actor)


def pickup_phone(shop: Shop, *, is_known: bool = True) -> Presence:
    """A phone that scanned the code of the pick-up point; staff have let it in."""
    phone = presence_at(pickup_point(shop))
    if is_known:
        tables_service.confirm_session(phone.session_id, actor=shop.actor)
    return phone


def tomorrow_at(hour: int, minute: int = 0) -> datetime:
    """A time of tomorrow on the shop's own clock, in Shanghai."""
    local = clock.now() + timedelta(hours=8)
    day = local.replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=1)
    return day - timedelta(hours=8)
