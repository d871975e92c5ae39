"""Coming in by PIN, the shop's devices, one's own account, and pages of an ended login."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import db
from app.core.extensions import socketio
from app.core.tabular import csv_bytes
from app.sockets.sweeping import sweep
from app.staff import queries, service
from app.staff.rights import Right, Role
from app.tables import service as tables
from app.web.devices import DEVICE_COOKIE
from tests.factories.shop import Shop
from tests.factories.staff import PASSWORD, token_of
from tests.factories.tables import sit_down
from tests.fixtures.callers import PageClient
from tests.fixtures.installation import forget_everything
from tests.staff.doors import PIN, enrol, give_pin
from tests.web.test_staff_door import token_in


def pin_in(client: FlaskClient, shop: Shop, pin: str) -> tuple[int, str]:
    """Fill in the PIN page as the waiter: (status, text)."""
    form = {"person": shop.staff[Role.WAITER].id, "pin": pin}
    form["csrf_token"] = token_in(client.get("/login"))
    answer = client.post("/login/pin", data=form)
    return answer.status_code, answer.text


def test_on_a_device_of_the_shop_a_pin_will_do(client: FlaskClient, shop: Shop) -> None:
    give_pin(shop.staff[Role.WAITER])
    assert shop.staff[Role.WAITER].name not in client.get("/login").text
    assert pin_in(client, shop, PIN)[0] == 401, "an unknown browser's PIN is worth nothing"
    client.set_cookie(DEVICE_COOKIE, enrol(shop))
    assert shop.staff[Role.WAITER].name in client.get("/login").text
    assert pin_in(client, shop, PIN)[0] == 302
    assert client.get("/counter").status_code == 200


def test_after_five_wrong_pins_the_page_says_how_long_to_wait(
    client: FlaskClient, shop: Shop
) -> None:
    give_pin(shop.staff[Role.WAITER])
    client.set_cookie(DEVICE_COOKIE, enrol(shop))
    codes = [pin_in(client, shop, f"99988{n}")[0] for n in range(5)]
    status, text = pin_in(client, shop, PIN)
    assert (codes, status) == ([401] * 5, 429)
    assert "请等 5 分钟" in text


def test_the_owner_enrols_the_browser_in_hand(
    staff_page: Callable[[Role], PageClient], shop: Shop
) -> None:
    owner = staff_page(Role.OWNER)
    assert owner.post("/backoffice/devices", data={"name": " "}).status_code == 422
    assert owner.post("/backoffice/devices", data={"name": "前台平板"}).status_code == 302
    cookie = owner.get_cookie(DEVICE_COOKIE)
    assert cookie is not None and cookie.http_only
    found = queries.find_device(cookie.value)
    assert found is not None
    owner.post(f"/backoffice/devices/{found.id}/revoke")
    forget_everything()
    assert queries.find_device(cookie.value) is None


def test_one_s_own_password_is_changed_with_the_old_one(
    staff_page: Callable[[Role], PageClient], shop: Shop
) -> None:
    waiter = staff_page(Role.WAITER)
    form = {"old": "wrong", "new": "a quite good one", "again": "a quite good one"}
    assert waiter.post("/account/password", data=form).status_code == 422
    form["old"] = PASSWORD
    assert waiter.post("/account/password", data=form | {"again": "x"}).status_code == 422
    assert waiter.post("/account/password", data=form).status_code == 302
    assert waiter.get("/counter").status_code == 200
    assert service.log_in("waiter", "a quite good one")


def test_a_pin_is_set_with_the_password(
    staff_page: Callable[[Role], PageClient], shop: Shop
) -> None:
    waiter = staff_page(Role.WAITER)
    assert "一猜就中" in waiter.post("/account/pin", data={"old": PASSWORD, "pin": "123456"}).text
    assert waiter.post("/account/pin", data={"old": "wrong", "pin": PIN}).status_code == 422
    assert waiter.post("/account/pin", data={"old": PASSWORD, "pin": PIN}).status_code == 302
    assert queries.list_people_with_pin(shop.id)


def test_a_manager_cannot_reach_the_owner_s_account(
    staff_page: Callable[[Role], PageClient], shop: Shop
) -> None:
    manager, owner = staff_page(Role.MANAGER), shop.staff[Role.OWNER].id
    form = {"name": "x", "role": "waiter"}
    assert manager.post(f"/backoffice/staff/{owner}", data=form).status_code == 403
    assert manager.post(f"/backoffice/staff/{owner}/password").status_code == 403
    assert manager.post(f"/backoffice/staff/{owner}/active", data={"on": "0"}).status_code == 403


def test_ticks_become_a_person_s_own_rights(
    staff_page: Callable[[Role], PageClient], shop: Shop
) -> None:
    waiter = shop.staff[Role.WAITER]
    ticks = ["tables", "order", "take_payment"]
    form = {"name": "小王", "role": "waiter", "ticks_of": "waiter", "rights": ticks}
    answer = staff_page(Role.OWNER).post(f"/backoffice/staff/{waiter.id}", data=form)
    assert answer.status_code == 302
    found = queries.find_logged_in(token_of(waiter))
    assert found is not None
    assert found.rights == {Right.TABLES, Right.ORDER, Right.TAKE_PAYMENT}


@pytest.mark.parametrize("way", ["login", "person", "password", "elsewhere"])
def test_a_socket_falls_silent_when_its_login_ends(app: Flask, shop: Shop, way: str) -> None:
    token = token_of(shop.staff[Role.KITCHEN])
    screen = socketio.test_client(app, namespace="/kitchen", auth={"token": token})
    assert screen.is_connected("/kitchen")
    if way == "login":
        service.end_login(queries.hash_token(token), actor=shop.person())
    elif way == "person":
        service.set_active(shop.staff[Role.KITCHEN].id, False, actor=shop.person())
    elif way == "password":
        service.reset_password(shop.staff[Role.KITCHEN].id, actor=shop.person())
    else:
        # Another process ended it: nothing was published here, only the row has changed.
        service.change_member(
            shop.staff[Role.KITCHEN].id,
            name="x",
            role=Role.COURIER,
            exceptions={},
            actor=shop.person(),
        )
        sweep()
    assert not screen.is_connected("/kitchen")


def test_a_socket_that_may_stay_stays(app: Flask, shop: Shop) -> None:
    token = token_of(shop.staff[Role.KITCHEN])
    screen = socketio.test_client(app, namespace="/kitchen", auth={"token": token})
    sweep()
    assert screen.is_connected("/kitchen")
    screen.disconnect("/kitchen")


def test_phones_fall_silent_when_their_table_is_cleared(app: Flask, shop: Shop) -> None:
    phones = {table.id: sit_down(table, shop.actor) for table in shop.tables[:2]}
    sockets = {
        table_id: socketio.test_client(app, namespace="/diner", auth={"token": token})
        for table_id, token in phones.items()
    }
    tables.clear_table(shop.tables[0].id, actor=shop.actor)
    assert not sockets[shop.tables[0].id].is_connected("/diner")
    assert sockets[shop.tables[1].id].is_connected("/diner")
    sockets[shop.tables[1].id].disconnect("/diner")


def test_the_audit_log_is_filtered_and_taken_along(
    staff_page: Callable[[Role], PageClient], shop: Shop
) -> None:
    owner, waiter = staff_page(Role.OWNER), shop.staff[Role.WAITER]
    service.reset_password(waiter.id, actor=shop.person())
    path = f"/backoffice/audit?action=staff.password_reset&target={waiter.id}&day=2026-03-02"
    assert waiter.id in owner.get(path).text
    assert "没有符合条件的记录" in owner.get(path.replace("-02", "-01")).text
    content = owner.get("/backoffice/audit.csv").get_data(as_text=True)
    assert waiter.id in content
    exported = select(AuditEntry).where(AuditEntry.action == "audit.exported")
    assert db.session.scalars(exported).one()


def test_no_cell_of_a_file_is_a_formula() -> None:
    content = csv_bytes(["x"], [["=1+1"], ["@a"], ["-2"], ["\tx"], ["plain"]]).decode("utf-8-sig")
    assert content.splitlines()[1:] == ["'=1+1", "'@a", "'-2", "'\tx", "plain"]
