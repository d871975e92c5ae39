"""The health of the kitchen: screens, printers' queues, unseen tickets, alarms; pairing screens."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.catalog import queries as catalog
from app.kitchen import screens
from app.kitchen import service as kitchen
from app.kitchen.models import ScreenDevice, ScreenView
from app.printing.errors import in_plain_words
from app.reports import kitchen_health
from app.staff.rights import Right
from app.web import chain_words
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, problems_into, typed_text

_FIELDS = ("code", "name", "place")
_WHOLE, _PASS = "", "expo"


@bp.get("/backoffice/kitchen")
@staff_only(Right.PRINTERS)
def kitchen_health_page() -> ResponseReturnValue:
    """Who shows what, what waits where, and what rang today."""
    return page("backoffice/kitchen/page.html", **_health())


@bp.get("/backoffice/kitchen/now")
@staff_only(Right.PRINTERS)
def kitchen_health_now() -> ResponseReturnValue:
    """The changing part of that page."""
    return page("backoffice/kitchen/_health.html", **_health())


@bp.get("/backoffice/kitchen/screens/new")
@staff_only(Right.PRINTERS)
def new_screen() -> ResponseReturnValue:
    """The form for the code that a tablet shows; scanning it fills the code in."""
    values = {"code": request.args.get("code", "")[:8], "name": "", "place": _WHOLE}
    return _form(None, Typed(values))


@bp.post("/backoffice/kitchen/screens/new")
@staff_only(Right.PRINTERS, fresh=True)
def pair_screen() -> ResponseReturnValue:
    """Let the tablet that shows the code in."""
    typed = Typed(typed_text(request.form, *_FIELDS))
    with problems_into(typed):
        station_id, view = _place(typed)
        made = kitchen.pair_screen(
            typed.values["code"],
            typed.values["name"],
            station_id=station_id,
            view=view,
            actor=current_actor(),
        )
        flash(
            gettext("%(name)s is paired: the tablet goes on by itself.", name=made.name), "success"
        )
        return redirect(url_for(".kitchen_health_page"))
    return _form(None, typed), typed.status


@bp.get("/backoffice/kitchen/screens/<screen_id>")
@staff_only(Right.PRINTERS)
def screen(screen_id: str) -> ResponseReturnValue:
    """One paired screen."""
    found = screens.get_device(require_staff().store_id, screen_id)
    place = _PASS if found.view is ScreenView.EXPO else found.station_id or _WHOLE
    return _form(found, Typed({"name": found.name, "place": place}))


@bp.post("/backoffice/kitchen/screens/<screen_id>")
@staff_only(Right.PRINTERS)
def change_screen(screen_id: str) -> ResponseReturnValue:
    """Give a screen another name or place; it shows that with its next board."""
    typed = Typed(typed_text(request.form, "name", "place"))
    with problems_into(typed):
        station_id, view = _place(typed)
        kitchen.change_screen(
            screen_id, typed.values["name"], station_id=station_id, view=view, actor=current_actor()
        )
        flash(gettext("Saved. The screen shows it once it is loaded anew."), "success")
        return redirect(url_for(".kitchen_health_page"))
    return _form(screens.get_device(require_staff().store_id, screen_id), typed), typed.status


@bp.post("/backoffice/kitchen/screens/<screen_id>/revoke")
@staff_only(Right.PRINTERS)
def revoke_screen(screen_id: str) -> ResponseReturnValue:
    """The tablet is no screen any more, at once."""
    kitchen.revoke_screen(screen_id, actor=current_actor())
    flash(gettext("The screen was taken back: it shows no orders any more."), "success")
    return redirect(url_for(".kitchen_health_page"))


def _health() -> dict[str, object]:
    store_id = require_staff().store_id
    return {
        "health": kitchen_health.look(store_id),
        "stations": {each.id: each for each in catalog.list_stations(store_id)},
        "in_plain_words": in_plain_words,
        "chain_words": chain_words,
    }


def _place(typed: Typed) -> tuple[str | None, ScreenView]:
    place = typed.values["place"]
    if place == _PASS:
        return None, ScreenView.EXPO
    return place or None, ScreenView.STATION


def _form(found: ScreenDevice | None, typed: Typed) -> str:
    stations = catalog.list_stations(require_staff().store_id)
    places = [(_WHOLE, gettext("All stations")), *((each.id, each.name) for each in stations)]
    places.append((_PASS, gettext("The pass: whole orders, to be served")))
    return page("backoffice/kitchen/screen.html", screen=found, typed=typed, places=places)
