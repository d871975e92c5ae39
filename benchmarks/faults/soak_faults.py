"""The mild faults of a soak, one after the other and at times together, drawn from one seed."""

import contextlib
import errno
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from benchmarks.faults.printers import Way
from benchmarks.faults.proxy import Crossing, Fault
from benchmarks.faults.soak_shop import Restaurant

# What a fault may be answered with besides silence, and for how long after its end.
EXPLAINED = {
    "killed": {503},
    "ended": {503},
    "worker killed": {503},
    "frozen": {503},
    "database held": {503},
    "disk full": {503, 507},
    "disk flickers": {503, 507},
}
AFTERMATH_S = 8.0
_PRINTER_WAYS: tuple[Way, ...] = ("stall", "reset", "half_close", "hold_answer", "no_paper")
_TOGETHER = 0.3
_DEATHS = {"killed", "ended", "worker killed"}


@dataclass(frozen=True, slots=True)
class Spell:
    """One fault, by the monotonic clock."""

    what: str
    began: float
    ended: float


@dataclass
class Trouble:
    """Whoever makes the faults; `lines` are those of people, `screens` those of the kitchen.

    All kinds there are, or `only` some.
    """

    place: Restaurant
    lines: list[Crossing]
    screens: list[Crossing]
    chance: random.Random
    spells: list[Spell] = field(default_factory=list)
    spares_server: bool = False
    only: tuple[str, ...] = ()
    _deck: list[str] = field(default_factory=list)
    _server: threading.Lock = field(default_factory=threading.Lock)

    def make(self, end: float, pause_s: tuple[float, float]) -> None:
        """One after the other until `end`, a third of them with another at the same time."""
        while time.monotonic() < end:
            time.sleep(min(self.chance.uniform(*pause_s), max(0.0, end - time.monotonic())))
            many = 2 if self.chance.random() < _TOGETHER else 1
            threads = [threading.Thread(target=self._one, args=self._draw()) for _ in range(many)]
            for each in threads:
                each.start()
            for each in threads:
                each.join()

    def count(self) -> Counter[str]:
        """How often there was which."""
        return Counter(each.what for each in self.spells)

    def _draw(self) -> tuple[str, random.Random]:
        """Each kind comes once before any comes again."""
        if not self._deck:
            self._deck = sorted(self.only or self._kinds())
            self.chance.shuffle(self._deck)
        what = self._deck.pop()
        if self.spares_server and what in _DEATHS:
            return self._draw()
        return what, random.Random(self.chance.random())

    def _kinds(self) -> dict[str, Callable[[random.Random], None]]:
        kinds = {
            "lines bad": self._bad_lines,
            "screens cut": self._cut_screens,
            "printer": self._break_printer,
            "killed": self._kill,
            "ended": self._end,
            "worker killed": self._kill_worker,
            "frozen": self._freeze,
            "database held": self._hold_database,
            "clock set": self._set_clock,
        }
        if self.place.disk is not None:
            kinds |= {"disk full": self._fill_disk, "disk flickers": self._flicker}
        return kinds

    def _one(self, what: str, dice: random.Random) -> None:
        began = time.monotonic()
        self._kinds()[what](dice)
        self.spells.append(Spell(what, began, time.monotonic()))

    def _bad_lines(self, dice: random.Random) -> None:
        for line in dice.sample(self.lines, (len(self.lines) + 1) // 2):
            line.set(dice.choice([Fault.DEAF, Fault.DEAF, Fault.CUT, Fault.SLOW, Fault.HOLD]))
        time.sleep(dice.uniform(1, 5))
        for line in self.lines:
            line.set(Fault.NONE)

    def _cut_screens(self, dice: random.Random) -> None:
        for line in self.screens:
            line.set(dice.choice([Fault.CUT, Fault.HOLD, Fault.SLOW]))
        time.sleep(dice.uniform(1, 8))
        for line in self.screens:
            line.set(Fault.NONE)

    def _break_printer(self, dice: random.Random) -> None:
        self.place.printer.revived.clear()
        self.place.way = dice.choice(_PRINTER_WAYS)
        time.sleep(dice.uniform(2, 8))
        self.place.way = "well"
        self.place.printer.revived.set()

    def _kill(self, _dice: random.Random) -> None:
        with self._server:
            self.place.end("killed")
            self.place.begin()

    def _end(self, _dice: random.Random) -> None:
        with self._server:
            self.place.end("ended")
            self.place.begin()

    def _kill_worker(self, _dice: random.Random) -> None:
        with self._server:
            self.place.kill_worker()

    def _freeze(self, dice: random.Random) -> None:
        with self._server, self._signals():
            time.sleep(dice.uniform(0.5, 4))

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        self.place.signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.place.signal(signal.SIGCONT)

    def _hold_database(self, dice: random.Random) -> None:
        """Another program writes, and takes its time."""
        file = self.place.data / "kaifan.db"
        with contextlib.closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(dice.uniform(0.5, 7))
            other.execute("ROLLBACK")

    def _fill_disk(self, dice: random.Random) -> None:
        assert self.place.disk is not None
        self.place.disk.fill_disk()
        time.sleep(dice.uniform(0.5, 3))
        self.place.disk.set()

    def _flicker(self, dice: random.Random) -> None:
        assert self.place.disk is not None
        for _ in range(dice.randint(2, 10)):
            name = dice.choice(["sync_error", "write_error"])
            self.place.disk.set(**{name: errno.EIO, "pass": dice.randrange(6)})
            time.sleep(dice.uniform(0.005, 0.05))
            self.place.disk.set()
            time.sleep(dice.uniform(0.02, 0.1))

    def _set_clock(self, dice: random.Random) -> None:
        """Forward by some minutes, and back to where it would be now."""
        minutes = dice.choice([-12, -3, 4, 15])
        self.place.clock.step(60 * minutes)
        time.sleep(dice.uniform(2, 6))
        self.place.clock.step(-60 * minutes)


def is_explained(spells: list[Spell], status: int, at: float) -> bool:
    """Whether a fault that was on, or just over, is answered with `status`."""
    return any(
        status in EXPLAINED.get(each.what, ()) and each.began <= at <= each.ended + AFTERMATH_S
        for each in spells
    )
