"""What the owner decides about calls."""

from collections.abc import Mapping
from typing import ClassVar

from flask_babel import LazyString, lazy_gettext

from app.settings.groups import SettingsGroup
from app.settings.shown import SECONDS, Shown


class CallsSettings(SettingsGroup):
    """Choices about calls: how long a party waits between two calls of one kind."""

    KEY: ClassVar[str] = "calls"
    TITLE: ClassVar[LazyString | str] = lazy_gettext("Calls from the tables")

    cooldown_s: int = 60

    SHOWN: ClassVar[Mapping[str, Shown]] = {
        "cooldown_s": Shown(
            lazy_gettext("Pause between two calls"),
            lazy_gettext("So long a table waits before it can call for the same thing again."),
            unit=SECONDS,
            least=0,
            most=3_600,
        )
    }
