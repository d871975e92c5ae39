"""The campaigns that `python -m benchmarks.fault_campaign` runs: a name, what it does, its module.

A further campaign is a module with `run(options) -> list[Finding]` and a line here.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """How large a campaign is: its seed, and whether it is the whole or the short part.

    `most` stories of a kind are drawn where a campaign would go through every one of them, and
    one that lasts as long as one likes lasts for `minutes`.
    """

    seed: int
    is_short: bool
    most: int | None = None
    minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A row of the table: what was counted, the figure, what it must be ("" when it only tells)."""

    what: str
    seen: str
    wanted: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether the promise was kept."""
        return not self.wanted or self.seen == self.wanted


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign by its name."""

    name: str
    title: str
    run: Callable[[Options], list[Finding]]
