"""Operations on shared carts, as phones make them."""

from typing import Any

from app.catalog.models import Dish
from app.core.ids import new_id
from app.ordering.cart import queries, service
from app.ordering.cart.inputs import (
    AddOperation,
    ChangeOperation,
    ClearOperation,
    EditOperation,
    Operation,
    RemoveOperation,
)
from app.ordering.cart.queries import CartView
from app.ordering.inputs import LineInput
from app.tables.queries import Presence


def add(dish: Dish, quantity: int = 1, *, line_id: str | None = None, **more: Any) -> AddOperation:
    """Put a dish into the cart."""
    seen = more.pop("seen", 0)
    line = LineInput(dish_id=dish.id, quantity=quantity, **more)
    return AddOperation(kind="add", id=new_id(), line_id=line_id or new_id(), line=line, seen=seen)


def change(line_id: str, delta: int, seen: int) -> ChangeOperation:
    """More or fewer of a line, as seen at a version."""
    return ChangeOperation(kind="change", id=new_id(), line_id=line_id, delta=delta, seen=seen)


def remove(line_id: str, seen: int) -> RemoveOperation:
    """Take a line out, as seen at a version."""
    return RemoveOperation(kind="remove", id=new_id(), line_id=line_id, seen=seen)


def edit(line_id: str, note: str, was_note: str = "", seen: int = 0) -> EditOperation:
    """Another note for a line."""
    return EditOperation(
        kind="edit", id=new_id(), line_id=line_id, note=note, was_note=was_note, seen=seen
    )


def clear(seen: int) -> ClearOperation:
    """Empty the cart."""
    return ClearOperation(kind="clear", id=new_id(), seen=seen)


def send(phone: Presence, *operations: Operation) -> list[dict[str, Any]]:
    """Send operations from a phone; their outcomes."""
    return service.change_cart(phone, operations)


def view(phone: Presence) -> CartView:
    """The cart that the phone's party shares."""
    found = queries.find_cart(phone.session_id)
    assert found is not None
    return found


def shown(phone: Presence) -> list[tuple[str, int]]:
    """The names and numbers of what stands in the cart, in order."""
    return [(line.name, line.quantity) for line in view(phone).lines]
