"""Taking money at the counter: for a whole table, or for one pick-up order."""

from dataclasses import dataclass
from typing import Annotated, Any

from flask import Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.core import idempotency
from app.core.errors import Invalid
from app.core.ids import new_id
from app.core.money import parse_yuan
from app.ordering import queries as orders
from app.ordering.models import Order, OrderStatus, OrderType
from app.ordering.parts import queries as parts
from app.payments import queries
from app.payments import service as payments
from app.payments.attempts import reserving
from app.payments.channels import queries as channels
from app.payments.inputs import PaymentInput
from app.payments.models import Channel
from app.payments.refunds import queries as refunds
from app.payments.tips import service as tips
from app.printing import service as printing
from app.staff.rights import Right
from app.tables import queries as tables
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp

Typed = Annotated[str, StringConstraints(max_length=20)]

# The notes that guests hand over.
_NOTES_FEN = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
_MAX_QUICK = 4
_BY_HAND = (Channel.CASH, Channel.STATIC_CODE, Channel.ON_ACCOUNT)


class PaymentForm(BaseModel):
    """What the till's keypad says: amounts in yuan as typed, and the due that was on screen."""

    model_config = ConfigDict(extra="forbid")

    channel: Channel
    amount: Typed
    tendered: Typed = ""
    expected_due_fen: Annotated[int, Field(strict=True)]
    account_name: Annotated[str, StringConstraints(max_length=48)] = ""

    def command(self) -> PaymentInput:
        """The same in fen. Raises Invalid for what is no amount."""
        tendered = _fen("tendered", self.tendered) if self.tendered.strip() else None
        return PaymentInput(
            channel=self.channel,
            amount_fen=_fen("amount", self.amount),
            tendered_fen=tendered if self.channel is Channel.CASH else None,
            expected_due_fen=self.expected_due_fen,
            account_name=self.account_name,
        )


