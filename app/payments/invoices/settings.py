"""What the owner decides about invoices."""

from collections.abc import Mapping
from typing import ClassVar

from flask_babel import LazyString, lazy_gettext

from app.settings.groups import SettingsGroup
from app.settings.shown import Shown


class InvoiceSettings(SettingsGroup):
    """Whether phones offer an invoice, and how long what guests wrote for it is kept."""

    KEY: ClassVar[str] = "invoices"
    TITLE: ClassVar[LazyString | str] = lazy_gettext("Invoices")

    is_offered: bool = True
    wipe_days: int = 30

    SHOWN: ClassVar[Mapping[str, Shown]] = {
        "is_offered": Shown(
            lazy_gettext("Guests ask for invoices on their phone"),
            lazy_gettext(
                "Once a table has paid, and by a code on the receipt where the table codes have an"
                " address. You issue them and say so under Money, Invoices."
            ),
        ),
        "wipe_days": Shown(
            lazy_gettext("Forget titles and e-mails after"),
            lazy_gettext("So many days after an invoice was issued or refused."),
            unit=lazy_gettext("days"),
            least=1,
            most=365,
        ),
    }
