"""What guests are choosing on their phones, seen and changed from the counter."""

from dataclasses import dataclass
from typing import Annotated

from flask import Response, request
from flask_babel import gettext
from pydantic import BaseModel, Field

from app.catalog import queries as catalog
from app.catalog.rules import Menu, MenuOption
from app.core.ids import new_id
from app.ordering.cart import guests, queries, service
from app.ordering.cart.inputs import ChangeOperation, Key
from app.ordering.cart.models import CartLine
from app.staff.rights import Right
from app.web.auth import current_actor, staff_only
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp


class StepForm(BaseModel):
    """One portion more or less of a line, as the waiter saw the cart."""

    line_id: Key
    operation_id: Key
    delta: Annotated[int, Field(ge=-99, le=99)]
    seen: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A line of a party's cart; `operation_id` makes one touch one step."""

    id: str
    operation_id: str
    name: str
    name_en: str
    options: tuple[MenuOption, ...]
    note: str
    quantity: int
    who: str
    colour: str
    is_gone: bool


@dataclass(frozen=True, slots=True)
class Choosing:
    """What a party has chosen and not yet ordered."""

    version: int
    note: str
    lines: tuple[Chosen, ...]


@bp.post("/sessions/<session_id>/cart")
@staff_only(Right.ORDER)
def step_cart(session_id: str) -> Response:
    """One more or one less of what guests are choosing."""
    given = StepForm.model_validate(request.form.to_dict())
    step = ChangeOperation(
        kind="change",
        id=given.operation_id,
        line_id=given.line_id,
        delta=given.delta,
        seen=given.seen,
    )
    (result,) = service.change_cart_for_guests(session_id, [step], actor=current_actor())
    if result["outcome"] == "done":
        return acted(gettext("The guests’ cart is changed."))
    return acted(gettext("The guests were faster: look at their cart again."))


def find_choosing(store_id: str, session_id: str) -> Choosing | None:
    """What a party is choosing; None when its cart is empty."""
    view = queries.find_cart(session_id)
    if view is None or not view.lines:
        return None
    menu = catalog.get_menu(store_id)
    lines = tuple(_chosen(line, view.people[line.guest].key, menu) for line in view.lines)
    return Choosing(view.cart.version, view.cart.note, lines)


def _chosen(line: CartLine, key: str, menu: Menu) -> Chosen:
    dish = menu.dishes.get(line.content["dish_id"])
    groups = dish.option_groups if dish else ()
    wanted = set(line.content["option_ids"])
    return Chosen(
        id=line.id,
        operation_id=new_id(),
        name=line.name,
        name_en=line.name_en,
        options=tuple(o for group in groups for o in group.options if o.id in wanted),
        note=line.note,
        quantity=line.quantity,
        who=guests.name_of(key),
        colour=guests.colour_of(key),
        is_gone=dish is None or not dish.available,
    )
