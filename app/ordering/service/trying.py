"""Test orders 测试单: they travel the real road to the kitchen and count nowhere."""

from app.catalog import queries as catalog
from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.sequences import next_value
from app.ordering import queries
from app.ordering.errors import NotATest
from app.ordering.events import OrderHandedOver, OrderPlaced
from app.ordering.models import Order, OrderLine, OrderStatus, OrderType
from app.stores import queries as stores

# No dish of the menu: nobody cooks it, and a shop can be tried before it has a menu.
TEST_DISH, TEST_DISH_EN = "测试菜", "Test dish"
TEST_PLACE = "测试 TEST"


@atomic
def place_test_order(*, actor: Actor) -> Order:
    """Send one test dish to each station, or to the whole kitchen where there are no stations.

    It costs nothing, takes no portions and no number of the day, and needs no dish on the menu. A
    test that is still open is ended first.
    """
    store_id = actor.store_id
    for order in queries.list_open_tests(store_id):
        _end(order)
    stations = [station.id for station in catalog.list_stations(store_id)]
    order = _order(actor)
    order.lines = [
        OrderLine(
            position=position,
            name=TEST_DISH,
            name_en=TEST_DISH_EN,
            quantity=1,
            unit_price_fen=0,
            list_fen=0,
            total_fen=0,
            net_fen=0,
            station_id=station_id,
        )
        for position, station_id in enumerate(stations or (None,))
    ]
    db.session.add(order)
    db.session.flush()
    audit.log("order.tested", actor=actor, target=("order", order.id))
    lines = tuple((line.id, line.station_id) for line in order.lines)
    events.publish(OrderPlaced(store_id, order.id, order.number, order.round, None, lines))
    return order


@atomic
def end_test_order(order_id: str, *, actor: Actor) -> None:
    """Take a test order off the screens. Raises NotFound, NotATest."""
    order = queries.get_order(actor.store_id, order_id)
    if not order.is_test:
        raise NotATest
    audit.log("order.test_ended", actor=actor, target=("order", order.id))
    _end(order)


def _order(actor: Actor) -> Order:
    now = clock.now()
    day = stores.get_facts(actor.store_id).business_date(now)
    return Order(
        store_id=actor.store_id,
        number=-next_value(actor.store_id, f"test_order:{day.isoformat()}"),
        business_date=day,
        order_type=OrderType.DINE_IN,
        table_name=TEST_PLACE,
        status=OrderStatus.PLACED,
        subtotal_fen=0,
        adjustments=[],
        total_fen=0,
        placed_by=f"{actor.kind.value}:{actor.name}",
        placed_at=now,
        is_test=True,
    )


def _end(order: Order) -> None:
    if order.status in (OrderStatus.COMPLETED, OrderStatus.CANCELLED):
        return
    order.status = OrderStatus.COMPLETED
    db.session.flush()
    events.publish(OrderHandedOver(order.store_id, order.id, None))
