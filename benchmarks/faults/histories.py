"""Histories: phones, counters and a kitchen at a real server that dies, and a simulator's 10^5.

What each caller was answered is a line of JSON; afterwards it is compared with the database, with
the bytes that the printers were sent, and with the books.
"""

import contextlib
import random
import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.faults import simulator
from benchmarks.faults.campaigns import Finding, Options
from benchmarks.faults.checking import find_unprinted, outcomes
from benchmarks.faults.crash_images import Examiner, Verdict
from benchmarks.faults.history import Act, Caller, History, new_key
from benchmarks.faults.network import run_together
from benchmarks.faults.power import demo_copy
from benchmarks.faults.proxy import Crossing, Fault
from benchmarks.faults.recorder import read_base
from benchmarks.replay_slips import SlipCollector
from benchmarks.shop import Shop
from printer.decode import decode
from printer.decoded import Line
from tests.fixtures.live_server import free_port

_BLANK = re.compile(r"\s+")
_PHONES, _COUNTERS = 3, 2


def run(options: Options) -> list[Finding]:
    """The load on a real server, then the simulator's seeds."""
    rounds, seeds = (2, 400) if options.is_short else (8, options.most or 100_000)
    file = Path(tempfile.mkdtemp(prefix="kaifan-history-")) / "history.jsonl"
    return [*load(options.seed, rounds, 6.0 if not options.is_short else 2.5, file),
            *simulate(options.seed, seeds)]  # fmt: skip


def simulate(seed: int, count: int) -> list[Finding]:
    """So many histories of the pure core."""
    began = time.monotonic()
    broken, first = simulator.count_broken(range(seed * 1_000_000, seed * 1_000_000 + count))
    took = time.monotonic() - began
    what = f"simulated histories: {count}, {count / max(took, 0.001):.0f} a second; breaking a law"
    return [Finding(what + (f" ({first})" if first else ""), str(broken), "0")]


def load(seed: int, rounds: int, seconds: float, file: Path) -> list[Finding]:
    """Rounds of a rush that end in SIGKILL; the last one in peace."""
    history, chance = History(file=file), random.Random(seed)
    with demo_copy() as data, SlipCollector(data / "printers") as paper:
        parties: list[str] = []
        for number in range(rounds):
            with Shop(free_port(), data) as shop:
                parties = parties or shop.new_parties()
                repeat_some(shop, history, chance)
                rush(shop, history, parties, chance.randrange(1 << 30), seconds,
                     is_last=number == rounds - 1)  # fmt: skip
                if number == rounds - 1:
                    shop.wait_until_idle(60)
        verdict = Verdict()
        with Examiner() as examiner:
            examiner.examine(read_base(data), history.acts, verdict)
        unprinted = find_unprinted(data / "kaifan.db", history.acts, texts(paper))
    return findings(history, verdict, unprinted, rounds)


def findings(
    history: History, verdict: Verdict, unprinted: Counter[str], rounds: int
) -> list[Finding]:
    """The table."""
    found, ops = outcomes(history.acts), Counter(act.op for act in history.acts)
    said = ", ".join(f"{count} {op}" for op, count in sorted(ops.items()))
    seen = f"{verdict.corrupt}, {verdict.lost}, {verdict.wrong_books}"
    return [
        Finding(f"{rounds - 1} kills, lines cut and deaf; acts: {said}", str(len(history.acts))),
        Finding("… of them definitely done, definitely not, not known",
                f"{found['ok']}, {found['fail']}, {found['ambiguous']}"),
        Finding("… corrupt; broken against the history; books wrong" + verdict.first, seen,
                "0, 0, 0"),
        Finding("… answered orders without a slip; second slips that do not say so",
                f"{unprinted['lost']}, {unprinted['unmarked']}", "0, 0"),
    ]  # fmt: skip


def texts(paper: SlipCollector) -> list[str]:
    """What stands on each slip, without blanks: a key is found also where the line was broken."""
    return [
        _BLANK.sub("", "".join(e.text for e in decode(job) if isinstance(e, Line)))
        for job in paper.jobs.values()
    ]


