"""Power cuts: what the real server wrote is recorded, and cut off at every moment."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from benchmarks.faults import recorder
from benchmarks.faults.campaigns import Finding, Options
from benchmarks.faults.crash_images import Verdict, judge
from benchmarks.faults.history import Act, Caller, History, new_key
from benchmarks.faults.recorder import Event, Image
from benchmarks.shop import ROOT, Shop, fresh_folder
from tests.fixtures.live_server import free_port

_CALLERS = 3
# A checkpoint every 60 pages: several in each recording, not one in a thousand orders.
_SMALL_LOG = "wal_autocheckpoint=60"
Recorded = tuple[Image, list[Event]]


@cache
def demo_folder() -> Path:
    """A filled demonstration without pictures, made once a run; copy it, do not use it."""
    folder = Path(tempfile.mkdtemp(prefix="kaifan-demo-"))
    run_job("fill", folder, {})
    shutil.rmtree(folder / "media", ignore_errors=True)
    return folder


@contextmanager
def demo_copy() -> Iterator[Path]:
    """A demonstration of one's own."""
    with fresh_folder() as folder:
        yield shutil.copytree(demo_folder(), folder / "data")


def run_job(job: str, data: Path, environment: Mapping[str, str]) -> None:
    """Run a job of `disk_jobs` and wait for its end. Raises CalledProcessError."""
    command = [sys.executable, "-m", "benchmarks.faults.disk_jobs", job, "--data", str(data)]
    subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, env={**os.environ, **environment}
    )


def record_orders(orders: int, *, pragmas: str = "", backup: bool = True, **extra: str) -> Recorded:
    """Let callers order and pay at a recorded server while a copy is made of its database."""
    with demo_copy() as data:
        log = data.parent / "log"
        library = recorder.build(data.parent)
        environment = {
            **recorder.environment(library, data, log=log),
            "PRAGMAS": f"{_SMALL_LOG} {pragmas}",
            **extra,
        }
        base = recorder.read_base(data)
        module = "benchmarks.faults.weak_serving"
        with Shop(free_port(), data, module=module, environment=environment) as shop:
            history = History(on_act=lambda act: _acknowledge(log, act))
            running = [
                threading.Thread(target=_order, args=(shop, history, f"c{n}", orders // _CALLERS))
                for n in range(_CALLERS)
            ]
            for each in running:
                each.start()
            if backup:
                run_job("backup", data, environment)
            for each in running:
                each.join()
            shop.wait_until_idle(20)
            shop.kill()
        return base, recorder.read_log(log)


def record_upgrade(**extra: str) -> Recorded:
    """Bring a database that is three migrations behind up to date, with the copy before it."""
    with demo_copy() as data:
        log = data.parent / "log"
        run_job("downgrade", data, {})
        base = recorder.read_base(data)
        library = recorder.build(data.parent)
        run_job("upgrade", data, {**recorder.environment(library, data, log=log), **extra})
        return base, recorder.read_log(log)


def _acknowledge(log: Path, act: Act) -> None:
    if act.outcome == "ok":
        recorder.append_ack(log, act.line())


def _order(shop: Shop, history: History, name: str, orders: int) -> None:
    caller = Caller(name, shop.port, shop.token("cashier"), history)
    dishes = caller.menu()
    for number in range(orders):
        placed = caller.place(dishes[number % len(dishes)], f"{name}-{new_key()}")
        if placed.outcome == "ok" and number % 2:
            caller.pay(placed.order_id, placed.amount_fen, f"pay-{placed.key}")
    caller.close()


def run(options: Options) -> list[Finding]:
    """The recordings of orders, a copy and checkpoints, and of an upgrade; and their controls."""
    reason = recorder.why_not()
    if reason is not None:
        return [Finding(f"left out: {reason}", "not measured")]
    orders, most = (12, 250) if options.is_short else (36, options.most or 8000)
    seed = options.seed
    whole = judge(*record_orders(orders), seed, most)
    found = [
        *_table("orders, payments, checkpoints and a copy", whole),
        *_upgrade(seed, most // 4, finish=50),
    ]
    if options.is_short:
        return found
    for pragmas in ("synchronous=NORMAL", "synchronous=OFF"):
        weak = judge(*record_orders(orders, pragmas=pragmas, backup=False), seed, most // 8)
        found.append(_control(f"orders with {pragmas}", weak))
    weak = judge(*record_upgrade(PRAGMAS="synchronous=OFF"), seed, most // 8)
    found.append(_control("an upgrade with synchronous=OFF", weak))
    weak = judge(*record_upgrade(NO_SYNC="1"), seed, most // 8)
    return [*found, _control("copies that get their name before they are on the disk", weak)]


def _upgrade(seed: int, most: int, finish: int) -> list[Finding]:
    """Every image is of the old or of the new version; the next start takes each to the new one."""
    verdict = judge(*record_upgrade(), seed, most, finish=finish)
    seen = f"{len(verdict.revisions)}"
    return [
        *_table("an upgrade by three migrations and the copy before it", verdict),
        Finding("versions seen in these images: the old one and the new one", seen, "2"),
        Finding("of these images brought up to date by the next start", f"{verdict.finished}"),
    ]


def _table(title: str, verdict: Verdict) -> list[Finding]:
    seen = f"{verdict.corrupt}, {verdict.wrong_books}, {verdict.losing}, {verdict.bad_copies}"
    what = (
        f"{title}: {verdict.images} images ({verdict.kinds['torn']} torn),"
        f" {verdict.answers} answers; corrupt, wrong books, losing an answer, unsound copies"
    )
    return [Finding(what, seen, "0, 0, 0, 0")]


def _control(title: str, verdict: Verdict) -> Finding:
    seen = (
        f"{verdict.corrupt} corrupt, {verdict.losing} losing (up to {verdict.lost} answers),"
        f" {verdict.bad_copies} unsound copies of {verdict.images} images"
    )
    return Finding(f"control, {title}: does the campaign see it? {seen}",
                   "no" if verdict.is_clean else "yes", "yes")  # fmt: skip
