"""Orders and quotes as JSON."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

from flask_babel import get_locale, lazy_gettext

from app.catalog.rules import MenuOption
from app.ordering.cart import guests
from app.ordering.models import Order, OrderLine
from app.ordering.slots import SlotDay
from app.pricing.rules import COVER_CHARGE, PACKING_FEE, PICKUP_PRICE, Quote
from app.stores import queries as stores

_CHANGE_LABELS = {
    "round_down": lazy_gettext("Rounded down"),
    PACKING_FEE: lazy_gettext("Packing fee"),
    PICKUP_PRICE: lazy_gettext("Pick-up price"),
    COVER_CHARGE: lazy_gettext("Cover charge"),
}


def order_json(order: Order) -> dict[str, Any]:
    """An order as every client sees it."""
    return {
        "id": order.id,
        "number": number_text(order.number),
        "status": order.status.value,
        "order_type": order.order_type.value,
        "table": order.table_name or None,
        "round": order.round,
        "covers": order.covers,
        "note": order.note,
        "adjustments": [adjustment_json(each) for each in order.adjustments],
        "total_fen": order.total_fen,
        "paid_fen": order.paid_fen,
        "lines": [line_json(line) for line in order.lines],
        "placed_at": _moment(order.placed_at),
        "pickup_code": order.pickup_code or None,
        "pay_until": _moment(order.pay_until),
        "due_at": _moment(order.due_at),
        "quoted_at": _moment(order.quoted_at),
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="milliseconds") if moment else None


def placed_json(order: dict[str, Any], lines: list[dict[str, Any]]) -> dict[str, Any]:
    """An order as every client sees it, from the rows just written and without reading them."""
    row = SimpleNamespace(**order, lines=[SimpleNamespace(**line) for line in lines])
    return order_json(cast("Order", row))


def line_json(line: OrderLine) -> dict[str, Any]:
    """A line of an order."""
    return {
        "id": line.id,
        "dish_id": line.dish_id,
        "name": line.name,
        "name_en": line.name_en,
        "options": line.options,
        "note": line.note,
        "quantity": line.quantity,
        "unit_price_fen": line.unit_price_fen,
        "total_fen": line.total_fen,
        "added_by": guests.name_of(line.added_by),
        "status": line.status.value,
        "parent_id": line.parent_id,
        "is_set": line.is_set,
        "is_price_open": line.is_price_open,
    }


def quote_json(quote: Quote) -> dict[str, Any]:
    """A priced basket."""
    return {
        "lines": [
            {
                "dish_id": line.dish.id,
                "name": line.dish.name,
                "name_en": line.dish.name_en,
                "options": [option_json(option) for option in line.options],
                "note": line.note,
                "quantity": line.quantity,
                "unit_price_fen": line.unit_price_fen,
                "total_fen": line.total_fen,
                "is_price_open": line.is_price_open,
            }
            for line in quote.lines
        ],
        "adjustments": [adjustment_json(change.as_json()) for change in quote.adjustments],
        "total_fen": quote.total_fen,
    }


def slot_days_json(store_id: str, days: list[SlotDay]) -> list[dict[str, Any]]:
    """Times of collection on the store's clock."""
    local = stores.get_facts(store_id).local
    return [
        {
            "date": day.day.isoformat(),
            "slots": [
                {"at": local(slot.at).isoformat(timespec="minutes"), "free_minutes": slot.free}
                for slot in day.slots
            ],
        }
        for day in days
    ]


def adjustment_json(change: dict[str, Any]) -> dict[str, Any]:
    """A difference between the sum of the lines and the total, with its name in words."""
    return {
        "key": change["key"],
        "label": label_of(change),
        "amount_fen": change["amount_fen"],
    }


def label_of(change: dict[str, Any]) -> str:
    """The name of a change of the price: fixed ones in the reader's language, else as entered."""
    key = change["key"].split(":")[0]
    if key == COVER_CHARGE and change["label"]:
        chinese, _, english = change["label"].partition(" / ")
        return str((str(get_locale()) == "en" and english) or chinese)
    return str(_CHANGE_LABELS.get(key, change["label"]))


def option_json(option: MenuOption) -> dict[str, Any]:
    """A chosen option, as it is frozen on a line."""
    return {
        "id": option.id,
        "name": option.name,
        "name_en": option.name_en,
        "price_fen": option.price_fen,
        # What only some say is left out where it is not so.
        **({"is_part": True} if option.part_id is not None else {}),
        **({"is_counted": True} if option.remaining is not None else {}),
    }


def number_text(number: int) -> str:
    """An order number as it is shown and printed: 7 -> "0007", the test order -1 -> "T1"."""
    return f"{number:04d}" if number >= 0 else f"T{-number}"


def order_name(order: Order) -> str:
    """What an order is called by: its pick-up number "A012", else its number of the day "0007"."""
    return order.pickup_code or number_text(order.number)
