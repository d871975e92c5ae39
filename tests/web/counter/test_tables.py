"""A table's page: opening, the bill, and clearing with what is left open said aloud."""

from collections.abc import Callable

from flask.testing import FlaskClient

from app.core.audit import AuditEntry
from app.core.db import db
from app.ordering import queries as orders
from app.ordering.models import OrderStatus
from app.printing.models import PrintJob
from app.staff.rights import Role
from app.tables import queries as tables
from tests.factories import ordering, payments
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.factories.tables import presence_at

Page = Callable[[Role], FlaskClient]
JSON = {"Accept": "application/json"}


def test_opening_with_covers(shop: Shop, staff_page: Page) -> None:
    table, page = shop.tables[0], staff_page(Role.WAITER)
    assert "开台" in page.get(f"/counter/tables/{table.id}").text
    assert page.post(f"/counter/tables/{table.id}/open", data={"covers": "4"}).status_code == 204
    session = tables.find_session_at(table.id)
    assert session is not None
    assert session.covers == 4
    assert "4 人" in page.get(f"/counter/tables/{table.id}/now").text


def test_impossible_covers_are_refused(shop: Shop, staff_page: Page) -> None:
    path = f"/counter/tables/{shop.tables[0].id}/open"
    assert staff_page(Role.WAITER).post(path, data={"covers": "0"}, headers=JSON).status_code == 422


def test_page_lists_rounds_notes_and_payments(shop: Shop, staff_page: Page) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    first = ordering.place(presence, shop.dish["chicken"], note="少油")
    ordering.place_at_counter(shop.person(Role.WAITER), shop.dish["rice"], table=shop.tables[0])
    payments.pay(shop.person(Role.CASHIER), first, 1000, tendered_fen=2000)
    html = staff_page(Role.CASHIER).get(f"/counter/tables/{shop.tables[0].id}").text
    for fact in ("第 1 轮", "第 2 轮", "少油", "扫码", "找 ¥10.00", "¥30.00", "待做"):
        assert fact in html, fact


def test_a_settled_table_is_cleared_at_once(
    shop: Shop, staff_page: Page, as_staff: Callable[[Role], FlaskClient]
) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    order = ordering.place(presence, shop.dish["tofu"])
    as_staff(Role.KITCHEN).post(f"/kitchen/lines/{order.lines[0].id}/done")
    payments.pay(shop.person(Role.CASHIER), order)
    answer = staff_page(Role.WAITER).post(f"/counter/sessions/{presence.session_id}/clear")
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/counter"
    assert tables.find_session_at(shop.tables[0].id) is None


def test_clearing_warns_of_what_is_unpaid_and_asks_twice(shop: Shop, staff_page: Page) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    ordering.place(presence, shop.dish["tofu"])
    page, path = staff_page(Role.WAITER), f"/counter/sessions/{presence.session_id}/clear"
    warning = page.get(path).text
    assert "还没付款" in warning
    assert "¥18.00" in warning
    assert "<form" not in warning
    assert 'name="accepted_due_fen" value="1800"' in page.get(f"{path}?sure=1").text
    refused = page.post(path, headers=JSON)
    assert refused.status_code == 409
    assert refused.json is not None
    assert refused.json["due_fen"] == 1800
    assert tables.find_session_at(shop.tables[0].id) is not None


def test_clearing_unpaid_is_written_down(shop: Shop, staff_page: Page) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    ordering.place(presence, shop.dish["tofu"])
    accepted = {"accepted_due_fen": "1800", "accepted_in_kitchen": "1"}
    path = f"/counter/sessions/{presence.session_id}/clear"
    assert staff_page(Role.WAITER).post(path, data=accepted).status_code == 204
    entry = db.session.query(AuditEntry).filter_by(action="table.left_unpaid").one()
    assert entry.detail["due_fen"] == 1800


def test_a_round_ordered_meanwhile_stops_the_clearing(shop: Shop, staff_page: Page) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    ordering.place(presence, shop.dish["tofu"])
    ordering.place(presence, shop.dish["beer"])
    accepted = {"accepted_due_fen": "1800", "accepted_in_kitchen": "1"}
    path = f"/counter/sessions/{presence.session_id}/clear"
    assert staff_page(Role.WAITER).post(path, data=accepted, headers=JSON).status_code == 409


def test_clearing_refuses_orders_that_wait(shop: Shop, staff_page: Page) -> None:
    presence = presence_at(shop.tables[0])
    order = ordering.place(presence, shop.dish["tofu"])
    path = f"/counter/sessions/{presence.session_id}/clear"
    assert staff_page(Role.WAITER).post(path).status_code == 204
    assert orders.get_order(shop.id, order.id).status is OrderStatus.CANCELLED


def test_a_session_is_cleared_once(shop: Shop, staff_page: Page) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    page, path = staff_page(Role.WAITER), f"/counter/sessions/{presence.session_id}/clear"
    assert page.post(path).status_code == 204
    presence_at(shop.tables[0], shop.actor)
    assert page.post(path, headers=JSON).status_code == 401
    assert tables.find_session_at(shop.tables[0].id) is not None


def test_pre_bill_is_queued(shop: Shop, staff_page: Page) -> None:
    make_printer(shop.actor)
    presence = presence_at(shop.tables[0], shop.actor)
    ordering.place(presence, shop.dish["tofu"])
    path = f"/counter/sessions/{presence.session_id}/pre-bill"
    assert staff_page(Role.WAITER).post(path).status_code == 204
    assert db.session.query(PrintJob).one().document["total_fen"] == 1800
