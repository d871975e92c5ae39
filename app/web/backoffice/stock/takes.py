"""Stocktakes: counted blind on a phone, row by row; the differences are seen before they count."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, gettext, lazy_gettext

from app.core.errors import Conflict, Invalid
from app.inventory import papers, queries
from app.inventory import service as inventory
from app.inventory.paper_models import Stocktake
from app.inventory.words import name_in, named
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.stock import rows
from app.web.backoffice.stock.reading import read_quantity, sizes_of

STATUS = {
    "counting": (lazy_gettext("Counting"), "warn"),
    "counted": (lazy_gettext("Counted, not booked"), "info"),
    "closed": (lazy_gettext("Booked"), "success"),
    "dropped": (lazy_gettext("Given up"), "muted"),
}
_ACTS: dict[str, tuple[Callable[..., Stocktake], LazyString | None]] = {
    "finish": (inventory.finish_counting, None),
    "again": (inventory.count_again, None),
    "close": (inventory.close_stocktake, lazy_gettext("Booked.")),
    "drop": (inventory.drop_stocktake, lazy_gettext("Given up; nothing was booked.")),
}


@bp.get("/backoffice/stock/counts")
@staff_only(Right.STOCK)
def stocktakes() -> ResponseReturnValue:
    """All stocktakes, and the start of a new one."""
    store_id = require_staff().store_id
    takes, categories = papers.list_stocktakes(store_id), queries.list_categories(store_id)
    return page(
        "backoffice/stock/takes.html",
        takes=takes,
        whats={take.id: _what(take, categories) for take in takes},
        categories=categories,
        places=rows.place_choices(store_id),
        status=STATUS,
    )


@bp.post("/backoffice/stock/counts")
@staff_only(Right.STOCK)
def start_stocktake() -> ResponseReturnValue:
    """Begin to count."""
    try:
        category = request.form.get("category", "")[:40]
        place_id = request.form.get("place_id") or None
        take = inventory.start_stocktake(category, actor=current_actor(), place_id=place_id)
    except Conflict as error:
        flash(str(error.message), "danger")
        return redirect(url_for(".stocktakes"))
    return redirect(url_for(".stocktake", stocktake_id=take.id))


@bp.get("/backoffice/stock/counts/<stocktake_id>")
@staff_only(Right.STOCK)
def stocktake(stocktake_id: str) -> ResponseReturnValue:
    """The list to count by, or what came of it. What should be there is not shown meanwhile."""
    take = papers.get_stocktake(require_staff().store_id, stocktake_id)
    return _show(take)


@bp.post("/backoffice/stock/counts/<stocktake_id>/count")
@staff_only(Right.STOCK)
def count_ingredient(stocktake_id: str) -> ResponseReturnValue:
    """Write down what was found of one ingredient."""
    store_id = require_staff().store_id
    papers.get_stocktake(store_id, stocktake_id)
    if not request.form.get("ingredient_id"):
        return redirect(url_for(".stocktake", stocktake_id=stocktake_id))
    found = queries.get_ingredient(store_id, request.form.get("ingredient_id", ""))
    text, key = request.form.get("count", ""), request.form.get("unit", "")
    sizes = sizes_of(found)
    try:
        size = (sizes.get(key) or next(iter(sizes.values())))[1]
        quantity = read_quantity(text, "count", size) if text.strip() else None
        inventory.count_ingredient(stocktake_id, found.id, quantity, actor=current_actor())
    except Invalid as wrong:
        flash(f"{named(found)}: {wrong.extra['fields']['count']}", "danger")
    except Conflict as error:
        flash(str(error.message), "danger")
    return redirect(url_for(".stocktake", stocktake_id=stocktake_id, _anchor=f"i-{found.id}"))


@bp.post("/backoffice/stock/counts/<stocktake_id>/close")
@staff_only(Right.STOCK)
def close_stocktake(stocktake_id: str) -> ResponseReturnValue:
    """End the counting, count on, book the differences, or give the count up."""
    act = request.form.get("act", "")
    verb, said = _ACTS.get(act) or _ACTS["close"]
    try:
        verb(stocktake_id, actor=current_actor())
        if said:
            flash(str(said), "success")
    except Conflict as error:
        flash(str(error.message), "danger")
    return redirect(url_for(".stocktake", stocktake_id=stocktake_id))


def _show(take: Stocktake) -> str:
    lines = papers.lines_of(take)
    differing = [line for line in lines if line.counted is not None]
    return page(
        "backoffice/stock/take.html",
        take=take,
        what=_what(take, queries.list_categories(take.store_id)),
        lines=lines,
        is_blind=take.status == "counting",
        differing=sorted(differing, key=lambda line: line.value or 0),
        total=sum(line.value or 0 for line in differing) // 1000,
        units={line.ingredient_id: list(sizes_of(line.ingredient).items()) for line in lines},
        status=STATUS,
    )


def _what(take: Stocktake, categories: dict[str, str]) -> str:
    """What is counted, and where, when it is one place only."""
    category = name_in(take.category, categories.get(take.category, ""))
    parts = [category or gettext("All ingredients"), named(take.place) if take.place else ""]
    return " · ".join(filter(None, parts))
