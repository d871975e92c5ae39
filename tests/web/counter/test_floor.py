"""The floor, its rights, the orders that wait, and the alarms."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.core.clock import FixedClock
from app.core.db import db
from app.kitchen import queries as kitchen_queries
from app.kitchen import service as kitchen
from app.ordering import queries as orders
from app.ordering.models import OrderStatus
from app.ordering.rules import PartyStatus, SessionBill, party_status
from app.printing import service as printing
from app.printing.models import JobStatus, PrintJob
from app.staff.rights import Role
from app.tables import queries as tables_queries
from app.tables.models import SessionStatus
from printer.errors import PaperOut
from tests.factories import ordering, payments
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.fixtures.callers import Caller

Page = Callable[[Role], FlaskClient]


@pytest.mark.parametrize("role", [Role.KITCHEN, Role.COURIER])
def test_kitchen_and_courier_may_not_enter(staff_page: Page, role: Role) -> None:
    assert staff_page(role).get("/counter").status_code == 403


def test_a_stranger_is_sent_to_the_login(app: object, client: FlaskClient) -> None:
    answer = client.get("/counter")
    assert answer.status_code == 302
    assert "/login" in answer.headers["Location"]


def test_a_program_reads_the_pages_with_its_token(
    client: FlaskClient, as_staff: Callable[[Role], Caller]
) -> None:
    waiter = as_staff(Role.WAITER)
    for path in ("floor", "order/keys", "dishes", "queue", "reservations"):
        assert client.get(f"/counter/{path}", headers=waiter.headers).status_code == 200, path


def test_floor_says_each_table_in_a_word(shop: Shop, staff_page: Page) -> None:
    seated = presence_at(shop.tables[0], shop.actor)
    ordering.place(seated, shop.dish["chicken"], covers=3)
    part = ordering.place(presence_at(shop.tables[1], shop.actor), shop.dish["fish"])
    payments.pay(shop.person(Role.CASHIER), part, 1000)
    ordering.place(presence_at(shop.tables[2]), shop.dish["tofu"])
    html = staff_page(Role.WAITER).get("/counter/floor").text
    for word in ("用餐中", "部分已付", "待确认", "空闲", "¥38.00", "¥58.00"):
        assert word in html


def test_a_waiting_order_is_counted_but_not_owed(shop: Shop) -> None:
    presence = presence_at(shop.tables[0])
    ordering.place(presence, shop.dish["tofu"])
    bill = orders.list_bills(shop.id, [presence.session_id])[presence.session_id]
    assert (bill.orders, bill.waiting, bill.due_fen) == (1, 1, 0)


@pytest.mark.parametrize(
    ("session", "bill", "word"),
    [
        (None, SessionBill(), PartyStatus.FREE),
        (SessionStatus.WAITING, SessionBill(), PartyStatus.SCANNED),
        (SessionStatus.WAITING, SessionBill(1, 1), PartyStatus.WAITING),
        (SessionStatus.OPEN, SessionBill(2, 1, 1, 100, 0), PartyStatus.WAITING),
        (SessionStatus.OPEN, SessionBill(), PartyStatus.OPENED),
        (SessionStatus.OPEN, SessionBill(1, 0, 1, 100, 0), PartyStatus.DINING),
        (SessionStatus.OPEN, SessionBill(1, 0, 0, 100, 0), PartyStatus.TO_PAY),
        (SessionStatus.OPEN, SessionBill(1, 0, 1, 100, 40), PartyStatus.PART_PAID),
        (SessionStatus.OPEN, SessionBill(1, 0, 1, 100, 100), PartyStatus.PAID),
    ],
)
def test_party_status(session: SessionStatus | None, bill: SessionBill, word: PartyStatus) -> None:
    assert party_status(session, bill) is word


def test_confirming_lets_the_party_in_with_all_its_orders(shop: Shop, staff_page: Page) -> None:
    presence = presence_at(shop.tables[0])
    placed = [ordering.place(presence, shop.dish[name]).id for name in ("tofu", "rice")]
    page = staff_page(Role.WAITER)
    assert page.get("/counter").text.count("waiting-card") == 1
    for _again in range(2):
        assert page.post(f"/counter/sessions/{presence.session_id}/confirm").status_code == 204
    assert {orders.get_order(shop.id, each).status for each in placed} == {OrderStatus.PLACED}
    assert kitchen_queries.head(shop.id) == 2
    session = tables_queries.get_session(shop.id, presence.session_id)
    assert session.status is SessionStatus.OPEN


def test_refusing_needs_no_kitchen_and_keeps_the_reason(shop: Shop, staff_page: Page) -> None:
    order = ordering.place(presence_at(shop.tables[0]), shop.dish["fish"])
    page = staff_page(Role.WAITER)
    assert "点错了" in page.get(f"/counter/orders/{order.id}/cancel").text
    answer = page.post(f"/counter/orders/{order.id}/cancel", data={"reason": "菜卖完了"})
    assert answer.status_code == 204
    refused = orders.get_order(shop.id, order.id)
    assert (refused.status, refused.cancel_reason) == (OrderStatus.CANCELLED, "菜卖完了")
    assert kitchen_queries.head(shop.id) == 0


def test_cancelling_what_a_cook_has_started_says_so(
    shop: Shop, staff_page: Page, as_staff: Callable[[Role], FlaskClient]
) -> None:
    order = ordering.place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    as_staff(Role.KITCHEN).post(f"/kitchen/lines/{order.lines[0].id}/start")
    answer = staff_page(Role.WAITER).post(
        f"/counter/orders/{order.id}/cancel",
        data={"reason": "x"},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 409
    assert answer.json is not None
    assert answer.json["code"] == "too_late"
    assert "后厨已经开始做了" in answer.json["detail"]


def test_alarm_names_table_dishes_and_cause_until_told(
    shop: Shop, staff_page: Page, clock: FixedClock
) -> None:
    printer = make_printer(shop.actor, "炒锅机")
    ordering.place_at_counter(shop.actor, (shop.dish["tofu"], 2), table=shop.tables[0])
    (ticket,) = kitchen_queries.list_open_tickets(shop.id)
    printing.print_kitchen_slips(shop.id, [ticket.ticket.id])
    job = printing.claim_next(printer.id)
    assert job is not None
    printing.mark_failed(job.id, PaperOut("no paper"))
    clock.move(seconds=16)
    kitchen.watch_tickets()
    page = staff_page(Role.WAITER)
    html = page.get("/counter/alerts").text
    for fact in ("A01", "15 秒内没有任何屏幕显示", "麻婆豆腐", "没有后厨屏", "没纸了", "炒锅机"):
        assert fact in html, fact
    assert 'data-alarms="1"' in html
    assert page.post(f"/counter/tickets/{ticket.ticket.id}/told").status_code == 204
    assert 'data-alarms="0"' in page.get("/counter/alerts").text


def test_an_alarmed_ticket_can_be_printed_elsewhere(shop: Shop, staff_page: Page) -> None:
    make_printer(shop.actor, "后厨")
    other = make_printer(shop.actor, "前台", prints_kitchen=False)
    ordering.place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    (ticket,) = kitchen_queries.list_open_tickets(shop.id)
    path = f"/counter/tickets/{ticket.ticket.id}/reprint/{other.id}"
    assert staff_page(Role.WAITER).post(path).status_code == 204
    (job,) = db.session.query(PrintJob).all()
    assert (job.printer_id, job.document["copy"]) == (other.id, "reprint")


def test_retrying_a_printer_forgets_the_back_off(
    shop: Shop, staff_page: Page, clock: FixedClock
) -> None:
    printer = make_printer(shop.actor)
    printing.print_test_page(printer.id, actor=shop.actor)
    job = printing.claim_next(printer.id)
    assert job is not None
    printing.mark_failed(job.id, PaperOut("no paper"))
    assert printing.claim_next(printer.id) is None
    page = staff_page(Role.WAITER)
    assert "1 张单子在排队" in page.get("/counter/alerts").text
    assert page.post(f"/counter/printers/{printer.id}/retry").status_code == 204
    again = db.session.get_one(PrintJob, job.id)
    assert (again.status, again.next_try_at) == (JobStatus.QUEUED, clock.now())
