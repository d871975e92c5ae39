"""What the printers tell the rest of the house."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SlipsPrinted:
    """Slips of kitchen tickets went to their printer.

    `takebacks` are those that say which dishes are gone: of which ticket, as known at which moment.
    """

    store_id: str
    ticket_ids: tuple[str, ...]
    takebacks: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class PrinterChanged:
    """A printer began to fail, works again, or was set up anew."""

    store_id: str
    printer_id: str
