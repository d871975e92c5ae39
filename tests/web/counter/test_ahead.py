"""Pre-orders and the pause at the counter, and the days on which the shop differs."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from app.core.clock import FixedClock
from app.ordering import queries
from app.ordering import service as ordering
from app.ordering.models import OrderStatus
from app.ordering.settings import OrderingSettings, PauseScope
from app.settings import queries as settings
from app.staff.rights import Role
from app.stores import holidays
from app.stores.settings import SpecialDaysSettings
from app.tables.models import Table
from tests.factories.ordering import place
from tests.factories.schedule import pickup_phone, pickup_point, take_ahead, tomorrow_at
from tests.factories.shop import Shop
from tests.factories.tables import sit_down
from tests.fixtures.callers import Caller, PageClient

Pages = Callable[[Role], PageClient]


def test_the_counter_sees_what_to_prepare_and_changes_the_time(
    staff_page: Pages, shop: Shop
) -> None:
    take_ahead(shop)
    at, later = tomorrow_at(12), tomorrow_at(18, 15)
    orders = [
        place(pickup_phone(shop), (shop.dish["tofu"], n), shop.dish["rice"], due_at=at)
        for n in (1, 2)
    ]
    waiter = staff_page(Role.WAITER)
    page = waiter.get("/counter/ahead").text
    assert "×3" in page and "×2" in page and "12:00" in page
    order = orders[0]
    assert "18:15" in waiter.get(f"/counter/orders/{order.id}/time").text
    form = {"due_at": later.isoformat()}
    assert waiter.post(f"/counter/orders/{order.id}/time", data=form).status_code == 204
    assert queries.get_order(shop.id, order.id).due_at == later
    assert waiter.post(f"/counter/orders/{order.id}/begin").status_code == 204
    assert queries.get_order(shop.id, order.id).status is OrderStatus.PLACED
    again = waiter.post(f"/counter/orders/{order.id}/begin", headers={"Accept": "application/json"})
    assert again.status_code == 409


def test_a_cashier_pauses_one_kind_for_minutes_and_everybody_sees_it(
    staff_page: Pages, shop: Shop, clock: FixedClock
) -> None:
    cashier = staff_page(Role.CASHIER)
    form = {"scope": "pickup", "minutes": "20", "message": "后厨正忙"}
    assert cashier.post("/counter/pause", data=form).status_code == 204
    chosen = settings.get(shop.id, OrderingSettings)
    assert (chosen.pause_scope, chosen.is_paused) == (PauseScope.PICKUP, True)
    banner = cashier.get("/counter/alerts").text
    assert 'id="paused"' in banner and "后厨正忙" in banner and "11:50" in banner
    clock.move(minutes=20)
    assert 'id="paused"' not in cashier.get("/counter/alerts").text
    wrong = cashier.post(
        "/counter/pause", data={"minutes": "0"}, headers={"Accept": "application/json"}
    )
    assert wrong.status_code == 422
    assert staff_page(Role.WAITER).get("/counter/pause").status_code == 403


def test_the_pause_is_told_by_the_contract_s_code(
    as_diner: Callable[[Table], Caller], shop: Shop
) -> None:
    phone = as_diner(shop.tables[0])
    chosen = {"lines": [{"dish_id": shop.dish["rice"].id, "quantity": 1}]}
    first = phone.post("/orders", chosen, key="before-pause")
    assert first.status_code == 201
    ordering.pause_ordering(actor=shop.person())
    refused = phone.post("/orders", chosen, key="after-pause")
    assert (refused.status_code, refused.json["code"]) == (503, "paused")
    assert refused.headers["Retry-After"]
    # What was answered before is answered again, pause or not.
    assert phone.post("/orders", chosen, key="before-pause").status_code == 201


def test_programs_find_times_order_and_change(
    app: Flask, as_staff: Callable[[Role], Caller], shop: Shop
) -> None:
    take_ahead(shop)
    phone = Caller(app, sit_down(pickup_point(shop)))
    lines = {"lines": [{"dish_id": shop.dish["tofu"].id, "quantity": 1}]}
    days = phone.post("/slots", lines).json["days"]
    assert days[0]["slots"][0]["at"] == "2026-03-02T12:00+08:00"
    quoted = phone.post("/quotes", lines).json
    assert quoted["ready_in_min"]["from"] < quoted["ready_in_min"]["to"]
    at, later = (slot["at"] for slot in days[1]["slots"][:2])
    ordered = phone.post("/orders", {**lines, "due_at": at}, key="ahead-0001")
    assert (ordered.status_code, ordered.json["status"]) == (201, "waiting")
    path = f"/orders/{ordered.json['id']}/reschedule"
    moved = phone.post(path, {"due_at": later})
    assert moved.json["due_at"].startswith("2026-03-03T03:15")
    gone = phone.post(path, {"due_at": "2026-03-03T03:00:00+08:00"})
    assert (gone.status_code, gone.json["code"]) == (409, "slot_gone")
    assert as_staff(Role.WAITER).post(path, {"due_at": at}).status_code == 200
    for wrong in ("tomorrow", "0001-01-01T00:00:00+14:00", "2026-03-03T11:00:00", None):
        assert phone.post(path, {"due_at": wrong}).status_code == 422, wrong
    late = {**lines, "due_at": "9999-12-31T20:00:00Z"}
    assert phone.post("/orders", late, key="late-0001").status_code == 422
    far = {**lines, "order_type": "pickup", "due_at": "9999-12-31T23:00:00-12:00"}
    assert as_staff(Role.WAITER).post("/staff/orders", far, key="far-0001").status_code == 422


@pytest.mark.parametrize("mode", ["closed", "own"])
def test_the_owner_says_how_a_day_differs(staff_page: Pages, shop: Shop, mode: str) -> None:
    owner = staff_page(Role.OWNER)
    form = {"day": "2026-03-05", "name": "盘点", "mode": mode}
    if mode == "own":
        missing = owner.post("/backoffice/special-days", data=form)
        assert missing.status_code == 422
        form |= {"special_opens0": "11:00", "special_closes0": "14:00"}
    assert owner.post("/backoffice/special-days", data=form).status_code == 302
    kept = settings.get(shop.id, SpecialDaysSettings).on(date(2026, 3, 5))
    assert kept is not None
    assert len(kept.ranges) == (mode == "own")
    assert "盘点" in owner.get("/backoffice/special-days").text
    owner.post("/backoffice/special-days/2026-03-05/remove")
    assert settings.get(shop.id, SpecialDaysSettings).days == ()
    past = owner.post("/backoffice/special-days", data={**form, "day": "2026-03-01"})
    assert past.status_code == 422


def test_public_holidays_are_suggested_as_far_as_they_are_known(
    staff_page: Pages, shop: Shop
) -> None:
    names = {each.day: each.name for each in holidays.list_holidays(date(2026, 9, 28), 14)}
    assert names[date(2026, 10, 1)] == "国庆节"
    assert date(2026, 9, 29) not in names
    assert holidays.list_holidays(date(2090, 1, 1), 10) == []
    owner = staff_page(Role.OWNER)
    assert "清明" in owner.get("/backoffice/special-days").text
    owner.post("/backoffice/special-days/holidays", data={"day": "2026-04-05"})
    kept = settings.get(shop.id, SpecialDaysSettings).on(date(2026, 4, 5))
    assert kept is not None and kept.ranges == ()


def test_the_owner_s_calendar_is_the_published_one(shared: Path) -> None:
    table = (shared / "data/calendar/china_holidays_2004_2026.csv").read_text("utf-8")
    rows = [line.split(",") for line in table.splitlines()[1:]]
    off = {row[0] for row in rows if row[1] == "off" and row[0].startswith("2026")}
    found = {each.day.isoformat() for each in holidays.list_holidays(date(2026, 1, 1), 365)}
    assert found == off
