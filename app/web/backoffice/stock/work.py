"""Waste, making what is made in the house, and carrying things to another place."""

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app.catalog import pictures
from app.core.errors import Invalid, NotFound
from app.inventory import queries
from app.inventory import service as inventory
from app.inventory.book import load_book
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, problems_into, typed_text
from app.web.backoffice.stock import rows
from app.web.backoffice.stock.places import lying_rows
from app.web.backoffice.stock.reading import read_quantity, sizes_of

REASONS = (
    lazy_gettext("Spoilt"),
    lazy_gettext("Past its date"),
    lazy_gettext("Broken or spilt"),
    lazy_gettext("Burnt in cooking"),
    lazy_gettext("Staff meal"),
    lazy_gettext("Sent back by a guest"),
)
_TEXTS = ("ingredient_id", "count", "unit", "reason", "place_id", "from_id", "to_id")
_WORK = ("waste", "produce", "move")


@bp.get("/backoffice/stock/waste")
@staff_only(Right.STOCK)
def waste() -> ResponseReturnValue:
    """Where waste is written off: the work that is done most often."""
    return _form(Typed(dict.fromkeys(_TEXTS, "")), "waste")


@bp.get("/backoffice/stock/work/<work>")
@staff_only(Right.STOCK)
def stock_work(work: str) -> ResponseReturnValue:
    """The form of one kind of work: waste, produce or move."""
    return _form(Typed(dict.fromkeys(_TEXTS, "")), work)


@bp.post("/backoffice/stock/work/<work>")
@staff_only(Right.STOCK)
def do_stock_work(work: str) -> ResponseReturnValue:
    """Book it."""
    typed = Typed(typed_text(request.form, *_TEXTS))
    if work not in _WORK:
        raise NotFound
    with problems_into(typed):
        _do(work, typed.values)
        flash(gettext("Booked."), "success")
        return redirect(url_for(".stock_work", work=work))
    return _form(typed, work), 422


def _do(work: str, values: dict[str, str]) -> None:
    actor = current_actor()
    if not values["ingredient_id"]:
        raise Invalid({"ingredient_id": lazy_gettext("Choose an ingredient.")})
    found = queries.get_ingredient(actor.store_id, values["ingredient_id"])
    sizes = sizes_of(found)
    size = (sizes.get(values["unit"]) or next(iter(sizes.values())))[1]
    quantity = read_quantity(values["count"], "count", size)
    if not quantity:
        raise Invalid({"count": lazy_gettext("Write a number like 5 or 0.25.")})
    if work == "waste":
        reason = values["reason"]
        inventory.waste_goods(
            found.id,
            quantity,
            actor=actor,
            reason=reason,
            picture=_photo(),
            place_id=values["place_id"] or None,
        )
    elif work == "produce":
        inventory.produce_goods(found.id, quantity, actor=actor)
    else:
        places = {"from_id": values["from_id"], "to_id": values["to_id"]}
        inventory.transfer_goods(found.id, quantity, actor=actor, **places)


def _photo() -> str:
    upload = request.files.get("photo")
    content = upload.read() if upload is not None else b""
    if not content:
        return ""
    try:
        return pictures.store_paper(content, current_app.config["KAIFAN"].media_dir)
    except Invalid as wrong:
        raise Invalid({"photo": wrong.extra["fields"]["picture"]}) from None


def _form(typed: Typed, work: str) -> str:
    if work not in _WORK:
        raise NotFound
    store_id = require_staff().store_id
    known = queries.list_ingredients(store_id)
    if work == "produce":
        made = load_book(store_id).made
        known = [each for each in known if each.id in made]
    places = rows.place_choices(store_id)
    if work == "move" and not typed.values["from_id"] and len(places) > 1:
        # Mostly something is fetched into the main place.
        typed.values |= {"from_id": places[1][0], "to_id": places[0][0]}
    return page(
        "backoffice/stock/work.html",
        typed=typed,
        work=work,
        known=known,
        units=rows.unit_choices(known),
        reasons=REASONS,
        places=places,
        lying=lying_rows(store_id) if work == "move" else [],
    )
