"""The address on a receipt by which an invoice is asked for, also once the table was cleared."""

import re

from app.core import signing
from app.core.errors import NotFound
from app.payments.invoices.settings import InvoiceSettings
from app.settings import queries as settings
from app.tables import queries as tables
from app.tables.models import TableSession

_PURPOSE, _LENGTH = "invoice", 20
_LINK = re.compile(rf"([0-9a-z]{{26}})-([a-z2-7]{{{_LENGTH}}})")


def link_of(store_id: str, session_id: str | None) -> str:
    """What stands at the end of a receipt's address; "" where the shop offers no invoices."""
    if session_id is None or not settings.get(store_id, InvoiceSettings).is_offered:
        return ""
    return f"{session_id}-{signing.signature(_PURPOSE, session_id, length=_LENGTH)}"


def read_link(link: str) -> TableSession:
    """The party that got the receipt. It may ask for its invoice, and nothing else.

    Raises NotFound.
    """
    match = _LINK.fullmatch(link)
    if match is None:
        raise NotFound
    session_id, given = match.groups()
    if not signing.is_signed(_PURPOSE, session_id, given=given, length=_LENGTH):
        raise NotFound
    return tables.get_party(session_id)
