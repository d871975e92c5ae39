"""What the owner decides about the kitchen."""

from collections.abc import Mapping
from typing import ClassVar

from flask_babel import LazyString, lazy_gettext

from app.settings.groups import SettingsGroup
from app.settings.shown import MINUTES, SECONDS, Shown

DINE_IN = "dine_in"


class KitchenSettings(SettingsGroup):
    """Choices about the kitchen; minutes after which a ticket turns amber, then red."""

    KEY: ClassVar[str] = "kitchen"
    TITLE: ClassVar[LazyString | str] = lazy_gettext("Kitchen")

    warn_minutes: int = 10
    late_minutes: int = 20
    takeaway_warn_minutes: int = 10
    takeaway_late_minutes: int = 20
    alarm_after_s: int = 15
    takeback_alarm_after_s: int = 60

    SHOWN: ClassVar[Mapping[str, Shown]] = {
        "warn_minutes": Shown(
            lazy_gettext("Amber after"),
            lazy_gettext("So long after the order a ticket on the kitchen screen turns amber."),
            unit=MINUTES,
            least=1,
            most=240,
        ),
        "late_minutes": Shown(
            lazy_gettext("Red after"),
            lazy_gettext("So long after the order it turns red: the guests are waiting."),
            unit=MINUTES,
            least=1,
            most=480,
        ),
        "takeaway_warn_minutes": Shown(
            lazy_gettext("Amber after, take-away"),
            lazy_gettext("The same for everything that leaves the house."),
            unit=MINUTES,
            least=1,
            most=240,
        ),
        "takeaway_late_minutes": Shown(
            lazy_gettext("Red after, take-away"),
            lazy_gettext("The guest or the rider stands at the counter."),
            unit=MINUTES,
            least=1,
            most=480,
        ),
        "alarm_after_s": Shown(
            lazy_gettext("Alarm when nobody saw a ticket"),
            lazy_gettext(
                "When a ticket is on no kitchen screen and no paper for so long, the counter rings."
            ),
            unit=SECONDS,
            least=5,
            most=600,
        ),
        "takeback_alarm_after_s": Shown(
            lazy_gettext("Alarm when nobody saw that a dish is gone"),
            lazy_gettext(
                "When a dish was taken back and for so long no cook has touched it, no slip said so"
                " and nobody told the kitchen, the counter rings."
            ),
            unit=SECONDS,
            least=5,
            most=600,
        ),
    }

    def thresholds(self, order_type: str) -> tuple[int, int]:
        """The minutes of amber and of red for an order of that type."""
        if order_type == DINE_IN:
            return self.warn_minutes, self.late_minutes
        return self.takeaway_warn_minutes, self.takeaway_late_minutes

    def clashes(self) -> dict[str, LazyString]:
        """Red comes after amber."""
        pairs = (
            ("late_minutes", self.warn_minutes, self.late_minutes),
            ("takeaway_late_minutes", self.takeaway_warn_minutes, self.takeaway_late_minutes),
        )
        wrong = lazy_gettext("Red must come after amber.")
        return {name: wrong for name, warn, late in pairs if late <= warn}
