"""Invoices, accounts, refunds and files of money, by hand of the people who use them."""

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.core.outgoing import Hold
from app.notices.kinds import NoticeKind
from app.notices.models import Notice
from app.payments import queries
from app.payments import service as payments
from app.payments.accounts import queries as accounts
from app.payments.inputs import PaymentInput
from app.payments.invoices.models import InvoiceRequest, InvoiceStatus
from app.payments.invoices.settings import InvoiceSettings
from app.payments.models import Channel, Payment
from app.payments.providers.base import Refunded, Verdict, Why
from app.payments.refunds import service as refunds
from app.payments.refunds.inputs import RefundInput
from app.payments.refunds.models import Refund, RefundStatus
from app.printing import paperwork
from app.settings import service as settings
from app.staff.rights import Role
from app.stores import queries as stores
from app.tables import service as tables
from app.tables.models import Table
from app.tables.settings import TablesSettings
from tests.factories.ordering import place, place_at_counter
from tests.factories.payments import pay
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.fixtures.callers import PageClient
from tests.fixtures.installation import MOMENT
from tests.web.test_money_pages import latest, training

StaffPage = Callable[[Role], PageClient]
DinerPage = Callable[[Table], PageClient]


def test_a_guest_asks_for_an_invoice_and_reads_what_became_of_it(
    shop: Shop, diner_page: DinerPage, staff_page: StaffPage
) -> None:
    phone, office = diner_page(shop.tables[0]), staff_page(Role.OWNER)
    assert "还没有可开票的付款" in phone.get("/invoice").text
    assert "申请开票" not in phone.get("/orders/live").text
    pay(shop.person(), place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0]))
    assert "申请开票" in phone.get("/orders/live").text
    wrong = {"kind": "company", "title": "开饭餐饮", "tax_number": "12", "email": "x"}
    refused = phone.open("/invoice", method="POST", data=wrong)
    assert refused.status_code == 422
    assert "税号为" in refused.text and 'value="开饭餐饮"' in refused.text
    right = {**wrong, "tax_number": "91110108MA01ABCD1X", "email": ""}
    assert phone.open("/invoice", method="POST", data=right).status_code == 303
    assert "正在开具" in phone.get("/invoice").text
    assert "91110108MA01ABCD1X" in office.get("/backoffice/invoices").text
    request = db.session.scalars(select(InvoiceRequest)).one()
    path = f"/backoffice/invoices/{request.id}"
    office.open(f"{path}/refuse", method="POST", data={"note": "抬头与税号不符"})
    assert "抬头与税号不符" in phone.get("/invoice").text
    phone.open("/invoice", method="POST", data=right)
    office.open(f"{path}/issue", method="POST", data={"number": "24312000000012345678"})
    assert "24312000000012345678" in phone.get("/invoice").text
    assert db.session.scalars(select(InvoiceRequest)).one().status is InvoiceStatus.ISSUED
    rows = list(csv.reader(io.StringIO(office.get("/backoffice/invoices.csv").text)))
    assert rows[1][3:5] == ["开饭餐饮", "91110108MA01ABCD1X"] and rows[1][6] == "18"
    assert office.get("/backoffice/invoices.xlsx").data[:2] == b"PK"


def test_an_invoice_is_asked_for_with_the_receipt_after_the_table_was_cleared(
    app: Flask, shop: Shop, staff_page: StaffPage, diner_page: DinerPage
) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    order = place(presence, shop.dish["tofu"])
    paid = pay(shop.person(), order)["id"]
    cashier = staff_page(Role.CASHIER)
    document = paperwork.receipt(
        stores.get_facts(shop.id), [order], queries.list_payments_of_orders(shop.id, [order.id])
    )
    assert document.url == "", "a job without an address of the shop prints no code"
    settings.save(TablesSettings(public_url="http://192.168.1.20:8000"), actor=shop.actor)
    document = paperwork.receipt(
        stores.get_facts(shop.id), [order], queries.list_payments_of_orders(shop.id, [order.id])
    )
    assert document.url_words == "扫码申请开票" and paid
    path = document.url.removeprefix("http://192.168.1.20:8000")
    tables.clear_table(shop.tables[0].id, actor=shop.person())
    stranger = diner_page(shop.tables[1])
    assert "18.00" in stranger.get(path).text
    form = {"kind": "company", "title": "开饭餐饮", "tax_number": "91110108MA01ABCD1X"}
    for _ in range(2):
        assert stranger.open(path, method="POST", data=form).status_code == 303
    # The bell rang once, at the counter and in the inbox; the next finder reads no tax number.
    notices = db.session.scalars(select(Notice)).all()
    assert [each.kind for each in notices] == [NoticeKind.INVOICE_ASKED]
    assert "有 1 个开票申请" in cashier.get("/counter/alerts").text
    assert "91110108MA01ABCD1X" not in PageClient(app, app.response_class).get(path).text
    for forged in (f"{path[:-1]}{'a' if path[-1] != 'a' else 'b'}", "/invoice/none"):
        assert stranger.get(forged).status_code == 404
    settings.save(InvoiceSettings(is_offered=False), actor=shop.actor)
    document = paperwork.receipt(
        stores.get_facts(shop.id), [order], queries.list_payments_of_orders(shop.id, [order.id])
    )
    assert document.url == ""


