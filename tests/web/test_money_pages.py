"""The pages of money, by hand of the people who use them: phone, counter, back-office."""

import re
from collections.abc import Callable

from sqlalchemy import select

from app.core.db import db
from app.ordering import queries as orders
from app.ordering.parts.service import split_evenly
from app.ordering.service import BillScope
from app.payments.attempts.models import PaymentAttempt
from app.payments.channels import service as channels
from app.payments.drawer.models import DayClose, Shift
from app.payments.models import Channel, ChannelAccount, Payment
from app.payments.refunds.models import Refund
from app.staff.rights import Role
from app.tables.models import Table
from tests.factories.ordering import place_at_counter
from tests.factories.payments import pay
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient
from tests.simulators.pairs import pair

StaffPage = Callable[[Role], PageClient]
DinerPage = Callable[[Table], PageClient]


def training(shop: Shop) -> None:
    channels.switch(Channel.SANDBOX, is_on=True, actor=shop.actor)


def latest(page_text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page_text)
    assert found is not None
    return found[1]


def test_a_guest_pays_on_the_phone_and_is_told_that_it_is_training(
    shop: Shop, diner_page: DinerPage, as_diner: Callable[[Table], object]
) -> None:
    training(shop)
    phone = diner_page(shop.tables[0])
    order = place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    sheet = phone.get("/pay").text
    assert "18.00" in sheet and "演练" in sheet
    form = {
        "channel": "sandbox",
        "amount": "18",
        "expected_due_fen": "1800",
        "key": latest(sheet, "key"),
    }
    for _ in range(2):
        begun = phone.open("/pay", method="POST", data=form)
        assert begun.status_code == 303
    attempt = db.session.scalars(select(PaymentAttempt)).one()
    assert phone.get("/pay").headers["Location"].endswith(attempt.id)
    waiting = phone.get(f"/pay/{attempt.id}").text
    assert "等待付款" in waiting and "演练" in waiting
    paid = phone.open(f"/pay/{attempt.id}/train", method="POST")
    assert paid.status_code == 303
    assert "已付清" in phone.get(f"/pay/{attempt.id}/now").text
    assert orders.get_order(shop.id, order.id).due_fen == 0
    other = diner_page(shop.tables[1])
    assert other.get(f"/pay/{attempt.id}").status_code == 404


def test_a_phone_that_stops_frees_its_part(shop: Shop, diner_page: DinerPage) -> None:
    training(shop)
    phone = diner_page(shop.tables[0])
    place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    form = {"channel": "sandbox", "amount": "18", "expected_due_fen": "1800", "key": "k1"}
    phone.open("/pay", method="POST", data=form)
    attempt = db.session.scalars(select(PaymentAttempt)).one()
    assert phone.open(f"/pay/{attempt.id}/stop", method="POST").headers["Location"] == "/pay"
    assert "没有扣款" in phone.get(f"/pay/{attempt.id}").text


def test_without_a_channel_the_phone_is_sent_to_the_counter(
    shop: Shop, diner_page: DinerPage
) -> None:
    phone = diner_page(shop.tables[0])
    place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    assert "收银台" in phone.get("/pay").text
    form = {"channel": "wechat", "amount": "18", "expected_due_fen": "1800", "key": "k1"}
    refused = phone.open("/pay", method="POST", data=form)
    assert refused.status_code == 409
    assert db.session.scalars(select(PaymentAttempt)).first() is None


def test_a_split_bill_is_paid_at_the_counter_and_no_money_is_asked_for(
    shop: Shop, diner_page: DinerPage
) -> None:
    training(shop)
    phone = diner_page(shop.tables[0])
    order = place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    open_sheet = phone.get("/pay").text
    split_evenly(BillScope(order.table_session_id), 2, actor=shop.actor)
    form = {"channel": "sandbox", "amount": "9", "expected_due_fen": "1800", "key": "k1"}
    refused = phone.open("/pay", method="POST", data=form)
    assert refused.status_code == 409
    assert 'name="amount"' in open_sheet
    for page in (refused, phone.get("/pay")):
        assert "账单已拆分" in page.text and 'name="amount"' not in page.text
    assert db.session.scalars(select(PaymentAttempt)).first() is None


