"""Setting printers up."""

import re

from flask_babel import LazyString, lazy_gettext
from sqlalchemy import select

from app.catalog import queries as catalog
from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import EFFECTS, atomic_in, db
from app.core.errors import Invalid, NotFound
from app.printing import queries
from app.printing.addresses import check_address
from app.printing.errors import PrinterNameTaken
from app.printing.events import PrinterChanged
from app.printing.inputs import PrinterInput
from app.printing.models import CLOUDS, Printer, PrinterKind, SlipForm, StationPaper

_REMOVED = "printer.removed"


@atomic_in(EFFECTS)
def add_printer(given: PrinterInput, *, actor: Actor) -> Printer:
    """Add a printer. Raises Invalid, PrinterNameTaken."""
    printer = Printer(store_id=actor.store_id)
    _fill(printer, given)
    db.session.add(printer)
    db.session.flush()
    audit.log("printer.added", actor=actor, target=("printer", printer.id), name=printer.name)
    events.publish(PrinterChanged(actor.store_id, printer.id))
    return printer


@atomic_in(EFFECTS)
def change_printer(printer_id: str, given: PrinterInput, *, actor: Actor) -> Printer:
    """Change a printer; its error is forgotten. Raises NotFound, Invalid, PrinterNameTaken."""
    printer = queries.get_printer(actor.store_id, printer_id)
    _fill(printer, given)
    printer.last_error = printer.last_error_at = None
    db.session.flush()
    audit.log("printer.changed", actor=actor, target=("printer", printer.id), name=printer.name)
    events.publish(PrinterChanged(actor.store_id, printer.id))
    return printer


@atomic_in(EFFECTS)
def remove_printer(printer_id: str, *, actor: Actor) -> None:
    """Remove a printer; what waits in its queue is not printed. Raises NotFound."""
    printer = queries.get_printer(actor.store_id, printer_id)
    audit.log(_REMOVED, actor=actor, target=("printer", printer.id), name=printer.name)
    printer.removed_at = clock.now()
    printer.name = f"{printer.name[:30]}#{printer.id[-6:]}"
    events.publish(PrinterChanged(actor.store_id, printer.id))


@atomic_in(EFFECTS)
def restore_printer(printer_id: str, *, actor: Actor) -> Printer:
    """Take a removed printer back as it was: its work, its stand-in, and what waits and is not old.

    Raises NotFound; PrinterNameTaken when another printer has its name by now.
    """
    printer = db.session.get(Printer, printer_id)
    if printer is None or printer.store_id != actor.store_id:
        raise NotFound
    if printer.removed_at is None:
        return printer
    target = ("printer", printer.id)
    removals = [e for e in audit.list_entries(actor.store_id, [target]) if e.action == _REMOVED]
    name = removals[-1].detail["name"]
    _ensure_free(name, printer)
    printer.name, printer.removed_at = name, None
    audit.log("printer.restored", actor=actor, target=target, name=name)
    events.publish(PrinterChanged(actor.store_id, printer.id))
    return printer


@atomic_in(EFFECTS)
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


@atomic_in(EFFECTS)
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


@atomic_in(EFFECTS)
def cut_slips(station_id: str, form: SlipForm, *, actor: Actor) -> None:
    """Choose how a station's slips are cut. Raises NotFound."""
    catalog.get_station(actor.store_id, station_id)
    chosen = StationPaper(store_id=actor.store_id, station_id=station_id, slip_form=form)
    db.session.merge(chosen)
    audit.log("station.slip_form", actor=actor, target=("station", station_id), form=form.value)


def _fill(printer: Printer, given: PrinterInput) -> None:
    _ensure_free(given.name, printer)
    _check_place(given)
    if given.backup_id is not None and given.backup_id == printer.id:
        raise Invalid({"backup_id": lazy_gettext("A printer cannot stand in for itself.")})
    if given.backup_id is not None:
        queries.get_printer(printer.store_id, given.backup_id)
    plain = given.model_dump(exclude={"station_ids", "options", "secret"})
    for name, value in plain.items():
        setattr(printer, name, value)
    printer.station_ids = list(given.station_ids)
    printer.options = given.options.model_dump()
    if given.secret is not None:
        printer.secret = given.secret
    if given.kind in CLOUDS and not printer.secret:
        raise Invalid({"secret": lazy_gettext("The service's key is needed.")})


def _ensure_free(name: str, printer: Printer) -> None:
    """Raises PrinterNameTaken when another printer of the store has this name."""
    same = select(Printer.id).where(Printer.store_id == printer.store_id, Printer.name == name)
    with db.session.no_autoflush:
        holder = db.session.scalar(same)
    if holder is not None and holder != printer.id:
        raise PrinterNameTaken


def _check_place(given: PrinterInput) -> None:
    """Whether what this kind of printer is reached by was given, and may be."""
    if given.kind is PrinterKind.NETWORK:
        if not given.host:
            raise Invalid({"host": lazy_gettext("The printer's address is needed.")})
        check_address(given.host, given.port)
    message = _PLACES.get(given.kind)
    if message is not None and not message[0].fullmatch(given.path):
        raise Invalid({"path": message[1]})
    if given.kind in CLOUDS and not given.account:
        raise Invalid({"account": lazy_gettext("The account at the service is needed.")})


# What the printer's place has to look like: a path from the browser must reach nothing else, and
# a queue's name must not be taken for an option of the command.
_PLACES: dict[PrinterKind, tuple[re.Pattern[str], LazyString]] = {
    PrinterKind.FILE: (
        re.compile(r"/dev/(usb/lp|lp|ttyUSB|ttyACM|ttyS)\w*"),
        lazy_gettext("Give a device such as /dev/usb/lp0."),
    ),
    PrinterKind.USB: (
        re.compile(r"[0-9a-fA-F]{4}:[0-9a-fA-F]{4}(:[\w.\-]{1,60})?"),
        lazy_gettext("Give maker and product such as 04b8:0e15, as the search shows them."),
    ),
    PrinterKind.SERIAL: (
        re.compile(r"(/dev/(tty|cu)[\w.\-]*|/dev/pts/\d+|COM\d{1,3})"),
        lazy_gettext("Give a port such as /dev/ttyUSB0 or COM3."),
    ),
    PrinterKind.CUPS: (
        re.compile(r"[^\s/#\-][^\s/#]{0,126}"),
        lazy_gettext("Give the queue's name as lpstat -p shows it."),
    ),
    PrinterKind.WINDOWS: (
        re.compile(r"[^\x00-\x1f]{1,200}"),
        lazy_gettext("Give the printer's name as Windows shows it."),
    ),
    **dict.fromkeys(
        sorted(CLOUDS),
        (
            re.compile(r"[A-Za-z0-9]{4,40}"),
            lazy_gettext("Give the number on the printer's sticker."),
        ),
    ),
}
