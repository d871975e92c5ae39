"""Each check of the self-test, well and not well."""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask

from app.config import Config
from app.core import network, occupancy, outbox, outgoing, system
from app.core.clock import FixedClock, using
from app.core.db import db, transaction
from app.core.jobruns import claim, finish
from app.core.outgoing import HOLD_KEY, Hold
from app.kitchen import service
from app.kitchen.models import Screen
from app.printing.models import JobStatus, PrintJob
from app.upkeep import backups, checks, checks_machine, checks_shop, drilling
from app.upkeep.findings import TITLES, Finding, Level
from tests.factories.ordering import place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.fixtures.installation import MOMENT
from tests.upkeep.conftest import let_go


class Usage(NamedTuple):
    """As `shutil.disk_usage` answers, in bytes."""

    total: int
    used: int
    free: int


def level(finding: Finding) -> str:
    if finding.level is not Level.OK:
        assert finding.next_step, "whoever reads what is wrong must read what to do"
    return finding.level.value


def test_the_clock(app: Flask, shop: Shop, clock: FixedClock) -> None:
    place_at_counter(shop.actor, shop.dish["rice"])
    checks_machine.anchor_clock(app)
    assert level(checks_machine.check_clock(app)) == "ok"
    for at, expected in (
        (MOMENT - timedelta(hours=2), "bad"),
        (MOMENT.replace(year=1970), "bad"),
        (MOMENT + timedelta(minutes=5), "warn"),
    ):
        with using(FixedClock(at)):
            assert level(checks_machine.check_clock(app)) == expected


@pytest.mark.parametrize(("free_mb", "expected"), [(50_000, "ok"), (900, "warn"), (100, "bad")])
def test_the_disk(
    tmp_path: Path, app: Flask, monkeypatch: pytest.MonkeyPatch, free_mb: int, expected: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(1, 1, free_mb * 1024 * 1024))
    assert level(checks_machine.check_disk(tmp_path)) == expected


@pytest.mark.sqlite("its pragmas")
def test_the_database(app: Flask, config: Config, shop: Shop) -> None:
    assert level(checks_machine.check_database(config.sqlite_file)) == "ok"
    db.session.connection().exec_driver_sql("PRAGMA synchronous = OFF")
    assert level(checks_machine.check_database(config.sqlite_file)) == "bad"
    let_go()
    file = config.data_dir / "kaifan.db"
    content = bytearray(file.read_bytes())
    content[4096:20480] = b"\xff" * 16384
    file.write_bytes(bytes(content))
    found = {finding.key: finding for finding in checks.examine(app)}
    assert level(found["database"]) == "bad"
    assert set(found) <= set(TITLES)
    assert level(found["disk"]) in ("ok", "warn")


