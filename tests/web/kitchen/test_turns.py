"""What all screens ask at once takes turns and lets orders by; a cook's touch waits for none."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from app.web import kitchen_turns
from app.web.kitchen_turns import KitchenTurns

_PATIENCE_S = 30.0
SCREENS_ASK = ("/api/v1/kitchen/events", "/api/v1/kitchen/shown", "/kitchen/tickets")
OTHERS_ASK = ("/api/v1/orders", "/api/v1/kitchen/lines/1/start", "/kitchen/pair/now", "/kitchen")


class Held:
    """An app that holds what it is asked until it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.entered = threading.Semaphore(0)

    def __call__(self, _environ: dict[str, Any], _start: Callable[..., Any]) -> Iterable[bytes]:
        self.entered.release()
        self.go.wait(_PATIENCE_S)
        return [b"ok"]


@pytest.mark.parametrize(("path", "takes_turns"), [
    *[(path, True) for path in SCREENS_ASK], *[(path, False) for path in OTHERS_ASK]
])  # fmt: skip
def test_only_what_all_screens_ask_waits_for_a_turn(path: str, takes_turns: bool) -> None:
    held = Held()
    guarded = KitchenTurns(held, at_once=1)
    guarded._turns.at_most_s = _PATIENCE_S
    asked = [
        threading.Thread(target=guarded, args=({"PATH_INFO": each}, print), daemon=True)
        for each in (SCREENS_ASK[0], path)
    ]
    asked[0].start()
    assert held.entered.acquire(timeout=_PATIENCE_S)
    asked[1].start()
    got_in = held.entered.acquire(timeout=0.05 if takes_turns else _PATIENCE_S)
    assert got_in is not takes_turns
    held.go.set()
    for thread in asked:
        thread.join(_PATIENCE_S)


@pytest.mark.parametrize(("method", "path", "is_ahead"), [
    ("POST", "/api/v1/orders", True),
    ("POST", "/api/v1/kitchen/lines/1/start", True),
    ("GET", "/api/v1/menu", False),
    ("POST", "/socket.io/", False),
])  # fmt: skip
def test_a_screen_lets_an_order_by(
    monkeypatch: pytest.MonkeyPatch, method: str, path: str, is_ahead: bool
) -> None:
    monkeypatch.setattr(kitchen_turns, "LET_BY_S", _PATIENCE_S)
    held = Held()
    guarded = KitchenTurns(held)
    asked = [
        threading.Thread(target=guarded, args=(environ, print), daemon=True)
        for environ in (
            {"PATH_INFO": path, "REQUEST_METHOD": method},
            {"PATH_INFO": SCREENS_ASK[0], "REQUEST_METHOD": "GET"},
        )
    ]
    asked[0].start()
    assert held.entered.acquire(timeout=_PATIENCE_S)
    asked[1].start()
    got_in = held.entered.acquire(timeout=0.05 if is_ahead else _PATIENCE_S)
    assert got_in is not is_ahead
    held.go.set()
    for thread in asked:
        thread.join(_PATIENCE_S)
    assert got_in or held.entered.acquire(timeout=_PATIENCE_S), "it comes after the order"


def test_an_order_that_hangs_holds_up_no_screen() -> None:
    held = Held()
    guarded = KitchenTurns(held)
    for environ in (
        {"PATH_INFO": "/api/v1/orders", "REQUEST_METHOD": "POST"},
        {"PATH_INFO": SCREENS_ASK[0], "REQUEST_METHOD": "GET"},
    ):
        threading.Thread(target=guarded, args=(environ, print), daemon=True).start()
        assert held.entered.acquire(timeout=_PATIENCE_S)
    held.go.set()
