"""kill -9 of a real server while it pays: at its calls of a channel, and while a message comes in.

The product's own server runs on a shop with both channels, which are simulated over HTTP. At a
chosen call of a channel its whole process group is killed: before the channel has heard of it,
when it is done and nobody was told, or a moment after the answer. It is started again on the same
data, the guest and the cashier go on as people do, and in the end both sides' books are compared.
"""

import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.faults.campaigns import Finding, Options
from benchmarks.faults.money_shop import MoneyShop, opened_shop
from benchmarks.faults.money_victim import MOMENTS, Victim
from benchmarks.faults.money_visit import Visit

OPERATIONS = ("create", "notify", "query", "close", "refund", "query_refund")
_SHORT = (("alipay", "refund", "done"),)


@dataclass(frozen=True)
class Point:
    """Where the server is killed."""

    channel: str
    operation: str
    moment: str


def points(options: Options, dice: random.Random) -> list[Point]:
    """All of them in an order that the dice say; short: one that is known."""
    if options.is_short:
        return [Point(*each) for each in _SHORT]
    every = [Point(*each) for each in itertools.product(("wechat", "alipay"), OPERATIONS, MOMENTS)]
    dice.shuffle(every)
    return every if options.most is None else every[: options.most]


def run(options: Options) -> list[Finding]:
    """Kill the server once at every point, one after the other on the same shop."""
    dice = random.Random(options.seed)
    wanted = points(options, dice)
    with opened_shop(len(wanted)) as shop, _served(shop) as victim:
        visits = [Visit(shop, victim, place, point.channel, dice) for place, point in
                  enumerate(wanted)]  # fmt: skip
        for visit, point in zip(visits, wanted, strict=True):
            visit.play(point.operation, point.moment)
        for visit in visits:
            visit.close()
        victim.settle()
        # Whatever it was about to do is done: it ends as by a power cut, once more.
        victim.stop()
        return _judged(shop, victim, visits)


def _judged(shop: MoneyShop, victim: Victim, visits: list[Visit]) -> list[Finding]:
    """What the books of both sides say once the server has gone."""
    judged = shop.judge([visit.order_id for visit in visits])
    where = f"kill -9 of a server at {len(visits)} points of its calls and messages"
    meant = sum(visit.deaths for visit in visits)
    forged = sum(visit.forged for visit in visits)
    return [
        Finding(f"{where}; deaths", str(victim.kills), str(meant)),
        Finding(
            f"{where}; fen kept wrongly, of them for cancelled orders",
            f"{judged.wrong_fen}, {judged.cancelled_fen}",
            "0, 0",
        ),
        Finding(
            f"{where}; double effects, left unknown, faults of the ledger",
            f"{judged.doubles}, {judged.unknown}, {judged.faults}",
            "0, 0, 0",
        ),
        Finding(
            f"{where}; of {forged} forged messages accepted",
            str(sum(visit.forged_taken for visit in visits)),
            "0",
        ),
    ]


@contextmanager
def _served(shop: MoneyShop) -> Iterator[Victim]:
    victim = Victim(shop)
    try:
        victim.start()
        yield victim
    finally:
        victim.stop()
