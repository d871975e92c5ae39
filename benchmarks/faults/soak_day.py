"""A day of a soak as it goes on: who is there, what was answered, what broke a law."""

import random
from collections import Counter
from dataclasses import dataclass, field

from benchmarks.faults.history import History
from benchmarks.faults.soak_faults import Trouble
from benchmarks.faults.soak_screens import Screens
from benchmarks.faults.soak_shop import Restaurant
from benchmarks.faults.soak_staff import Hand


@dataclass
class Day:
    """What is known of the day while it goes on."""

    place: Restaurant
    history: History
    chance: random.Random
    people: list[Hand]
    trouble: Trouble
    screens: Screens
    breaches: list[str] = field(default_factory=list)
    scenes: int = 0
    served_s: float = 0.0
    by_hand: int = 0
    paper: Counter[str] = field(default_factory=Counter)
    log: str = ""

    def hand(self, role: str) -> Hand:
        """The person of that role."""
        return next(each for each in self.people if each.role == role)
