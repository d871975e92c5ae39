"""Whatever a socket says, it hears its own rooms alone: rooms are the server's choice."""

import random
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask_socketio import Namespace, SocketIOTestClient, join_room

from app.core.extensions import socketio
from app.sockets.staff import KitchenNamespace
from app.staff.rights import Role
from tests.factories import staff, tables
from tests.factories.shop import Shop, make_shop

SPACES = ("/diner", "/kitchen", "/counter")
EVENTS = ("join", "enter", "subscribe", "room", "join_room", "connect", "disconnect", "message",
          "on_connect", "trigger_event", "close_room", "enter_room", "__init__", "")  # fmt: skip


def junk(seed: int, victims: tuple[str, ...]) -> Iterator[object]:
    """Names of other people's rooms in every shape, and what is no name at all."""
    chance = random.Random(seed)
    for room in victims:
        yield from (room, [room], {"room": room}, {"token": room}, {"room": [room, "*"]})
    yield from (None, True, -1, 2**63, 1e308, "", "*", "../", "\x00", "x" * 5_000, [], {})
    for _ in range(30):
        yield {chance.choice(("room", "token", "store_id")): chance.randbytes(8).hex()}


def rooms_of(client: SocketIOTestClient, space: str) -> set[str]:
    """The rooms that a socket is in."""
    manager = socketio.server.manager
    return {each for each in manager.get_rooms(client.eio_sid and _sid(client, space), space)
            if each is not None}  # fmt: skip


def _sid(client: SocketIOTestClient, space: str) -> str:
    return str(socketio.server.manager.sid_from_eio_sid(client.eio_sid, space))


def connected(app: Flask, space: str, token: object) -> SocketIOTestClient:
    """A socket, let in or not."""
    return socketio.test_client(app, namespace=space, auth={"token": token})


@pytest.fixture
def sockets(app: Flask, shop: Shop) -> dict[str, SocketIOTestClient]:
    """One of each kind, let in."""
    tokens = {
        "/diner": tables.sit_down(shop.tables[0], shop.actor),
        "/kitchen": staff.token_of(shop.staff[Role.KITCHEN]),
        "/counter": staff.token_of(shop.staff[Role.CASHIER]),
    }
    return {space: connected(app, space, token) for space, token in tokens.items()}


@pytest.mark.parametrize("space", SPACES)
def test_nothing_that_is_said_opens_a_room(
    app: Flask, shop: Shop, sockets: dict[str, SocketIOTestClient], space: str
) -> None:
    other = make_shop("别家", "other-")
    socket = sockets[space]
    before = rooms_of(socket, space)
    assert f"store:{shop.id}" in before
    for said in junk(1, (f"store:{other.id}", f"session:{shop.tables[1].id}", "login:x")):
        for event in EVENTS[:3] if not isinstance(said, str) else EVENTS:
            socket.emit(event, said, namespace=space)
    assert rooms_of(socket, space) == before
    socket.get_received(space)
    socketio.emit("hint", {"seq": 1}, namespace=space, to=f"store:{other.id}")
    assert socket.get_received(space) == [], "another house's hints are not heard"
    socketio.emit("hint", {"seq": 1}, namespace=space, to=f"store:{shop.id}")
    assert len(socket.get_received(space)) == 1, "its own are"


@pytest.mark.parametrize("space", SPACES)
def test_who_is_in_is_let_in_nowhere_else_by_an_event_of_that_name(
    app: Flask, shop: Shop, sockets: dict[str, SocketIOTestClient], space: str
) -> None:
    tokens = {
        "/diner": tables.sit_down(shop.tables[1], shop.actor),
        "/kitchen": staff.token_of(shop.staff[Role.OWNER]),
        "/counter": staff.token_of(shop.staff[Role.OWNER]),
    }
    before = rooms_of(sockets[space], space)
    for said in ({}, {"flask.app": "app"}, {"wsgi.version": [1, 0]}):
        sockets[space].emit("connect", said, {"token": tokens[space]}, namespace=space)
    assert rooms_of(sockets[space], space) == before


@pytest.mark.parametrize("space", SPACES)
def test_no_strange_token_is_let_in(app: Flask, shop: Shop, space: str) -> None:
    for token in junk(2, (shop.id, f"store:{shop.id}")):
        assert not connected(app, space, token).is_connected(space), token


def test_the_namespaces_are_those_and_no_other(app: Flask, shop: Shop) -> None:
    token = staff.token_of(shop.staff[Role.OWNER])
    for space in ("/admin", "/kitchen/", "/Kitchen", "/*", "/diner\x00"):
        assert not connected(app, space, token).is_connected(space), space


def test_control_a_namespace_that_joins_what_it_is_told_is_seen(
    app: Flask,
    shop: Shop,
    sockets: dict[str, SocketIOTestClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def on_join(_self: Namespace, room: str) -> None:
        join_room(room)

    join: Callable[[Namespace, str], None] = on_join
    monkeypatch.setattr(KitchenNamespace, "on_join", join, raising=False)
    sockets["/kitchen"].emit("join", "store:another", namespace="/kitchen")
    assert "store:another" in rooms_of(sockets["/kitchen"], "/kitchen")
