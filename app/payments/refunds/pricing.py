"""What dishes cost that are to be given back for."""

from typing import Any

from flask_babel import lazy_gettext

from app.core.errors import Invalid
from app.ordering import queries as orders
from app.ordering.models import LineStatus, OrderLine
from app.payments.models import Payment
from app.payments.refunds import queries
from app.payments.refunds.inputs import RefundLine
from app.payments.refunds.models import RefundStatus

_NOT_PAID = lazy_gettext("This payment did not pay for this dish, or it was given back already.")


def priced_lines(payment: Payment, wanted: tuple[RefundLine, ...]) -> list[dict[str, Any]]:
    """The lines with what was paid for so many portions, discounts shared out. Raises Invalid."""
    paid_for = {part.order_id for part in payment.allocations}
    given_back = _given_back(payment)
    found = []
    for each in wanted:
        line = orders.get_line(payment.store_id, each.line_id)
        left = _left_of(line, given_back)
        stands = line.status is not LineStatus.CANCELLED and line.parent_id is None
        if line.order_id not in paid_for or not stands or each.quantity > left:
            raise Invalid({"lines": _NOT_PAID})
        before = line.net_fen * (line.quantity - left) // line.quantity
        after = line.net_fen * (line.quantity - left + each.quantity) // line.quantity
        # The name is the line's, not a secret of anybody: it is kept for the receipt.
        found.append(
            {
                "line_id": line.id,
                "name": line.name,
                "quantity": each.quantity,
                "amount_fen": after - before,
            }
        )
    return found


def list_refundable(payment: Payment) -> list[tuple[OrderLine, int]]:
    """The dishes that a payment helped to pay for, with the portions not given back for yet."""
    given_back = _given_back(payment)
    found = []
    for part in payment.allocations:
        for line in orders.get_order(payment.store_id, part.order_id).lines:
            stands = line.status is not LineStatus.CANCELLED and line.parent_id is None
            left = _left_of(line, given_back)
            if stands and left > 0 and line.net_fen:
                found.append((line, left))
    return found


def _left_of(line: OrderLine, given_back: dict[str, int]) -> int:
    """How many portions of a line money may still go back for.

    When nothing of its order counts as given back, those it went back for were taken off the bill.
    """
    return line.quantity - (given_back.get(line.id, 0) if line.order.refunded_fen else 0)


def _given_back(payment: Payment) -> dict[str, int]:
    """How many portions of each line were given back for, by any refund of these orders."""
    found: dict[str, int] = {}
    order_ids = [part.order_id for part in payment.allocations]
    for refund in queries.list_of_orders(payment.store_id, order_ids):
        if refund.status is RefundStatus.FAILED:
            continue
        for line in refund.lines:
            found[line["line_id"]] = found.get(line["line_id"], 0) + line["quantity"]
    return found
