"""Slips that never came out, to be printed or dropped; their numbers; how stations cut them."""

from datetime import datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.catalog import queries as catalog
from app.core import clock
from app.printing import queries, service
from app.printing.errors import in_plain_words
from app.printing.models import SlipForm
from app.staff.rights import Right
from app.stores import queries as stores
from app.stores.rules import business_day_span
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice import words
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.printers import LOOKING_BACK
from app.web.formats import named


@bp.get("/backoffice/printers/slips")
@staff_only(Right.PRINTERS)
def slips() -> ResponseReturnValue:
    """What was not printed, today's numbers by station, and how each station's slips are cut."""
    store_id = require_staff().store_id
    stations = catalog.list_stations(store_id)
    return page(
        "backoffice/printers/slips.html",
        unprinted=queries.list_unprinted(store_id, clock.now() - LOOKING_BACK),
        numbers=queries.slip_numbers(store_id, _day_start(store_id)),
        printers=[each for each in queries.list_printers(store_id) if each.is_enabled],
        stations=stations,
        names={station.id: named(station) for station in stations},
        forms=queries.slip_forms(store_id),
        in_plain_words=in_plain_words,
        words=words,
        now=clock.now(),
    )


@bp.post("/backoffice/printers/slips")
@staff_only(Right.PRINTERS)
def settle_slips() -> ResponseReturnValue:
    """Print the ticked slips after all, marked where they may be a second copy, or drop them."""
    job_ids = request.form.getlist("job")
    if not job_ids:
        flash(gettext("Tick the slips first."), "warning")
    elif request.form.get("do") == "drop":
        count = service.drop_jobs(job_ids, actor=current_actor())
        flash(ngettext("%(num)d slip dropped.", "%(num)d slips dropped.", count), "success")
    else:
        for job_id in job_ids:
            printer_id = request.form.get("printer") or None
            service.retry_job(job_id, actor=current_actor(), printer_id=printer_id)
        flash(gettext("It is being printed again."), "success")
    return redirect(url_for(".slips"))


@bp.post("/backoffice/printers/slips/<station_id>/form")
@staff_only(Right.PRINTERS)
def choose_slip_form(station_id: str) -> ResponseReturnValue:
    """Choose how a station's slips are cut."""
    is_dish = request.form.get("form") == SlipForm.DISH.value
    form = SlipForm.DISH if is_dish else SlipForm.SPLIT
    service.cut_slips(station_id, form, actor=current_actor())
    flash(gettext("Saved."), "success")
    return redirect(url_for(".slips"))


def _day_start(store_id: str) -> datetime:
    """When today's business day began: from then on the slips' numbers count."""
    store = stores.get_facts(store_id)
    return business_day_span(store.business_date(), store.time_zone, store.day_starts_at)[0]
