"""Bills in parts at the counter and over the JSON API."""

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.core.audit import AuditEntry
from app.core.db import db
from app.core.ids import new_id
from app.ordering import queries as orders
from app.ordering.models import Order
from app.ordering.parts import queries as parts
from app.ordering.parts.models import BillPart, BillSplit
from app.payments.models import Channel
from app.printing.models import PrintJob
from app.printing.options import PrinterOptions
from app.printing.settings import PrintingSettings
from app.settings import service as settings
from app.staff.rights import Role
from tests.factories.ordering import place_at_counter
from tests.factories.payments import pay
from tests.factories.printing import make_printer
from tests.factories.shop import Shop

Page = Callable[[Role], FlaskClient]
JSON = {"Accept": "application/json"}


@pytest.fixture
def order(shop: Shop) -> Order:
    """Two tofu at 18.00 and a chicken at 38.00: 74.00."""
    return place_at_counter(
        shop.actor, (shop.dish["tofu"], 2), shop.dish["chicken"], table=shop.tables[0], covers=3
    )


def open_split(shop: Shop, order: Order) -> BillSplit:
    db.session.expire_all()
    split = parts.find_open_split(shop.id, [order.id])
    assert split is not None
    return split


def take(page: FlaskClient, part: BillPart, amount: str, **more: str) -> int:
    body = {
        "channel": "cash",
        "amount": amount,
        "expected_due_fen": round(float(amount) * 100),
        **more,
    }
    headers = {"Idempotency-Key": new_id(), **JSON}
    return page.post(f"/counter/parts/{part.id}/payments", json=body, headers=headers).status_code


def test_by_dishes_then_each_pays_and_gets_a_receipt(
    shop: Shop, staff_page: Page, order: Order
) -> None:
    make_printer(shop.actor)
    page, session = staff_page(Role.CASHIER), order.table_session_id
    assert "拆单" in page.get(f"/counter/tables/{shop.tables[0].id}/now").text
    assert "麻婆豆腐" in page.get(f"/counter/sessions/{session}/split").text
    form = {f"q-{order.lines[0].id}": "1", "expected_total_fen": "7400"}
    assert page.post(f"/counter/sessions/{session}/split/items", data=form).status_code == 204
    first, rest = open_split(shop, order).standing
    assert (first.amount_fen, rest.amount_fen) == (1800, 5600)
    html = page.get(f"/counter/tables/{shop.tables[0].id}/now").text
    for word in ("第 1 份", "第 2 份", "未付", "麻婆豆腐 ×1", "取消拆单"):
        assert word in html, word
    assert 'id="pay"' not in html
    assert page.post(f"/counter/parts/{first.id}/pre-bill").status_code == 204
    assert page.post(f"/counter/parts/{first.id}/pre-bill").status_code == 204
    assert "¥18.00" in page.get(f"/counter/parts/{first.id}/pay").text
    assert take(page, first, "18", tendered="20") == 201
    assert take(page, first, "18") == 409
    assert page.post(f"/counter/parts/{first.id}/receipt").status_code == 204
    papers = [job.document for job in db.session.query(PrintJob).order_by(PrintJob.id)]
    assert [(p["kind"], p["copy"], p["part"], p["total_fen"]) for p in papers] == [
        ("pre_bill", "", "1/2", 1800),
        ("pre_bill", "reprint", "1/2", 1800),
        ("receipt", "reprint", "1/2", 1800),
    ]
    assert (papers[2]["tendered_fen"], papers[2]["change_fen"]) == (2000, 200)


def test_more_dishes_are_taken_out_joined_and_put_together(
    shop: Shop, staff_page: Page, order: Order
) -> None:
    page, session = staff_page(Role.CASHIER), order.table_session_id
    form = {f"q-{order.lines[0].id}": "1", "expected_total_fen": "7400"}
    page.post(f"/counter/sessions/{session}/split/items", data=form)
    rest = open_split(shop, order).standing[1]
    assert "宫保鸡丁" in page.get(f"/counter/parts/{rest.id}/dishes").text
    form = {f"q-{order.lines[1].id}": "1"}
    assert page.post(f"/counter/parts/{rest.id}/dishes", data=form).status_code == 204
    split = open_split(shop, order)
    assert [part.amount_fen for part in split.standing] == [1800, 3800, 1800]
    chosen = {"part": [split.standing[0].id, split.standing[2].id]}
    assert page.post(f"/counter/splits/{split.id}/join", data=chosen).status_code == 204
    assert [part.amount_fen for part in open_split(shop, order).standing] == [3800, 3600]
    assert page.post(f"/counter/splits/{split.id}/end").status_code == 204
    assert 'id="pay"' in page.get(f"/counter/tables/{shop.tables[0].id}/now").text


@pytest.mark.parametrize(
    ("way", "form", "fens"),
    [
        ("even", {"persons": "3"}, [2467, 2467, 2466]),
        ("amounts", {"amounts": "30， 20.5"}, [3000, 2050, 2350]),
    ],
)
def test_evenly_and_by_amounts(
    shop: Shop, staff_page: Page, order: Order, way: str, form: dict[str, str], fens: list[int]
) -> None:
    page, path = staff_page(Role.CASHIER), f"/counter/sessions/{order.table_session_id}/split"
    assert page.get(f"{path}?by={way}").status_code == 200
    data = {**form, "expected_total_fen": "7400"}
    assert page.post(f"{path}/{way}", data=data).status_code == 204
    assert [part.amount_fen for part in open_split(shop, order).standing] == fens
    assert page.post(f"{path}/{way}", data=data, headers=JSON).status_code == 409


