"""The kitchen screen: its page, and the fragments with which it keeps itself fresh."""

from typing import Any

from flask import render_template, request

from app.catalog import queries as catalog
from app.core import clock
from app.core.errors import Invalid
from app.core.system import epoch
from app.kitchen import queries
from app.kitchen.settings import KitchenSettings
from app.settings import queries as settings
from app.staff.rights import Right
from app.stores import queries as stores
from app.web.auth import require_staff, staff_only
from app.web.kitchen.blueprint import bp

# An address that names more orders would be longer than servers accept.
MAX_CARDS = 100


@bp.get("/kitchen")
@staff_only(Right.COOK)
def screen() -> str:
    """The whole screen; its cards are the same fragments that refresh it."""
    facts, page_size = _board(), queries.MAX_EVENTS
    return render_template(
        "kitchen/screen.html", person=require_staff(), page_size=page_size, **facts
    )


@bp.get("/kitchen/board")
@staff_only(Right.COOK)
def board() -> str:
    """All cards anew, with the event number that they stand for."""
    return render_template("kitchen/_board.html", **_board())


@bp.get("/kitchen/tickets")
@staff_only(Right.COOK)
def tickets() -> str:
    """The cards of the orders named in `ids`, finished or not; unknown ones are left out."""
    ids = set(request.args.get("ids", "").split(","))
    if len(ids) > MAX_CARDS:
        raise Invalid({"ids": f"1–{MAX_CARDS}"})
    facts = _facts()
    cards = queries.get_cards(require_staff().store_id, ids, facts["station_id"])
    return render_template("kitchen/_tickets.html", cards=cards, **facts)


@bp.get("/kitchen/recent")
@staff_only(Right.COOK)
def recent() -> str:
    """The tickets finished last, to take one back."""
    facts = _facts()
    found = queries.list_recent_tickets(require_staff().store_id, facts["station_id"])
    return render_template("kitchen/_recent.html", tickets=found, **facts)


def _board() -> dict[str, Any]:
    # The number is read first: what happens in between is pulled again, never missed.
    store_id = require_staff().store_id
    seq, facts = queries.head(store_id), _facts()
    cards = queries.list_cards(store_id, facts["station_id"])
    return {"cards": cards, "seq": seq, "epoch": epoch(), **facts}


def _facts() -> dict[str, Any]:
    """What every fragment needs: the store, the station that is asked for, the present moment."""
    store_id = require_staff().store_id
    stations = catalog.list_stations(store_id)
    wanted = request.args.get("station")
    return {
        "store": stores.get_facts(store_id),
        "stations": {station.id: station for station in stations},
        "station_id": next((s.id for s in stations if s.id == wanted), None),
        "thresholds": settings.get(store_id, KitchenSettings),
        "now": clock.now(),
    }
