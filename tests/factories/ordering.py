"""Orders."""

from typing import Any

from app.catalog.models import Dish
from app.core.actors import Actor
from app.core.ids import new_id
from app.ordering import queries, service
from app.ordering.inputs import LineInput, PlaceOrderInput, StaffLineInput, StaffOrderInput
from app.ordering.models import Order, OrderType
from app.tables.models import Table
from app.tables.queries import Presence


def basket(*dishes: Dish | tuple[Dish, int], **more: Any) -> PlaceOrderInput:
    """A basket of dishes, each once or (dish, quantity)."""
    return PlaceOrderInput(lines=_lines(dishes), **more)


def place(presence: Presence, *dishes: Dish | tuple[Dish, int], **more: Any) -> Order:
    """An order placed by a phone."""
    placed = service.place_order(presence, basket(*dishes, **more), key=new_id())
    return queries.get_order(presence.store_id, placed.order["id"])


def place_at_counter(
    actor: Actor, *dishes: Dish | tuple[Dish, int], table: Table | None = None, **more: Any
) -> Order:
    """An order that staff took, at a table or for pick-up."""
    given = StaffOrderInput(
        lines=tuple(StaffLineInput(**line.model_dump()) for line in _lines(dishes)),
        table_id=table.id if table else None,
        order_type=OrderType.DINE_IN if table else OrderType.PICKUP,
        **more,
    )
    placed = service.place_staff_order(given, key=new_id(), actor=actor)
    return queries.get_order(actor.store_id, placed.order["id"])


def _lines(dishes: tuple[Dish | tuple[Dish, int], ...]) -> tuple[LineInput, ...]:
    counted = [each if isinstance(each, tuple) else (each, 1) for each in dishes]
    return tuple(LineInput(dish_id=dish.id, quantity=quantity) for dish, quantity in counted)
