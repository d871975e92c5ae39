"""What becomes of an order's ingredients when the order goes on."""

from app.core import events
from app.inventory import service as inventory
from app.inventory.events import PriceJumped, StockFell, StockRose, UnusualLoss
from app.inventory.settings import ConsumedAt, StockSettings
from app.ordering import queries as ordering
from app.ordering.events import (
    LineChanged,
    LinesAmended,
    OrderCancelled,
    OrderChanged,
    OrderHandedOver,
    OrderPlaced,
)
from app.ordering.models import OrderStatus
from app.settings import queries as settings
from app.upkeep import stock_watch

_COOKED = ("done", "serve")
_ENDED = OrderStatus.COMPLETED


@events.on(OrderCancelled)
def release(event: OrderCancelled) -> None:
    """An order will not be cooked: what it held is free for others."""
    inventory.release_order(event.store_id, event.order_id)


@events.on(LineChanged)
def consume_cooked(event: LineChanged) -> None:
    """A dish is cooked: its ingredients are used up, where the owner chose so."""
    if event.step in _COOKED and _consumed_at(event.store_id) is ConsumedAt.COOKED:
        inventory.consume_lines(event.store_id, [event.line_id])


@events.on(OrderChanged)
@events.on(OrderPlaced)
def consume_paid(event: OrderChanged | OrderPlaced) -> None:
    """An order is paid or over: its ingredients are used up, whatever nobody touched."""
    if isinstance(event, OrderPlaced) and _consumed_at(event.store_id) is ConsumedAt.COOKED:
        return
    order = ordering.get_order(event.store_id, event.order_id)
    is_paid = order.paid_fen > 0 and order.due_fen == 0
    if order.status is _ENDED or (is_paid and _consumed_at(event.store_id) is ConsumedAt.PAID):
        inventory.consume_order(event.store_id, event.order_id)


@events.on(OrderHandedOver)
def consume_handed_over(event: OrderHandedOver) -> None:
    """The guest has the food."""
    inventory.consume_order(event.store_id, event.order_id)


@events.on(LinesAmended)
def settle_voided(event: LinesAmended) -> None:
    """Lines were taken back: their ingredients are waste, or can be sold again."""
    if event.kind != "void":
        return
    order = ordering.get_order(event.store_id, event.order_id)
    voided = [line for line in order.lines if line.id in event.line_ids]
    by_fate: dict[str, list[str]] = {}
    for line in voided:
        by_fate.setdefault(line.void_to, []).append(line.id)
    for fate, line_ids in by_fate.items():
        inventory.void_lines(event.store_id, line_ids, to=fate, reason=voided[0].void_reason)


@events.on(StockFell)
@events.on(StockRose)
def settle_levels(event: StockFell | StockRose) -> None:
    """What fell below its level is told at once, once for each dip; what came ends it."""
    stock_watch.settle_levels(event.store_id)


@events.on(PriceJumped)
def tell_price(event: PriceJumped) -> None:
    """A delivery was much dearer than the last."""
    stock_watch.tell_price(event.store_id, event.ingredient_id, event.percent)


@events.on(UnusualLoss)
def tell_loss(event: UnusualLoss) -> None:
    """A count found much less than it should."""
    stock_watch.tell_loss(
        event.store_id, event.ingredient_id, event.missing, event.percent, event.value_fen
    )


def _consumed_at(store_id: str) -> ConsumedAt:
    return settings.get(store_id, StockSettings).consumed_at
