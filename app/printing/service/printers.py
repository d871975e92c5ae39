"""Setting printers up."""

from flask_babel import lazy_gettext
from sqlalchemy import select

from app.catalog import queries as catalog
from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Invalid
from app.printing import queries
from app.printing.addresses import check_address
from app.printing.errors import PrinterNameTaken
from app.printing.events import PrinterChanged
from app.printing.inputs import PrinterInput
from app.printing.models import Printer, PrinterKind

# Where a device or a test file may lie; a path from the browser must not reach anything else.
_DEVICE_FOLDERS = ("/dev/usb/", "/dev/lp", "/dev/tty")


@atomic
def add_printer(given: PrinterInput, *, actor: Actor) -> Printer:
    """Add a printer. Raises Invalid, PrinterNameTaken."""
    printer = Printer(store_id=actor.store_id)
    _fill(printer, given)
    db.session.add(printer)
    db.session.flush()
    audit.log("printer.added", actor=actor, target=("printer", printer.id), name=printer.name)
    events.publish(PrinterChanged(actor.store_id, printer.id))
    return printer


@atomic
def change_printer(printer_id: str, given: PrinterInput, *, actor: Actor) -> Printer:
    """Change a printer; its error is forgotten. Raises NotFound, Invalid, PrinterNameTaken."""
    printer = queries.get_printer(actor.store_id, printer_id)
    _fill(printer, given)
    printer.last_error = printer.last_error_at = None
    db.session.flush()
    audit.log("printer.changed", actor=actor, target=("printer", printer.id), name=printer.name)
    events.publish(PrinterChanged(actor.store_id, printer.id))
    return printer


@atomic
def remove_printer(printer_id: str, *, actor: Actor) -> None:
    """Remove a printer; what waits in its queue is not printed. Raises NotFound."""
    printer = queries.get_printer(actor.store_id, printer_id)
    audit.log("printer.removed", actor=actor, target=("printer", printer.id), name=printer.name)
    printer.removed_at = clock.now()
    printer.is_enabled = False
    printer.name = f"{printer.name[:30]}#{printer.id[-6:]}"
    events.publish(PrinterChanged(actor.store_id, printer.id))


@atomic
def reroute_station(store_id: str, station_id: str, moved_to: str | None) -> None:
    """A station is no longer used: printers named for it print for `moved_to` instead.

    One that printed for nothing else prints no kitchen slips any more: an empty list means all.
    """
    for printer in queries.list_printers(store_id):
        if station_id not in printer.station_ids:
            continue
        wanted = [moved_to if each == station_id else each for each in printer.station_ids]
        kept = dict.fromkeys(each for each in wanted if each is not None)
        printer.station_ids = list(kept)
        printer.prints_kitchen = printer.prints_kitchen and bool(kept)
        events.publish(PrinterChanged(store_id, printer.id))


@atomic
def route_station(station_id: str, printer_ids: set[str], *, actor: Actor) -> None:
    """Print a station's slips at these printers and at no other. Raises NotFound.

    A printer that printed for all stations, and is not wanted here, prints for all others.
    """
    stations = [station.id for station in catalog.list_stations(actor.store_id)]
    catalog.get_station(actor.store_id, station_id)
    for printer_id in printer_ids:
        queries.get_printer(actor.store_id, printer_id)
    for printer in queries.list_printers(actor.store_id):
        covered = set(printer.station_ids or stations) if printer.prints_kitchen else set()
        is_wanted = printer.id in printer_ids
        if is_wanted == (station_id in covered):
            continue
        covered ^= {station_id}
        printer.prints_kitchen = bool(covered)
        printer.station_ids = [each for each in stations if each in covered]
        target = ("printer", printer.id)
        audit.log("printer.changed", actor=actor, target=target, name=printer.name)
        events.publish(PrinterChanged(actor.store_id, printer.id))


def _fill(printer: Printer, given: PrinterInput) -> None:
    same = select(Printer.id).where(
        Printer.store_id == printer.store_id, Printer.name == given.name
    )
    with db.session.no_autoflush:
        holder = db.session.scalar(same)
    if holder is not None and holder != printer.id:
        raise PrinterNameTaken
    if given.kind is PrinterKind.NETWORK:
        if not given.host:
            raise Invalid({"host": lazy_gettext("The printer's address is needed.")})
        check_address(given.host, given.port)
    is_device = given.path.startswith(_DEVICE_FOLDERS) and ".." not in given.path
    if given.kind is PrinterKind.FILE and not is_device:
        raise Invalid({"path": lazy_gettext("Give a device such as /dev/usb/lp0.")})
    for name, value in given.model_dump(exclude={"station_ids"}).items():
        setattr(printer, name, value)
    printer.station_ids = list(given.station_ids)
