"""Kill, stop and fill: the real server killed, ended, frozen, without disk, without descriptors."""

import contextlib
import errno
import os
import random
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.core import ballast, sqlite
from benchmarks.callers import quantile
from benchmarks.faults import recorder
from benchmarks.faults.campaigns import Finding, Options
from benchmarks.faults.checking import find_breaches
from benchmarks.faults.crash_images import judge
from benchmarks.faults.history import Act, Caller, History, new_key
from benchmarks.faults.power import demo_copy
from benchmarks.faults.recorder import Faults
from benchmarks.shop import Shop
from tests.fixtures.live_server import free_port

_CALLERS = 4
_MANY = 400


@dataclass
class Stage:
    """A recorded server with faults to be switched on, and what its callers were answered."""

    shop: Shop
    faults: Faults
    log: Path
    base: recorder.Image
    history: History
    number: int = 0

    def caller(self, language: str = "zh") -> Caller:
        """One more device of the cashier's."""
        self.number += 1
        name = f"s{self.number}"
        token = self.shop.token("cashier")
        return Caller(name, self.shop.port, token, self.history, language=language)

    def breaches(self) -> list[str]:
        """How the database breaks what was answered; it may be asked while the server runs."""
        return breaches_in(self.shop.data_dir, self.history)


def breaches_in(data: Path, history: History) -> list[str]:
    """How the database below `data` breaks what was answered."""
    module = sqlite.choose_module()
    with contextlib.closing(module.connect(data / "kaifan.db", timeout=30)) as database:
        problems = [str(row[0]) for row in database.execute("PRAGMA integrity_check")]
        found = find_breaches(database, history.acts)
    return found if problems == ["ok"] else [*problems, *found]


def told(breaches: list[str]) -> str:
    """How many there are, and what the first of them is."""
    return f"{len(breaches)}: {breaches[0]}" if breaches else "0"


@contextmanager
def stage(pragmas: str = "") -> Iterator[Stage]:
    """A stage on a demonstration of its own; with `pragmas`, on weaker connections."""
    with demo_copy() as data, Faults(data.parent / "faults") as faults:
        log = data.parent / "log"
        library = recorder.build(data.parent)
        given = recorder.environment(library, data, log=log, faults=faults.file)
        given["PRAGMAS"] = pragmas
        base = recorder.read_base(data)

        def note(act: Act) -> None:
            if act.outcome == "ok":
                recorder.append_ack(log, act.line())

        history = History(file=data.parent / "history.jsonl", on_act=note)
        module = "benchmarks.faults.weak_serving"
        with Shop(free_port(), data, module=module, environment=given) as shop:
            yield Stage(shop, faults, log, base, history)


def fill(stage: Stage) -> tuple[Act, str]:
    """Order until the disk is full; the act that met it, and the words of its answer."""
    caller = stage.caller()
    dish = caller.menu()[0]
    stage.faults.fill_disk()
    for _ in range(_MANY):
        act = caller.place(dish, new_key())
        if act.outcome != "ok":
            break
    words = caller.last.json()["detail"] if caller.last and caller.last.body else ""
    caller.close()
    return act, words


def serve_full(stage: Stage) -> list[Finding]:
    """The disk is full: 507 in the guest's words, reading goes on; with room again, so does all."""
    (stage.shop.data_dir / ballast.NAME).unlink(missing_ok=True)
    act, words = fill(stage)
    caller = stage.caller()
    dish = caller.menu()[0]
    stage.faults.set()
    began = time.monotonic()
    again = caller.retry(dish, act.key)
    caller.close()
    took = time.monotonic() - began
    return [
        Finding("disk full: status of the first refusal", str(act.status), "507"),
        Finding("… in the user's language", "yes" if "磁盘满了" in words else words, "yes"),
        Finding("… after room was made: the same order", again.outcome, "ok"),
        Finding("… until it was taken", f"{took * 1000:.0f} ms"),
        Finding("… answered and not kept, or kept and refused", told(stage.breaches()), "0"),
    ]


def serve_from_ballast(stage: Stage) -> list[Finding]:
    """The disk is full and nobody makes room: the ballast does."""
    with (stage.shop.data_dir / ballast.NAME).open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, ballast.SIZE)
    act, _words = fill(stage)
    caller = stage.caller()
    dish = caller.menu()[0]
    again = caller.retry(dish, act.key)
    more = [caller.place(dish, new_key()).outcome for _ in range(20)]
    stage.faults.set()
    caller.close()
    return [
        Finding("disk full with ballast: refused once, then taken", again.outcome, "ok"),
        Finding("… 20 orders more without any room being made", str(more.count("ok")), "20"),
    ]


