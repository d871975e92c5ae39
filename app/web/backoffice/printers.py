"""Printers: how they are, setting them up, trying them, and what waits to be printed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.catalog import queries as catalog
from app.core import clock
from app.printing import queries, service
from app.printing.devices import options_of
from app.printing.errors import PrinterNameTaken, in_plain_words
from app.printing.models import JobStatus, Printer
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice import printer_form, words
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import problems_into
from app.web.backoffice.undoing import flash_name_taken, flash_removed
from app.web.formats import named

_JOBS_SHOWN = 30
LOOKING_BACK = timedelta(days=7)
_RETRIABLE = (JobStatus.QUEUED, JobStatus.FAILED, JobStatus.EXPIRED, JobStatus.DROPPED)


@bp.get("/backoffice/printers")
@staff_only(Right.PRINTERS)
def printers() -> ResponseReturnValue:
    """All printers with their state in plain words; the list alone for keeping it up to date."""
    store_id = require_staff().store_id
    template = "_list.html" if request.headers.get("HX-Request") else "list.html"
    return page(
        f"backoffice/printers/{template}",
        printers=queries.list_printers(store_id),
        station_names=_station_names(store_id),
        unprinted=len(queries.list_unprinted(store_id, clock.now() - LOOKING_BACK)),
        **_state_words(store_id),
    )


@bp.get("/backoffice/printers/new")
@staff_only(Right.PRINTERS)
def new_printer() -> ResponseReturnValue:
    """An empty form for a printer."""
    return printer_form.show(printer_form.empty())


@bp.post("/backoffice/printers/new")
@staff_only(Right.PRINTERS)
def add_printer() -> ResponseReturnValue:
    """Add a printer."""
    typed = printer_form.typed(request.form)
    with problems_into(typed):
        added = service.add_printer(printer_form.read(typed), actor=current_actor())
        flash(gettext("Printer added. Print a test page now."), "success")
        return redirect(url_for(".printer", printer_id=added.id))
    return printer_form.show(typed), 422


@bp.get("/backoffice/printers/<printer_id>")
@staff_only(Right.PRINTERS)
def printer(printer_id: str) -> ResponseReturnValue:
    """One printer: its state, a test page, its jobs; state and jobs alone to keep them fresh."""
    store_id = require_staff().store_id
    template = "_state.html" if request.headers.get("HX-Request") else "printer.html"
    return page(
        f"backoffice/printers/{template}",
        printer=queries.get_printer(store_id, printer_id),
        jobs=queries.list_jobs(store_id, printer_id, limit=_JOBS_SHOWN),
        retriable=_RETRIABLE,
        test_job=request.args.get("test", ""),
        backup=queries.find_backup(store_id, printer_id),
        options=options_of(queries.get_printer(store_id, printer_id)),
        **_state_words(store_id),
    )


@bp.get("/backoffice/printers/<printer_id>/edit")
@staff_only(Right.PRINTERS)
def edit_printer(printer_id: str) -> ResponseReturnValue:
    """The form of a printer."""
    found = queries.get_printer(require_staff().store_id, printer_id)
    return printer_form.show(printer_form.filled(found), printer_id)


@bp.post("/backoffice/printers/<printer_id>/edit")
@staff_only(Right.PRINTERS)
def change_printer(printer_id: str) -> ResponseReturnValue:
    """Change a printer."""
    typed = printer_form.typed(request.form)
    with problems_into(typed):
        service.change_printer(printer_id, printer_form.read(typed), actor=current_actor())
        flash(gettext("Saved."), "success")
        return redirect(url_for(".printer", printer_id=printer_id))
    return printer_form.show(typed, printer_id), 422


@bp.post("/backoffice/printers/<printer_id>/remove")
@staff_only(Right.PRINTERS)
def remove_printer(printer_id: str) -> ResponseReturnValue:
    """Remove a printer; what waits in its queue is not printed."""
    service.remove_printer(printer_id, actor=current_actor())
    back = url_for(".restore_printer", printer_id=printer_id)
    flash_removed(gettext("Printer removed."), back)
    return redirect(url_for(".printers"))


@bp.post("/backoffice/printers/<printer_id>/restore")
@staff_only(Right.PRINTERS)
def restore_printer(printer_id: str) -> ResponseReturnValue:
    """Take a removed printer back as it was, with what waits for it."""
    try:
        name = service.restore_printer(printer_id, actor=current_actor()).name
    except PrinterNameTaken:
        flash_name_taken(request.path)
        return redirect(url_for(".printers"))
    flash(gettext("%(name)s prints again, as before.", name=name), "success")
    return redirect(url_for(".printer", printer_id=printer_id))


@bp.post("/backoffice/printers/<printer_id>/test")
@staff_only(Right.PRINTERS)
def print_test_page(printer_id: str) -> ResponseReturnValue:
    """Queue a test page, then show what becomes of it."""
    job_id = service.print_test_page(printer_id, actor=current_actor())
    return redirect(url_for(".printer", printer_id=printer_id, test=job_id))


@bp.post("/backoffice/jobs/<job_id>/retry")
@staff_only(Right.PRINTERS)
def retry_job(job_id: str) -> ResponseReturnValue:
    """Print a job after all that failed, expired, or waits for its next try."""
    printer_id = queries.get_job(require_staff().store_id, job_id).printer_id
    service.retry_job(job_id, actor=current_actor())
    flash(gettext("It is being printed again."), "success")
    return redirect(url_for(".printer", printer_id=printer_id))


def _station_names(store_id: str) -> Callable[[Printer], str]:
    names = {station.id: named(station) for station in catalog.list_stations(store_id)}
    return lambda printer: " / ".join(names.get(each, "?") for each in printer.station_ids)


def _state_words(store_id: str) -> dict[str, Any]:
    return {
        "waiting": queries.count_waiting(store_id),
        "in_plain_words": in_plain_words,
        "words": words,
        "now": clock.now(),
    }
