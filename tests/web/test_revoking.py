"""Whoever is shut out is out at once where it happened, and within five seconds everywhere."""

import pytest
from flask import Flask
from flask_socketio import SocketIOTestClient
from sqlalchemy import delete

from app.core import freshness
from app.core.clock import FixedClock
from app.core.db import db
from app.core.extensions import socketio
from app.sockets import sweeping
from app.staff import queries, service
from app.staff.models import StaffLogin
from app.staff.rights import Role
from app.staff.service import Origin
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient
from tests.staff.doors import PIN, give_pin, make_device

AT_MOST_S = 5.0


@pytest.fixture
def tablet(app: Flask, shop: Shop) -> tuple[str, str, PageClient, SocketIOTestClient]:
    """A waiter on an enrolled tablet: its device, its login, its browser, its socket."""
    waiter, device = shop.staff[Role.WAITER], make_device(shop)
    give_pin(waiter)
    token = service.log_in_by_pin(waiter.id, PIN, Origin(device=device))
    page = PageClient(app, app.response_class)
    page.log_in(token)
    socket = socketio.test_client(app, namespace="/counter", auth={"token": token})
    assert page.get("/counter").status_code == 200 and socket.is_connected("/counter")
    return device.id, token, page, socket


def test_a_revoked_device_is_out_at_once(
    shop: Shop, tablet: tuple[str, str, PageClient, SocketIOTestClient]
) -> None:
    device_id, _token, page, socket = tablet
    service.revoke_device(device_id, actor=shop.person())
    assert not socket.is_connected("/counter")
    assert page.get("/counter").status_code == 302
    assert page.get("/api/v1/kitchen/events").status_code == 401


def test_a_person_let_go_is_out_at_once(
    shop: Shop, tablet: tuple[str, str, PageClient, SocketIOTestClient]
) -> None:
    _device_id, _token, page, socket = tablet
    service.set_active(shop.staff[Role.WAITER].id, False, actor=shop.person())
    assert not socket.is_connected("/counter")
    assert page.get("/counter").status_code == 302


def end_elsewhere(token: str) -> None:
    """The login is ended by another process: a row goes, nothing is told to this one."""
    with db.engine.begin() as connection:
        hashed = queries.hash_token(token)
        connection.execute(delete(StaffLogin).where(StaffLogin.token_hash == hashed))


def test_what_another_process_ended_is_over_within_the_caches_second(
    shop: Shop, clock: FixedClock, tablet: tuple[str, str, PageClient, SocketIOTestClient]
) -> None:
    _device_id, token, page, socket = tablet
    end_elsewhere(token)
    clock.move(seconds=freshness.MAX_AGE_S)
    assert page.get("/counter").status_code == 302
    sweeping.sweep()
    assert not socket.is_connected("/counter")


def test_the_sweep_and_the_cache_together_stay_below_five_seconds() -> None:
    assert freshness.MAX_AGE_S + sweeping.EVERY_S + 1 <= AT_MOST_S, "a second for the sweep itself"


def test_control_without_the_sweep_a_socket_would_go_on_hearing(
    shop: Shop, clock: FixedClock, tablet: tuple[str, str, PageClient, SocketIOTestClient]
) -> None:
    _device_id, token, _page, socket = tablet
    end_elsewhere(token)
    clock.move(seconds=60)
    assert socket.is_connected("/counter")
