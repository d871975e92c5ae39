"""What the owner decides by the number of guests: the cover charge, and how much is a lot."""

from collections.abc import Mapping
from typing import ClassVar

from flask_babel import LazyString, get_locale, lazy_gettext

from app.settings.groups import SettingsGroup
from app.settings.shown import YUAN, Shown

_MOST_PER_HEAD_FEN = 20_000


class CoverSettings(SettingsGroup):
    """The cover charge 餐位费 of each guest at a table, and the gentle hint against waste.

    Without a `charge_name` the charge is called by its usual word. A cart of more than the guests
    and `many_extra` portions is called a lot; the guests and `enough_extra` dishes enough.
    """

    KEY: ClassVar[str] = "covers"
    TITLE: ClassVar[LazyString | str] = lazy_gettext("Guests at a table")
    SHOWN: ClassVar[Mapping[str, Shown]] = {
        "per_head_fen": Shown(
            lazy_gettext("Cover charge for each guest"),
            lazy_gettext(
                "Only where local rules allow it. Guests see it before they order, it stands on the"
                " bill, and it is charged once for each guest. 0: none."
            ),
            unit=YUAN,
            most=_MOST_PER_HEAD_FEN,
        ),
        "charge_name": Shown(
            lazy_gettext("What it is called"),
            lazy_gettext("Such as tea charge. Empty: cover charge."),
            longest=12,
        ),
        "charge_name_en": Shown(
            lazy_gettext("Its English name"),
            lazy_gettext("For guests who read English."),
            longest=24,
        ),
        "enough_extra": Shown(
            lazy_gettext("Dishes that are enough"),
            lazy_gettext("The cart says: so many more than guests are usually enough."),
            unit=lazy_gettext("more than guests"),
            most=10,
        ),
        "many_extra": Shown(
            lazy_gettext("Portions that are a lot"),
            lazy_gettext("From so many more than guests on, the cart says that it may be a lot."),
            unit=lazy_gettext("more than guests"),
            least=1,
            most=30,
        ),
    }

    per_head_fen: int = 0
    charge_name: str = ""
    charge_name_en: str = ""
    enough_extra: int = 1
    many_extra: int = 4

    def clashes(self) -> dict[str, LazyString]:
        """What is a lot is more than what is enough."""
        if self.many_extra > self.enough_extra:
            return {}
        return {"many_extra": lazy_gettext("A lot must be more than enough.")}

    @property
    def label(self) -> str:
        """What the charge is called on bills: "茶位费 / Tea charge"; "" for its usual word."""
        return (
            " / ".join(filter(None, (self.charge_name, self.charge_name_en)))
            if self.charge_name
            else ""
        )

    @property
    def shown_name(self) -> str:
        """What the charge is called, in the reader's language."""
        english = self.charge_name_en if str(get_locale()) == "en" else ""
        return english or self.charge_name or str(lazy_gettext("Cover charge"))
