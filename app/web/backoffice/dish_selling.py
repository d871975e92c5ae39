"""How a dish is sold, as a form says it: price kinds, quantities, times of sale."""

from typing import Any

from flask_babel import LazyString, lazy_gettext
from pydantic import TypeAdapter, ValidationError

from app.catalog.models import Dish, PriceKind, RequiredPer
from app.catalog.sale_windows import SaleWindow, spans_of, spans_text, window_of
from app.core import money
from app.core.errors import Invalid
from app.web.backoffice.forms import Typed, each_read, read_fen, read_whole
from app.web.diner import choices

TEXTS = (
    "price_kind",
    "pickup_price",
    "packing_fee",
    "min_quantity",
    "quantity_step",
    "required_per",
    "nutrition",
    "portion_hint",
    "sale_times",
    "sale_since",
    "sale_until",
)
PRICE_KINDS: tuple[tuple[str, LazyString], ...] = (
    (PriceKind.FIXED.value, lazy_gettext("Fixed price")),
    (PriceKind.WEIGHED.value, lazy_gettext("By weight, per 500 g")),
    (PriceKind.MARKET.value, lazy_gettext("Market price, said by staff")),
)
REQUIRED: tuple[tuple[str, LazyString], ...] = (
    (RequiredPer.NOTHING.value, lazy_gettext("Not by itself")),
    (RequiredPer.TABLE.value, lazy_gettext("Once for each table")),
    (RequiredPer.HEAD.value, lazy_gettext("Once for each guest")),
)
WEEKDAYS = {str(day): name for day, name in enumerate(choices.WEEKDAYS)}
DEFAULTS: dict[str, Any] = {
    "price_kind": PriceKind.FIXED.value,
    "min_quantity": "1",
    "quantity_step": "1",
    "sale_days": [],
}
_WINDOW = TypeAdapter(SaleWindow)


def values_of(dish: Dish) -> dict[str, Any]:
    """The fields of the form for a dish as it is."""
    window = window_of(dish.sale_window)
    pickup = dish.pickup_price_fen
    return {
        "price_kind": dish.price_kind.value,
        "pickup_price": "" if pickup is None else money.short(pickup),
        "packing_fee": money.short(dish.packing_fee_fen) if dish.packing_fee_fen else "",
        "min_quantity": dish.min_quantity,
        "quantity_step": dish.quantity_step,
        "required_per": dish.required_per.value,
        "nutrition": dish.nutrition,
        "portion_hint": dish.portion_hint,
        "sale_times": spans_text(window),
        "sale_days": [str(day) for day in window.days] if window else [],
        "sale_since": window.since.isoformat() if window and window.since else "",
        "sale_until": window.until.isoformat() if window and window.until else "",
    }


def read(typed: Typed) -> dict[str, Any]:
    """The fields as `DishInput` takes them; every fault is noted in `typed`."""
    values = typed.values
    pickup, packing = values["pickup_price"].strip(), values["packing_fee"].strip()
    return {
        "price_kind": values["price_kind"] or PriceKind.FIXED.value,
        "pickup_price_fen": _fen(typed, pickup, "pickup_price") if pickup else None,
        "packing_fee_fen": _fen(typed, packing, "packing_fee") if packing else 0,
        "min_quantity": _portions(typed, "min_quantity"),
        "quantity_step": _portions(typed, "quantity_step"),
        "required_per": values["required_per"] or RequiredPer.NOTHING.value,
        "nutrition": values["nutrition"],
        "portion_hint": values["portion_hint"],
        "sale_window": each_read(typed, _window, values, otherwise=None),
    }


def _fen(typed: Typed, text: str, name: str) -> int:
    return each_read(typed, read_fen, text, name, otherwise=0)


def _portions(typed: Typed, name: str) -> int:
    return each_read(typed, read_whole, typed.values[name], name, default=1, otherwise=1)


def _window(values: dict[str, Any]) -> SaleWindow:
    try:
        spans = spans_of(values["sale_times"])
    except ValueError:
        message = lazy_gettext("Write times like 06:30-10:00; 17:00-20:30.")
        raise Invalid({"sale_times": message}) from None
    typed = {
        "days": sorted(day for day in values["sale_days"] if day in WEEKDAYS),
        "spans": spans,
        "since": values["sale_since"] or None,
        "until": values["sale_until"] or None,
    }
    try:
        return _WINDOW.validate_python(typed)
    except ValidationError:
        raise Invalid({"sale_since": lazy_gettext("Write a date like 2026-11-30.")}) from None
