"""Changing many dishes at once: chosen in the list, previewed, done in one go."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext

from app.catalog import queries
from app.catalog import service as catalog
from app.catalog.models import Category, Dish, OptionGroup, Station
from app.catalog.price_rules import ROUNDINGS, PriceRule, PriceStep
from app.core.actors import Actor
from app.core.errors import Invalid
from app.core.money import MAX_FEN
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.dish_filter import DishFilter
from app.web.backoffice.forms import Typed, problems_into, read_fen, read_whole, typed_text
from app.web.backoffice.undoing import flash_undoable

_FIELDS = ("step", "amount", "rounding", "also_members", "category_id", "station_id", "group_id")
STEPS = {
    PriceStep.SET: lazy_gettext("Set to (yuan)"),
    PriceStep.ADD: lazy_gettext("Raise by yuan"),
    PriceStep.SUBTRACT: lazy_gettext("Lower by yuan"),
    PriceStep.RAISE: lazy_gettext("Raise by per cent"),
    PriceStep.LOWER: lazy_gettext("Lower by per cent"),
}
ROUNDING_WORDS = {
    100: lazy_gettext("To whole yuan"),
    50: lazy_gettext("To 0.5 yuan"),
    10: lazy_gettext("To 0.1 yuan"),
    1: lazy_gettext("Not rounded"),
}
_PERCENT_STEPS = {PriceStep.RAISE, PriceStep.LOWER}


@bp.post("/backoffice/menu/bulk")
@staff_only(Right.MENU)
def bulk_form() -> ResponseReturnValue:
    """The chosen dishes, and what can be done with all of them."""
    typed = Typed({"step": "add", "amount": "", "rounding": "100", "also_members": True})
    return _form(typed, _chosen())


@bp.post("/backoffice/menu/bulk/prices")
@staff_only(Right.MENU)
def bulk_preview() -> ResponseReturnValue:
    """Every price as it is and as it would be; changed when the preview was agreed to."""
    dishes, typed = _chosen(), Typed(typed_text(request.form, *_FIELDS))
    also_members = bool(typed.values["also_members"])
    ids = [dish.id for dish in dishes]
    previewed: list[Any] = []
    with problems_into(typed):
        rule, store_id = _rule(typed.values), require_staff().store_id
        previewed = catalog.preview_prices(store_id, ids, rule, also_members=also_members)
        if request.form.get("agreed"):
            seen, actor = request.form.getlist("seen"), current_actor()
            catalog.change_prices(ids, rule, also_members=also_members, seen=seen, actor=actor)
            return _done(len(ids))
    return _form(typed, dishes, previewed), typed.status if typed.is_wrong else 200


@bp.post("/backoffice/menu/bulk/<action>")
@staff_only(Right.MENU)
def bulk_change(action: str) -> ResponseReturnValue:
    """Do to the chosen dishes what needs no preview, as it can be undone."""
    dishes, typed = _chosen(), Typed(typed_text(request.form, *_FIELDS))
    with problems_into(typed):
        change = _CHANGES.get(action)
        if change is None:
            raise Invalid({"action": lazy_gettext("This is not one of the choices.")})
        change([dish.id for dish in dishes], typed.values, current_actor())
        return _done(len(dishes))
    typed.values |= {"step": "add", "rounding": "100"}
    return _form(typed, dishes), typed.status


def _form(typed: Typed, dishes: list[Dish], previewed: list[Any] | None = None) -> str:
    store_id = require_staff().store_id
    return page(
        "backoffice/menu/bulk.html",
        typed=typed,
        dishes=dishes,
        previewed=previewed or [],
        back=DishFilter.of(request.form),
        steps=STEPS,
        roundings=ROUNDING_WORDS,
        categories=_choices(gettext("Choose…"), queries.list_categories(store_id)),
        stations=_choices(gettext("Any station"), queries.list_stations(store_id)),
        groups=_choices(gettext("Choose…"), queries.list_option_groups(store_id)),
    )


def _choices(none: str, rows: Sequence[Category | Station | OptionGroup]) -> list[tuple[str, str]]:
    return [("", none), *((row.id, row.name) for row in rows)]


def _chosen() -> list[Dish]:
    """The ticked dishes in the order of the menu, or all that the filter finds."""
    dishes = queries.list_dishes(require_staff().store_id)
    if request.form.get("everything"):
        return DishFilter.of(request.form).of_dishes(dishes)
    ticked = set(request.form.getlist("dishes"))
    return [dish for dish in dishes if dish.id in ticked]


def _done(count: int) -> ResponseReturnValue:
    flash_undoable(ngettext("%(num)d dish changed.", "%(num)d dishes changed.", count))
    return redirect(url_for(".menu", **DishFilter.of(request.form).query))


def _rule(values: dict[str, Any]) -> PriceRule:
    if values["step"] not in set(PriceStep):
        raise Invalid({"step": lazy_gettext("This is not one of the choices.")})
    step = PriceStep(values["step"])
    rounding = read_whole(values["rounding"], "rounding", default=1)
    if rounding not in ROUNDINGS:
        raise Invalid({"rounding": lazy_gettext("This is not one of the choices.")})
    # Both are hundredths: fen of a yuan, and hundredths of a per cent.
    amount = read_fen(values["amount"].strip().rstrip("%％"), "amount")
    if step in _PERCENT_STEPS and amount > MAX_FEN // 1000:
        raise Invalid({"amount": lazy_gettext("This number is too large.")})
    return PriceRule(step, amount, rounding)


def _to_category(ids: list[str], values: dict[str, Any], actor: Actor) -> None:
    known = {category.id for category in queries.list_categories(actor.store_id)}
    if values["category_id"] not in known:
        raise Invalid({"category_id": lazy_gettext("Choose a category.")})
    catalog.move_dishes(ids, values["category_id"], actor=actor)


def _to_choices(ids: list[str], values: dict[str, Any], actor: Actor) -> None:
    if values["group_id"] not in {group.id for group in queries.list_option_groups(actor.store_id)}:
        raise Invalid({"group_id": lazy_gettext("Choose one of the choices.")})
    catalog.offer_choices(ids, values["group_id"], actor=actor)


_CHANGES: dict[str, Callable[[list[str], dict[str, Any], Actor], None]] = {
    "on": lambda ids, _, actor: catalog.put_dishes_on_shelf(ids, True, actor=actor),
    "off": lambda ids, _, actor: catalog.put_dishes_on_shelf(ids, False, actor=actor),
    "sold-out": lambda ids, _, actor: catalog.set_dishes_availability(ids, False, actor=actor),
    "sell-again": lambda ids, _, actor: catalog.set_dishes_availability(ids, True, actor=actor),
    "category": _to_category,
    "station": lambda ids, values, actor: catalog.set_dishes_station(
        ids, values["station_id"] or None, actor=actor
    ),
    "choices": _to_choices,
}
