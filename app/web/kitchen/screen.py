"""The kitchen screen: its page, and the fragments with which it keeps itself fresh."""

from dataclasses import astuple
from typing import Any

from flask import render_template, request

from app.catalog import queries as catalog
from app.core import clock
from app.core.errors import Invalid
from app.core.system import epoch
from app.kitchen import cards, ingredients, queries, screens, shift
from app.kitchen.cards import Card
from app.kitchen.models import ScreenDevice, ScreenView
from app.kitchen.settings import KitchenSettings
from app.settings import queries as settings
from app.staff.rights import Right
from app.stores import queries as stores
from app.web.auth import require_staff, staff_only
from app.web.kitchen.blueprint import bp

# An address that names more orders would be longer than servers accept.
MAX_CARDS = 100
_LONGEST_SEARCH = 40


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
    found = cards.get_cards(
        require_staff().store_id, ids, facts["station_id"], is_expo=facts["is_expo"]
    )
    return render_template("kitchen/_tickets.html", **_with_cards(found), **facts)


@bp.get("/kitchen/recent")
@staff_only(Right.COOK)
def recent() -> str:
    """The day's tickets, the one finished last first, to look something up or take it back."""
    facts = _facts()
    text = request.args.get("q", "").strip()[:_LONGEST_SEARCH]
    found = cards.list_day(require_staff().store_id, facts["station_id"], text)
    return render_template(
        "kitchen/_recent.html", tickets=found, text=text, limit=cards.HISTORY_LIMIT, **facts
    )


@bp.get("/kitchen/shift")
@staff_only(Right.COOK)
def shift_card() -> str:
    """The day in figures, for the end of the shift."""
    facts = _facts()
    card = shift.shift_card(require_staff().store_id, facts["station_id"])
    return render_template("kitchen/_shift.html", card=card, **facts)


def _board() -> dict[str, Any]:
    # The number is read first: what happens in between is pulled again, never missed.
    store_id = require_staff().store_id
    seq, facts = queries.head(store_id), _facts()
    if facts["is_expo"]:
        found = cards.list_pass_cards(store_id)
    else:
        found = cards.list_cards(store_id, facts["station_id"])
    return {"seq": seq, "epoch": epoch(), **_with_cards(found), **facts}


def _with_cards(found: list[Card]) -> dict[str, Any]:
    dishes = {line.dish_id for card in found for line in card.lines if line.dish_id}
    recipes = ingredients.recipes_of(require_staff().store_id, dishes)
    made_of = {
        dish_id: [astuple(each) for each in portions] for dish_id, portions in recipes.items()
    }
    return {"cards": found, "made_of": made_of}


def _facts() -> dict[str, Any]:
    """What every fragment needs: the store, the station that is asked for, the present moment."""
    person = require_staff()
    device = screens.find_device(person)
    stations = catalog.list_stations(person.store_id)
    wanted, is_expo = _wanted(device)
    return {
        "store": stores.get_facts(person.store_id),
        "stations": {station.id: station for station in stations},
        "station_id": next((s.id for s in stations if s.id == wanted and not is_expo), None),
        "is_expo": is_expo,
        "device": device,
        "allowed": settings.get(person.store_id, KitchenSettings),
        "now": clock.now(),
    }


def _wanted(device: ScreenDevice | None) -> tuple[str | None, bool]:
    """The station and whether it is the pass: as the owner paired it, else as the page asks."""
    if device is not None:
        return device.station_id, device.view is ScreenView.EXPO
    return request.args.get("station"), request.args.get("view") == ScreenView.EXPO.value
