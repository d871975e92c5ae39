"""How soon a channel's message is answered: `python -m benchmarks.told_of_payments`.

Channels want an answer within five seconds. A real server on one SQLite file, guests at tables who
order all the while, and both channels silent to every question: each message of a payment is sent
the moment it was paid, some of them twice, and between them come forgeries. Printed are the times
from the first byte to the answer, and what the books say in the end.
"""

import argparse
import contextlib
import random
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks import limits
from benchmarks.callers import quantile
from benchmarks.faults.money_shop import MoneyShop, opened_shop
from benchmarks.faults.money_victim import Victim
from benchmarks.faults.money_visit import Visit
from benchmarks.table import Row, print_rows

_CHANNELS = ("wechat", "alipay")
_LIMIT_S = 5.0


@dataclass
class _Told:
    """Times of the answers in seconds, by what was sent; and what went wrong."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    forged: list[float] = field(default_factory=list)
    refused: int = 0
    taken_forgeries: int = 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; the exit code is 1 when an answer was late or wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.told_of_payments")
    parser.add_argument("--payments", type=int, default=100, help="of both channels together")
    parser.add_argument("--guests", type=int, default=4, help="who order all the while")
    options = parser.parse_args(arguments)
    with opened_shop(options.payments + options.guests) as shop:
        victim = Victim(shop)
        victim.start()
        try:
            told, ordered, spent_s = _run(shop, victim, options.payments, options.guests)
        finally:
            victim.stop()
    hello, _prepared, _processor = limits.measure_server(victim.port + 1, 4, 1.0)
    print_rows(
        [
            Row("messages of payments", str(len(told.first)), f"{told.refused} not taken"),
            _row("answered, first time", told.first),
            _row("answered, the same again", told.again),
            _row("answered, forged", told.forged),
            Row("forgeries taken", str(told.taken_forgeries)),
            Row("orders beside", f"{ordered / spent_s:.0f} /s", f"by {options.guests} guests"),
            Row("hello", f"{hello:,.0f} /s"),
        ]
    )
    late = max([*told.first, *told.again, *told.forged]) > _LIMIT_S
    return 1 if late or told.refused or told.taken_forgeries else 0


def _run(shop: MoneyShop, victim: Victim, payments: int, guests: int) -> tuple[_Told, int, float]:
    dice, told = random.Random(7), _Told()
    visits = [Visit(shop, victim, n, _CHANNELS[n % 2], dice) for n in range(payments)]
    numbers = []
    for visit in visits:
        visit._order()
        numbers.append(visit._begin("first"))
        visit._pay(numbers[-1])
    for sim in shop.sims.values():
        sim.break_with(down=True)
    began = time.monotonic()
    with _guests(shop, victim, range(payments, payments + guests), dice) as ordered:
        for visit, number in zip(visits, numbers, strict=True):
            _tell(visit, number, told)
    return told, sum(ordered), time.monotonic() - began


def _tell(visit: Visit, number: str, told: _Told) -> None:
    for times in (told.first, told.again):
        began = time.monotonic()
        told.refused += not visit._tell(number)
        times.append(time.monotonic() - began)
    began = time.monotonic()
    visit._forge(number)
    told.forged.append((time.monotonic() - began) / max(visit.forged, 1))
    told.taken_forgeries += visit.forged_taken


@contextlib.contextmanager
def _guests(
    shop: MoneyShop, victim: Victim, places: range, dice: random.Random
) -> Iterator[list[int]]:
    """Guests who order without a pause; how many orders each placed."""
    over, ordered = threading.Event(), [0] * len(places)

    def sit(place: int, own: int) -> None:
        while not over.is_set():
            visit = Visit(shop, victim, place, "wechat", dice)
            visit._key = f"guest-{place}-{ordered[own]}"
            with contextlib.suppress(RuntimeError):
                visit._order()
                ordered[own] += 1

    threads = [threading.Thread(target=sit, args=(n, n - places.start)) for n in places]
    for each in threads:
        each.start()
    try:
        yield ordered
    finally:
        over.set()
        for each in threads:
            each.join()


def _row(name: str, seconds: list[float]) -> Row:
    ms = sorted(each * 1000 for each in seconds)
    return Row(
        name,
        f"{quantile(ms, 0.5):.0f} / {quantile(ms, 0.99):.0f} / {ms[-1]:.0f} ms",
        "p50 / p99 / longest",
    )


if __name__ == "__main__":
    sys.exit(main())
