"""What the owner decides about the kitchen."""

from typing import ClassVar

from app.settings.groups import SettingsGroup


class KitchenSettings(SettingsGroup):
    """Choices about the kitchen; minutes after which a ticket turns amber, then red."""

    KEY: ClassVar[str] = "kitchen"

    warn_minutes: int = 10
    late_minutes: int = 20
    alarm_after_s: int = 15
