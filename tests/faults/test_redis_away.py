"""Redis is away, frozen, emptied, fed with rubbish: orders and screens go on, hints come again."""

import contextlib
import queue
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis
import socketio
from socketio import redis_manager

from app.sockets.several import CHANNEL
from benchmarks.faults.history import new_key
from benchmarks.faults.network import memory_mb, peak_mb
from benchmarks.faults.power import demo_folder
from benchmarks.faults.stops import children
from tests.fixtures.live_server import LiveServer, free_port

MB = 1024 * 1024
RUBBISH_MB = 50
MOST_MB = 400


class OwnRedis:
    """A Redis of this test's own, which it may kill."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
             "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(self.is_up)

    def is_up(self) -> bool:
        with contextlib.suppress(redis.exceptions.RedisError), self.client() as client:
            return bool(client.ping())
        return False

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, socket_timeout=60)

    def send(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Screen:
    """A kitchen's screen that only listens."""

    def __init__(self, server: LiveServer) -> None:
        self.heard: queue.Queue[dict[str, Any]] = queue.Queue()
        self.client = socketio.Client(reconnection=False, request_timeout=60)
        self.client.on("hint", self.heard.put, namespace="/kitchen")
        self.client.connect(
            server.base_url,
            auth={"token": server.token("kitchen")},
            namespaces=["/kitchen"],
            transports=["websocket"],
            wait_timeout=60,
        )

    def hears(self, seq: int, within_s: float = 60) -> bool:
        """Whether the screen is told of an event of this number or a later one."""
        end = time.monotonic() + within_s
        with contextlib.suppress(queue.Empty):
            while True:
                if self.heard.get(timeout=max(0.01, end - time.monotonic()))["seq"] >= seq:
                    return True
        return False


def wait_for(is_so: Callable[[], bool], within_s: float = 90) -> None:
    end = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.05)


@pytest.fixture
def own_redis() -> Iterator[OwnRedis]:
    if shutil.which("redis-server") is None:
        pytest.skip("no redis-server on this machine (the CI script installs one)")
    made = OwnRedis()
    yield made
    made.kill()


@pytest.fixture
def server(
    own_redis: OwnRedis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LiveServer]:
    """A server with limits that is started while its Redis is away."""
    monkeypatch.setenv("REDIS_URL", own_redis.url)
    # As `several.make_manager` does it in the server.
    monkeypatch.setattr(redis_manager, "redis", redis)
    monkeypatch.setattr(redis_manager, "RedisError", redis.exceptions.RedisError)
    shutil.copytree(demo_folder(), tmp_path / "server")
    live = LiveServer(tmp_path / "server", limits=True)
    live.start()
    yield live
    live.stop()


class Phone:
    """A guest at a table: its requests are counted by the limits."""

    def __init__(self, server: LiveServer) -> None:
        self.server, self.orders = server, list[str]()
        self.wire = httpx.Client(base_url=f"{server.base_url}/api/v1", timeout=60)
        code = {"code": server.demo["tables"][0]["code"]}
        token = self.wire.post("/table-sessions", json=code).raise_for_status().json()["token"]
        self.wire.headers["Authorization"] = f"Bearer {token}"
        dishes = [d for c in self.wire.get("/menu").json()["categories"] for d in c["dishes"]]
        self.dish = next(
            d["id"] for d in dishes
            if d["available"] and d["remaining"] is None and not d["option_groups"]
            and not d.get("price_kind")
        )  # fmt: skip

    def order(self) -> None:
        line = {"dish_id": self.dish, "quantity": 1}
        key = {"Idempotency-Key": new_key()}
        placed = self.wire.post("/orders", json={"lines": [line]}, headers=key)
        assert placed.status_code == 201, placed.text
        self.orders.append(placed.json()["id"])

    def head(self) -> int:
        """The number of the kitchen's last event."""
        headers = {"Authorization": f"Bearer {self.server.token('kitchen')}"}
        answer = httpx.get(
            f"{self.server.base_url}/api/v1/kitchen/events?since=0", headers=headers, timeout=60
        )
        return int(answer.raise_for_status().json()["head"])


@pytest.mark.server
def test_orders_and_screens_go_on_without_redis_and_hints_come_again(
    server: LiveServer, own_redis: OwnRedis
) -> None:
    phone, screen = Phone(server), Screen(server)
    try:
        go_through(server, own_redis, phone, screen)
    finally:
        screen.client.disconnect()
        phone.wire.close()


def go_through(server: LiveServer, own_redis: OwnRedis, phone: Phone, screen: Screen) -> None:
    def order_and_hear() -> None:
        phone.order()
        assert screen.hears(phone.head())

    order_and_hear()  # never there yet
    own_redis.start()
    passes_on(own_redis, screen, server)
    order_and_hear()
    with own_redis.client() as client:
        wait_for(lambda: (phone.order(), bool(list(client.scan_iter("LIMITS*"))))[1])
        client.flushall()
        order_and_hear()
        eat(client, server)
    order_and_hear()
    own_redis.send(signal.SIGSTOP)
    order_and_hear()
    own_redis.kill()
    order_and_hear()
    own_redis.start()
    passes_on(own_redis, screen, server)
    order_and_hear()


def passes_on(own_redis: OwnRedis, screen: Screen, server: LiveServer) -> None:
    """A hint of another process comes through to the screen, sooner or later."""
    other = socketio.RedisManager(own_redis.url, channel=CHANNEL, write_only=True)
    room = f"store:{server.demo['store']['id']}"
    hint = {"epoch": "e", "seq": 10**9}

    def is_heard() -> bool:
        other.emit("hint", hint, namespace="/kitchen", room=room)
        return screen.hears(10**9, within_s=0.5)

    try:
        wait_for(is_heard)
    finally:
        if other.redis is not None:
            other.redis.close()
    while not screen.heard.empty():
        screen.heard.get()


def eat(client: redis.Redis, server: LiveServer) -> None:
    """Rubbish on the channel of hints: no harm, and little memory."""
    worker = children(server.pid)[0]
    before = memory_mb(worker)
    for message in (
        b"\x80\x05cposix\nsystem\n(S'true'\ntR.",
        b"[1]", b'"x"', b"null", b"{}", b'{"method":"emit"}', b'{"method":["emit"]}',
        b'{"method":"close_room","room":7,"namespace":[]}', b"\xff" * 1000,
        b"[" * (RUBBISH_MB * MB),
        b'{"method":"emit","event":"hint","data":"' + b"x" * (RUBBISH_MB * MB) + b'"}',
    ):  # fmt: skip
        client.publish(CHANNEL, message)
    assert worker in children(server.pid)
    assert peak_mb(worker) - before < MOST_MB
