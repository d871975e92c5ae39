"""What every guest may look up without sitting at a table: the licences, and what is kept."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.catalog.pictures import PAPER_EDGE
from app.core.errors import AppError, NotFound
from app.payments.invoices.settings import InvoiceSettings
from app.seating.settings import SeatingSettings
from app.settings import queries as settings
from app.stores import queries as stores
from app.stores.queries import StoreFacts
from app.stores.settings import LicencePictures, LicencesSettings
from app.tables.service.sessions import OPEN_FOR
from app.web.auth import current_presence, public
from app.web.diner.blueprint import bp


@bp.get("/licences")
@public
def licences() -> ResponseReturnValue:
    """The licences 证照公示 of the shop whose table the phone is at, of every shop otherwise."""
    shown = [
        (
            store,
            settings.get(store.id, LicencesSettings),
            settings.get(store.id, LicencePictures),
        )
        for store in _stores()
    ]
    return render_template("diner/about/licences.html", shown=shown, edge=PAPER_EDGE)


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept of a guest, why, where and for how long."""
    found = _stores()
    if not found:
        raise NotFound
    hours = int(OPEN_FOR.total_seconds() // 3600)
    days = settings.get(found[0].id, SeatingSettings).erase_days
    return render_template(
        "diner/about/privacy.html",
        store=found[0],
        hours=hours,
        days=days,
        invoices=settings.get(found[0].id, InvoiceSettings),
    )


def _stores() -> list[StoreFacts]:
    try:
        return [stores.get_facts(current_presence().store_id)]
    except AppError:
        return [stores.get_facts(store.id) for store in stores.list_stores()]