@dataclass(frozen=True, slots=True)
class Bill:
    """What is to be paid, and where the money is to be sent; of a part, `part_fen` alone."""

    title: str
    orders: tuple[Order, ...]
    take_url: str
    part_fen: int | None = None
    charge_url: str = ""

    @property
    def goes_out(self) -> bool:
        """Whether the food leaves the shop: then a courier may bring the money."""
        return bool(self.orders) and all(
            order.order_type is not OrderType.DINE_IN for order in self.orders
        )

    @property
    def due_fen(self) -> int:
        """What is still to be paid; an order that waits for staff is not yet owed."""
        if self.part_fen is not None:
            return self.part_fen
        return sum(o.due_fen for o in self.orders if o.status is not OrderStatus.WAITING)

    @property
    def quick_fen(self) -> list[int]:
        """The next round sums that a guest might hand over, smallest first."""
        sums = {-(-self.due_fen // note) * note for note in _NOTES_FEN}
        return sorted(sums - {self.due_fen})[:_MAX_QUICK]


@bp.get("/sessions/<session_id>/pay")
@staff_only(Right.TAKE_PAYMENT)
def ask_session_payment(session_id: str) -> ResponseReturnValue:
    """The till for a whole table."""
    store_id = require_staff().store_id
    session = tables.get_session(store_id, session_id)
    found = tuple(orders.list_session_orders(store_id, session_id))
    take_url = url_for(".take_session_payment", session_id=session_id)
    charge_url = url_for(".ask_session_charge", session_id=session_id)
    return show_till(Bill(session.name, found, take_url, charge_url=charge_url))


@bp.get("/orders/<order_id>/pay")
@staff_only(Right.TAKE_PAYMENT)
def ask_order_payment(order_id: str) -> ResponseReturnValue:
    """The till for one order."""
    order = orders.get_order(require_staff().store_id, order_id)
    take_url = url_for(".take_order_payment", order_id=order_id)
    charge_url = url_for(".ask_order_charge", order_id=order_id)
    return show_till(Bill(gettext("Pick-up"), (order,), take_url, charge_url=charge_url))


@bp.post("/sessions/<session_id>/payments")
@staff_only(Right.TAKE_PAYMENT)
def take_session_payment(session_id: str) -> ResponseReturnValue:
    """Take money for a whole table, once per Idempotency-Key."""
    given, key = given_payment()
    return taken(payments.pay_session(session_id, given, key=key, actor=current_actor()))


@bp.post("/orders/<order_id>/payments")
@staff_only(Right.TAKE_PAYMENT)
def take_order_payment(order_id: str) -> ResponseReturnValue:
    """Take money for one order, once per Idempotency-Key."""
    given, key = given_payment()
    return taken(payments.pay_order(order_id, given, key=key, actor=current_actor()))


@bp.get("/payments/<payment_id>")
@staff_only(Right.TAKE_PAYMENT)
def payment(payment_id: str) -> ResponseReturnValue:
    """What was taken, the change, and what is still due."""
    store_id = require_staff().store_id
    paid = queries.get_payment(store_id, payment_id)
    if paid.bill_part_id is not None:
        due_fen = parts.get_part(store_id, paid.bill_part_id).open_fen
    else:
        settled = _orders_of(payment_id)
        due_fen = sum(o.due_fen for o in settled if o.status is not OrderStatus.WAITING)
    given_back = refunds.list_of_payments(store_id, [paid.id])
    return render_template(
        "counter/payments/_paid.html",
        payment=paid,
        due_fen=due_fen,
        refunds=given_back,
        takes_tip=tips.is_taken(paid),
        key=f"tip-{new_id()}",
    )


@bp.post("/payments/<payment_id>/receipt")
@staff_only(Right.PRINT)
def print_receipt(payment_id: str) -> Response:
    """Print the receipt of everything that this payment helped to settle."""
    actor = current_actor()
    paid = queries.get_payment(actor.store_id, payment_id)
    if paid.bill_part_id is not None:
        printing.print_part_receipt(paid.bill_part_id, actor=actor)
    else:
        printing.print_receipt([o.id for o in _orders_of(payment_id)], actor=actor)
    return acted(gettext("The receipt is on its way to the printer."), keep_sheet=True)


def show_till(bill: Bill) -> str:
    """The sheet that takes money for a bill."""
    store_id = require_staff().store_id
    due = [o for o in bill.orders if o.due_fen > 0 and o.status is not OrderStatus.WAITING]
    being_paid = bill.due_fen - reserving.free_fen(store_id, due) if bill.charge_url else 0
    return render_template(
        "counter/payments/_till.html",
        bill=bill,
        channels=(*_BY_HAND, Channel.COD) if bill.goes_out else _BY_HAND,
        being_paid_fen=being_paid,
        can_charge=bool(bill.charge_url and channels.list_on(store_id)),
    )


def given_payment() -> tuple[PaymentInput, str]:
    """What the till says, and the key under which it says it. Raises Invalid, KeyMissing."""
    key = idempotency.checked_key(request.headers.get("Idempotency-Key"))
    return PaymentForm.model_validate(request.get_json()).command(), key


def taken(answer: dict[str, Any]) -> ResponseReturnValue:
    """The payment, and where the till shows what was taken."""
    return jsonify(**answer, show=url_for(".payment", payment_id=answer["id"])), 201


def _orders_of(payment_id: str) -> list[Order]:
    """The whole table's orders for a table's payment, else those that it settles."""
    store_id = require_staff().store_id
    paid = queries.get_payment(store_id, payment_id)
    settled = [orders.get_order(store_id, part.order_id) for part in paid.allocations]
    session_id = paid.table_session_id
    if session_id is None or tables.get_session(store_id, session_id).is_pickup:
        return settled
    return orders.list_session_orders(store_id, session_id)


def _fen(field: str, text: str) -> int:
    try:
        fen = parse_yuan(text)
    except ValueError:
        raise Invalid({field: lazy_gettext("Write an amount such as 38.50.")}) from None
    if fen == 0:
        raise Invalid({field: lazy_gettext("Write an amount such as 38.50.")})
    return fen
