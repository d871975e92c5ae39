"""Merging, sharing and splitting tables at the counter, and what phones and the floor show."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.clock import FixedClock
from app.core.db import db
from app.ordering import queries as orders
from app.staff.rights import Role
from app.tables import codes, queries, service
from app.tables.models import TableSession
from tests.factories.ordering import place, place_at_counter
from tests.factories.shop import Shop
from tests.factories.tables import presence_at, sit_down
from tests.fixtures.callers import PageClient

Page = Callable[[Role], FlaskClient]
JSON = {"Accept": "application/json"}


def test_tables_are_merged_shown_as_one_and_parted(shop: Shop, staff_page: Page) -> None:
    kept, left = (presence_at(shop.tables[n], shop.actor) for n in (0, 1))
    place(kept, shop.dish["tofu"])
    place(left, shop.dish["fish"])
    page = staff_page(Role.WAITER)
    assert "A02" in page.get(f"/counter/sessions/{kept.session_id}/merge").text
    done = page.post(f"/counter/sessions/{kept.session_id}/merge/{left.session_id}")
    assert done.headers["HX-Redirect"] == f"/counter/tables/{shop.tables[0].id}"
    floor = page.get("/counter/floor").text
    assert "A01+A02" in floor and "与 A01 并台" in floor
    for table in (0, 1):
        html = page.get(f"/counter/tables/{shop.tables[table].id}/now").text
        assert "A01+A02" in html and "已并 A02" in html
    again = page.post(f"/counter/sessions/{kept.session_id}/merge/{left.session_id}", headers=JSON)
    assert again.status_code == 409
    assert page.post(f"/counter/sessions/{left.session_id}/part").status_code == 204
    assert "A01+A02" not in page.get("/counter/floor").text


def test_a_shared_table_has_a_tile_and_a_page_for_each_party(shop: Shop, staff_page: Page) -> None:
    first = presence_at(shop.tables[0], shop.actor)
    place(first, shop.dish["tofu"])
    page, path = staff_page(Role.WAITER), f"/counter/tables/{shop.tables[0].id}"
    assert "拼桌" in page.get(f"{path}/share").text
    done = page.post(f"{path}/share", data={"covers": "2"})
    second = queries.list_sessions_at(shop.tables[0].id)[1]
    assert done.headers["HX-Redirect"] == f"{path}?party={second.id}"
    floor = page.get("/counter/floor").text
    assert 'data-table="A01"' in floor and 'data-table="A01-2"' in floor
    assert page.get("/counter/floor?view=plan").status_code == 200
    html = page.get(f"{path}?party={second.id}").text
    assert second.party_pin in html and "麻婆豆腐" not in html
    assert "麻婆豆腐" in page.get(path).text
    screen = page.get(f"{path}/order?party={second.id}").text
    assert f'data-send-session-value="{second.id}"' in screen and "A01-2" in screen


def test_dishes_go_to_another_table(shop: Shop, staff_page: Page) -> None:
    order = place_at_counter(
        shop.actor, (shop.dish["tofu"], 2), shop.dish["chicken"], table=shop.tables[0]
    )
    page, path = staff_page(Role.WAITER), f"/counter/sessions/{order.table_session_id}/dishes"
    assert "麻婆豆腐" in page.get(path).text
    form = {f"q-{order.lines[0].id}": "1", "to": shop.tables[1].id}
    done = page.post(path, data=form)
    assert done.headers["HX-Redirect"] == f"/counter/tables/{shop.tables[1].id}"
    there = queries.find_session_at(shop.tables[1].id)
    assert there is not None
    (moved,) = orders.list_session_orders(shop.id, there.id)
    assert [(line.name, line.quantity) for line in moved.lines] == [("麻婆豆腐", 1)]
    for wrong in ({}, {"to": "new"}, {f"q-{order.lines[0].id}": "1"}):
        assert page.post(path, data=wrong, headers=JSON).status_code == 422


def test_a_late_dish_and_a_call_are_said_in_words_on_the_tile(
    shop: Shop, staff_page: Page, clock: FixedClock
) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    page = staff_page(Role.WAITER)
    clock.move(minutes=19)
    assert "超时" not in page.get("/counter/floor").text
    clock.move(minutes=6)
    assert "超时 25 分" in page.get("/counter/floor").text
    assert "超时 25 分" not in page.get("/counter/floor?view=plan").text  # money comes first there


@pytest.fixture
def shared(shop: Shop) -> TableSession:
    """The second party at A01."""
    presence_at(shop.tables[0], shop.actor)
    return service.share_table(shop.tables[0].id, actor=shop.actor)


def send(phone: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Send the form of the page that asks for the party, with the token that stands in it."""
    found = re.search(
        r'name="csrf_token" value="([^"]+)"', phone.get(path.split("/party", maxsplit=1)[0]).text
    )
    assert found is not None
    return phone.post(path, data={**fields, "csrf_token": found.group(1)})


def test_a_phone_at_a_shared_table_is_asked_for_its_party(
    shop: Shop, shared: TableSession, client: FlaskClient
) -> None:
    path = f"/t/{codes.code_of(shop.tables[0])}"
    asked = client.get(path)
    assert asked.status_code == 200 and "本桌为拼桌" in asked.text
    assert "kf_table" not in str(asked.headers)
    wrong = send(client, f"{path}/party", pin="x")
    assert wrong.status_code == 409 and "没有这个口令" in wrong.text
    joined = send(client, f"{path}/party", pin=shared.party_pin)
    assert joined.status_code == 303
    assert "A01-2" in client.get("/menu").text
    assert client.get(path).status_code == 303


def test_guests_who_have_just_sat_down_begin_a_party_that_waits(
    shop: Shop, shared: TableSession, client: FlaskClient
) -> None:
    path = f"/t/{codes.code_of(shop.tables[0])}"
    assert "我们刚坐下" in client.get(path).text
    assert client.post(f"{path}/party/new").status_code == 400
    assert send(client, f"{path}/party/new").status_code == 303
    assert "A01-3" in client.get("/menu").text
    seats = queries.list_seats_at(shop.tables[0].id)
    assert [each.status.value for each in seats] == ["open", "open", "waiting"]


def test_the_api_asks_and_takes_the_number(
    app: object, shop: Shop, shared: TableSession, client: FlaskClient
) -> None:
    code = {"code": codes.code_of(shop.tables[0])}
    asked = client.post("/api/v1/table-sessions", json=code)
    assert (asked.status_code, asked.json["code"]) == (409, "party_needed")  # type: ignore[index]
    joined = client.post("/api/v1/table-sessions", json={**code, "party_pin": shared.party_pin})
    assert joined.status_code == 201
    assert joined.json["table"]["name"] == "A01-2"  # type: ignore[index]


def test_a_phone_of_a_merged_table_keeps_its_page_and_its_cart(
    shop: Shop, diner_page: Callable[..., PageClient]
) -> None:
    phone = diner_page(shop.tables[1])
    left = queries.find_session_at(shop.tables[1].id)
    kept = presence_at(shop.tables[0], shop.actor)
    assert left is not None
    service.merge_sessions(left.id, kept.session_id, actor=shop.actor)
    html = phone.get("/menu").text
    assert "A01+A02" in html and f'data-session="{left.id}"' in html
    headers = {"X-Table-Session": left.id}
    assert phone.get("/api/v1/cart", headers=headers).status_code == 200
    stranger = {"X-Table-Session": sit_down(shop.tables[2], shop.actor).split(".")[0]}
    assert phone.get("/api/v1/cart", headers=stranger).status_code == 401
    db.session.rollback()
