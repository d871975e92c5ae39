"""The table of a soak."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from benchmarks.faults.campaigns import Finding
from benchmarks.faults.checking import outcomes
from benchmarks.faults.soak_day import Day
from benchmarks.faults.soak_faults import AFTERMATH_S, is_explained
from benchmarks.faults.soak_shop import HURRY, slope_mb_per_hour

_WARM_S = 60.0
_ERROR = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d+ (?:ERROR|CRITICAL) (.*)$", re.MULTILINE)
_FALLEN = re.compile(r"^Exception in thread .*$", re.MULTILINE)
# Faults of which the log may speak as errors: the others are no news to it.
_WRITTEN_DOWN = {"database held", "disk full", "disk flickers"}


def table(day: Day) -> list[Finding]:
    """What happened, and what must be."""
    acts = day.history.acts
    ops, ends = Counter(act.op for act in acts), outcomes(acts)
    bad = [act for act in acts if act.status >= 500]
    riddles = [a for a in bad if not is_explained(day.trouble.spells, a.status, a.t)]
    errors = list(_errors(day))
    lived = timedelta(seconds=round(day.served_s * HURRY))
    return [
        Finding(f"{day.scenes} scenes of a day, {lived} of the shop's time with people in it,"
                f" {HURRY} times as fast as the clock on the wall", f"{day.served_s:.0f} s"),
        Finding("faults: " + _said(day.trouble.count()), str(len(day.trouble.spells))),
        Finding("acts: " + _said(ops), str(len(acts))),
        Finding("… of them definitely done, definitely not, not known",
                f"{ends['ok']}, {ends['fail']}, {ends['ambiguous']}"),
        Finding("laws broken", _told(day.breaches), "0"),
        Finding(f"slips on paper: {day.paper['slips']} ({day.paper['copies']} marked copies,"
                f" {day.by_hand} printed by somebody's wish); lost, unmarked copies",
                f"{day.paper['lost']}, {day.paper['unmarked']}", "0, 0"),
        Finding(f"answers of 500 and above: {len(bad)}; that no fault explains",
                _told([f"{a.op} {a.status}" for a in riddles]), "0"),
        Finding(f"errors in the server's log: {len(errors)}; that no fault explains",
                _told([words for words, is_known in errors if not is_known]), "0"),
        *_memory(day),
    ]  # fmt: skip


def _said(count: Counter[str]) -> str:
    return ", ".join(f"{n} {what}" for what, n in sorted(count.items()))


def _told(found: list[str]) -> str:
    return f"{len(found)}: {'; '.join(found[:3])}" if found else "0"


def _errors(day: Day) -> Iterator[tuple[str, bool]]:
    """Each error in the log, and whether a fault of that moment explains it."""
    offset = time.time() - time.monotonic()
    spells = [each for each in day.trouble.spells if each.what in _WRITTEN_DOWN]
    for found in _ERROR.finditer(day.log):
        at = datetime.strptime(found[1], "%Y-%m-%d %H:%M:%S").timestamp() - offset  # noqa: DTZ007 - as it is written
        is_known = any(s.began - 1 <= at <= s.ended + AFTERMATH_S for s in spells)
        yield found[2][:160], is_known
    for found in _FALLEN.finditer(day.log):
        yield found[0], False


def _memory(day: Day) -> list[Finding]:
    """What the longest life came to hold; those that were cut short tell nothing of leaks."""
    lives = day.place.lives
    longest = max(lives, key=lambda each: each.ended - each.began)
    peak = max((mb for life in lives for _, mb in life.held), default=0.0)
    slope = slope_mb_per_hour(longest, _WARM_S)
    seen = "too short" if slope is None else f"{slope[0]:+.0f} MB/h over {slope[1]:.0f} s"
    return [
        Finding("lives of the server; most that its processes held",
                f"{len(lives)}; {peak:.0f} MB"),
        Finding(f"… the longest, from its {_WARM_S:.0f}th second on", seen),
    ]  # fmt: skip
