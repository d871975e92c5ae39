"""What the owner decides about calls."""

from typing import ClassVar

from app.settings.groups import SettingsGroup


class CallsSettings(SettingsGroup):
    """Choices about calls: how long a party waits between two calls of one kind."""

    KEY: ClassVar[str] = "calls"

    cooldown_s: int = 60
