"""Paper follows what becomes of single lines: corrected while it waits, told when it is out."""

import pytest

from app.ordering import service as ordering
from app.ordering.models import Order
from app.printing.models import JobStatus, Printer
from app.printing.service import print_line_slips
from tests.factories.ordering import place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.printing.test_queue import Drain, jobs, send


@pytest.fixture
def printer(shop: Shop) -> Printer:
    return make_printer(shop.actor)


@pytest.fixture
def order(shop: Shop, printer: Printer, drain: Drain) -> Order:
    placed = place_at_counter(shop.actor, (shop.dish["tofu"], 2), shop.dish["chicken"])
    drain()
    return placed


def names(document: dict[str, object]) -> list[tuple[str, int]]:
    lines = document["lines"]
    assert isinstance(lines, list)
    return [(line["name"], line["quantity"]) for line in lines]


def test_a_slip_that_waits_is_written_anew(shop: Shop, order: Order, drain: Drain) -> None:
    tofu, chicken = order.lines
    ordering.void_line(tofu.id, actor=shop.actor, reason="x", quantity=1)
    drain()
    (slip,) = jobs()
    assert names(slip.document) == [(tofu.name, 1), (chicken.name, 1)]
    assert slip.document["slip_number"] == 1
    for line in (tofu, chicken):
        ordering.void_line(line.id, actor=shop.actor, reason="x")
    drain()
    (slip,) = jobs()
    assert slip.status is JobStatus.DROPPED


def test_a_slip_that_is_out_is_taken_back_by_another(
    shop: Shop, printer: Printer, order: Order, drain: Drain
) -> None:
    send(printer)
    tofu = order.lines[0]
    ordering.void_line(tofu.id, actor=shop.actor, reason="x", quantity=1)
    drain()
    _first, void = jobs()
    assert void.document["purpose"] == "void"
    assert names(void.document) == [(tofu.name, 1)]
    send(printer)
    assert jobs()[1].status in (JobStatus.SENT, JobStatus.CONFIRMED)


def test_holding_calling_and_rushing_are_told_on_paper(
    shop: Shop, printer: Printer, order: Order, drain: Drain
) -> None:
    send(printer)
    line = order.lines[0]
    ordering.hold_line(line.id, actor=shop.actor)
    ordering.fire_lines([line.id], actor=shop.actor)
    ordering.rush_lines([line.id], actor=shop.actor)
    drain()
    kinds = [job.document["purpose"] for job in jobs()]
    assert kinds == ["", "change", "fire", "rush"]


def test_a_reprint_does_not_double_what_is_told(
    shop: Shop, printer: Printer, order: Order, drain: Drain
) -> None:
    send(printer)
    jobs_before = jobs()
    assert len(jobs_before) == 1
    assert print_line_slips(shop.id, order.id, [order.lines[0].id], purpose="rush") == 1
    assert print_line_slips(shop.id, order.id, ["another"], purpose="rush") == 0
