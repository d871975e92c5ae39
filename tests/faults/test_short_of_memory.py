"""Memory runs out while the shop serves: nothing false is said, and it goes on afterwards."""

import contextlib
import os
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import atomic, db
from app.core.sequences import current_value, next_value
from app.web.auth import public
from benchmarks.faults.history import Act, Caller, History, new_key
from benchmarks.faults.power import demo_copy
from benchmarks.faults.stops import breaches_in, children
from benchmarks.shop import Shop
from tests.fixtures.live_server import free_port

KB = 1024
CALLERS = 6


def test_a_request_without_memory_is_refused_whole(app: Flask, client: FlaskClient) -> None:
    @atomic
    def count_too_much() -> None:
        next_value("s", "n")
        raise MemoryError

    @public
    def fail() -> str:
        count_too_much()
        return ""

    app.add_url_rule("/api/v1/fail", "fail_api", fail)
    answer = client.get("/api/v1/fail", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json and answer.json["code"]) == (503, "no_memory")
    assert "memory" in answer.text
    db.session.rollback()
    assert current_value("s", "n") == 0


@pytest.fixture(scope="module")
def open_shop() -> Iterator[Shop]:
    with demo_copy() as data, Shop(free_port(), data) as shop:
        yield shop


def address_space(pid: int) -> int:
    """How many bytes of addresses a process uses."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in text.splitlines() if line.startswith("VmSize"))
    return int(line.split()[1]) * KB


def wait_for(is_so: Callable[[], bool], within_s: float = 90) -> None:
    end = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.05)


def crowd(shop: Shop, history: History, keys: list[str]) -> list[Act]:
    """An order with each of the keys, all at once, until each is answered with success."""
    final: list[Act] = []
    begun = threading.Barrier(len(keys) + 1)

    def order(key: str) -> None:
        caller = Caller(key, shop.port, shop.token("cashier"), history)
        begun.wait(60)
        final.append(caller.retry(DISH, key, within_s=90))
        caller.close()

    threads = [threading.Thread(target=order, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    begun.wait(60)
    for thread in threads:
        thread.join()
    return final


DISH: dict[str, str] = {}


@pytest.mark.server
def test_a_process_without_memory_loses_nothing_and_serves_again(open_shop: Shop) -> None:
    history = History()
    worker = children(open_shop.server_process.pid)[0]
    with contextlib.closing(
        Caller("first", open_shop.port, open_shop.token("cashier"), history)
    ) as caller:
        DISH.update(id=caller.menu()[0]["id"])
    _soft, hard = resource.prlimit(worker, resource.RLIMIT_AS)
    # Not one more page: threads, connections, answers, all of it fails.
    resource.prlimit(worker, resource.RLIMIT_AS, (address_space(worker), hard))
    keys = [new_key() for _ in range(CALLERS)]

    def give_back() -> None:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(worker, resource.RLIMIT_AS, (hard, hard))

    relief = threading.Timer(2.0, give_back)
    relief.start()
    final = crowd(open_shop, history, keys)
    relief.join()
    assert [act.outcome for act in final] == ["ok"] * CALLERS
    assert breaches_in(open_shop.data_dir, history) == []


@pytest.mark.server
def test_a_process_that_the_system_kills_is_replaced(open_shop: Shop) -> None:
    """The system ends what takes too much memory: the parent, which is small, begins anew."""
    history = History()
    worker = children(open_shop.server_process.pid)[0]
    os.kill(worker, signal.SIGKILL)
    final = crowd(open_shop, history, [new_key() for _ in range(CALLERS)])
    assert [act.outcome for act in final] == ["ok"] * CALLERS
    assert worker not in children(open_shop.server_process.pid)
    assert breaches_in(open_shop.data_dir, history) == []
