"""Taking money: exact, once, and only by those who may."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import db
from app.ordering import queries as orders
from app.payments.models import Payment
from app.printing.models import PrintJob
from app.staff.rights import Role
from tests.factories import ordering
from tests.factories.printing import make_printer
from tests.factories.shop import Shop, make_shop
from tests.factories.tables import presence_at

Page = Callable[[Role], FlaskClient]


@pytest.fixture
def session_id(shop: Shop) -> str:
    """A party that owes 56.00 for two orders."""
    presence = presence_at(shop.tables[0], shop.actor)
    ordering.place(presence, shop.dish["chicken"])
    ordering.place(presence, shop.dish["tofu"])
    return presence.session_id


def take(
    page: FlaskClient, session_id: str, amount: str, *, key: str = "k1", **more: Any
) -> TestResponse:
    """Ask the till to take `amount` yuan of 56.00."""
    body = {"channel": "cash", "amount": amount, "tendered": "", "expected_due_fen": 5600, **more}
    return page.post(
        f"/counter/sessions/{session_id}/payments", json=body, headers={"Idempotency-Key": key}
    )


def code_of(answer: TestResponse) -> str:
    """The problem's code."""
    assert answer.json is not None
    return str(answer.json["code"])


def owed(shop: Shop, session_id: str) -> int:
    """What the party still owes."""
    return orders.list_bills(shop.id, [session_id])[session_id].due_fen


def test_till_shows_what_is_due_and_round_sums(staff_page: Page, session_id: str) -> None:
    html = staff_page(Role.CASHIER).get(f"/counter/sessions/{session_id}/pay").text
    for fact in ("¥56.00", "¥60", "¥100", "¥200", 'data-till-due-value="5600"'):
        assert fact in html, fact


def test_cash_with_change(shop: Shop, staff_page: Page, session_id: str) -> None:
    page = staff_page(Role.CASHIER)
    answer = take(page, session_id, "56.00", tendered="100")
    assert answer.status_code == 201
    assert answer.json is not None
    assert answer.json["change_fen"] == 4400
    shown = page.get(answer.json["show"]).text
    assert "找零" in shown
    assert "¥44.00" in shown
    assert owed(shop, session_id) == 0


def test_static_code_gives_no_change(staff_page: Page, session_id: str) -> None:
    answer = take(staff_page(Role.CASHIER), session_id, "56", channel="static_code", tendered="100")
    assert answer.json is not None
    assert (answer.json["change_fen"], answer.json["tendered_fen"]) == (0, None)


def test_sending_twice_takes_once(shop: Shop, staff_page: Page, session_id: str) -> None:
    page = staff_page(Role.CASHIER)
    first, second = (take(page, session_id, "56", tendered="60") for _again in range(2))
    assert first.json is not None
    assert second.json is not None
    assert first.json["id"] == second.json["id"]
    assert second.json["replayed"] is True
    assert db.session.query(Payment).count() == 1


def test_the_same_key_for_another_amount_is_refused(staff_page: Page, session_id: str) -> None:
    page = staff_page(Role.CASHIER)
    take(page, session_id, "20")
    assert code_of(take(page, session_id, "30")) == "idempotency_key_reused"


def test_two_cashiers_cannot_take_the_bill_twice(
    shop: Shop, staff_page: Page, session_id: str
) -> None:
    assert take(staff_page(Role.CASHIER), session_id, "56", key="one").status_code == 201
    refused = take(staff_page(Role.MANAGER), session_id, "56", key="two")
    assert (refused.status_code, code_of(refused)) == (409, "nothing_due")
    assert db.session.query(Payment).count() == 1


def test_two_cashiers_cannot_take_the_same_part_twice(
    shop: Shop, staff_page: Page, session_id: str
) -> None:
    assert take(staff_page(Role.CASHIER), session_id, "20", key="one").status_code == 201
    refused = take(staff_page(Role.MANAGER), session_id, "20", key="two")
    assert (refused.status_code, code_of(refused)) == (409, "bill_changed")
    assert owed(shop, session_id) == 3600


def test_overpaying_is_refused(shop: Shop, staff_page: Page, session_id: str) -> None:
    assert code_of(take(staff_page(Role.CASHIER), session_id, "56.01")) == "nothing_due"
    assert owed(shop, session_id) == 5600


def test_too_little_cash_is_refused(staff_page: Page, session_id: str) -> None:
    answer = take(staff_page(Role.CASHIER), session_id, "56", tendered="50")
    assert code_of(answer) == "too_little_tendered"


@pytest.mark.parametrize("amount", ["", "0", "-5", "1.234", "abc", "NaN", "1e99", "5" * 30])
def test_what_is_no_amount_is_refused(staff_page: Page, session_id: str, amount: str) -> None:
    answer = take(staff_page(Role.CASHIER), session_id, amount)
    assert (answer.status_code, code_of(answer)) == (422, "invalid")


def test_an_order_that_waits_is_not_paid(shop: Shop, staff_page: Page) -> None:
    presence = presence_at(shop.tables[1])
    ordering.place(presence, shop.dish["tofu"])
    answer = take(staff_page(Role.CASHIER), presence.session_id, "18", expected_due_fen=1800)
    assert code_of(answer) == "nothing_due"


def test_a_waiter_takes_no_money(staff_page: Page, session_id: str) -> None:
    page = staff_page(Role.WAITER)
    assert take(page, session_id, "56").status_code == 403
    assert page.get(f"/counter/sessions/{session_id}/pay").status_code == 403
    assert 'id="pay"' not in page.get("/counter").text


def test_another_store_s_party_is_unknown(staff_page: Page, session_id: str) -> None:
    other = make_shop("隔壁", "other-")
    foreign = presence_at(other.tables[0], other.actor)
    ordering.place(foreign, other.dish["tofu"])
    assert take(staff_page(Role.CASHIER), foreign.session_id, "18").status_code == 404


def test_receipt_of_a_payment_names_the_whole_table(
    shop: Shop, staff_page: Page, session_id: str
) -> None:
    make_printer(shop.actor)
    page = staff_page(Role.CASHIER)
    taken = take(page, session_id, "56", tendered="60").json
    assert taken is not None
    assert page.post(f"/counter/payments/{taken['id']}/receipt").status_code == 204
    (job,) = db.session.query(PrintJob).all()
    assert job.document["total_fen"] == 5600
    assert job.document["change_fen"] == 400