def repeat_some(shop: Shop, history: History, chance: random.Random) -> None:
    """Staff ask again about half of what was not answered; the rest stays unknown."""
    known = {act.key for act in history.acts if act.outcome == "ok"}
    open_acts = [a for a in history.acts if a.op == "place" and a.outcome == "ambiguous"]
    # As the same person: a key is its sender's own, and another's is another order.
    caller = Caller("again", shop.port, shop.token("manager"), history)
    dishes = {dish["id"]: dish for dish in caller.menu()}
    for act in open_acts:
        if act.key not in known and act.client.startswith("counter") and chance.random() < 0.5:
            known.add(act.key)
            caller.retry(next(iter(dishes.values())), act.key)
    caller.close()


def rush(
    shop: Shop, history: History, parties: list[str], seed: int, seconds: float, *, is_last: bool
) -> None:
    """Everybody at once, until the time is over or the server is gone."""
    chance, end = random.Random(seed), time.monotonic() + seconds
    work: list[Callable[[], None]] = [
        partial(_phone, shop, history, f"phone-{n}", parties[n], chance.randrange(1 << 30), end)
        for n in range(_PHONES)
    ]
    work += [
        partial(_counter, shop, history, f"counter-{n}", chance.randrange(1 << 30), end)
        for n in range(_COUNTERS)
    ]
    work.append(partial(_kitchen, shop, history, end))
    if not is_last:
        killer = threading.Timer(seconds * chance.uniform(0.5, 0.95), shop.kill)
        killer.start()
        run_together(work)
        killer.join()
    else:
        run_together(work)


def _phone(shop: Shop, history: History, name: str, token: str, seed: int, end: float) -> None:
    """A guest on a bad line, who asks again until it is answered or the time is over."""
    dice = random.Random(seed)
    with Crossing(shop.port, seed) as crossing, contextlib.suppress(OSError):
        caller = Caller(name, crossing.port, token, history)
        caller.timeout_s = 5.0
        dishes = caller.menu()
        while time.monotonic() < end:
            key, dish = new_key(), dice.choice(dishes)
            crossing.set(dice.choice([Fault.NONE, Fault.NONE, Fault.DEAF, Fault.CUT]))
            act = caller.place_at_table(dish, key)
            crossing.set(Fault.NONE)
            while act.outcome == "ambiguous" and time.monotonic() < end:
                time.sleep(0.05)
                act = caller.place_at_table(dish, key)
        caller.close()


def _counter(shop: Shop, history: History, name: str, seed: int, end: float) -> None:
    """A cashier who takes orders, takes money, and now and then cancels."""
    dice = random.Random(seed)
    caller = Caller(name, shop.port, shop.token("manager"), history)
    with contextlib.suppress(OSError):
        dish = caller.menu()[0]
        while time.monotonic() < end:
            act: Act = caller.place(dish, new_key())
            if act.status in (0, 499):
                break
            if act.outcome == "ok" and dice.random() < 0.5:
                caller.pay(act.order_id, act.amount_fen, f"pay-{act.key}")
            elif act.outcome == "ok" and dice.random() < 0.3:
                caller.cancel(act.order_id, f"cancel-{act.key}")
    caller.close()


def _kitchen(shop: Shop, history: History, end: float) -> None:
    """A cook who looks what is new and marks it begun and done."""
    caller = Caller("kitchen", shop.port, shop.token("kitchen"), history)
    since = 0
    while time.monotonic() < end:
        feed = caller.look(f"/kitchen/events?since={since}")
        if feed is None:
            break
        for event in feed["events"]:
            since = event["seq"]
            if event["kind"] == "ticket_opened":
                for line in event["ticket"]["lines"][:1]:
                    caller.step(line["id"], "start", event["ticket"]["order_id"])
        time.sleep(0.1)
    caller.close()
