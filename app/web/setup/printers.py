"""The sixth step: finding printers, adding them, and saying what each prints."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core.errors import Conflict
from app.core.extensions import limiter
from app.printing import discovery, queries, service
from app.printing.errors import in_plain_words
from app.printing.inputs import PrinterInput
from app.setup import service as setup
from app.setup.settings import Step
from app.staff.rights import Right
from app.web import limits
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.forms import Typed, problems_into, read_whole, typed_text
from app.web.setup.blueprint import bp
from app.web.setup.frame import after, step_page, while_running
from printer.probe import Listener

_TEXTS = ("name", "kind", "host", "port", "path", "width_mm", "purpose")
_PURPOSES = {"all": (True, True), "kitchen": (True, False), "bills": (False, True)}


@dataclass(frozen=True, slots=True)
class _Found:
    """A printer that was found: where it is, what it says of itself, what hinders it."""

    kind: str
    name: str
    host: str = ""
    path: str = ""
    trouble: str = ""


@bp.get("/setup/printers")
@staff_only(Right.PRINTERS)
@while_running
def printers() -> ResponseReturnValue:
    """The printers that are there, and the ways to add one."""
    return _page(Typed(_empty()))


@bp.post("/setup/printers/search")
@limiter.limit(limits.PRINTER_SEARCH)
@staff_only(Right.PRINTERS)
@while_running
def search_printers() -> ResponseReturnValue:
    """Look for printers in the shop's network and on this computer's USB."""
    trouble: object = ""
    found = [_from_usb(each) for each in discovery.list_usb().printers]
    try:
        scan = discovery.scan_lan(discovery.own_hosts())
        found += [_from_network(each) for each in scan.found]
    except Conflict as error:
        trouble = error.message
    return _page(Typed(_empty()), found=found, trouble=trouble)


@bp.post("/setup/printers")
@staff_only(Right.PRINTERS)
@while_running
def add_printer() -> ResponseReturnValue:
    """Add a printer, and print a page on it at once."""
    typed = Typed(typed_text(request.form, *_TEXTS))
    with problems_into(typed):
        actor = current_actor()
        added = service.add_printer(_read(typed.values), actor=actor)
        service.print_test_page(added.id, actor=actor)
        flash(gettext("%(name)s is there, and a test page is on its way to it.", name=added.name))
        return redirect(url_for(".printers"))
    return _page(typed), 422


@bp.post("/setup/printers/<printer_id>/remove")
@staff_only(Right.PRINTERS)
def remove_printer(printer_id: str) -> ResponseReturnValue:
    """Take a printer away again."""
    service.remove_printer(printer_id, actor=current_actor())
    return redirect(url_for(".printers"))


@bp.post("/setup/printers/keep")
@staff_only(Right.PRINTERS)
@while_running
def keep_printers() -> ResponseReturnValue:
    """Go on with the printers that are there."""
    setup.note_done(Step.PRINTERS, actor=current_actor())
    return redirect(after(Step.PRINTERS))


def _page(typed: Typed, found: list[_Found] | None = None, trouble: object = "") -> str:
    store_id = require_staff().store_id
    return step_page(
        "setup/printers.html",
        Step.PRINTERS,
        typed=typed,
        found=found,
        trouble=trouble,
        printers=queries.list_printers(store_id),
        waiting=queries.count_waiting(store_id),
        in_plain_words=in_plain_words,
    )


def _empty() -> dict[str, Any]:
    values = dict.fromkeys(_TEXTS, "")
    name = gettext("Kitchen printer")
    return values | {"name": name, "kind": "network", "width_mm": "80", "purpose": "all"}


def _read(values: dict[str, Any]) -> PrinterInput:
    prints_kitchen, prints_bills = _PURPOSES.get(values["purpose"], _PURPOSES["all"])
    return PrinterInput.model_validate(
        {
            "name": values["name"],
            "kind": values["kind"],
            "host": values["host"],
            "path": values["path"],
            "port": read_whole(values["port"], "port", default=discovery.PORT),
            "width_mm": 58 if values["width_mm"] == "58" else 80,
            "prints_kitchen": prints_kitchen,
            "prints_bills": prints_bills,
        }
    )


def _from_usb(each: discovery.UsbPrinter) -> _Found:
    return _Found(each.kind.value, each.name, path=each.path, trouble=each.trouble)


def _from_network(each: Listener) -> _Found:
    return _Found("network", each.model, host=each.host, trouble=each.trouble)
