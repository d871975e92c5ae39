"""What the printers tell the rest of the house."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SlipPrinted:
    """A kitchen ticket's slip went to its printer.

    `purpose` is "void" when it says that dishes are gone, as they were known at `asked_at`.
    """

    store_id: str
    ticket_id: str
    purpose: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class PrinterChanged:
    """A printer began to fail, works again, or was set up anew."""

    store_id: str
    printer_id: str