def test_one_bill_for_two_tables(shop: Shop, staff_page: Page, order: Order) -> None:
    other = place_at_counter(shop.actor, shop.dish["fish"], table=shop.tables[1])
    page, path = staff_page(Role.CASHIER), f"/counter/sessions/{order.table_session_id}/split"
    assert shop.tables[1].name in page.get(f"{path}?by=joint").text
    form = {"with": other.table_session_id or "", "expected_total_fen": "7400"}
    assert page.post(f"{path}/joint", data=form).status_code == 204
    html = page.get(f"/counter/tables/{shop.tables[1].id}/now").text
    assert f"{shop.tables[0].name} + {shop.tables[1].name}" in html
    (part,) = open_split(shop, order).standing
    assert take(page, part, str(part.amount_fen / 100)) == 201
    db.session.expire_all()
    assert orders.get_order(shop.id, other.id).due_fen == 0


@pytest.mark.parametrize(
    ("way", "form"),
    [
        ("items", {}),
        ("items", {"q-none": "1"}),
        ("amounts", {"amounts": "abc"}),
        ("amounts", {"amounts": ""}),
        ("amounts", {"amounts": "75"}),
        ("even", {"persons": "1"}),
        ("even", {"persons": "9999"}),
        ("joint", {}),
    ],
)
def test_what_does_not_fit_is_said_in_words(
    shop: Shop, staff_page: Page, order: Order, way: str, form: dict[str, str]
) -> None:
    path = f"/counter/sessions/{order.table_session_id}/split/{way}"
    data = {**form, "expected_total_fen": "7400"}
    answer = staff_page(Role.CASHIER).post(path, data=data, headers=JSON)
    assert answer.status_code == 422
    assert parts.find_open_split(shop.id, [order.id]) is None


def test_the_drawer_opens_for_who_may_and_is_written_down(shop: Shop, staff_page: Page) -> None:
    make_printer(shop.actor)
    assert staff_page(Role.WAITER).post("/counter/drawer", headers=JSON).status_code == 403
    answer = staff_page(Role.CASHIER).post("/counter/drawer")
    assert "钱箱" in json.loads(answer.headers["HX-Trigger"])["acted"]["message"]
    (job,) = db.session.query(PrintJob).all()
    assert job.document["kind"] == "open_drawer"


def test_no_pulse_is_sent_where_no_drawer_hangs(shop: Shop, order: Order) -> None:
    make_printer(shop.actor, options=PrinterOptions(has_drawer=False))
    pay(shop.actor, order, 200)
    assert db.session.query(PrintJob).count() == 0


def test_cash_alone_opens_the_drawer_by_itself_where_one_hangs(shop: Shop, order: Order) -> None:
    make_printer(shop.actor, options=PrinterOptions(has_drawer=True))
    pay(shop.actor, order, 100, channel=Channel.STATIC_CODE)
    assert db.session.query(PrintJob).count() == 0
    paid = pay(shop.actor, order, 200)
    (job,) = db.session.query(PrintJob).all()
    assert job.document["kind"] == "open_drawer"
    noted = db.session.query(AuditEntry).filter_by(action="drawer.opened").one()
    assert (noted.actor_id, noted.target_id) == (shop.actor.id, paid["id"])
    settings.save(PrintingSettings(opens_drawer=False), actor=shop.actor)
    pay(shop.actor, order, 300)
    assert db.session.query(PrintJob).count() == 1


def test_over_the_api(shop: Shop, as_staff: Callable[[Role], FlaskClient], order: Order) -> None:
    till = as_staff(Role.CASHIER)
    made = till.post(f"/orders/{order.id}/split", json={"persons": 2})
    assert made.status_code == 201 and made.json is not None
    part = made.json["parts"][0]
    body = {"channel": "cash", "amount_fen": part["amount_fen"]}
    headers = {"Idempotency-Key": new_id()}
    for status in (201, 201):
        assert (
            till.post(f"/parts/{part['id']}/payments", json=body, headers=headers).status_code
            == status
        )
    shown = till.get(f"/splits/{made.json['id']}").json
    assert shown is not None
    assert [each["paid_fen"] for each in shown["parts"]] == [3700, 0]
    both = till.post(f"/orders/{order.id}/split", json={"persons": 2, "amounts_fen": [1]})
    assert both.status_code == 422
    assert till.post(f"/splits/{made.json['id']}/end").json["is_open"] is False  # type: ignore[index]


def test_a_second_pre_bill_of_the_same_sum_is_marked(
    shop: Shop, staff_page: Page, order: Order
) -> None:
    make_printer(shop.actor)
    page, path = staff_page(Role.CASHIER), f"/counter/sessions/{order.table_session_id}/pre-bill"
    for _ in range(2):
        assert page.post(path).status_code == 204
    place_at_counter(shop.actor, shop.dish["rice"], table=shop.tables[0])
    assert page.post(path).status_code == 204
    papers = [job.document for job in db.session.query(PrintJob).order_by(PrintJob.id)]
    bills = [each["copy"] for each in papers if each["kind"] == "pre_bill"]
    assert bills == ["", "reprint", ""]
