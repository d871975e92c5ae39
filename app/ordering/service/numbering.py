"""Pick-up numbers 取餐号 as they are given out."""

from datetime import date

from sqlalchemy import exists, select

from app.core.db import db
from app.core.sequences import next_value
from app.ordering.models import Order
from app.ordering.pickup import nth_code
from app.ordering.settings import PickupSettings
from app.settings import queries as settings


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
