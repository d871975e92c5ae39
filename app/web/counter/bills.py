"""Bills in parts at the counter: split, pay each part, print it, put together again."""

from dataclasses import dataclass
from typing import Annotated

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from pydantic import BaseModel, Field, StringConstraints

from app.core.errors import Invalid
from app.core.money import parse_yuan
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.models import Order, OrderLine, OrderStatus
from app.ordering.parts import queries as parts
from app.ordering.parts import service as splitting
from app.ordering.parts.models import BillSplit
from app.ordering.service import BillScope
from app.printing import service as printing
from app.staff.rights import Right
from app.tables import queries as tables
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter import tiles
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp

Typed = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20)]
_MOST = 99
_WAYS = ("items", "even", "amounts", "joint")


class EvenForm(BaseModel):
    """Among how many persons, and the total that was on the screen."""

    persons: Annotated[int, Field(ge=2, le=splitting.MAX_PARTS)]
    expected_total_fen: Annotated[int, Field(ge=0)]


class ScreenForm(BaseModel):
    """The total that was on the screen."""

    expected_total_fen: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """A dish of a bill, or of a part of it, with the portions that can be chosen."""

    line: OrderLine
    quantity: int
    fen: int


@bp.get("/sessions/<session_id>/split")
@staff_only(Right.TAKE_PAYMENT)
def ask_split(session_id: str) -> ResponseReturnValue:
    """Ask how the bill is to be split: by dishes, evenly, by amounts, or joined with others."""
    store_id = require_staff().store_id
    session = tables.get_session(store_id, session_id)
    found = ordering.list_billed(store_id, BillScope(session_id))
    by = request.args.get("by", "items")
    return render_template(
        "counter/bills/_split.html",
        session=session,
        by=by if by in _WAYS else "items",
        total_fen=sum(order.total_fen for order in found),
        due_fen=sum(order.due_fen for order in found),
        offered=_offered(found),
        others=_others(store_id, session_id) if by == "joint" else [],
        covers=session.covers or max((order.covers or 0 for order in found), default=0),
    )


@bp.post("/sessions/<session_id>/split/even")
@staff_only(Right.TAKE_PAYMENT)
def split_evenly(session_id: str) -> Response:
    """Split among persons 平摊 (AA)."""
    given = EvenForm.model_validate(request.form.to_dict())
    scope = BillScope(session_id, None, given.expected_total_fen)
    return _split(splitting.split_evenly(scope, given.persons, actor=current_actor()))


@bp.post("/sessions/<session_id>/split/amounts")
@staff_only(Right.TAKE_PAYMENT)
def split_by_amounts(session_id: str) -> Response:
    """Split by amounts: "100 50 25.50", and the rest."""
    typed = request.form.get("amounts", "")[:400].replace("，", " ").replace(",", " ").split()
    amounts = [_fen(each) for each in typed]
    return _split(splitting.split_by_amounts(_scope(session_id), amounts, actor=current_actor()))


@bp.post("/sessions/<session_id>/split/items")
@staff_only(Right.TAKE_PAYMENT)
def split_by_items(session_id: str) -> Response:
    """Make a bill of its own of the chosen dishes."""
    scope = _scope(session_id)
    return _split(splitting.split_by_items(scope, [chosen_portions()], actor=current_actor()))


@bp.post("/sessions/<session_id>/split/joint")
@staff_only(Right.TAKE_PAYMENT)
def join_bills(session_id: str) -> Response:
    """Make one bill 合单 of this table's and the chosen tables' bills."""
    others = [each for each in request.form.getlist("with") if each != session_id]
    if not others:
        raise Invalid({"with": lazy_gettext("Choose another table.")})
    scopes = [_scope(session_id), *(BillScope(each) for each in others)]
    return _split(splitting.join_bills(scopes, actor=current_actor()))


@bp.post("/splits/<split_id>/later/<session_id>")
@staff_only(Right.TAKE_PAYMENT)
def add_later_orders(split_id: str, session_id: str) -> Response:
    """Make one more part of what was ordered since."""
    scope = BillScope(session_id)
    return _split(splitting.add_later_orders(split_id, scope, actor=current_actor()))


@bp.post("/splits/<split_id>/join")
@staff_only(Right.TAKE_PAYMENT)
def join_parts(split_id: str) -> Response:
    """Make one part of the chosen ones."""
    split = parts.get_split(require_staff().store_id, split_id)
    chosen = [part.id for part in split.standing if part.id in request.form.getlist("part")]
    return _split(splitting.join_parts(chosen, actor=current_actor()))


@bp.post("/splits/<split_id>/end")
@staff_only(Right.TAKE_PAYMENT)
def put_together(split_id: str) -> Response:
    """Make one bill of the unpaid parts again."""
    splitting.put_together(split_id, actor=current_actor())
    return acted(gettext("The bill is one again."))


