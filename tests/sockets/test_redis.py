"""With REDIS_URL, hints and rate limits go through Redis: a real server, a real Redis."""

import os
import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis
import socketio
from socketio import redis_manager

from tests.fixtures.live_server import LiveServer

VARIABLE = "KAIFAN_TEST_REDIS"


@pytest.fixture
def redis_url() -> str:
    address = os.environ.get(VARIABLE, "")
    if not address:
        pytest.skip(f"no Redis: {VARIABLE} is not set (the CI script starts one and sets it)")
    return address


@pytest.fixture
def shop(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveServer]:
    monkeypatch.setenv("REDIS_URL", redis_url)
    server = LiveServer(tmp_path / "server", limits=True)
    server.start()
    yield server
    server.stop()


def test_a_hint_of_another_process_reaches_a_screen_and_limits_are_kept_there(
    shop: LiveServer, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: queue.Queue[dict[str, object]] = queue.Queue()
    client = socketio.Client(reconnection=False, request_timeout=60)
    client.on("hint", heard.put, namespace="/kitchen")
    auth = {"token": shop.token("kitchen")}
    how: dict[str, Any] = {"transports": ["websocket"], "wait_timeout": 60}
    client.connect(shop.base_url, auth=auth, namespaces=["/kitchen"], **how)
    try:
        monkeypatch.setattr(redis_manager, "redis", redis)
        monkeypatch.setattr(redis_manager, "RedisError", redis.exceptions.RedisError)
        other = socketio.RedisManager(redis_url, channel="flask-socketio", write_only=True)
        room = f"store:{shop.demo['store']['id']}"
        other.emit("hint", {"epoch": "e", "seq": 7}, namespace="/kitchen", room=room)
        assert heard.get(timeout=30)["seq"] == 7
        other.redis.close()
    finally:
        client.disconnect()
    code = {"code": shop.demo["tables"][0]["code"]}
    httpx.post(f"{shop.base_url}/api/v1/table-sessions", json=code, timeout=60).raise_for_status()
    with redis.Redis.from_url(redis_url) as store:
        assert list(store.scan_iter("LIMITS*"))