def test_the_counter_charges_a_scanned_code_and_gives_back(
    shop: Shop, staff_page: StaffPage
) -> None:
    training(shop)
    till = staff_page(Role.OWNER)
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    sheet = till.get(f"/counter/orders/{order.id}/charge").text
    form = {"amount": "18.00", "expected_due_fen": "1800", "key": latest(sheet, "key")}
    path = f"/counter/orders/{order.id}/charge"
    wrong = till.open(path, method="POST", data={**form, "code": "123"})
    assert wrong.status_code == 422
    no_money = till.open(path, method="POST", data={**form, "code": "9900000000000002"})
    assert "余额不足" in no_money.text
    form["key"] = "another"
    done = till.open(path, method="POST", data={**form, "code": "9900000000000003"})
    assert "已付" in done.text
    payment = db.session.scalars(select(Payment)).one()
    assert "菜品" in till.get(f"/counter/payments/{payment.id}/refund").text
    back = {"amount": "5", "reason": "凉了", "expected_left_fen": "1800"}
    refund_path = f"/counter/payments/{payment.id}/refund"
    assert till.open(refund_path, method="POST", data=back).status_code == 204
    assert till.open(refund_path, method="POST", data=back).status_code == 409
    assert [each.amount_fen for each in db.session.scalars(select(Refund))] == [500]
    assert staff_page(Role.WAITER).open(refund_path, method="POST", data=back).status_code == 403


def test_a_shift_and_a_day_from_opening_to_paper(shop: Shop, staff_page: StaffPage) -> None:
    till = staff_page(Role.CASHIER)
    refused = till.open("/counter/shift", method="POST", data={"float": "x"})
    assert refused.status_code == 422
    field = refused.text.split('id="float"')[1].split("</div>")[0]
    assert 'value="x"' in field and 'aria-describedby="float-error"' in field
    assert 'id="float-error"' in field, "what is wrong stands below the field it is about"
    assert till.open("/counter/shift", method="POST", data={"float": "500"}).status_code == 303
    assert till.open("/counter/shift", method="POST", data={"float": "500"}).status_code == 422
    pay(shop.person(), place_at_counter(shop.actor, shop.dish["tofu"]))
    page = till.get("/counter/shift").text
    assert "518.00" not in page, "who counts does not know what there should be"
    moved = {"kind": "pay_out", "amount": "10", "reason": "买冰"}
    assert till.open("/counter/shift/cash", method="POST", data=moved).status_code == 303
    slip = till.open("/counter/shift/end", method="POST", data={"other": " ", "note": "交给小李"})
    assert slip.status_code == 422 and "还没有清点" in slip.text and "交给小李" in slip.text
    counted = {"count-10000": "5", "other": "8", "note": "交给小李"}
    ended = till.open("/counter/shift/end", method="POST", data=counted)
    report = till.get(ended.headers["Location"]).text
    assert "分毫不差" in report and "508.00" in report
    shift = db.session.scalars(select(Shift)).one()
    assert till.open(f"/counter/shifts/{shift.id}/print", method="POST").status_code == 303
    office = staff_page(Role.OWNER)
    closed = office.open("/backoffice/days", method="POST", data={})
    assert closed.status_code == 303
    day = db.session.scalars(select(DayClose)).one()
    shown = office.get(f"/backoffice/days/{day.id}").text
    assert "Z1" in shown and "营业收入" in shown
    assert office.open(f"/backoffice/days/{day.id}/print", method="POST").status_code == 303
    assert "Z1" in office.get("/backoffice/days").text


def test_keys_are_kept_sealed_and_never_shown_again(
    shop: Shop, staff_page: StaffPage, caplog: object
) -> None:
    office = staff_page(Role.OWNER)
    own, theirs = pair("wechat-merchant"), pair("wechat-platform")
    typed = {
        "mchid": "1900000109",
        "appid": "wx8888888888888888",
        "serial": own.serial,
        "private_key": own.private_pem,
        "apiv3_key": "canary-apiv3-key-0123456789abcde",
        "public_key_id": "PUB_KEY_ID_01",
        "public_key": theirs.public_pem,
        "confirm_password": "",
    }
    asked = office.open("/backoffice/channels/wechat", method="POST", data=typed)
    assert asked.status_code in (303, 401, 403)
    channels.save_keys(Channel.WECHAT, typed, actor=shop.person())
    account = db.session.get(ChannelAccount, (shop.id, Channel.WECHAT))
    assert account is not None and "canary" not in account.sealed
    page = office.get("/backoffice/channels/wechat").text
    assert "canary" not in page and "PRIVATE KEY" not in page and "1900000109" in page


def test_the_owner_reads_flows_and_books(shop: Shop, staff_page: StaffPage) -> None:
    taken = pay(shop.person(), place_at_counter(shop.actor, shop.dish["tofu"]))
    office = staff_page(Role.OWNER)
    assert "18.00" in office.get("/backoffice/payments").text
    assert "18.00" in office.get(f"/backoffice/payments/{taken['id']}").text
    books = office.get("/backoffice/books").text
    assert "借贷平衡" in books and "钱箱" in books
    assert staff_page(Role.CASHIER).get("/backoffice/books").status_code == 403
