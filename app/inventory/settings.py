"""What the owner chooses about stock."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from flask_babel import LazyString, lazy_gettext

from app.settings.groups import SettingsGroup
from app.settings.shown import Shown


class ConsumedAt(StrEnum):
    """When an order's ingredients leave the shelf."""

    COOKED = "cooked"
    PAID = "paid"


class StockSettings(SettingsGroup):
    """Selling from stock."""

    KEY: ClassVar[str] = "stock"
    TITLE: ClassVar[LazyString | str] = lazy_gettext("Stock")

    consumed_at: ConsumedAt = ConsumedAt.COOKED
    shows_left_from: int = 10

    SHOWN: ClassVar[Mapping[str, Shown]] = {
        "consumed_at": Shown(
            lazy_gettext("Ingredients are used up"),
            lazy_gettext("Until then they are only held for the order."),
            choices={
                "cooked": lazy_gettext("when the dish is cooked"),
                "paid": lazy_gettext("when the order is paid"),
            },
        ),
        "shows_left_from": Shown(
            lazy_gettext("Guests see how many are left from"),
            lazy_gettext("From this number down the menu says how many can still be made."),
            most=99,
        ),
    }


class StockAlertSettings(SettingsGroup):
    """What about stock is told as an alert."""

    KEY: ClassVar[str] = "stock_alerts"
    TITLE: ClassVar[LazyString | str] = lazy_gettext("Stock alerts")

    loss_percent: int = 5
    price_jump_percent: int = 20
    expiry_days: int = 3

    SHOWN: ClassVar[Mapping[str, Shown]] = {
        "loss_percent": Shown(
            lazy_gettext("Unusual loss from"),
            lazy_gettext("A stocktake that finds more than this missing is told as an alert."),
            unit="%",
            least=1,
            most=100,
        ),
        "price_jump_percent": Shown(
            lazy_gettext("Price jump from"),
            lazy_gettext("A delivery that is dearer than the last by more than this is told."),
            unit="%",
            least=1,
            most=500,
        ),
        "expiry_days": Shown(
            lazy_gettext("Tell of what expires within"),
            lazy_gettext("Batches whose last day is as near as this are told each morning."),
            unit=lazy_gettext("days"),
            most=60,
        ),
    }