def test_an_account_is_settled_in_the_office(shop: Shop, staff_page: StaffPage) -> None:
    office = staff_page(Role.OWNER)
    assert "没有挂账" in office.get("/backoffice/accounts").text
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    given = PaymentInput(channel=Channel.ON_ACCOUNT, amount_fen=1800, account_name="老王")
    payments.pay_order(order.id, given, key="k", actor=shop.person())
    sheet = office.get("/backoffice/accounts?name=老王").text
    form = {"name": "老王", "amount": "8", "channel": "cash", "key": latest(sheet, "key")}
    for amount in ("x", "99"):
        wrong = office.open("/backoffice/accounts", method="POST", data={**form, "amount": amount})
        assert wrong.status_code == 422 and f'value="{amount}"' in wrong.text
    for _ in range(2):
        taken = office.open("/backoffice/accounts", method="POST", data=form)
        assert taken.status_code == 303
    assert accounts.owed_by(shop.id, "老王") == 1000


def test_money_of_a_cleared_table_is_given_back_in_the_office(
    shop: Shop, staff_page: StaffPage
) -> None:
    office = staff_page(Role.OWNER)
    presence = presence_at(shop.tables[0], shop.actor)
    paid = pay(shop.person(), place(presence, shop.dish["tofu"]))["id"]
    tables.clear_table(shop.tables[0].id, actor=shop.person())
    path = f"/backoffice/payments/{paid}"
    left = latest(office.get(path).text, "expected_left")
    form = {"amount": "5", "reason": "凉了", "expected_left": left}
    for wrong, status in (({"reason": ""}, 422), ({"amount": "99"}, 422)):
        answer = office.open(f"{path}/refund", method="POST", data={**form, **wrong})
        assert answer.status_code == status
    assert office.open(f"{path}/refund", method="POST", data=form).status_code == 303
    twice = office.open(f"{path}/refund", method="POST", data=form)
    assert twice.status_code == 422, "the same form again gives nothing back"
    assert [each.amount_fen for each in db.session.scalars(select(Refund))] == [500]
    cashier = staff_page(Role.CASHIER)
    assert cashier.open(f"{path}/refund", method="POST", data=form).status_code == 403


def test_the_office_gives_back_by_dish_from_the_order_page(
    shop: Shop, staff_page: StaffPage
) -> None:
    office = staff_page(Role.OWNER)
    order = place_at_counter(shop.actor, (shop.dish["tofu"], 2), shop.dish["rice"])
    paid = pay(shop.person(), order)["id"]
    path = f"/backoffice/payments/{paid}"
    assert f'href="{path}#refund"' in office.get(f"/backoffice/orders/{order.id}").text
    line = order.lines[0].id
    left = latest(office.get(path).text, "expected_left")
    form = {"line": line, f"quantity-{line}": "1", "reason": "凉了", "expected_left": left}
    assert office.open(f"{path}/refund", method="POST", data=form).status_code == 303
    assert [each.amount_fen for each in db.session.scalars(select(Refund))] == [1800]
    page = office.get(path).text
    assert page.count(f'name="quantity-{line}"') == 1 and "<option>2</option>" not in page
    # The rest of them, then the dish is no longer offered.
    form["expected_left"] = latest(page, "expected_left")
    assert office.open(f"{path}/refund", method="POST", data=form).status_code == 303
    assert f'value="{line}"' not in office.get(path).text
    assert "已退" in office.get(f"/backoffice/orders/{order.id}").text


