"""The rows that a new order is written as."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.catalog.rules import MenuDish
from app.core.actors import Actor
from app.core.ids import new_id
from app.core.sequences import next_value
from app.inventory.rules import HeldLine
from app.ordering import present
from app.ordering.inputs import PlaceOrderInput
from app.ordering.models import LineStatus, OrderStatus, OrderType
from app.pricing.rules import PACKING_FEE, PricedLine, Quote
from app.pricing.stages import Stage


@dataclass(frozen=True, slots=True)
class OrderPlace:
    """Where an order belongs: a table session or, without one, the counter; and for when."""

    order_type: OrderType
    session_id: str | None = None
    table_id: str | None = None
    table_name: str = ""
    round: int = 1
    status: OrderStatus = OrderStatus.PLACED
    area_id: str | None = None
    due_at: datetime | None = None
    covers: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a new order begins, and the times and numbers that come with it.

    `day` is the business day that it belongs to: that of the hour for which it is wanted.
    """

    status: OrderStatus
    placed_at: datetime
    day: date
    cook_minutes: int
    minutes: Mapping[str, int]
    is_pay_first: bool = False
    pay_until: datetime | None = None
    due_at: datetime | None = None
    quoted_at: datetime | None = None
    pickup_code: str = ""


def number_name(day: date) -> str:
    """The counter of a business day's order numbers."""
    return f"order:{day.isoformat()}"


def order_row(
    order_id: str,
    actor: Actor,
    place: OrderPlace,
    quote: Quote,
    given: PlaceOrderInput,
    entry: Entry,
) -> dict[str, Any]:
    """The row of a new order."""
    day = entry.day
    return {
        "id": order_id,
        "store_id": actor.store_id,
        "number": next_value(actor.store_id, number_name(day)),
        "business_date": day,
        "order_type": place.order_type,
        "table_id": place.table_id,
        "table_name": place.table_name,
        "table_session_id": place.session_id,
        "round": place.round,
        "status": entry.status,
        "covers": given.covers,
        "note": given.note,
        "subtotal_fen": quote.subtotal_fen,
        "adjustments": [change.as_json() for change in quote.adjustments],
        "discounts": [],
        "fees": _fees(quote),
        "total_fen": quote.total_fen,
        "paid_fen": 0,
        "placed_by": f"{actor.kind.value}:{actor.name}",
        "placed_at": entry.placed_at,
        "kitchen_at": entry.placed_at if entry.status is OrderStatus.PLACED else None,
        "cook_minutes": entry.cook_minutes,
        "is_pay_first": entry.is_pay_first,
        "pay_until": entry.pay_until,
        "due_at": entry.due_at,
        "quoted_at": entry.quoted_at,
        "pickup_code": entry.pickup_code,
    }


def _fees(quote: Quote) -> list[dict[str, Any]]:
    """The order's own fees; what packing costs hangs on its lines."""
    return [
        change.as_json()
        for change in quote.adjustments
        if change.stage is Stage.FEE and change.key != PACKING_FEE
    ]


def line_rows(order_id: str, quote: Quote, minutes: Mapping[str, int]) -> list[dict[str, Any]]:
    """The rows of a new order's lines, in the order of the basket.

    The dishes of a set meal follow it as lines of their own. `minutes` are the measured times of
    dishes, where there are some.
    """
    rows: list[dict[str, Any]] = []
    for line in quote.lines:
        row = _line_row(order_id, len(rows), line)
        rows.append(row)
        for dish, quantity in line.parts:
            rows.append(_part_row(row, len(rows), dish, quantity))
    for row in rows:
        row["cook_minutes"] = minutes.get(row["dish_id"] or "", row["cook_minutes"])
    return rows


def held_rows(rows: list[dict[str, Any]]) -> list[HeldLine]:
    """The lines as stock sees them; the wishes of a set meal are counted at the set itself."""
    dish_of = {row["id"]: row["dish_id"] or "" for row in rows}
    chosen = {row["id"]: tuple(each["id"] for each in row["options"]) for row in rows}
    return [
        HeldLine(
            line_id=row["id"],
            dish_id=row["dish_id"],
            option_ids=() if row["parent_id"] else chosen[row["id"]],
            set_sizes=chosen[row["parent_id"]] if row["parent_id"] else (),
            quantity=row["quantity"],
            ordered_id=row["parent_id"] or row["id"],
            ordered_dish_id=dish_of[row["parent_id"] or row["id"]],
        )
        for row in rows
    ]


def _line_row(order_id: str, position: int, line: PricedLine) -> dict[str, Any]:
    dish = line.dish
    return {
        "id": new_id(),
        "order_id": order_id,
        "position": position,
        # An open item is no dish of the menu.
        "dish_id": dish.id or None,
        "parent_id": None,
        "is_set": dish.is_set,
        "set_name": "",
        "set_name_en": "",
        "name": dish.name,
        "name_en": dish.name_en,
        "options": [present.option_json(option) for option in line.options],
        "note": line.note,
        "quantity": line.quantity,
        "unit_price_fen": line.unit_price_fen,
        "list_fen": line.list_fen,
        "changes": [change.as_json() for change in line.changes],
        "total_fen": line.total_fen,
        "shares": [change.as_json() for change in line.shares],
        "net_fen": line.net_fen,
        "packing_fee_fen": line.packing_fee_fen,
        "is_price_open": line.is_price_open,
        "added_by": line.added_by,
        "cook_minutes": dish.cook_minutes,
        "is_counted": dish.remaining is not None,
        "station_id": dish.station_id,
        "status": LineStatus.HELD if line.is_held else LineStatus.PLACED,
    }


def _part_row(
    parent: dict[str, Any], position: int, dish: MenuDish, quantity: int
) -> dict[str, Any]:
    """A dish of a set meal: it costs nothing itself and is cooked with the set's wishes."""
    free = dict.fromkeys(("unit_price_fen", "list_fen", "total_fen", "net_fen"), 0)
    return {
        **parent,
        **free,
        "id": new_id(),
        "position": position,
        "dish_id": dish.id,
        "parent_id": parent["id"],
        "is_set": False,
        "set_name": parent["name"],
        "set_name_en": parent["name_en"],
        "name": dish.name,
        "name_en": dish.name_en,
        "options": [each for each in parent["options"] if not each.get("is_part")],
        "quantity": quantity,
        "changes": [],
        "shares": [],
        "packing_fee_fen": 0,
        "is_price_open": False,
        "cook_minutes": dish.cook_minutes,
        "is_counted": dish.remaining is not None,
        "station_id": dish.station_id,
    }
