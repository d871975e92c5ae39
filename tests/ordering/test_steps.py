"""The state machines: every step from every state, written down a second time."""

from itertools import product

import pytest

from app.ordering import queries, rules, service
from app.ordering.errors import IllegalTransition
from app.ordering.models import LineStatus, OrderStatus
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop

P, C, D, X = LineStatus.PLACED, LineStatus.COOKING, LineStatus.DONE, LineStatus.CANCELLED
H, S = LineStatus.HELD, LineStatus.SERVED
STEPS = ("hold", "fire", "start", "done", "serve", "recall")
LEGAL = {
    (P, "hold"): H,
    (H, "fire"): P,
    (P, "serve"): S,
    (C, "serve"): S,
    (D, "serve"): S,
    (S, "recall"): D,
    (P, "start"): C,
    (P, "done"): D,
    (C, "done"): D,
    (C, "recall"): P,
    (D, "recall"): C,
}


@pytest.mark.parametrize(("status", "step"), list(product(LineStatus, STEPS)))
def test_a_line_takes_legal_steps_only(status: LineStatus, step: str) -> None:
    assert rules.next_line_status(status, step) is LEGAL.get((status, step))


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([P, P], OrderStatus.PLACED),
        ([P, C], OrderStatus.COOKING),
        ([P, D], OrderStatus.COOKING),
        ([D, D], OrderStatus.READY),
        ([D, X], OrderStatus.READY),
        ([P, X], OrderStatus.PLACED),
        ([P, H], OrderStatus.PLACED),
        ([D, H], OrderStatus.COOKING),
        ([S, D], OrderStatus.READY),
        ([S, P], OrderStatus.COOKING),
    ],
)
def test_an_order_follows_its_lines(lines: list[LineStatus], status: OrderStatus) -> None:
    assert rules.order_status_of(lines) is status


def test_an_order_through_the_kitchen_and_back(shop: Shop) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"], shop.dish["cucumber"])
    first, second = (line.id for line in order.lines)
    seen = []
    for line, step in (
        (first, "start"),
        (first, "done"),
        (second, "done"),
        (second, "recall"),
        (second, "recall"),
        (first, "recall"),
        (first, "recall"),
    ):
        service.step_line(line, step, actor=shop.actor)
        seen.append(queries.get_order(shop.id, order.id).status.value)
    assert seen == ["cooking", "cooking", "ready", "cooking", "cooking", "cooking", "placed"]


def test_times_follow_the_steps(shop: Shop) -> None:
    line = place_at_counter(shop.actor, shop.dish["tofu"]).lines[0]
    started = service.step_line(line.id, "start", actor=shop.actor)
    assert started.started_at is not None
    done = service.step_line(line.id, "done", actor=shop.actor)
    assert done.done_at is not None
    again = service.step_line(line.id, "recall", actor=shop.actor)
    assert (again.done_at, again.started_at is not None) == (None, True)
    with pytest.raises(IllegalTransition):
        service.step_line(line.id, "start", actor=shop.actor)
