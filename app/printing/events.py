"""What the printers tell the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SlipPrinted:
    """A kitchen ticket's slip went to its printer."""

    store_id: str
    ticket_id: str


@dataclass(frozen=True, slots=True)
class PrinterChanged:
    """A printer began to fail, works again, or was set up anew."""

    store_id: str
    printer_id: str
