"""The owner's choices about what is printed by itself, and what stands under a receipt."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import LazyString, lazy_gettext
from pydantic import Field

from app.settings.groups import SettingsGroup
from app.settings.shown import Shown

_ADDRESS_STARTS = ("https://", "http://")


class PrintingSettings(SettingsGroup):
    """What is printed by itself; `templates` by kind of document are changed on their own page."""

    KEY = "printing"
    TITLE = lazy_gettext("Slips and receipts")
    ELSEWHERE: ClassVar[frozenset[str]] = frozenset({"templates"})

    pickup_numbers: bool = False
    takeout_slips: bool = False
    opens_drawer: bool = True
    code_url: str = ""
    code_words: str = ""
    templates: dict[str, dict[str, Any]] = Field(default_factory=dict)

    SHOWN: ClassVar[Mapping[str, Shown]] = {
        "pickup_numbers": Shown(
            lazy_gettext("Pick-up number on paper"),
            lazy_gettext("Every pick-up order prints its number for the guest, with the bills."),
        ),
        "takeout_slips": Shown(
            lazy_gettext("Take-out slip with a seal"),
            lazy_gettext("Every order that leaves the house prints a slip for its bag."),
        ),
        "opens_drawer": Shown(
            lazy_gettext("Cash opens the drawer"),
            lazy_gettext(
                "Where a drawer hangs on the printer of bills, it opens as soon as cash is taken,"
                " and the audit notes who took it. Off: it opens with the printed receipt."
            ),
        ),
        "code_url": Shown(
            lazy_gettext("Code under the receipt"),
            lazy_gettext(
                "A web address for invoices or reviews, printed as a code to scan. {order} in it"
                " stands for the order's number. Empty: no code."
            ),
            placeholder="https://",
        ),
        "code_words": Shown(
            lazy_gettext("Words under that code"),
            lazy_gettext("Such as: scan for your invoice."),
            longest=40,
        ),
    }

    def clashes(self) -> dict[str, LazyString]:
        """An address has to be one, or phones open a search instead."""
        if self.code_url and not self.code_url.startswith(_ADDRESS_STARTS):
            return {"code_url": lazy_gettext("A web address begins with https://")}
        return {}
