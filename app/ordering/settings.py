"""What the owner decides about ordering."""

from enum import StrEnum
from typing import ClassVar

from app.settings.groups import SettingsGroup


class PayMode(StrEnum):
    """When guests pay."""

    BEFORE = "before"
    AFTER = "after"


class OrderingSettings(SettingsGroup):
    """Choices about ordering."""

    KEY: ClassVar[str] = "ordering"

    pay_mode: PayMode = PayMode.AFTER
    is_paused: bool = False
    pause_message: str = ""
    max_orders_per_session: int = 60
    max_total_per_session_fen: int = 2_000_000
