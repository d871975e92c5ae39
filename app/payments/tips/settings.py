"""Whether the shop takes tips."""

from collections.abc import Mapping
from typing import ClassVar

from flask_babel import LazyString, lazy_gettext

from app.settings.groups import SettingsGroup
from app.settings.shown import Shown


class TipSettings(SettingsGroup):
    """Off where guests leave none, as in China."""

    KEY: ClassVar[str] = "tips"
    TITLE: ClassVar[LazyString | str] = lazy_gettext("Tips")

    is_taken: bool = False

    SHOWN: ClassVar[Mapping[str, Shown]] = {
        "is_taken": Shown(
            lazy_gettext("The till writes tips down"),
            lazy_gettext(
                "After cash or the static code was taken. Tips are no turnover: they have an"
                " account of their own, and lines of their own on receipt, shift and day."
            ),
        ),
    }
