"""What happens to an order after it was placed."""

from collections import Counter
from collections.abc import Iterable

from app.catalog import service as catalog_service
from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db
from app.ordering import queries, rules
from app.ordering.errors import BeingPaid, IllegalTransition, TooLate
from app.ordering.events import LineChanged, OrderCancelled, OrderChanged
from app.ordering.models import LineStatus, Order, OrderLine, OrderStatus
from app.ordering.parts import queries as parts
from app.ordering.service.scheduling import refuse_late_guest, release_slot
from app.ordering.service.sending import send_on
from app.tables import queries as tables
from app.tables import service as tables_service


@atomic
def confirm_order(order_id: str, *, actor: Actor) -> Order:
    """Let a waiting order go to the kitchen. Raises NotFound, IllegalTransition."""
    order = queries.get_order(actor.store_id, order_id)
    if order.status is not OrderStatus.WAITING:
        raise IllegalTransition
    send_on(order, actor=actor, action="order.confirmed")
    return order


@atomic
def cancel_order(order: Order, *, actor: Actor, reason: str = "") -> Order:
    """Cancel an order that no cook has started; its counted portions go back.

    Raises TooLate once a line is started or money was taken and kept, and for a guest whose
    pre-order is due within the lead time, BillIsSplit while it is in parts, BeingPaid while a
    payment is under way with a channel.
    """
    order = queries.get_order(actor.store_id, order.id)
    if order.status is OrderStatus.CANCELLED:
        return order
    if order.status not in rules.CANCELLABLE or order.paid_fen > order.refunded_fen:
        raise TooLate
    if order.pending_payments:
        raise BeingPaid
    parts.refuse_split(order.store_id, [order.id])
    refuse_late_guest(order, actor)
    release_slot(order)
    was_in_kitchen = order.status not in rules.BEFORE_KITCHEN
    order.status = OrderStatus.CANCELLED
    order.cancelled_at = clock.now()
    order.cancel_reason = reason or None
    # What was taken back before has gone its own way already, to the bin or to the stock.
    standing = [line for line in order.lines if line.status is not LineStatus.CANCELLED]
    for line in standing:
        line.status = LineStatus.CANCELLED
    db.session.flush()
    give_back(order.store_id, standing)
    audit.log("order.cancelled", actor=actor, target=("order", order.id), reason=reason)
    events.publish(OrderCancelled(order.store_id, order.id, order.table_session_id, was_in_kitchen))
    return order


def give_back(store_id: str, lines: Iterable[OrderLine]) -> None:
    """Put back what lines took of counted dishes and options."""
    catalog_service.give_back(store_id, *counted_of(lines))


def counted_of(lines: Iterable[OrderLine]) -> tuple[Counter[str], Counter[str]]:
    """What lines take of counted dishes and of counted options, by their ids."""
    dishes: Counter[str] = Counter()
    options: Counter[str] = Counter()
    for line in lines:
        if line.is_counted and line.dish_id is not None:
            dishes[line.dish_id] += line.quantity
        # The dishes of a set meal repeat its wishes; what they took stands at the set itself.
        if line.parent_id is None:
            for each in line.options:
                if each.get("is_counted"):
                    options[each["id"]] += line.quantity
    return dishes, options


@atomic
def step_line(line_id: str, step: str, *, actor: Actor) -> OrderLine:
    """Take a line one step of `rules.next_line_status` and its order with it.

    Raises NotFound, IllegalTransition.
    """
    line = queries.get_line(actor.store_id, line_id)
    order = line.order
    status = rules.next_line_status(line.status, step)
    if status is None or order.status not in rules.IN_KITCHEN | {OrderStatus.COMPLETED}:
        raise IllegalTransition
    now = clock.now()
    if status is LineStatus.COOKING and step == "start":
        line.started_at = now
    if status is LineStatus.PLACED:
        line.started_at = None
    if status is LineStatus.SERVED:
        line.served_at, line.done_at = now, line.done_at or now
    else:
        line.served_at = None
        line.done_at = (line.done_at or now) if status is LineStatus.DONE else None
    if step == "fire":
        line.fired_at = now
    line.status = status
    if order.status is not OrderStatus.COMPLETED:
        order.status = rules.order_status_of(each.status for each in order.lines if not each.is_set)
    db.session.flush()
    audit.log(f"line.{step}", actor=actor, target=("order_line", line.id), order=order.id)
    events.publish(LineChanged(order.store_id, order.id, line.id, order.table_session_id, step))
    return line


@atomic
def record_payment(order_id: str, amount_fen: int, *, actor: Actor) -> Order:
    """Note that `amount_fen` of the order's total was paid. The payment itself lies above.

    An order that is paid first goes on its way with the payment that settles it. Raises NotFound,
    and IllegalTransition when it is more than what is due.
    """
    order = queries.get_order(actor.store_id, order_id)
    if amount_fen > order.due_fen:
        raise IllegalTransition
    order.paid_fen += amount_fen
    db.session.flush()
    release_settled(order, actor=actor)
    events.publish(OrderChanged(order.store_id, order.id, order.table_session_id))
    return order


@atomic
def record_refund(order_id: str, amount_fen: int, *, actor: Actor, owes_again: bool) -> Order:
    """Note that `amount_fen` of what was paid goes back: it is owed again, or no longer owed.

    Raises NotFound, IllegalTransition for more than was paid and not yet given back, and
    BillIsSplit where the bill is in parts: none of them would ask for what is owed again.
    """
    order = queries.get_order(actor.store_id, order_id)
    if amount_fen > order.paid_fen - order.refunded_fen:
        raise IllegalTransition
    if owes_again:
        parts.refuse_split(order.store_id, [order.id])
        order.paid_fen -= amount_fen
    else:
        order.refunded_fen += amount_fen
    db.session.flush()
    events.publish(OrderChanged(order.store_id, order.id, order.table_session_id))
    return order


@atomic
def count_pending(store_id: str, order_ids: Iterable[str], step: int) -> None:
    """A payment of these orders is under way with a channel (1), or has come to its end (-1)."""
    for order_id in sorted(order_ids):
        order = queries.get_order(store_id, order_id)
        order.pending_payments = max(order.pending_payments + step, 0)
    db.session.flush()


def release_settled(order: Order, *, actor: Actor) -> None:
    """Let an order that is paid first go on its way once nothing of it is owed any more.

    That is so when it was paid, and when staff took off what was left to pay.
    """
    is_owed = order.due_fen > 0 or any(
        line.is_price_open for line in order.lines if line.status is not LineStatus.CANCELLED
    )
    if order.status is OrderStatus.UNPAID and not is_owed:
        _let_in(order, actor)
        send_on(order, actor=actor, action="order.released")


def _let_in(order: Order, actor: Actor) -> None:
    """Who has paid need not wait for staff to confirm the table."""
    session_id = order.table_session_id
    if session_id is not None and tables.is_live(session_id):
        tables_service.confirm_session(session_id, actor=actor)


@atomic
def complete_session_orders(store_id: str, session_id: str, *, actor: Actor) -> None:
    """End the orders of a party that has left: those still waiting are cancelled.

    What is wanted later stands, and so does what was paid in part: its money is not forgotten.
    """
    for order in queries.list_session_orders(store_id, session_id):
        if order.status is OrderStatus.SCHEDULED:
            continue
        if order.status in rules.BEFORE_KITCHEN:
            if order.paid_fen == 0 and not order.pending_payments:
                cancel_order(order, actor=actor, reason="table cleared")
        elif order.status is not OrderStatus.CANCELLED:
            order.status = OrderStatus.COMPLETED
            events.publish(OrderChanged(store_id, order.id, session_id))
