"""On Postgres a lower number may commit later than a higher one: no screen may miss it."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.core import db as core_db
from app.core import sequences
from app.core.db import db, execute, transaction
from app.core.lines import Line
from app.kitchen import queries
from app.kitchen.models import KitchenEvent
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop
from tests.fixtures.postgres import let_all_write_at_once

WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
WITHIN_S = 60


def in_a_thread(app: Flask, act: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        with app.app_context():
            act()
            db.session.remove()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def seen_by_a_screen(app: Flask, shop: Shop) -> list[int]:
    """The numbers that a screen reads while the second order is ready before the first."""
    has_number, may_commit = threading.Event(), threading.Event()
    seen: list[int] = []
    since = queries.head(shop.id)

    def look() -> None:
        nonlocal since
        found = queries.feed(shop.id, since)
        seen.extend(event["seq"] for event in found["events"])
        since = found["head"]
        db.session.rollback()

    def slow() -> None:
        with transaction(shop.id):
            place_at_counter(shop.actor, shop.dish["tofu"])
            db.session.flush()
            has_number.set()
            may_commit.wait(WITHIN_S)

    first = in_a_thread(app, slow)
    assert has_number.wait(WITHIN_S)
    second = in_a_thread(app, lambda: place_at_counter(shop.actor, shop.dish["beer"]))
    end = time.monotonic() + WITHIN_S
    while second.is_alive() and not db.session.scalar(WAITING):
        assert time.monotonic() < end
        db.session.rollback()
        time.sleep(0.02)
    look()
    may_commit.set()
    for thread in (first, second):
        thread.join(WITHIN_S)
    look()
    return seen


def written(shop: Shop) -> list[int]:
    query = select(KitchenEvent.seq).where(KitchenEvent.store_id == shop.id)
    return list(db.session.scalars(query.order_by(KitchenEvent.seq)))


def test_a_screen_misses_nothing_behind_the_line_of_writers(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if they were two processes: the line of the database alone keeps them apart.
    everybody = Line(threading.Semaphore(10))
    monkeypatch.setattr(core_db, "_lines", defaultdict(lambda: everybody))
    assert seen_by_a_screen(app, shop) == written(shop)


def test_nor_by_the_locked_number_alone(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_all_write_at_once(monkeypatch)
    assert seen_by_a_screen(app, shop) == written(shop)


def test_control_with_the_databases_own_serial_it_misses_one(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_all_write_at_once(monkeypatch)
    with transaction():
        db.session.execute(text("CREATE SEQUENCE a_serial START 1000"))
    serial = text("SELECT nextval('a_serial')")

    def take(kept: dict[str, Any], store_id: str, name: str, _step: int) -> Any:
        kept.get(sequences._WANTED, {}).pop((store_id, name), None)
        return execute(serial).scalar_one()

    monkeypatch.setattr(sequences, "_take", take)
    monkeypatch.setattr(
        queries, "head", lambda _store: db.session.scalar(select(func.max(KitchenEvent.seq))) or 0
    )
    seen = seen_by_a_screen(app, shop)
    assert len(seen) < len(written(shop))
