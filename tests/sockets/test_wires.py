"""Sockets that cost one thread each: what is written, to whom, and what happens to the slow."""

import base64
import contextlib
import queue
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
import simple_websocket
import socketio
from engineio import packet
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import TextMessage

from app.core.extensions import wires
from tests.fixtures.live_server import LiveServer
from tests.sockets.test_hostile import bare_server, upgrade

_PATIENCE_S = 30.0
SOCKETS = 12
# Threads of the server itself, and of what it does meanwhile.
OTHERS = 8


class Reader:
    """The other end of a wire."""

    def __init__(self) -> None:
        here, self.sock = socket.socketpair()
        self.sock.settimeout(_PATIENCE_S)
        self.wire = wires.Wire({
            "HTTP_HOST": "kaifan",
            "HTTP_UPGRADE": "websocket",
            "HTTP_CONNECTION": "Upgrade",
            "HTTP_SEC_WEBSOCKET_VERSION": "13",
            "HTTP_SEC_WEBSOCKET_KEY": base64.b64encode(b"0123456789abcdef").decode(),
            "HTTP_SEC_WEBSOCKET_EXTENSIONS": "permessage-deflate",
            "gunicorn.socket": here,
        })  # fmt: skip
        self.head = self.sock.recv(4_096)
        self.speech = Connection(ConnectionType.CLIENT)

    def hear(self) -> str:
        """The next text, however many frames and packets it comes in."""
        parts = []
        while True:
            self.speech.receive_data(self.sock.recv(1 << 20))
            for event in self.speech.events():
                assert isinstance(event, TextMessage)
                parts.append(event.data)
                if event.message_finished:
                    return "".join(parts)

    def fill(self) -> None:
        """Take nothing, until the system keeps no more for this end."""
        self.wire.sock.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                self.wire.sock.send(b"x" * 65_536)
        self.wire.sock.setblocking(True)

    def close(self) -> None:
        """Close both ends."""
        self.sock.close()
        self.wire.release()


@pytest.fixture
def reader() -> Iterator[Reader]:
    """One that shook hands."""
    made = Reader()
    yield made
    made.close()


@pytest.mark.parametrize("length", [0, 1, 125, 126, 60_000, 65_535, 65_536])
def test_a_packet_is_framed_once_and_read_as_it_was_said(reader: Reader, length: int) -> None:
    said = "开" * (length // 3) + "x" * (length % 3)
    pkt = packet.Packet(packet.MESSAGE, said)
    frame = wires.frame_of(pkt)
    assert wires.frame_of(pkt) is frame, "however many are sent it"
    threading.Thread(target=reader.wire.put, args=(frame,), daemon=True).start()
    assert reader.hear() == f"4{said}"


def test_packing_is_declined(reader: Reader) -> None:
    assert b" 101 " in reader.head
    assert b"permessage-deflate" not in reader.head.lower()


def test_who_takes_nothing_is_hung_up_on_and_nobody_waits_for_it(reader: Reader) -> None:
    reader.fill()
    frame = wires.frame_of(packet.Packet(packet.MESSAGE, "hint"))
    sending = threading.Thread(target=reader.wire.put, args=(frame,), daemon=True)
    sending.start()
    sending.join(_PATIENCE_S)
    assert not sending.is_alive()
    with pytest.raises(simple_websocket.ConnectionClosed):
        reader.wire.receive()


def test_control_without_looking_for_room_the_sender_waits(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.fill()
    monkeypatch.setattr(wires.Wire, "_has_room", lambda _self: True)
    frame = wires.frame_of(packet.Packet(packet.MESSAGE, "hint"))
    sending = threading.Thread(target=reader.wire.put, args=(frame,), daemon=True)
    sending.start()
    sending.join(0.1)
    assert sending.is_alive()
    reader.sock.close()
    sending.join(_PATIENCE_S)


def test_the_end_wakes_whoever_reads(reader: Reader) -> None:
    heard: list[str] = []

    def read() -> None:
        try:
            reader.wire.receive()
        except simple_websocket.ConnectionClosed:
            heard.append("closed")

    reading = threading.Thread(target=read, daemon=True)
    reading.start()
    reader.wire.end()
    reading.join(_PATIENCE_S)
    assert heard == ["closed"]


def test_pings_come_one_after_the_other_from_one_thread() -> None:
    server = SimpleNamespace(create_queue=queue.Queue, ping_interval=0.01, ping_timeout=60)
    sockets = [wires.LeanSocket(server, str(number)) for number in range(SOCKETS)]
    for each in sockets:
        each.schedule_ping()
        each.schedule_ping()
    for each in sockets:
        assert each.queue.get(timeout=_PATIENCE_S).packet_type == packet.PING
    assert [thread.name for thread in threading.enumerate()].count("pings") == 1
    assert all(each.queue.empty() for each in sockets), "the next comes after an answer"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="counts threads on Linux")
@pytest.mark.parametrize(("kind", "each"), [("bounded", 1), ("as it comes", 4)])
def test_a_socket_costs_one_thread_and_the_library_s_own_four(kind: str, each: int) -> None:
    def threads() -> int:
        return len(list(Path(f"/proc/{pid}/task").iterdir()))

    with bare_server(kind) as (port, pid), contextlib.ExitStack() as held:
        before = threads()
        for _ in range(SOCKETS):
            wire, status = upgrade(port)
            held.enter_context(wire)
            assert b" 101 " in status
        # The library's threads come after the handshake; ours never come.
        end = time.monotonic() + _PATIENCE_S
        while threads() - before < SOCKETS * each and time.monotonic() < end:
            time.sleep(0.02)
        assert SOCKETS * each <= threads() - before < SOCKETS * each + OTHERS


@pytest.mark.parametrize(
    ("ways", "way"), [(["polling"], "polling"), (["polling", "websocket"], "websocket")]
)
def test_a_page_without_websockets_and_one_that_comes_to_them_hear_hints(
    server: LiveServer, ways: list[str], way: str
) -> None:
    hints: queue.Queue[object] = queue.Queue()
    screen = socketio.Client(reconnection=False)
    screen.on("hint", hints.put, namespace="/kitchen")
    bearer = {"token": server.token("kitchen")}
    screen.connect(server.base_url, namespaces=["/kitchen"], auth=bearer, transports=ways)
    try:
        assert screen.transport() == way
        place_order(server)
        assert hints.get(timeout=_PATIENCE_S)
    finally:
        screen.disconnect()


def place_order(server: LiveServer) -> None:
    """An order at the counter, of a dish without choices."""
    headers = {
        "Authorization": f"Bearer {server.token('cashier')}",
        "Idempotency-Key": str(uuid.uuid4()),
    }
    with httpx.Client(base_url=f"{server.base_url}/api/v1", headers=headers, timeout=30) as shop:
        menu = shop.get("/menu").json()
        dishes = [dish for category in menu["categories"] for dish in category["dishes"]]
        plain = next(
            dish
            for dish in dishes
            if dish["available"] and not any(group["min"] for group in dish["option_groups"])
        )
        line = {"dish_id": plain["id"], "quantity": 1, "option_ids": [], "note": ""}
        order = {"table_id": None, "order_type": "pickup", "lines": [line]}
        answer = shop.post("/staff/orders", json=order)
        assert answer.status_code == 201, answer.text