def test_the_counter_gives_back_from_a_pick_up_order(shop: Shop, staff_page: StaffPage) -> None:
    cashier = staff_page(Role.MANAGER)
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    for amount in (1000, 800):
        payments.pay_order(
            order.id,
            PaymentInput(channel=Channel.CASH, amount_fen=amount),
            key=f"k{amount}",
            actor=shop.person(),
        )
    assert f"/counter/orders/{order.id}/refund" in cashier.get("/counter/pickup").text
    which = cashier.get(f"/counter/orders/{order.id}/refund").text
    assert which.count("/refund") == 2, "two payments: one is chosen"
    one = db.session.scalars(select(Payment)).first()
    assert one is not None
    form = {"amount": "10", "reason": "凉了", "expected_left_fen": "1000"}
    done = cashier.open(f"/counter/payments/{one.id}/refund", method="POST", data=form)
    assert done.status_code == 204
    # Only one is left: its sheet opens at once.
    assert "expected_left_fen" in cashier.get(f"/counter/orders/{order.id}/refund").text
    assert staff_page(Role.WAITER).get(f"/counter/orders/{order.id}/refund").status_code == 403


def test_payments_and_books_are_taken_away(shop: Shop, staff_page: StaffPage) -> None:
    office = staff_page(Role.OWNER)
    paid = pay(shop.person(), place_at_counter(shop.actor, shop.dish["tofu"]))["id"]
    form = {"amount": "5", "reason": "=1+1", "expected_left": "1800"}
    office.open(f"/backoffice/payments/{paid}/refund", method="POST", data=form)
    found = list(csv.reader(io.StringIO(office.get("/backoffice/payments.csv").text)))
    assert [row[4] for row in found[1:]] == ["18", "-5"]
    assert found[2][-1] == "'=1+1", "a spreadsheet does not run it"
    books = list(csv.reader(io.StringIO(office.get("/backoffice/books.csv?from=2020-01-01").text)))
    debit, credit = (sum(float(row[n] or 0) for row in books[1:]) for n in (7, 8))
    assert debit == credit > 0 and all(len(row[9]) == 64 for row in books[1:])
    for name in ("payments", "books"):
        assert office.get(f"/backoffice/{name}.xlsx").data[:2] == b"PK"
        assert staff_page(Role.WAITER).get(f"/backoffice/{name}.csv").status_code == 403


def test_a_refund_is_refused_in_words_while_a_restore_is_held(
    shop: Shop, staff_page: StaffPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    training(shop)
    owner, order = staff_page(Role.OWNER), place_at_counter(shop.actor, shop.dish["tofu"])
    charge = f"/counter/orders/{order.id}/charge"
    key = latest(owner.get(charge).text, "key")
    form = {"amount": "18.00", "expected_due_fen": "1800", "key": key}
    owner.open(charge, method="POST", data={**form, "code": "9900000000000003"})
    payment = db.session.scalars(select(Payment)).one()
    given = RefundInput(amount_fen=300, reason="凉了")
    failed = refunds.ask_refund(payment.id, given, actor=shop.person())
    refunds.note(failed.id, Refunded(Verdict.NO, why=Why("NOT_ENOUGH")))
    back = {"amount": "5", "reason": "凉了", "expected_left_fen": "1500", "expected_left": "1500"}
    again = f"/backoffice/refunds/{failed.id}/retry"
    with monkeypatch.context() as held:
        hold = Hold("kaifan-x.db", MOMENT, MOMENT)
        held.setattr("app.core.outgoing.find_hold", lambda: hold)
        for path in (
            f"/counter/payments/{payment.id}/refund",
            f"/backoffice/payments/{payment.id}/refund",
        ):
            refused = owner.open(path, method="POST", data=back)
            assert refused.status_code in (409, 422) and "可能已经退过" in refused.text, path
        assert "可能已经退过" in owner.open(again, method="POST", follow_redirects=True).text
    assert [each.status for each in db.session.scalars(select(Refund))] == [RefundStatus.FAILED]
    assert "已退款" in owner.open(again, method="POST", follow_redirects=True).text