def fail_syncs(stage: Stage) -> list[Finding]:
    """While no sync succeeds nothing is answered with success; afterwards the shop goes on."""
    caller = stage.caller()
    dish = caller.menu()[0]
    # A log that begins anew is synced once whatever was set: let it have begun.
    for _ in range(3):
        caller.place(dish, new_key())
    stage.faults.set(sync_error=errno.EIO)
    acts = [caller.place(dish, new_key()) for _ in range(10)]
    words = caller.last.json().get("code", "") if caller.last and caller.last.body else ""
    hits = stage.faults.hits
    stage.faults.set()
    good = [caller.retry(dish, act.key).outcome for act in acts]
    caller.close()
    false = sum(act.outcome == "ok" for act in acts)
    return [
        Finding(
            f"fsync fails ({hits} times EIO): of 10 orders answered with success", f"{false}", "0"
        ),
        Finding("… what they were told", words, "disk_fails"),
        Finding("… the same ten when the disk is well again", str(good.count("ok")), "10"),
        Finding("… answered and not kept", told(stage.breaches()), "0"),
    ]


def flicker(stage: Stage, seed: int, orders: int) -> None:
    """Let syncs and writes fail now and then while callers order."""
    chance, done = random.Random(seed), threading.Event()

    def trouble() -> None:
        while not done.wait(chance.uniform(0.02, 0.1)):
            name = chance.choice(["sync_error", "write_error"])
            stage.faults.set(**{name: errno.EIO, "pass": chance.randrange(6)})
            done.wait(chance.uniform(0.005, 0.05))
            stage.faults.set()

    with aside(trouble, done):
        crowd(stage, orders)
    stage.faults.set()


