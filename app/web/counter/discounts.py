"""What staff take off a whole bill: a percentage, an amount, the odd fen; and taking that back."""

from typing import Annotated

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from pydantic import BaseModel, Field, StringConstraints

from app.core.errors import Invalid
from app.core.money import show
from app.ordering import service as ordering
from app.ordering.models import Order
from app.ordering.service import BillScope
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp
from app.web.counter.chips import chips_of
from app.web.counter.lines import Reason, yuan_of

Typed = Annotated[str, StringConstraints(strip_whitespace=True, max_length=12)]


class DiscountForm(BaseModel):
    """A percentage or an amount in yuan, why, and the total that was on the screen."""

    percent: Typed = ""
    amount: Typed = ""
    reason: Reason
    expected_total_fen: Annotated[int, Field(ge=0)]

    def off(self) -> dict[str, int]:
        """What is taken off, as the verbs take it. Raises Invalid."""
        if bool(self.percent) == bool(self.amount):
            raise Invalid({"discount": lazy_gettext("Give a percentage or an amount.")})
        # A percentage is written as an amount is: 12.5 is 1250 ten-thousandths.
        return {"off_bp" if self.percent else "off_fen": yuan_of(self.percent or self.amount)}


class RoundForm(BaseModel):
    """To a multiple of how many fen."""

    to_fen: Annotated[int, Field(ge=10, le=1_000)]
    expected_total_fen: Annotated[int, Field(ge=0)]


@bp.get("/sessions/<session_id>/discount")
@bp.get("/orders/<order_id>/discount")
@staff_only(Right.DISCOUNT)
def ask_discount(session_id: str | None = None, order_id: str | None = None) -> ResponseReturnValue:
    """Ask how much is taken off, within what this person may give."""
    me = require_staff()
    found = _orders_of(session_id, order_id)
    total_fen = sum(order.total_fen for order in found)
    return render_template(
        "counter/orders/_discount.html",
        where={"session_id": session_id, "order_id": order_id},
        total_fen=total_fen,
        given=[each for order in found for each in order.adjustments if each["amount_fen"] < 0],
        rounding=[to_fen for to_fen in ordering.ROUNDINGS_FEN if total_fen % to_fen],
        limit=me.highest_discount,
        chips=chips_of(me.store_id),
    )


@bp.post("/sessions/<session_id>/discount")
@bp.post("/orders/<order_id>/discount")
@staff_only(Right.DISCOUNT)
def discount(session_id: str | None = None, order_id: str | None = None) -> Response:
    """Take a percentage or an amount off."""
    given = DiscountForm.model_validate(request.form.to_dict())
    found = ordering.discount_bill(
        BillScope(session_id, order_id, given.expected_total_fen),
        actor=current_actor(),
        label=given.reason,
        limit_percent=require_staff().highest_discount,
        **given.off(),
    )
    return _changed(found, given.expected_total_fen)


@bp.post("/sessions/<session_id>/round-down")
@bp.post("/orders/<order_id>/round-down")
@staff_only(Right.DISCOUNT)
def round_down(session_id: str | None = None, order_id: str | None = None) -> Response:
    """Leave off what is beyond a round sum 抹零."""
    given = RoundForm.model_validate(request.form.to_dict())
    scope = BillScope(session_id, order_id, given.expected_total_fen)
    found = ordering.round_down_bill(scope, given.to_fen, actor=current_actor())
    return _changed(found, given.expected_total_fen)


@bp.post("/sessions/<session_id>/discount/withdraw")
@bp.post("/orders/<order_id>/discount/withdraw")
@staff_only(Right.DISCOUNT)
def withdraw_discount(session_id: str | None = None, order_id: str | None = None) -> Response:
    """Take back what staff took off."""
    before = sum(order.total_fen for order in _orders_of(session_id, order_id))
    found = ordering.withdraw_bill_discounts(
        BillScope(session_id, order_id, before), actor=current_actor()
    )
    return _changed(found, before)


def _orders_of(session_id: str | None, order_id: str | None) -> list[Order]:
    """The orders that the bill is made of."""
    return ordering.list_billed(require_staff().store_id, BillScope(session_id, order_id))


def _changed(found: list[Order], before_fen: int) -> Response:
    after = sum(order.total_fen for order in found)
    return acted(
        gettext("The bill: ¥%(before)s → ¥%(after)s", before=show(before_fen), after=show(after))
    )
