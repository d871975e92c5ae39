"""Bad lines between phone, server, screens and payment channel, and strangers who mean harm."""

import contextlib
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Self

from benchmarks.callers import quantile
from benchmarks.faults import attacks, network_money, storm
from benchmarks.faults.campaigns import Finding, Options
from benchmarks.faults.history import Act, Caller, History, new_key
from benchmarks.faults.power import demo_copy
from benchmarks.faults.proxy import Crossing, Fault
from benchmarks.faults.stops import breaches_in, children
from benchmarks.shop import Shop
from tests.fixtures.live_server import free_port

# What strangers may make the server hold, in MB, beside what it held before.
MOST_MB = 120
_HONEST_EVERY_S = 0.05
_FEWEST_HONEST = 12


@dataclass
class Honest:
    """A cashier who goes on ordering while something happens; what each order took."""

    shop: Shop
    history: History
    times: list[float] = field(default_factory=list)
    failed: int = 0
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread = threading.Thread(target=self._order)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._over.set()
        self._thread.join()

    def _order(self) -> None:
        caller = Caller("honest", self.shop.port, self.shop.token("cashier"), self.history)
        dish = caller.menu()[0]
        while not self._over.wait(_HONEST_EVERY_S) or len(self.times) < _FEWEST_HONEST:
            began = time.monotonic()
            self.failed += caller.place(dish, new_key()).outcome != "ok"
            self.times.append(time.monotonic() - began)
        caller.close()

    @property
    def words(self) -> str:
        """The figures of it."""
        p50, p99 = (quantile(self.times, share) * 1000 for share in (0.5, 0.99))
        return f"{len(self.times)} orders, p50 {p50:.0f} ms, p99 {p99:.0f} ms"


def lose_answers(shop: Shop, history: History, count: int) -> list[Finding]:
    """The order is taken, its answer is lost, the phone asks again with the same key."""
    replayed = 0
    with Crossing(shop.port) as crossing:
        caller = Caller("deaf", crossing.port, shop.token("cashier"), history)
        dish = caller.menu()[0]
        for number in range(count):
            key = new_key()
            crossing.set(Fault.DEAF)
            for _ in range(1 + number % 3):
                assert caller.place(dish, key).outcome == "ambiguous"
            crossing.set(Fault.NONE)
            replayed += caller.retry(dish, key).is_replay
        caller.close()
    what = f"answers lost after the commit, {count} orders: the same answer again"
    return [
        Finding(what, str(replayed), str(count)),
        Finding("… orders lost or doubled", str(len(breaches_in(shop.data_dir, history))), "0"),
    ]


def order_on_bad_lines(shop: Shop, seed: int, phones: int, each: int) -> list[Finding]:
    """Phones on lines that are cut, deaf, slow or dead, until each order is answered."""
    history, chance = History(), random.Random(seed)
    acts: list[Act] = []

    def order(number: int, seed_here: int) -> None:
        dice = random.Random(seed_here)
        with Crossing(shop.port, seed_here) as crossing:
            caller = Caller(f"p{number}", shop.port, shop.token("cashier"), history)
            dish = caller.menu()[0]
            caller.close()
            caller.port, caller.timeout_s = crossing.port, 2.0
            for _ in range(each):
                key = new_key()
                crossing.set(dice.choice([Fault.CUT, Fault.DEAF, Fault.HOLD, Fault.NONE]))
                caller.place(dish, key)
                crossing.set(Fault.NONE)
                acts.append(caller.retry(dish, key))
            caller.close()

    run_together([partial(order, n, chance.randrange(1 << 30)) for n in range(phones)])
    good = sum(act.outcome == "ok" for act in acts)
    lost = history.count("ambiguous")
    return [
        Finding(f"{phones} phones on bad lines, {lost} answers lost: orders answered in the end",
                str(good), str(phones * each)),
        Finding("… orders lost or doubled", str(len(breaches_in(shop.data_dir, history))), "0"),
    ]  # fmt: skip


def run_together(work: list[Callable[[], None]]) -> None:
    """Run each in a thread, and wait for all."""
    threads = [threading.Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def withstand(shop: Shop, attack: attacks.Attack) -> list[Finding]:
    """Honest orders beside an attack: what they took, what the server held, what it answered."""
    worker = children(shop.server_process.pid)[0]
    before = memory_mb(worker)
    history = History()
    with Honest(shop, history) as honest:
        answers = attack.run(shop.port)
    grown = peak_mb(worker) - before
    is_alive = worker in children(shop.server_process.pid)
    bad = sum(count for status, count in answers.items() if status >= 500 and status != 503)
    said = ", ".join(f"{n} × {status or 'hung up'}" for status, n in sorted(answers.items()))
    bound = "bounded" if grown < MOST_MB else f"{grown:.0f} MB"
    return [
        Finding(f"{attack.what}: answered {said}; of ours, 500s", str(bad), "0"),
        Finding(f"… memory +{max(grown, 0):.0f} MB, at most {MOST_MB}", bound, "bounded"),
        Finding(f"… honest beside it: {honest.words}; refused", str(honest.failed), "0"),
        Finding("… the same process afterwards", str(is_alive), "True"),
    ]


def memory_mb(pid: int) -> float:
    """What a process holds now; its peak is counted anew from here."""
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
    return _status_mb(pid, "VmRSS")


def peak_mb(pid: int) -> float:
    """The most that a process has held since `memory_mb`."""
    return _status_mb(pid, "VmHWM")


def _status_mb(pid: int, name: str) -> float:
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    line = next(line for line in text.splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def run(options: Options) -> list[Finding]:
    """Lost answers, bad lines and every attack on one server; then the payment channel, screens."""
    with demo_copy() as data, Shop(free_port(), data) as shop:
        found = on_one_server(shop, options)
    found += network_money.run(options)
    return found if options.is_short else [*found, *storm.run(options)]


def on_one_server(shop: Shop, options: Options) -> list[Finding]:
    """What a server can be put through without being started again."""
    is_short = options.is_short
    found = lose_answers(shop, History(), 6 if is_short else 60)
    found += order_on_bad_lines(shop, options.seed, 3 if is_short else 12, 2 if is_short else 20)
    for attack in attacks.list_attacks(is_short=is_short):
        found += withstand(shop, attack)
    return found