@contextmanager
def aside(work: Callable[[], None], done: threading.Event) -> Iterator[None]:
    """Have `work` run in a thread until the block ends."""
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def crowd(stage: Stage, orders: int) -> None:
    """Callers that order at once, `orders` in all, each of them until it is decided or over."""

    def order(caller: Caller) -> None:
        with contextlib.suppress(OSError):
            dishes = caller.menu()
            for number in range(orders // _CALLERS):
                if caller.place(dishes[number % len(dishes)], new_key()).status == 499:
                    break
        caller.close()

    threads = [threading.Thread(target=order, args=(stage.caller(),)) for _ in range(_CALLERS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def freeze(stage: Stage, seconds: float) -> list[Finding]:
    """The whole server is stopped in the middle of a rush and goes on."""
    group = stage.shop.server_process.pid
    before = len(stage.history.acts)

    def pause() -> None:
        time.sleep(0.2)
        os.killpg(group, signal.SIGSTOP)
        time.sleep(seconds)
        os.killpg(group, signal.SIGCONT)

    with aside(pause, threading.Event()):
        crowd(stage, 40)
    acts = stage.history.acts[before:]
    good = sum(act.outcome == "ok" for act in acts)
    what = f"SIGSTOP for {seconds:.0f} s under load, SIGCONT: of {len(acts)} orders answered"
    return [
        Finding(what, str(good), str(len(acts))),
        Finding("… answered and not kept, or twice", told(stage.breaches()), "0"),
    ]


def exhaust_descriptors(stage: Stage) -> list[Finding]:
    """No descriptor is left in the server: it takes nothing new for that time, and recovers."""
    worker = children(stage.shop.server_process.pid)[0]
    caller = stage.caller()
    dish = caller.menu()[0]
    soft, hard = resource.prlimit(worker, resource.RLIMIT_NOFILE)
    in_use = max(int(each.name) for each in Path(f"/proc/{worker}/fd").iterdir())
    resource.prlimit(worker, resource.RLIMIT_NOFILE, (in_use + 1, hard))
    others = [stage.caller() for _ in range(30)]
    waiting = [threading.Thread(target=each.place, args=(dish, new_key())) for each in others]
    for thread in waiting:
        thread.start()
    time.sleep(1.0)
    is_same = worker in children(stage.shop.server_process.pid)
    resource.prlimit(worker, resource.RLIMIT_NOFILE, (soft, hard))
    began = time.monotonic()
    again = caller.retry(dish, new_key())
    took = time.monotonic() - began
    for thread in waiting:
        thread.join()
    for each in (caller, *others):
        each.close()
    return [
        Finding("no descriptor left for a second: the server lives", str(is_same), "True"),
        Finding("… an order afterwards", again.outcome, "ok"),
        Finding("… after so long", f"{took * 1000:.0f} ms"),
        Finding("… answered and not kept", told(stage.breaches()), "0"),
    ]


def terminate(stage: Stage) -> list[Finding]:
    """SIGTERM in a rush: what was answered is kept, what comes later is refused at the door."""
    before = len(stage.history.acts)
    began = 0.0

    def end() -> None:
        nonlocal began
        time.sleep(0.4)
        began = time.monotonic()
        stage.shop.server_process.terminate()

    with aside(end, threading.Event()):
        crowd(stage, _MANY * 10)
    code = stage.shop.server_process.wait(40)
    took = time.monotonic() - began
    acts = stage.history.acts[before:]
    tally = {kind: sum(a.outcome == kind for a in acts) for kind in ("ok", "fail", "ambiguous")}
    what = (
        f"SIGTERM under load: {tally['ok']} answered, {tally['fail']} refused at the door,"
        f" {tally['ambiguous']} without an answer; exit code"
    )
    return [
        Finding(what, str(code), "0"),
        Finding("… until it had ended", f"{took:.1f} s"),
        Finding("… answered and not kept, or refused and kept", told(stage.breaches()), "0"),
    ]


def kill_rounds(rounds: int, seed: int) -> list[Finding]:
    """SIGKILL at a random moment of a rush, start again, repeat what was not answered."""
    chance, starts, repeated = random.Random(seed), [], 0
    history = History()
    with demo_copy() as data:
        for _ in range(rounds):
            with Shop(free_port(), data) as shop:
                starts.append(shop.start_seconds)
                caller = Caller("again", shop.port, shop.token("cashier"), history)
                dish = caller.menu()[0]
                open_keys = {a.key for a in history.acts if a.outcome == "ambiguous"}
                known = {a.key for a in history.acts if a.outcome == "ok"}
                for key in open_keys - known:
                    repeated += caller.retry(dish, key).outcome == "ok"
                caller.close()
                killer = threading.Timer(chance.uniform(0.05, 0.6), shop.kill)
                killer.start()
                _rush(shop, history, dish["id"])
                killer.join()
        breaches = breaches_in(data, history)
    good = history.count("ok")
    return [
        Finding(f"kill -9 in a rush, {rounds} times: {good} answered, {repeated} repeated after the"
                " restart; lost, doubled, corrupt", told(breaches), "0"),
        Finding("… restart until ready, p50 / p95",
                f"{quantile(starts, 0.5):.1f} s / {quantile(starts, 0.95):.1f} s"),
    ]  # fmt: skip


def _rush(shop: Shop, history: History, dish_id: str) -> None:
    def order(number: int) -> None:
        caller = Caller(f"k{number}", shop.port, shop.token("cashier"), history)
        for _ in range(_MANY):
            if caller.place({"id": dish_id}, new_key()).outcome != "ok":
                break
        caller.close()

    threads = [threading.Thread(target=order, args=(n,)) for n in range(_CALLERS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def children(pid: int) -> list[int]:
    """The processes that a process has started and that live."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(each) for each in text.split()]


def run(options: Options) -> list[Finding]:
    """Everything in turn on one server; then the rounds of kill -9."""
    reason = recorder.why_not()
    if reason is not None:
        return [Finding(f"left out: {reason}", "not measured")]
    found = one_server(options)
    return [*found, *kill_rounds(2 if options.is_short else 25, options.seed)]


def one_server(options: Options) -> list[Finding]:
    """Disk full, syncs that fail, no descriptors, frozen, ended: one after the other."""
    with stage() as here:
        found = [
            *serve_full(here),
            *serve_from_ballast(here),
            *fail_syncs(here),
            *exhaust_descriptors(here),
            *freeze(here, 1.0 if options.is_short else 30.0),
        ]
        flicker(here, options.seed, 40 if options.is_short else 400)
        found.append(Finding("syncs and writes fail now and then: answered and not kept",
                             told(here.breaches()), "0"))  # fmt: skip
        found += terminate(here)
        verdict = judge(here.base, recorder.read_log(here.log), options.seed,
                        200 if options.is_short else 4000)  # fmt: skip
    seen = f"{verdict.corrupt}, {verdict.wrong_books}, {verdict.losing}"
    found.append(Finding(f"power cuts during all of this, {verdict.images} images,"
                         f" {verdict.answers} answers; corrupt, wrong books, losing an answer",
                         seen, "0, 0, 0"))  # fmt: skip
    return found
