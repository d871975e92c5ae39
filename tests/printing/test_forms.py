"""Slips by dish, whole orders for the pass, labels a portion, and what goes with the guest."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.core.clock import FixedClock
from app.core.db import db
from app.ordering import service as ordering
from app.printing import forms, queries, service
from app.printing.models import JobStatus, PrintJob, SlipForm
from app.printing.settings import PrintingSettings
from app.settings import service as settings
from printer.templates import Template
from tests.factories import payments
from tests.factories.catalog import make_dish, make_included
from tests.factories.ordering import place, place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.printer import samples

Drain = Callable[[], int]


def documents(kind: str = "kitchen_slip") -> list[dict[str, object]]:
    db.session.expire_all()
    jobs = db.session.scalars(select(PrintJob).order_by(PrintJob.id))
    return [dict(job.document) for job in jobs if job.document["kind"] == kind]


def dishes(slip: dict[str, object]) -> list[str]:
    return [line["name"] for line in slip["lines"]]  # type: ignore[attr-defined]


def test_one_slip_for_each_dish_where_the_station_wants_it(shop: Shop, drain: Drain) -> None:
    make_printer(shop.actor)
    service.cut_slips(shop.stations["hot"].id, SlipForm.DISH, actor=shop.actor)
    hot = [dish for dish in shop.dish.values() if dish.route_id == shop.stations["hot"].id][:2]
    order = place_at_counter(shop.actor, *hot)
    drain()
    slips = documents()
    assert [dishes(slip) for slip in slips] == [[hot[0].name], [hot[1].name]]
    assert [(slip["piece"], slip["pieces"]) for slip in slips] == [(1, 2), (2, 2)]
    assert [slip["slip_number"] for slip in slips] == [1, 2]
    by_line = queries.slips_of_lines(shop.id, order.id)
    assert [[job.slip_number for job in by_line[line.id]] for line in order.lines] == [[1], [2]]


def test_a_void_takes_back_its_own_dish_only(shop: Shop, drain: Drain) -> None:
    make_printer(shop.actor)
    service.cut_slips(shop.stations["hot"].id, SlipForm.DISH, actor=shop.actor)
    hot = [dish for dish in shop.dish.values() if dish.route_id == shop.stations["hot"].id][:2]
    order = place_at_counter(shop.actor, *hot)
    drain()
    ordering.void_line(order.lines[0].id, actor=shop.actor, reason="x")
    drain()
    jobs = list(db.session.scalars(select(PrintJob).order_by(PrintJob.id)))
    assert [job.status for job in jobs] == [JobStatus.DROPPED, JobStatus.QUEUED]
    assert dishes(jobs[1].document) == [hot[1].name]


def test_the_pass_gets_the_whole_order_once_and_its_changes(shop: Shop, drain: Drain) -> None:
    make_printer(shop.actor, "传菜", prints_kitchen=False, prints_totals=True)
    order = place_at_counter(shop.actor, shop.dish["tofu"], shop.dish["cucumber"])
    drain()
    [total] = documents()
    assert total["form"] == "total"
    assert total["slip_number"] == 1
    assert sorted(dishes(total)) == sorted(line.name for line in order.lines)
    [job] = db.session.scalars(select(PrintJob))
    service.mark_printed([service.Sent(job.id, "sent")], job.printer_id)
    ordering.void_line(order.lines[0].id, actor=shop.actor, reason="x")
    drain()
    _total, void = documents()
    assert (void["purpose"], dishes(void)) == ("void", [order.lines[0].name])


def test_every_portion_has_its_label_numbered_over_the_order(shop: Shop, drain: Drain) -> None:
    make_printer(
        shop.actor, "杯贴", prints_kitchen=False, prints_labels=True,
        station_ids=(shop.stations["hot"].id,), options={"commands": "tspl"},
    )  # fmt: skip
    place_at_counter(shop.actor, shop.dish["tofu"], shop.dish["cucumber"], shop.dish["tofu"])
    drain()
    labels = documents("cup_label")
    assert {label["pieces"] for label in labels} == {3}
    assert Counter(label["dish"] for label in labels) == {shop.dish["tofu"].name: 2}


@pytest.mark.parametrize("is_on", [True, False])
def test_a_guests_papers_print_by_themselves_only_where_wanted(
    shop: Shop, drain: Drain, is_on: bool
) -> None:
    make_printer(shop.actor)
    chosen = PrintingSettings(pickup_numbers=is_on, takeout_slips=is_on)
    settings.save(chosen, actor=shop.actor)
    place(presence_at(shop.tables[0], shop.actor), shop.dish["tofu"])
    place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    assert len(documents("pickup_number")) == is_on
    assert len(documents("takeout_slip")) == is_on


def test_the_slip_for_the_bag_has_the_set_meals_own_price_above_its_dishes(
    shop: Shop, drain: Drain
) -> None:
    make_printer(shop.actor)
    settings.save(PrintingSettings(takeout_slips=True), actor=shop.actor)
    always = make_included(shop.actor, (shop.dish["chicken"], 1), (shop.dish["rice"], 2))
    hot = shop.categories["hot"]
    meal = make_dish(shop.actor, hot, "双人套餐", 6600, group_ids=(always.id,))
    order = place_at_counter(shop.actor, meal)
    drain()
    [slip] = documents("takeout_slip")
    lines = [(line["name"], line["total_fen"], line["is_part"]) for line in slip["lines"]]  # type: ignore[attr-defined]
    assert lines[0] == ("双人套餐", 6600, False)
    assert [(line.name, 0, True) for line in order.lines if line.parent_id] == lines[1:]


def test_a_change_slip_looks_like_the_slip_until_it_has_a_form_of_its_own(shop: Shop) -> None:
    usual, own = Template(header="大字"), Template(header="变更")
    rush = replace(samples.SLIP, purpose="rush")
    for kind, template in (("kitchen_slip", usual), ("change_slip", own)):
        forms.save_template(kind, "zh", template, actor=shop.actor)
        assert forms.template_of(shop.id, rush) == template
    assert forms.template_of(shop.id, samples.SLIP) == usual
    assert forms.template_of(shop.id, replace(samples.SLIP, purpose="void")) == usual


def test_a_code_for_invoices_stands_under_the_receipt(shop: Shop) -> None:
    make_printer(shop.actor)
    settings.save(
        PrintingSettings(code_url="https://example.test/fp?no={order}", code_words="扫码开票"),
        actor=shop.actor,
    )
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    service.print_receipt([order.id], actor=shop.actor)
    [receipt] = documents("receipt")
    assert str(receipt["url"]).startswith("https://example.test/fp?no=")
    assert "{" not in str(receipt["url"])
    assert receipt["url_words"] == "扫码开票"


def test_a_receipt_printed_later_says_when_it_was_paid(shop: Shop, clock: FixedClock) -> None:
    make_printer(shop.actor)
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    payments.pay(shop.actor, order)
    service.print_receipt([order.id], actor=shop.actor)
    clock.move(minutes=20)
    service.print_receipt([order.id], actor=shop.actor)
    first, again = documents("receipt")
    assert first["printed_at"] == again["printed_at"]