def test_the_version(app: Flask) -> None:
    assert level(checks_machine.check_version(app)) == "ok"
    with transaction():
        db.session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = 'newer'")
    assert level(checks_machine.check_version(app)) == "bad"
    with transaction():
        db.session.connection().exec_driver_sql("DELETE FROM alembic_version")
    assert level(checks_machine.check_version(app)) == "warn"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_the_secret_key(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    file.touch(mode=0o600)
    assert level(checks_machine.check_secret(file)) == "ok"
    file.chmod(0o644)
    assert level(checks_machine.check_secret(file)) == "bad"


def test_the_network(app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "lan_address", lambda: "192.168.1.20")
    assert level(checks_machine.check_network(config)) == "ok"
    monkeypatch.setattr(network, "lan_address", lambda: None)
    assert level(checks_machine.check_network(config)) == "warn"


def test_the_server(app: Flask, tmp_path: Path) -> None:
    assert level(checks_machine.check_server(tmp_path)) == "warn"
    with occupancy.shared(tmp_path), occupancy.shared(tmp_path):
        assert level(checks_machine.check_server(tmp_path)) == "ok"
        with pytest.raises(occupancy.Occupied, match=str(os.getpid())), occupancy.alone(tmp_path):
            pass
    with (
        occupancy.alone(tmp_path),
        pytest.raises(occupancy.Occupied, match="being restored"),
        occupancy.shared(tmp_path),
    ):
        pass


@pytest.mark.sqlite("backups are its files")
def test_backups_and_their_drill(
    app: Flask, config: Config, backup: Path, clock: FixedClock
) -> None:
    assert level(checks_shop.check_backup(config.backup_dir)) == "ok"
    assert level(checks_shop.check_drill()) == "warn"
    outcome = drilling.drill_newest()
    assert outcome is not None
    assert outcome.is_good, outcome.problem
    assert level(checks_shop.check_drill()) == "ok"
    assert [file.name for file in config.backup_dir.iterdir()] == [backup.name]
    clock.move(hours=3)
    assert level(checks_shop.check_backup(config.backup_dir)) == "warn"
    clock.move(days=36)
    assert level(checks_shop.check_backup(config.backup_dir)) == "bad"
    assert level(checks_shop.check_drill()) == "warn"


@pytest.mark.sqlite("backups are its files")
def test_a_failed_backup_and_a_failed_drill(app: Flask, config: Config, backup: Path) -> None:
    content = bytearray(backup.read_bytes())
    content[5000] ^= 1
    backup.write_bytes(bytes(content))
    drilling.drill(backups.get_backup(config.backup_dir, backup.name))
    assert level(checks_shop.check_drill()) == "bad"
    assert claim("backup", MOMENT)
    finish("backup", MOMENT, "CopyFailed: the disk is full")
    found = checks_shop.check_backup(config.backup_dir)
    assert level(found) == "bad"
    assert "the disk is full" in str(found.words)


def test_the_outbox(app: Flask, shop: Shop, clock: FixedClock, drain: Callable[[], int]) -> None:
    make_printer(shop.actor)
    place_at_counter(shop.actor, shop.dish["tofu"])
    assert level(checks_shop.check_outbox()) == "ok"
    clock.move(minutes=2)
    assert level(checks_shop.check_outbox()) == "warn"
    drain()
    assert level(checks_shop.check_outbox()) == "ok"
    with transaction():
        outbox.enqueue("nobody's", {})
        db.session.query(outbox.OutboxMessage).update({"state": outbox.OutboxState.FAILED})
    assert level(checks_shop.check_outbox()) == "bad"


def test_printers(app: Flask, shop: Shop, clock: FixedClock, drain: Callable[[], int]) -> None:
    [none] = checks_shop.check_printers(shop.id)
    assert level(none) == "ok"
    printer = make_printer(shop.actor)
    place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    [found] = checks_shop.check_printers(shop.id)
    assert level(found) == "ok"
    with transaction():
        printer.last_error, printer.last_error_at = "paper_out", clock.now()
    [found] = checks_shop.check_printers(shop.id)
    assert level(found) == "bad"
    assert printer.name in str(found.words)
    with transaction():
        printer.last_error = None
        db.session.query(PrintJob).update({"status": JobStatus.EXPIRED})
    [found] = checks_shop.check_printers(shop.id)
    assert level(found) == "warn"
    with transaction():
        printer.is_enabled = False
    [found] = checks_shop.check_printers(shop.id)
    assert level(found) == "ok"


def test_screens(app: Flask, shop: Shop, clock: FixedClock) -> None:
    assert level(checks_shop.check_screens(shop.id)) == "warn"
    make_printer(shop.actor)
    assert level(checks_shop.check_screens(shop.id)) == "ok"
    with transaction():
        db.session.add(Screen(store_id=shop.id, name="wok", shown_seq=0, seen_at=clock.now()))
    assert level(checks_shop.check_screens(shop.id)) == "ok"
    clock.move(minutes=2)
    assert level(checks_shop.check_screens(shop.id)) == "warn"
    clock.move(days=8)
    assert level(checks_shop.check_screens(shop.id)) == "ok"


def test_tickets_that_nobody_saw(app: Flask, shop: Shop, clock: FixedClock) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"])
    assert level(checks_shop.check_alarms(shop.id)) == "ok"
    clock.move(minutes=1)
    service.watch_tickets()
    db.session.expire_all()
    assert level(checks_shop.check_alarms(shop.id)) == "bad"


def test_a_restore_that_waits(app: Flask, shop: Shop) -> None:
    assert level(checks_shop.check_outgoing()) == "ok"
    system.keep_value(HOLD_KEY, Hold("a.db", None, MOMENT).to_text())
    outgoing._holds.clear()
    assert level(checks_shop.check_outgoing()) == "bad"


def test_the_worst_stands_first(app: Flask, shop: Shop) -> None:
    found = [["bad", "warn", "ok"].index(each.level.value) for each in checks.examine(app)]
    assert found == sorted(found)
