"""A restore puts the whole backup in place or leaves the shop as it was."""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from flask import Flask

from app.config import PROJECT_ROOT, Config
from app.core import copies, migrating, outbox, outgoing, sqlite, system
from app.core.clock import FixedClock
from app.core.db import db
from app.core.errors import Denied
from app.printing import queries as printing
from app.printing.models import JobStatus, PrintJob
from app.printing.service import claim_due, claim_next, mark_printed_and_claim
from app.printing.service.jobs import Claimed
from app.staff.rights import Role
from app.upkeep import restoring, service
from app.upkeep.restoring import Unusable
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop
from tests.fixtures.installation import forget_everything
from tests.upkeep.conftest import let_go, rows_of

pytestmark = pytest.mark.sqlite("backups are its files")

SQLITE = sqlite.choose_module()
KNOWN = migrating.known_revisions(PROJECT_ROOT / "migrations")


def restore(config: Config, file: Path) -> restoring.Restored:
    """As the command does it, with the server stopped."""
    assert config.sqlite_file is not None
    let_go()
    done = restoring.restore(
        file, database=config.sqlite_file, backups=config.backup_dir, known=KNOWN
    )
    forget_everything()
    outgoing._holds.clear()
    return done


def test_the_restored_shop_equals_the_one_that_was_copied(
    app: Flask, config: Config, shop: Shop, backup: Path
) -> None:
    file = config.data_dir / "kaifan.db"
    copied, former_epoch = rows_of(file), system.epoch()
    place_at_counter(shop.actor, shop.dish["rice"])
    later = rows_of(file)
    done = restore(config, backup)
    assert rows_of(file) == copied != later
    assert system.epoch() != former_epoch
    assert done.kept is not None
    assert rows_of(done.kept) == later
    hold = outgoing.find_hold()
    assert hold is not None
    assert (hold.source, hold.known_until) == (backup.name, done.known_until)
    assert not list(config.data_dir.glob("*.restoring*"))
    assert file.stat().st_mode & 0o077 == 0


def waiting_jobs() -> list[PrintJob]:
    return list(db.session.query(PrintJob).where(PrintJob.status == JobStatus.QUEUED))


def test_nothing_is_printed_or_sent_until_the_owner_confirms(
    app: Flask, config: Config, shop: Shop, backup: Path, drain: Callable[[], int]
) -> None:
    owner, manager = shop.person(), shop.person(Role.MANAGER)
    restore(config, backup)
    [printer] = printing.list_printers(owner.store_id)
    assert outbox.backlog()[0] > 0
    assert drain() == 0
    assert claim_next(printer.id) is None
    with pytest.raises(Denied):
        service.resume(actor=manager)
    assert outgoing.find_hold() is not None
    assert service.resume(actor=owner)
    assert outgoing.find_hold() is None
    assert drain() > 0
    assert claim_next(printer.id) is not None
    assert not service.resume(actor=owner)


def test_control_without_the_hold_it_would_print_at_once(
    app: Flask, config: Config, shop: Shop, backup: Path, drain: Callable[[], int]
) -> None:
    store_id = shop.id
    restore(config, backup)
    outgoing.release()
    assert drain() > 0
    [printer] = printing.list_printers(store_id)
    assert claim_next(printer.id) is not None


@pytest.mark.parametrize("claim", [claim_due, partial(mark_printed_and_claim, [])])
def test_what_waited_in_the_queue_is_not_given_out_until_the_owner_confirms(
    config: Config, shop: Shop, backup: Path, drain: Callable[[], int],
    claim: Callable[[str, int], list[Claimed]],
) -> None:  # fmt: skip
    owner = shop.person()
    drain()
    file = config.backup_dir / "with a queue.db"
    copies.copy_database(config.data_dir / "kaifan.db", file)
    restore(config, file)
    [printer] = printing.list_printers(owner.store_id)
    assert waiting_jobs() and claim(printer.id, 5) == []
    service.resume(actor=owner)
    assert claim(printer.id, 5) != []


def test_what_waited_before_is_marked_as_a_possible_copy(
    app: Flask, config: Config, shop: Shop, backup: Path, clock: FixedClock,
    drain: Callable[[], int],
) -> None:  # fmt: skip
    owner = shop.person()
    drain()
    file = config.backup_dir / "with a queue.db"
    copies.copy_database(config.data_dir / "kaifan.db", file)
    clock.move(minutes=3)
    restore(config, file)
    service.resume(actor=owner)
    assert waiting_jobs()
    assert all(job.may_have_printed for job in waiting_jobs())


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-4096])


