"""A bill as the till sees it: one order, or everything that a party has ordered."""

from dataclasses import dataclass
from typing import Any

from app.core import audit, events
from app.core.actors import Actor
from app.core.db import atomic
from app.core.errors import Invalid
from app.core.ids import new_id
from app.ordering import queries
from app.ordering.errors import IllegalTransition, PriceChanged
from app.ordering.events import OrderChanged
from app.ordering.models import Order, OrderStatus
from app.ordering.rules import BEFORE_KITCHEN
from app.ordering.service.billing import ROUND_DOWN, rebill
from app.ordering.service.changing import release_settled
from app.ordering.service.discounts import discount_order, discount_party, withdraw_discounts
from app.tables import queries as tables

ROUNDINGS_FEN = (10, 100, 1_000)
_NOT_OWED = BEFORE_KITCHEN | {OrderStatus.CANCELLED}


@dataclass(frozen=True, slots=True)
class BillScope:
    """Whose bill: a party's or, without `session_id`, one order's.

    `expected_total_fen` is the total on the screen of whoever changes the bill: with it a change
    that is sent twice, or that crosses another, is made once.
    """

    session_id: str | None
    order_id: str | None = None
    expected_total_fen: int | None = None


def list_billed(store_id: str, scope: BillScope) -> list[Order]:
    """The orders of a bill that stand and are owed. Raises NotFound."""
    if scope.session_id is None:
        return [queries.get_order(store_id, scope.order_id or "")]
    tables.get_session(store_id, scope.session_id)
    found = queries.list_session_orders(store_id, scope.session_id)
    return [order for order in found if order.status not in _NOT_OWED]


@atomic
def discount_bill(
    scope: BillScope,
    *,
    actor: Actor,
    label: str,
    off_bp: int = 0,
    off_fen: int = 0,
    limit_percent: int = 100,
) -> list[Order]:
    """Take a discount off a bill; return its orders.

    Raises NotFound, Invalid, PriceChanged, IllegalTransition, DiscountTooHigh, Overpaid.
    """
    expected_orders(scope, actor)
    granted: dict[str, Any] = {"off_bp": off_bp, "off_fen": off_fen}
    granted |= {"actor": actor, "label": label, "limit_percent": limit_percent}
    if scope.session_id is not None:
        discount_party(scope.session_id, **granted)
    else:
        discount_order(scope.order_id or "", **granted)
    return list_billed(actor.store_id, scope)


@atomic
def withdraw_bill_discounts(scope: BillScope, *, actor: Actor) -> list[Order]:
    """Take back what staff took off a bill; return its orders. Raises NotFound, PriceChanged."""
    found = expected_orders(scope, actor)
    return [withdraw_discounts(order.id, actor=actor) for order in found]


@atomic
def round_down_bill(scope: BillScope, to_fen: int, *, actor: Actor) -> list[Order]:
    """Leave off what is beyond a multiple of `to_fen` of the whole bill 抹零; return its orders.

    The order that owes most gives it. Raises NotFound, Invalid, PriceChanged, IllegalTransition.
    """
    if to_fen not in ROUNDINGS_FEN:
        raise Invalid({"to_fen": ", ".join(str(each) for each in ROUNDINGS_FEN)})
    found = expected_orders(scope, actor)
    odd = sum(order.total_fen for order in found) % to_fen
    giver = max(found, key=lambda order: (order.due_fen, order.id), default=None)
    if giver is None or odd == 0 or odd > giver.due_fen:
        raise IllegalTransition
    # An amount, not a multiple: the multiple is the whole bill's, of which the order is a part.
    taken = {"key": f"{ROUND_DOWN}:{new_id()}", "label": ROUND_DOWN, "off_fen": odd}
    giver.discounts = [*giver.discounts, taken]
    rebill(giver)
    audit.log(
        "order.rounded_down", actor=actor, target=("order", giver.id), to_fen=to_fen, off_fen=odd
    )
    release_settled(giver, actor=actor)
    events.publish(OrderChanged(giver.store_id, giver.id, giver.table_session_id))
    return found


def expected_orders(scope: BillScope, actor: Actor) -> list[Order]:
    """The orders of a bill, as they were on the screen. Raises NotFound, PriceChanged."""
    found = list_billed(actor.store_id, scope)
    total_fen = sum(order.total_fen for order in found)
    if scope.expected_total_fen not in (None, total_fen):
        raise PriceChanged(total_fen=total_fen)
    return found
