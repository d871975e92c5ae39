"""Finding printers: a search of the shop's network in steps that show their progress, and USB."""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core.errors import AppError
from app.printing import discovery, queries, service
from app.printing.errors import in_plain_words
from app.printing.inputs import PrinterInput
from app.printing.models import Printer, PrinterKind
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import read_whole
from printer.probe import Listener

# So many addresses at once that a step takes about a second when nobody answers.
_STEP = 64
_LONGEST_NAME = 40
_ON_USB = frozenset({PrinterKind.FILE.value, PrinterKind.USB.value})


@dataclass(frozen=True, slots=True)
class FoundPrinter:
    """A printer that was found, as the page shows it; `added` is the one it already is."""

    kind: str
    place: str
    name: str
    answers: bool
    trouble: str
    added: Printer | None


@bp.get("/backoffice/printers/find")
@staff_only(Right.PRINTERS)
def find_printers() -> ResponseReturnValue:
    """The page that looks for printers: USB at once, the network when its button is pressed."""
    look = discovery.list_usb()
    known = queries.list_printers(require_staff().store_id)
    usb = [
        FoundPrinter(each.kind.value, each.path, each.name, not each.trouble, each.trouble,
                     next((p for p in known if each.path and p.path == each.path), None))
        for each in look.printers
    ]  # fmt: skip
    return page(
        "backoffice/printers/find.html",
        usb=usb,
        reason=look.reason,
        in_plain_words=in_plain_words,
    )


@bp.post("/backoffice/printers/find")
@staff_only(Right.PRINTERS)
def search_network() -> ResponseReturnValue:
    """Look at the next addresses; the answer asks for the ones after by itself."""
    start = read_whole(request.form.get("start", ""), "start", default=0)
    earlier = read_whole(request.form.get("found", ""), "found", default=0)
    try:
        hosts = discovery.own_hosts()
        scan = discovery.scan_lan(hosts[start : start + _STEP])
    except AppError as error:
        return page("backoffice/printers/_found.html", refusal=error.message)
    known = queries.list_printers(require_staff().store_id)
    return page(
        "backoffice/printers/_found.html",
        found=[_found(listener, known) for listener in scan.found],
        count=earlier + len(scan.found),
        done=min(start + _STEP, len(hosts)),
        total=len(hosts),
        around=f"{hosts[0]} – {hosts[-1]}",
        in_plain_words=in_plain_words,
    )


@bp.post("/backoffice/printers/find/add")
@staff_only(Right.PRINTERS)
def add_found_printer() -> ResponseReturnValue:
    """Add a found printer with one touch: the row shows it as added, and offers a test page."""
    wanted = request.form.get("kind", "")
    kind = PrinterKind(wanted) if wanted in _ON_USB else PrinterKind.NETWORK
    is_network = kind is PrinterKind.NETWORK
    place = request.form.get("place", "")
    name = request.form.get("name", "").strip() or gettext("Printer %(place)s", place=place)
    given = PrinterInput(
        name=_free_name(require_staff().store_id, name[:_LONGEST_NAME]),
        kind=kind,
        host=place if is_network else "",
        path="" if is_network else place,
    )
    added = service.add_printer(given, actor=current_actor())
    if not request.headers.get("HX-Request"):
        flash(gettext("Printer added. Print a test page now."), "success")
        return redirect(url_for(".printer", printer_id=added.id))
    row = FoundPrinter(given.kind.value, place, added.name, True, "", added)
    return page("backoffice/printers/_found.html", found=[row], in_plain_words=in_plain_words)


def _found(listener: Listener, known: list[Printer]) -> FoundPrinter:
    at = (listener.host, listener.port)
    added = next((each for each in known if (each.host, each.port) == at), None)
    trouble = listener.trouble or ("" if listener.answers else "printer_silent")
    return FoundPrinter("network", listener.host, listener.model, listener.answers, trouble, added)


def _free_name(store_id: str, wanted: str) -> str:
    taken = {printer.name for printer in queries.list_printers(store_id)}
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted[: _LONGEST_NAME - 4]} {number}"
    return name