def spoil(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 4
    file.write_bytes(bytes(content))


def write_text(file: Path) -> None:
    file.write_text("a shopping list " * 1000)


def empty_it(file: Path) -> None:
    file.write_bytes(b"")


def make_newer(file: Path) -> None:
    change(file, "UPDATE alembic_version SET version_num = 'from_the_future'")


def make_foreign(file: Path) -> None:
    file.unlink()
    change(file, "CREATE TABLE songs (title TEXT)")


def lay_a_log_beside(file: Path) -> None:
    file.with_name(file.name + "-wal").write_bytes(b"x" * 100)


def change(file: Path, statement: str) -> None:
    with closing(SQLITE.connect(file)) as connection:
        connection.execute("PRAGMA application_id = 0")
        connection.execute("PRAGMA user_version = 0")
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (cut, "damaged"),
        (spoil, "damaged"),
        (write_text, "not a database"),
        (empty_it, "not a database"),
        (make_newer, "newer Kaifan"),
        (make_foreign, "not one of Kaifan"),
        (lay_a_log_beside, "shop at work"),
        (Path.unlink, "no file"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(
    app: Flask, config: Config, backup: Path, harm: Callable[[Path], Any], words: str
) -> None:
    harm(backup)
    before = rows_of(config.data_dir / "kaifan.db")
    with pytest.raises(Unusable, match=words):
        restore(config, backup)
    assert rows_of(config.data_dir / "kaifan.db") == before
    assert outgoing.find_hold() is None
    assert not list(config.backup_dir.glob("before-restore-*"))


def test_the_present_database_is_no_backup(app: Flask, config: Config, shop: Shop) -> None:
    with pytest.raises(Unusable, match="present database"):
        restore(config, config.data_dir / "kaifan.db")


def test_a_log_that_stayed_behind_is_not_played_into_the_backup(
    app: Flask, config: Config, shop: Shop, backup: Path
) -> None:
    copied, file = rows_of(backup), config.data_dir / "kaifan.db"
    place_at_counter(shop.actor, shop.dish["rice"])
    log, saved = file.with_name("kaifan.db-wal"), config.data_dir / "saved"
    shutil.copyfile(log, saved)
    let_go()
    shutil.copyfile(saved, log)
    restore(config, backup)
    assert not log.exists()
    assert rows_of(file) == copied


def test_a_damaged_shop_is_kept_as_it_is_and_replaced(
    app: Flask, config: Config, backup: Path
) -> None:
    let_go()
    file = config.data_dir / "kaifan.db"
    file.write_bytes(b"\xff" * 9000)
    done = restore(config, backup)
    assert done.kept is not None
    assert done.kept.name.startswith("damaged-")
    assert done.kept.read_bytes() == b"\xff" * 9000
    assert rows_of(file) == rows_of(backup)


def test_a_program_that_has_the_database_open_is_named(
    app: Flask, config: Config, backup: Path
) -> None:
    let_go()
    with closing(SQLITE.connect(config.data_dir / "kaifan.db", isolation_level=None)) as other:
        sqlite.prepare_connection(other)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unusable, match="Another program"):
            restore(config, backup)
        other.execute("ROLLBACK")


def test_an_empty_folder_gets_its_shop(config: Config, backup_bytes: bytes, tmp_path: Path) -> None:
    file = tmp_path / "stick.db"
    file.write_bytes(backup_bytes)
    new = tmp_path / "new"
    new.mkdir()
    done = restoring.restore(file, database=new / "kaifan.db", backups=new / "backups", known=KNOWN)
    assert done.kept is None
    assert rows_of(new / "kaifan.db") == rows_of(file)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
def test_killed_at_any_line_it_leaves_the_old_or_the_new_shop(
    app: Flask, config: Config, shop: Shop, backup: Path
) -> None:
    """SIGKILL before each line that restore() goes through, in the order it does."""
    file, keep = config.data_dir / "kaifan.db", config.data_dir / "keep"
    new = rows_of(backup)
    place_at_counter(shop.actor, shop.dish["rice"])
    old = rows_of(file)
    shutil.copyfile(file.with_name("kaifan.db-wal"), config.data_dir / "keep-wal")
    shutil.copyfile(file, keep)
    let_go()
    outcomes = []
    read: dict[tuple[bytes, ...], tuple[bool, Any]] = {}
    for line in range(1, 2000):
        for each in config.data_dir.glob("kaifan.db*"):
            each.unlink()
        # The former shop's newest order lies in the log alone: the hardest case.
        shutil.copyfile(keep, file)
        shutil.copyfile(config.data_dir / "keep-wal", _log_of(file))
        was_killed = _restore_killed_at(line, backup, file)
        # The same bytes hold the same rows: most lines leave what the line before left.
        left = tuple(each.read_bytes() if each.exists() else b"" for each in (file, _log_of(file)))
        if left not in read:
            read[left] = _has_hold(file), rows_of(file)
        has_hold, found = read[left]
        assert found == (new if has_hold else old), line
        outcomes.append(has_hold)
        if not was_killed:
            break
    assert len(outcomes) > 40
    assert outcomes[0] is False
    assert outcomes[-1] is True
    assert outcomes == sorted(outcomes)


def _log_of(file: Path) -> Path:
    return file.with_name(file.name + "-wal")


def _restore_killed_at(line: int, backup: Path, database: Path) -> bool:
    """Restore in a child process that dies before the n-th line; False when it got through."""
    left = [line]

    def count(frame: FrameType, event: str, _argument: Any) -> Any:
        is_ours = frame.f_code.co_filename.endswith("upkeep/restoring.py")
        if not is_ours or frame.f_code.co_name == "examine":
            return None  # examining writes nothing
        if event == "line":
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
        return count

    child = os.fork()
    if child == 0:
        # It writes nothing, is not killed in its middle, and has tests of its own.
        restoring.examine = lambda *_given: None
        sys.settrace(count)
        restoring.restore(backup, database=database, backups=backup.parent, known=KNOWN)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _has_hold(file: Path) -> bool:
    with closing(SQLITE.connect(file)) as connection:
        query = "SELECT count(*) FROM system_value WHERE key = ?"
        return bool(connection.execute(query, (outgoing.HOLD_KEY,)).fetchone()[0])
