"""Old kitchen events and effects leave the database; none of them is lost on the way."""

import gzip
import json
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import FixedClock
from app.core.db import db
from app.core.outbox import OutboxMessage
from app.kitchen import queries as kitchen
from app.kitchen.models import KitchenEvent
from app.reports.chain import chains_of
from app.upkeep import archiving
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop


def count(model: type) -> int:
    db.session.expire_all()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def archived(app: Flask) -> list[dict[str, object]]:
    folder = app.config["KAIFAN"].data_dir / archiving.FOLDER
    files = sorted(folder.glob("kitchen-events-*.jsonl.gz"))
    texts = [gzip.decompress(file.read_bytes()).decode() for file in files]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def test_what_is_old_is_put_away_and_what_is_not_stays(
    app: Flask, shop: Shop, clock: FixedClock, drain: Callable[[], int]
) -> None:
    old = place_at_counter(shop.actor, (shop.dish["tofu"], 1), table=shop.tables[0])
    clock.move(days=archiving.EVENTS_KEPT.days)
    young = place_at_counter(shop.actor, (shop.dish["beer"], 1), table=shop.tables[1])
    drain()
    assert archiving.archive_old() == 0
    clock.move(days=1)
    assert archiving.archive_old() == 1
    [line] = archived(app)
    assert (line["seq"], line["kind"]) == (1, "ticket_opened")
    assert line["at"] == "2026-03-02T03:30:00+00:00"
    events = kitchen.feed(shop.id, 0)["events"]
    assert [each["seq"] for each in events] == list(range(2, kitchen.head(shop.id) + 1))
    assert chains_of(shop.id, old.id)[0].event is None
    assert chains_of(shop.id, young.id)[0].event is not None


def test_effects_that_are_done_are_dropped_and_those_owed_are_not(
    app: Flask, shop: Shop, clock: FixedClock, drain: Callable[[], int]
) -> None:
    place_at_counter(shop.actor, (shop.dish["tofu"], 1), table=shop.tables[0])
    drain()
    done = count(OutboxMessage)
    place_at_counter(shop.actor, (shop.dish["tofu"], 1), table=shop.tables[1])
    owed = count(OutboxMessage) - done
    clock.move(days=archiving.EFFECTS_KEPT.days + 1)
    assert done > 0 and owed > 0
    archiving.archive_old()
    assert count(OutboxMessage) == owed


def test_a_death_between_file_and_database_loses_nothing(
    app: Flask, shop: Shop, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    place_at_counter(shop.actor, (shop.dish["tofu"], 1), table=shop.tables[0])
    clock.move(days=archiving.EVENTS_KEPT.days + 1)
    with monkeypatch.context() as patch:
        patch.setattr(archiving.kitchens, "forget_events", _die)
        with pytest.raises(KeyboardInterrupt):
            archiving.archive_old()
    assert count(KitchenEvent) == 1
    archiving.archive_old()
    assert count(KitchenEvent) == 0
    assert {line["seq"] for line in archived(app)} == {1}


def test_control_deleting_first_would_lose_it(
    app: Flask, shop: Shop, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    place_at_counter(shop.actor, (shop.dish["tofu"], 1), table=shop.tables[0])
    clock.move(days=archiving.EVENTS_KEPT.days + 1)
    [event] = kitchen.first_events(shop.id, 10)
    monkeypatch.setattr(archiving, "_append", _die)
    archiving.kitchens.forget_events(shop.id, event.seq)
    archiving.archive_old()
    assert count(KitchenEvent) == 0 and archived(app) == []


def test_many_are_moved_in_pieces(
    app: Flask, shop: Shop, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for table in shop.tables:
        place_at_counter(shop.actor, (shop.dish["tofu"], 1), table=table)
    clock.move(days=archiving.EVENTS_KEPT.days + 1)
    monkeypatch.setattr(archiving, "_AT_ONCE", 3)
    assert archiving.archive_old() == 4
    assert [line["seq"] for line in archived(app)] == [1, 2, 3, 4]


def _die(*_: object) -> None:
    raise KeyboardInterrupt
