"""What the owner decides about ordering."""

from enum import StrEnum
from typing import ClassVar

from app.settings.groups import SettingsGroup


class PayMode(StrEnum):
    """When guests pay."""

    BEFORE = "before"
    AFTER = "after"


class TableOpening(StrEnum):
    """What lets a party in that has scanned a table's code."""

    ORDER = "order"
    STAFF = "staff"


class OrderingSettings(SettingsGroup):
    """Choices about ordering.

    `opens_tables`: a party's first order may wait for the staff's confirmation, or the staff must
    have opened the table before anything can be ordered.
    """

    KEY: ClassVar[str] = "ordering"

    pay_mode: PayMode = PayMode.AFTER
    opens_tables: TableOpening = TableOpening.ORDER
    is_paused: bool = False
    pause_message: str = ""
    # A cart that nobody has touched for so long is emptied, warned so long before.
    cart_minutes: int = 30
    cart_warn_minutes: int = 5
    max_orders_per_session: int = 60
    max_total_per_session_fen: int = 2_000_000


class CounterSettings(SettingsGroup):
    """The ready-made words of the counter; what is empty stands for the words that come with it."""

    KEY: ClassVar[str] = "counter"

    line_notes: tuple[str, ...] = ()
    order_notes: tuple[str, ...] = ()
    void_reasons: tuple[str, ...] = ()
    comp_reasons: tuple[str, ...] = ()
    discount_reasons: tuple[str, ...] = ()
