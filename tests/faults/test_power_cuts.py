"""Power cuts at every moment of what the real server wrote: nothing that was answered is lost."""

import errno
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.faults import power, recorder
from benchmarks.faults.campaigns import Options
from benchmarks.faults.crash_images import judge
from benchmarks.faults.recorder import Disk, Event, Faults
from tests.fixtures.live_server import REPO_ROOT

Run = Callable[[str], str]


@pytest.fixture(scope="module", autouse=True)
def _recorder_can_be_built() -> None:
    reason = recorder.why_not()
    if reason is not None:
        pytest.skip(reason)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A recorded Python that works below `data`."""

    def do(source: str) -> str:
        library, data = recorder.build(tmp_path), tmp_path / "data"
        data.mkdir(exist_ok=True)
        (tmp_path / "faults").touch()
        given = recorder.environment(
            library, data, log=tmp_path / "log", faults=tmp_path / "faults"
        )
        done = subprocess.run(
            [sys.executable, "-c", source],
            env={**os.environ, **given, "PYTHONPATH": str(REPO_ROOT)},
            cwd=data,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    return do


WRITES = """
import os
here = os.getcwd()
file = os.open(f"{here}/a.db", os.O_RDWR | os.O_CREAT)
os.pwrite(file, b"one", 0)
os.fsync(file)
os.pwrite(file, b"two", 3)
os.ftruncate(file, 4)
os.rename(f"{here}/a.db", f"{here}/b.db")
os.unlink(f"{here}/b.db")
open(f"{here}/other.txt", "w").write("not a database")
"""


@pytest.mark.server
def test_the_recorder_writes_down_every_call_in_its_order(tmp_path: Path, run: Run) -> None:
    run(WRITES)
    events = recorder.read_log(tmp_path / "log")
    assert [each.kind for each in events] == list("TWSWTRU")
    assert [each.data for each in events if each.kind == "W"] == [b"one", b"two"]
    assert (events[4].offset, events[5].data) == (4, b"b.db")


@pytest.mark.server
def test_the_recorder_catches_what_sqlite_of_the_shop_writes(tmp_path: Path, run: Run) -> None:
    run(
        "import os; from app.core import sqlite\n"
        "database = sqlite.choose_module().connect(os.getcwd() + '/a.db')\n"
        "sqlite.prepare_connection(database)\n"
        "database.execute('CREATE TABLE t (n)')\n"
        "os._exit(0)"
    )
    events = recorder.read_log(tmp_path / "log")
    assert [each.kind for each in events if each.name == "a.db-wal"][-1] == "S"


FAILS = """
import os, sys
file = os.open(os.getcwd() + "/a.db", os.O_RDWR | os.O_CREAT)
os.pwrite(file, b"1", 0)
for number in range(3):
    try:
        os.fsync(file)
        print("ok")
    except OSError as error:
        print(error.errno)
"""


@pytest.mark.server
def test_a_sync_fails_from_the_call_on_that_was_chosen(tmp_path: Path, run: Run) -> None:
    with Faults(tmp_path / "faults") as faults:
        faults.set(sync_error=errno.EIO, **{"pass": 1})
        assert run(FAILS).split() == ["ok", str(errno.EIO), str(errno.EIO)]
        assert faults.hits == 2


def test_what_was_not_synced_is_lost_or_torn_by_sectors() -> None:
    disk = Disk({"a.db": b"." * 2048})
    disk.play(Event("W", "a.db", 0, b"A" * 1024))
    assert disk.worst()["a.db"] == b"." * 2048
    seen = {disk.torn(random.Random(seed))["a.db"] for seed in range(200)}
    whole, none = b"A" * 1024 + b"." * 1024, b"." * 2048
    halves = {b"A" * 512 + b"." * 1536, b"." * 512 + b"A" * 512 + b"." * 1024}
    assert seen == {whole, none, *halves}
    disk.play(Event("S", "a.db", 0, b""))
    assert disk.worst()["a.db"] == whole
    disk.play(Event("W", "a.db", 0, b"B"))
    disk.play(Event("F", "a.db", 0, b""))
    disk.play(Event("S", "a.db", 0, b""))
    assert disk.worst()["a.db"] == whole, "a sync that failed may not be made good by the next"


@pytest.mark.server
def test_no_answered_order_is_lost_by_a_power_cut() -> None:
    verdict = judge(*power.record_orders(12), seed=1, most=200)
    assert verdict.is_clean, verdict
    assert verdict.answers >= 15
    assert verdict.kinds["torn"] > 50


@pytest.mark.server
def test_control_a_weaker_sync_loses_answered_orders() -> None:
    """Without `synchronous=FULL` the same replay must see losses, or it could see none at all."""
    recorded = power.record_orders(9, pragmas="synchronous=NORMAL", backup=False)
    verdict = judge(*recorded, seed=1, most=100)
    assert verdict.losing, verdict


@pytest.mark.server
@pytest.mark.slow
def test_nor_by_one_in_the_whole_campaign() -> None:
    found = power.run(Options(seed=2, is_short=False))
    assert [each for each in found if not each.is_kept] == []
