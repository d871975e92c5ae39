"""What staff do with a dish that was ordered: void, comp, price, weigh, hold, call, rush, serve."""

from typing import Annotated, Literal

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from app.core.cards import hidden
from app.core.errors import Invalid, NotFound
from app.core.money import parse_yuan, show
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.models import LineStatus, Order, OrderLine
from app.reports.chain import chains_of
from app.staff.rights import Right
from app.tables import queries as tables
from app.web import chain_words
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp
from app.web.counter.chips import chips_of

Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(hidden),
]
MAX_GRAMS = 100_000


class PartForm(BaseModel):
    """How many portions of a line, of how many on the screen, and why."""

    quantity: Annotated[int, Field(ge=1, le=99)] | None = None
    of: Annotated[int, Field(ge=1, le=99)] | None = None
    reason: Reason


class VoidForm(PartForm):
    """And where the food goes."""

    to: Literal["waste", "stock"] = "waste"


class PriceForm(BaseModel):
    """What one portion costs from now on, and why."""

    price: Annotated[str, StringConstraints(max_length=12)]
    reason: Reason


class MeasureForm(BaseModel):
    """What the scales or the market say: grams, or the price of one portion."""

    grams: Annotated[int, Field(ge=1, le=MAX_GRAMS)] | None = None
    price: Annotated[str, StringConstraints(max_length=12)] = ""


@bp.get("/lines/<line_id>")
@staff_only(Right.ORDER)
def line(line_id: str) -> ResponseReturnValue:
    """What can be done with a line."""
    return _sheet("line", line_id)


@bp.get("/lines/<line_id>/void")
@staff_only(Right.VOID)
def ask_void(line_id: str) -> ResponseReturnValue:
    """Ask how much is taken back, why, and where the food goes."""
    return _sheet("void", line_id)


@bp.post("/lines/<line_id>/void")
@staff_only(Right.VOID)
def void(line_id: str) -> Response:
    """Take a dish back 退菜."""
    given = VoidForm.model_validate(request.form.to_dict())
    before = _bill_of(line_id)
    order = ordering.void_line(
        line_id,
        actor=current_actor(),
        reason=given.reason,
        quantity=given.quantity,
        of=given.of,
        to=given.to,
    )
    return _changed(gettext("Taken back; the kitchen is told."), before, order)


@bp.get("/lines/<line_id>/comp")
@staff_only(Right.COMP)
def ask_comp(line_id: str) -> ResponseReturnValue:
    """Ask how much is given for nothing, and why."""
    return _sheet("comp", line_id)


@bp.post("/lines/<line_id>/comp")
@staff_only(Right.COMP)
def comp(line_id: str) -> Response:
    """Give a dish for nothing 赠菜."""
    given = PartForm.model_validate(request.form.to_dict())
    before = _bill_of(line_id)
    order = ordering.comp_line(
        line_id,
        actor=current_actor(),
        reason=given.reason,
        quantity=given.quantity,
        of=given.of,
    )
    return _changed(gettext("Given for nothing."), before, order)


@bp.post("/lines/<line_id>/comp/withdraw")
@staff_only(Right.COMP)
def withdraw_comp(line_id: str) -> Response:
    """Charge for it after all."""
    before = _bill_of(line_id)
    order = ordering.withdraw_comp(line_id, actor=current_actor())
    return _changed(gettext("It is charged again."), before, order)


@bp.get("/lines/<line_id>/price")
@staff_only(Right.PRICE_CHANGE)
def ask_price(line_id: str) -> ResponseReturnValue:
    """Ask for the price of one portion, and why."""
    return _sheet("price", line_id)


@bp.post("/lines/<line_id>/price")
@staff_only(Right.PRICE_CHANGE)
def change_price(line_id: str) -> Response:
    """Charge another price 改价."""
    given = PriceForm.model_validate(request.form.to_dict())
    before = _bill_of(line_id)
    order = ordering.change_price(
        line_id, yuan_of(given.price), actor=current_actor(), reason=given.reason
    )
    return _changed(gettext("The price is changed."), before, order)


