"""What the shop says of itself, as the owner changes it."""

from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from typing import Annotated

from flask_babel import lazy_gettext
from pydantic import BaseModel, StringConstraints

from app.settings.shown import Shown

Words = Annotated[str, StringConstraints(strip_whitespace=True)]


class Language(StrEnum):
    """In what the shop prints, and what guests read unless they choose."""

    CHINESE = "zh"
    ENGLISH = "en"


class ShopWords(BaseModel):
    """The shop's own words. Bounds stand in `SHOP_SHOWN`."""

    name: Words = ""
    name_en: Words = ""
    address: Words = ""
    phone: Words = ""
    notice: Words = ""
    notice_en: Words = ""
    language: Language = Language.CHINESE
    day_starts_at: time = time(4)


SHOP_SHOWN: Mapping[str, Shown] = {
    "name": Shown(
        lazy_gettext("Name"),
        lazy_gettext("Stands on phones, receipts and table cards."),
        longest=60,
        is_needed=True,
    ),
    "name_en": Shown(
        lazy_gettext("English name"),
        lazy_gettext("What guests read who have chosen English. Empty: the name above."),
        longest=80,
    ),
    "address": Shown(
        lazy_gettext("Address"), lazy_gettext("Printed on receipts."), longest=160
    ),
    "phone": Shown(
        lazy_gettext("Telephone"),
        lazy_gettext("Stands on receipts, so that guests can reach you."),
        longest=40,
    ),
    "notice": Shown(
        lazy_gettext("Notice on the menu"),
        lazy_gettext("One sentence above the dishes on every phone, such as today's special."),
        longest=200,
    ),
    "notice_en": Shown(
        lazy_gettext("Notice in English"),
        lazy_gettext("What guests read who have chosen English. Empty: the notice above."),
        longest=200,
    ),
    "language": Shown(
        lazy_gettext("Language"),
        lazy_gettext("In what slips are printed, and what guests read unless they choose."),
        choices={"zh": "中文", "en": "English"},
    ),
    "day_starts_at": Shown(
        lazy_gettext("Business day begins at"),
        lazy_gettext(
            "Orders before this hour count to the day before, so that a long night is one day."
        ),
    ),
}
