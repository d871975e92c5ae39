"""Collecting what a virtual printer was sent, and reading the slips back from their bytes."""

import re
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from printer.decode import decode
from printer.decoded import Line, RuleLine, Unknown

# The printer keeps its newest 200 jobs; at this pace none is dropped before it was read.
_LOOK_EVERY_S = 0.05
_ORDER_NUMBER = re.compile(r"(?<!\d)(\d{4,})(?!\d)")
_DISH = re.compile(r"(.*?)\s*×(\d+)")
_SLIP_NUMBER = re.compile(r"第(\d+)张")


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on a kitchen slip: the order's number, the slip's, and (dish, portions)."""

    order_number: str
    slip_number: int
    lines: Counter[tuple[str, int]]
    unknown_bytes: int


class SlipCollector:
    """Reads each new job of the virtual printers while it is still there; a context manager."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds one folder per virtual printer."""
        self.jobs: dict[str, bytes] = {}
        self._folder = folder
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look a last time."""
        self._done.set()
        self._thread.join()
        self._look()

    def slips(self) -> list[Slip]:
        """Every job, read back."""
        return [read_slip(payload) for _name, payload in sorted(self.jobs.items())]

    def _run(self) -> None:
        while not self._done.wait(_LOOK_EVERY_S):
            self._look()

    def _look(self) -> None:
        for file in self._folder.glob("*/*.bin"):
            name = f"{file.parent.name}/{file.name}"
            if name not in self.jobs:
                self.jobs[name] = file.read_bytes()


def read_slip(payload: bytes) -> Slip:
    """The slip that these bytes put on paper."""
    found = decode(payload)
    rules = [at for at, each in enumerate(found) if isinstance(each, RuleLine)]
    texts = {at: each.text for at, each in enumerate(found) if isinstance(each, Line)}
    head = " ".join(text for at, text in texts.items() if at < rules[0])
    tail = " ".join(text for at, text in texts.items() if at > rules[-1])
    number, slip_number = _ORDER_NUMBER.search(head), _SLIP_NUMBER.search(tail)
    lines: Counter[tuple[str, int]] = Counter()
    name = ""
    for at, text in texts.items():
        if rules[0] < at < rules[-1]:
            # A long name goes on in the next line; the portions stand behind its end.
            dish = _DISH.fullmatch(text)
            name += dish[1] if dish else text
            if dish:
                lines[name, int(dish[2])] += 1
                name = ""
    return Slip(
        number[1] if number else "",
        int(slip_number[1]) if slip_number else 0,
        lines,
        sum(len(each.raw) for each in found if isinstance(each, Unknown)),
    )