@bp.get("/lines/<line_id>/measure")
@staff_only(Right.ORDER)
def ask_measure(line_id: str) -> ResponseReturnValue:
    """Ask for the weight, or for the price of the day."""
    return _sheet("measure", line_id)


@bp.post("/lines/<line_id>/measure")
@staff_only(Right.ORDER)
def measure(line_id: str) -> Response:
    """Set the weight 称重 or the market price 时价."""
    given = MeasureForm.model_validate({k: v for k, v in request.form.items() if v.strip()})
    before = _bill_of(line_id)
    if given.grams is not None:
        order = ordering.set_weight(line_id, given.grams, actor=current_actor())
    else:
        order = ordering.set_market_price(line_id, yuan_of(given.price), actor=current_actor())
    return _changed(gettext("The price is set."), before, order)


@bp.post("/lines/<line_id>/<step>")
@staff_only(Right.ORDER)
def step_line(line_id: str, step: str) -> Response:
    """Hold 等叫, call 叫起, rush 催菜 or serve 划菜 one dish; "recall" takes serving back."""
    actor = current_actor()
    if step not in _SAID:
        raise NotFound
    found = orders.get_line(actor.store_id, line_id)
    if step == "hold":
        ordering.hold_line(found.id, actor=actor)
    elif step == "fire":
        ordering.fire_lines([found.id], actor=actor)
    elif step == "rush":
        ordering.rush_lines([found.id], actor=actor)
    else:
        ordering.step_line(found.id, step, actor=actor)
    return acted(_SAID[step])


@bp.post("/sessions/<session_id>/<step>")
@staff_only(Right.ORDER)
def step_party(session_id: str, step: str) -> Response:
    """Call all held dishes of a table, or rush all that are not done."""
    actor = current_actor()
    if step not in ("fire", "rush"):
        raise NotFound
    tables.get_session(actor.store_id, session_id)
    found = orders.list_session_orders(actor.store_id, session_id)
    ids = [each.id for order in found for each in order.lines]
    act = ordering.fire_lines if step == "fire" else ordering.rush_lines
    act(ids, actor=actor)
    return acted(_SAID[step])


def yuan_of(text: str) -> int:
    """A typed price in fen. Raises Invalid."""
    try:
        return parse_yuan(text)
    except ValueError:
        raise Invalid({"price": lazy_gettext("Write an amount such as 38.50.")}) from None


_SAID = {
    "hold": lazy_gettext("On hold: the kitchen waits for your call."),
    "fire": lazy_gettext("Called: the kitchen cooks it now."),
    "rush": lazy_gettext("The kitchen was asked to hurry."),
    "serve": lazy_gettext("Ticked off as served."),
    "recall": lazy_gettext("No longer ticked off."),
}


def _sheet(name: str, line_id: str) -> str:
    store_id = require_staff().store_id
    found = orders.get_line(store_id, line_id)
    chains = chains_of(store_id, found.order_id) if name == "line" else []
    return render_template(
        f"counter/lines/_{name}.html",
        line=found,
        chains=[each for each in chains if line_id in {line.id for line in each.lines}],
        chain_words=chain_words,
        order=found.order,
        chips=chips_of(store_id),
        is_comped=any(change["key"] == ordering.COMP for change in found.changes),
        can_hurry=found.status in (LineStatus.PLACED, LineStatus.COOKING),
    )


def _bill_of(line_id: str) -> int:
    """What the line's order comes to, before it is changed."""
    found: OrderLine = orders.get_line(require_staff().store_id, line_id)
    return found.order.total_fen


def _changed(said: str, before_fen: int, order: Order) -> Response:
    if order.total_fen == before_fen:
        return acted(said)
    return acted(
        said
        + " "
        + gettext(
            "The bill: ¥%(before)s → ¥%(after)s",
            before=show(before_fen),
            after=show(order.total_fen),
        )
    )
