"""Every phone asks for the menu when a dish is taken off: it is read and written once for all."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.catalog import present, queries, service
from app.catalog.rules import Menu
from tests.factories.shop import Shop

# Far longer than a menu takes to be read; only a reading that waits as it should spends it.
_WAIT_S = 0.3


class Second:
    """A second caller who comes while the first is still at work."""

    def __init__(self, app: Flask, ask: Callable[[], object], work: Callable[..., Any]) -> None:
        """Count how often `work` is done; `ask` is what the second one calls meanwhile."""
        self.done = 0
        self._app, self._ask, self._work = app, ask, work
        self._thread: threading.Thread | None = None

    def __call__(self, *given: object) -> Any:
        """Do the work, and let the second one come in the midst of the first time."""
        self.done += 1
        if self._thread is None:
            self._thread = threading.Thread(target=self._come)
            self._thread.start()
            self._thread.join(_WAIT_S)
        return self._work(*given)

    def wait(self) -> None:
        """Until the second one has been answered."""
        assert self._thread is not None
        self._thread.join(60)
        assert not self._thread.is_alive()

    def _come(self) -> None:
        with self._app.app_context():
            self._ask()


def test_one_reads_the_menu_for_all(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Menu] = []
    second = Second(app, lambda: seen.append(queries.get_menu(shop.id)), queries._load_menu)
    service.set_availability(shop.dish["tofu"].id, actor=shop.actor, available=False)
    monkeypatch.setattr(queries, "_load_menu", second)
    # On a machine that is busy enough the second one would else stop waiting, as it should.
    monkeypatch.setattr(queries, "_READS_WITHIN_S", 10.0)
    menu = queries.get_menu(shop.id)
    second.wait()
    assert second.done == 1
    assert seen == [menu] and not menu.dishes[shop.dish["tofu"].id].available


def test_one_writes_the_menu_for_all(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    menu = queries.get_menu(shop.id)
    menu.rendered.clear()
    second = Second(app, lambda: present.menu_json(menu), present._written)
    monkeypatch.setattr(present, "_written", second)
    assert present.menu_json(menu)
    second.wait()
    assert second.done == 1
