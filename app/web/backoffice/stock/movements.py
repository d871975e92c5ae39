"""The ledger of movements, filtered, page by page or as a file."""

from decimal import Decimal
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app.core import money
from app.core.errors import Invalid
from app.core.tabular import Cell, csv_bytes, xlsx_bytes
from app.inventory import queries
from app.inventory.models import MovementKind
from app.inventory.queries import MovementFilter
from app.inventory.rules import plain_number
from app.inventory.words import UNIT_WORDS, named
from app.staff.rights import Right
from app.stores import queries as stores
from app.web.auth import require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.downloads import XLSX, download
from app.web.backoffice.paging import Paged, paged
from app.web.backoffice.stock.reading import read_day

KINDS = {
    "opening": lazy_gettext("Opening stock"),
    "receipt": lazy_gettext("Received"),
    "supplier_return": lazy_gettext("Returned to the supplier"),
    "hold": lazy_gettext("Held for an order"),
    "release": lazy_gettext("Hold released"),
    "consume": lazy_gettext("Used by an order"),
    "restock": lazy_gettext("Back to stock"),
    "waste": lazy_gettext("Waste"),
    "transfer": lazy_gettext("Moved"),
    "stocktake": lazy_gettext("Stocktake difference"),
    "produce": lazy_gettext("Made in the house"),
    "used_up": lazy_gettext("Used to make something"),
}
_PAGE_SIZE = 50
_MAX_ROWS = 100_000
_FILTERS = ("ingredient", "kind", "since", "until", "ref")


@bp.get("/backoffice/stock/movements")
@staff_only(Right.STOCK)
def stock_movements() -> ResponseReturnValue:
    """The latest movements that fit the filter."""
    store_id = require_staff().store_id
    chosen = _chosen()
    wanted = _wanted(chosen)
    total = queries.count_movements(store_id, wanted)
    offset, number, count = paged(total, _PAGE_SIZE)
    items = queries.list_movements(store_id, wanted, limit=_PAGE_SIZE, offset=offset)
    return page(
        "backoffice/stock/movements.html",
        listed=Paged(items, number, count, total),
        chosen=chosen,
        known=_known(store_id),
        kinds=KINDS,
        places={place.id: named(place) for place in queries.list_places(store_id)},
    )


@bp.get("/backoffice/stock/movements.csv")
@staff_only(Right.EXPORT)
def stock_movements_csv() -> Response:
    """The movements that fit, as CSV."""
    return download(csv_bytes(_headings(), _cells()), "kaifan-stock-movements.csv", "text/csv")


@bp.get("/backoffice/stock/movements.xlsx")
@staff_only(Right.EXPORT)
def stock_movements_xlsx() -> Response:
    """The movements that fit, as a workbook."""
    widths = (20, 24, 20, 14, 14, 14, 8, 14, 26, 20, 28)
    content = xlsx_bytes(gettext("Movements"), _headings(), _cells(), widths)
    return download(content, "kaifan-stock-movements.xlsx", XLSX)


def _known(store_id: str) -> dict[str, Any]:
    return {each.id: each for each in queries.list_ingredients(store_id)}


def _chosen() -> dict[str, str | None]:
    """The filter in the address. An empty reason asks for what has none, no reason for all."""
    found = {name: request.args.get(name, "") for name in _FILTERS}
    return {**found, "reason": request.args.get("reason")}


def _wanted(chosen: dict[str, str | None]) -> MovementFilter:
    """The filter in the address; what is no day or no kind filters nothing."""
    kind = chosen["kind"] if chosen["kind"] in KINDS else ""
    days = {}
    for name in ("since", "until"):
        try:
            days[name] = read_day(chosen[name] or "", name)
        except Invalid:
            days[name] = None
    return MovementFilter(
        ingredient_id=chosen["ingredient"] or "",
        kind=MovementKind(kind) if kind else None,
        since=days["since"],
        until=days["until"],
        ref_id=chosen["ref"] or "",
        reason=chosen["reason"],
    )


def _headings() -> tuple[str, ...]:
    return (
        gettext("Time"),
        gettext("Ingredient"),
        gettext("Kind"),
        gettext("Quantity"),
        gettext("Held"),
        gettext("Value (yuan)"),
        gettext("Unit"),
        gettext("Place"),
        gettext("Number of the thing"),
        gettext("Who"),
        gettext("Reason"),
    )


def _cells() -> list[tuple[Cell, ...]]:
    store = stores.get_facts(require_staff().store_id)
    known = _known(store.id)
    places = {place.id: named(place) for place in queries.list_places(store.id)}
    wanted = _wanted(_chosen())
    return [
        (
            store.local(each.at).strftime("%Y-%m-%d %H:%M:%S"),
            named(known[each.ingredient_id]) if each.ingredient_id in known else "",
            str(KINDS[each.kind.value]),
            Decimal(plain_number(each.quantity)),
            Decimal(plain_number(each.held)),
            Decimal(money.show(each.value // 1000)),
            str(UNIT_WORDS[known[each.ingredient_id].unit.value])
            if each.ingredient_id in known
            else "",
            places.get(each.place_id or "", ""),
            each.ref_id,
            each.actor_name,
            each.reason,
        )
        for each in queries.list_movements(store.id, wanted, limit=_MAX_ROWS)
    ]
