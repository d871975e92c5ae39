"""`trace` tells the way of one order from the tap to the paper."""

import threading
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask_babel import force_locale

from app.cli.trace import trace
from app.core.clock import FixedClock
from app.printing.workers import send_due
from tests.factories.ordering import place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop


def run(*words: str) -> Result:
    with force_locale("en"):
        return CliRunner().invoke(trace, words)


def test_from_the_tap_to_the_paper(
    app: Flask, shop: Shop, clock: FixedClock, drain: Callable[[], int]
) -> None:
    printer = make_printer(shop.actor)
    order = place_at_counter(shop.actor, (shop.dish["tofu"], 2), table=shop.tables[0])
    assert "no slip" in run(order.id).output
    clock.move(seconds=2)
    drain()
    send_due(printer.id, threading.Event())
    told = run(str(order.number)).output
    assert order.id in told and "Order placed" in told
    assert "11:30:00.000  accepted" in told
    assert f"slip 1 confirmed · {printer.name}" in told
    assert "11:30:02.000  On paper in the kitchen" in told
    assert "on no screen" in told


def test_yesterdays_number_is_another_order(app: Flask, shop: Shop) -> None:
    order = place_at_counter(shop.actor, (shop.dish["tofu"], 1), table=shop.tables[0])
    assert order.id in run(f"#{order.number}", "--day", "2026-03-02").output
    assert run(str(order.number), "--day", "2026-03-01").exit_code == 1


@pytest.mark.parametrize("order", ["99", "01m8h1cj2vdpdqx67pc8sd4rq7"])
def test_an_order_that_is_not_there_is_said_so(app: Flask, shop: Shop, order: str) -> None:
    found = run(order)
    assert found.exit_code == 1
    assert "There is no order" in found.output
