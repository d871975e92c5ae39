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