@bp.get("/parts/<part_id>/dishes")
@staff_only(Right.TAKE_PAYMENT)
def ask_take_out(part_id: str) -> ResponseReturnValue:
    """Choose the dishes of a part that somebody pays alone."""
    store_id = require_staff().store_id
    part = parts.get_part(store_id, part_id)
    found = [orders.get_order(store_id, share.order_id) for share in part.shares]
    by_id = {line.id: line for order in found for line in order.lines}
    offered = [
        OfferedLine(by_id[each["line_id"]], each["quantity"], each["amount_fen"])
        for each in part.portions
    ]
    return render_template("counter/bills/_take_out.html", part=part, offered=offered)


@bp.post("/parts/<part_id>/dishes")
@staff_only(Right.TAKE_PAYMENT)
def take_out(part_id: str) -> Response:
    """Make a part of its own of dishes of a part."""
    return _split(splitting.take_out(part_id, chosen_portions(), actor=current_actor()))


@bp.post("/parts/<part_id>/pre-bill")
@staff_only(Right.PRINT)
def print_part_pre_bill(part_id: str) -> Response:
    """Print what this part has to pay."""
    printing.print_part_pre_bill(part_id, actor=current_actor())
    return acted(gettext("The pre-bill is on its way to the printer."))


@bp.post("/parts/<part_id>/receipt")
@staff_only(Right.PRINT)
def print_part_receipt(part_id: str) -> Response:
    """Print the receipt of this part once more."""
    printing.print_part_receipt(part_id, actor=current_actor(), is_reprint=True)
    return acted(gettext("The receipt is on its way to the printer."))


@bp.post("/drawer")
@staff_only(Right.OPEN_DRAWER)
def open_drawer() -> Response:
    """Open the cash drawer."""
    printing.open_drawer(actor=current_actor())
    return acted(gettext("The drawer opens."))


@dataclass(frozen=True, slots=True)
class Parts:
    """A party's bill in parts: the open split, earlier ones, and what was ordered since."""

    split: BillSplit | None
    ended: tuple[BillSplit, ...]
    later_fen: int
    lines: dict[str, OrderLine]
    tables: tuple[str, ...]


def find_parts(store_id: str, found: list[Order]) -> Parts | None:
    """The parts of the bill of these orders; None when it never had any."""
    ids = [order.id for order in found]
    splits = parts.list_splits(store_id, ids) if ids else []
    if not splits:
        return None
    split = parts.find_open_split(store_id, ids)
    covered = parts.order_ids_of(split) if split else []
    known = [*found, *orders.list_orders(store_id, set(covered).difference(ids))]
    later = [order for order in known if order.id not in covered]
    names = {order.id: order.table_name for order in known}
    return Parts(
        split,
        tuple(each for each in splits if each is not split and each.standing),
        sum(order.due_fen for order in later if order.status is not OrderStatus.WAITING),
        {line.id: line for order in known for line in order.lines},
        tuple(dict.fromkeys(names[each] for each in covered)),
    )


def _offered(found: list[Order]) -> list[OfferedLine]:
    lines = {line.id: line for order in found for line in order.lines}
    owing = [order for order in found if order.due_fen]
    portions = parts.open_portions(owing)
    return [OfferedLine(lines[each.line_id], each.quantity, each.fen) for each in portions]


def _others(store_id: str, session_id: str) -> list[tiles.Tile]:
    """The other parties that owe something."""
    return [
        tile
        for _area, found in tiles.list_floor(store_id)
        for tile in found
        if tile.session and tile.session.id != session_id and tile.bill.due_fen
    ]


def _scope(session_id: str) -> BillScope:
    seen = request.form.get("expected_total_fen")
    given = ScreenForm.model_validate({"expected_total_fen": seen})
    return BillScope(session_id, None, given.expected_total_fen)


def chosen_portions() -> dict[str, int]:
    """The portions that were chosen, by line id: fields "q-…" of the form."""
    chosen = {}
    for name, value in request.form.items():
        if name.startswith("q-") and value.isdecimal() and 0 < int(value[:9]) <= _MOST:
            chosen[name[2:]] = int(value[:9])
    if not chosen:
        raise Invalid({"dishes": lazy_gettext("Choose the dishes first.")})
    return chosen


def _fen(text: str) -> int:
    try:
        return parse_yuan(text)
    except ValueError:
        raise Invalid({"amounts": lazy_gettext("Write amounts such as 100 50 38.50.")}) from None


def _split(split: BillSplit) -> Response:
    count = len(split.standing)
    return acted(gettext("The bill has %(count)d parts now.", count=count) if count > 1
                 else gettext("One bill for all chosen tables."))  # fmt: skip
