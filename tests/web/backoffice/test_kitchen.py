"""The office's pages about the kitchen: pairing, health, times, and the chain of an order."""

from collections.abc import Callable

from app.core.clock import FixedClock
from app.kitchen import queries as kitchen
from app.kitchen import screens, service
from app.ordering import service as ordering
from app.staff.rights import Role
from tests.factories.kitchen import make_screen
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop
from tests.fixtures.callers import Caller, PageClient

StaffPage = Callable[[Role], PageClient]
AsStaff = Callable[[Role], Caller]


def test_a_wrong_code_keeps_what_was_typed(shop: Shop, staff_page: StaffPage) -> None:
    page = staff_page(Role.OWNER)
    form = {"code": "ZZZZZZ", "name": "炒锅墙", "place": ""}
    answer = page.post("/backoffice/kitchen/screens/new", data=form)
    assert answer.status_code == 422
    assert 'value="炒锅墙"' in answer.text
    assert screens.list_devices(shop.id) == []


def test_a_screen_is_paired_changed_and_taken_back(shop: Shop, staff_page: StaffPage) -> None:
    page = staff_page(Role.OWNER)
    code, _secret = service.ask_pairing("")
    form = {"code": code, "name": "传菜", "place": "expo"}
    assert page.post("/backoffice/kitchen/screens/new", data=form).status_code == 302
    [device] = screens.list_devices(shop.id)
    assert (device.view.value, device.station_id) == ("expo", None)
    assert "传菜" in page.get("/backoffice/kitchen").text
    path = f"/backoffice/kitchen/screens/{device.id}"
    changed = {"name": "炒锅墙", "place": shop.stations["hot"].id}
    assert page.post(path, data=changed).status_code == 302
    assert screens.list_devices(shop.id)[0].station_id == shop.stations["hot"].id
    assert page.post(f"{path}/revoke").status_code == 302
    assert screens.list_devices(shop.id) == []
    assert page.get(path).status_code == 404


def test_the_health_page_names_what_is_silent_and_what_rang(
    shop: Shop, staff_page: StaffPage, clock: FixedClock
) -> None:
    make_screen(shop.person(), "凉菜墙", station_id=shop.stations["cold"].id)
    place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    clock.move(seconds=20)
    service.watch_tickets()
    page = staff_page(Role.MANAGER)
    html = page.get("/backoffice/kitchen/now").text
    for shown in ("凉菜墙", "A01", "麻婆豆腐", "alert-danger"):
        assert shown in html
    assert staff_page(Role.WAITER).get("/backoffice/kitchen").status_code == 403


def test_an_order_page_shows_the_chain(
    shop: Shop, staff_page: StaffPage, clock: FixedClock
) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    service.record_shown("炒锅墙", kitchen.head(shop.id), actor=shop.actor)
    clock.move(minutes=2)
    ordering.step_line(order.lines[0].id, "start", actor=shop.actor)
    html = staff_page(Role.OWNER).get(f"/backoffice/orders/{order.id}").text
    assert 'class="chain"' in html
    assert "炒锅墙" in html
    line = staff_page(Role.WAITER).get(f"/counter/lines/{order.lines[0].id}").text
    assert "炒锅墙" in line


def test_the_counter_shows_a_lost_ticket_on_another_screen(
    shop: Shop, staff_page: StaffPage, clock: FixedClock
) -> None:
    cold = shop.stations["cold"].id
    place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    clock.move(seconds=16)
    service.watch_tickets()
    service.record_shown("凉菜墙", 0, actor=shop.actor, station_id=cold)
    ticket = kitchen.list_alarms(shop.id)[0].ticket
    counter = staff_page(Role.CASHIER)
    path = f"/counter/tickets/{ticket.id}/show/{cold}"
    assert path in counter.get("/counter/alerts").text
    assert counter.post(path).status_code == 204
    service.record_shown("凉菜墙", kitchen.head(shop.id), actor=shop.actor, station_id=cold)
    assert kitchen.list_alarms(shop.id) == []


def test_the_pass_fires_and_serves(shop: Shop, as_staff: AsStaff) -> None:
    cook = as_staff(Role.KITCHEN)
    order = place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    line = order.lines[0].id
    assert cook.post(f"/kitchen/lines/{line}/fire").status_code == 409
    ordering.hold_line(line, actor=shop.actor)
    assert cook.post(f"/kitchen/lines/{line}/fire").get_json()["status"] == "placed"
    assert cook.post(f"/kitchen/lines/{line}/done").get_json()["status"] == "done"
    assert cook.post(f"/kitchen/lines/{line}/serve").get_json()["status"] == "served"
    assert cook.post(f"/kitchen/lines/{line}/recall").get_json()["status"] == "done"


def test_the_times_are_a_page_and_a_file(
    shop: Shop, staff_page: StaffPage, clock: FixedClock
) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    clock.move(minutes=6)
    ordering.step_line(order.lines[0].id, "done", actor=shop.actor)
    page = staff_page(Role.OWNER)
    assert "6:00" in page.get("/backoffice/kitchen/times?by=station&days=1").text
    odd = page.get("/backoffice/kitchen/times?by=nonsense&days=-1&percent=x")
    assert odd.status_code == 200
    file = page.get("/backoffice/kitchen/times.csv?by=dish")
    assert file.mimetype == "text/csv"
    assert "麻婆豆腐,1" in file.get_data(as_text=True)
    assert staff_page(Role.CASHIER).get("/backoffice/kitchen/times").status_code == 403
