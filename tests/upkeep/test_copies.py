"""A copy is whole, says so, and shows every damage."""

import random
import shutil
import threading
from contextlib import closing
from pathlib import Path

import pytest

from app.core import copies, sqlite
from app.core.copies import CopyFailed

pytestmark = pytest.mark.sqlite("backups are its files")

SQLITE = sqlite.choose_module()
FLIPS = 150
ROUNDS = 20


@pytest.mark.parametrize("seed", range(FLIPS))
def test_one_flipped_bit_is_seen(backup_bytes: bytes, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(backup_bytes)
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(bytes(content))
    with pytest.raises(CopyFailed):
        copies.verify(damaged)


def test_control_without_the_seal_most_flips_pass(backup_bytes: bytes, tmp_path: Path) -> None:
    """The structure alone does not show that a price or a name has changed."""
    plain = tmp_path / "plain.db"
    plain.write_bytes(backup_bytes)
    with closing(SQLITE.connect(plain, isolation_level=None)) as connection:
        copies.unseal(connection)
    content, unseen = plain.read_bytes(), 0
    for seed in range(FLIPS):
        chance = random.Random(seed)
        flipped = bytearray(content)
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        plain.write_bytes(bytes(flipped))
        try:
            copies.verify(plain)
            unseen += 1
        except CopyFailed:
            continue
    assert unseen > FLIPS // 10


@pytest.mark.parametrize("part", [0, 1, 99, 512, 4095, 4096, 20000])
def test_a_cut_file_is_seen(backup_bytes: bytes, tmp_path: Path, part: int) -> None:
    cut = tmp_path / "cut.db"
    cut.write_bytes(backup_bytes[:part])
    with pytest.raises(CopyFailed):
        copies.verify(cut)


def test_the_tally_is_of_the_moment_of_copying(backup: Path) -> None:
    noted = copies.verify(backup)
    assert noted is not None
    assert noted["customer_order"][0] == 1
    assert 3600 in noted["customer_order"]
    with closing(SQLITE.connect(backup)) as connection:
        connection.execute("DELETE FROM order_line")
        connection.commit()
    copies._seal(backup)
    with pytest.raises(CopyFailed, match="order_line"):
        copies.verify(backup)


def test_a_backup_under_a_hot_writer_is_whole(tmp_path: Path) -> None:
    source, stop = _hot_writer(tmp_path)
    try:
        for number in range(ROUNDS):
            target = tmp_path / f"copy-{number}.db"
            copies.copy_database(source, target)
            assert _is_balanced(target)
    finally:
        stop()


def test_control_copying_the_file_under_a_hot_writer_is_not(tmp_path: Path) -> None:
    source, stop = _hot_writer(tmp_path)
    try:
        assert any(_is_copied_badly(source, tmp_path / "cp.db") for _ in range(100 * ROUNDS))
    finally:
        stop()


def _is_copied_badly(source: Path, target: Path) -> bool:
    shutil.copyfile(source, target)
    return not _is_balanced(target, at_least=_pairs(source))


def _hot_writer(folder: Path) -> tuple[Path, "Stop"]:
    """A file into which a thread of its own books money from one table to another."""
    file = folder / "hot.db"
    with closing(SQLITE.connect(file, isolation_level=None)) as connection:
        sqlite.prepare_connection(connection)
        connection.execute("CREATE TABLE taken (n INTEGER PRIMARY KEY, amount_fen INT, note TEXT)")
        connection.execute("CREATE TABLE given (n INTEGER PRIMARY KEY, amount_fen INT, note TEXT)")
    return file, Stop(file)


class Stop:
    """The writing thread; calling it ends the writing."""

    def __init__(self, file: Path) -> None:
        self._file, self._ended = file, threading.Event()
        self._thread = threading.Thread(target=self._write)
        self._thread.start()

    def __call__(self) -> None:
        self._ended.set()
        self._thread.join(60)

    def _write(self) -> None:
        with closing(SQLITE.connect(self._file, isolation_level=None)) as connection:
            sqlite.prepare_connection(connection)
            connection.execute("PRAGMA wal_autocheckpoint = 20")
            while not self._ended.is_set():
                connection.execute("BEGIN IMMEDIATE")
                for table in ("taken", "given"):
                    connection.execute(
                        f"INSERT INTO {table} (amount_fen, note) VALUES (100, ?)", ("x" * 900,)
                    )
                connection.execute("COMMIT")


def _pairs(file: Path) -> int:
    with closing(SQLITE.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM given").fetchone()[0])


def _is_balanced(file: Path, at_least: int = 0) -> bool:
    try:
        with closing(SQLITE.connect(file)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                return False
            found = copies.tally(connection)
    except SQLITE.DatabaseError:
        return False
    return found["taken"] == found["given"] and found["given"][0] >= at_least
