"""A whole business day at a hurried clock, with every mild fault at random, and all laws after it.

The day is a row of scenes in which tables, counter, kitchen and manager are at work while the
shop's clock runs ten times as fast as the machine's; the empty hours between them are left out by
setting the clock. Between the scenes nothing is broken, everything is asked until it is known, and
every law must hold.
"""

import contextlib
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.faults import soak_laws, soak_staff
from benchmarks.faults.campaigns import Finding, Options
from benchmarks.faults.crash_images import Examiner, Verdict
from benchmarks.faults.history import Act, Caller, History, new_key
from benchmarks.faults.proxy import Crossing
from benchmarks.faults.recorder import read_base
from benchmarks.faults.soak_day import Day
from benchmarks.faults.soak_faults import Trouble
from benchmarks.faults.soak_report import table
from benchmarks.faults.soak_screens import Screens
from benchmarks.faults.soak_shop import Restaurant
from benchmarks.faults.soak_staff import Hand, Scene

_MINUTES, _SHORT_MINUTES = 10.0, 0.15
_HERE = ZoneInfo("Asia/Shanghai")
_IDLE_WITHIN_S = 45.0
_HOP = timedelta(hours=6)
_TABLES, _PHONES, _SCREENS = 3, 2, 3
# When the shop's scenes begin, in minutes since midnight of the day; one goes past 04:00.
WHOLE_DAY = ("10:00", "11:45", "12:30", "13:45", "17:15", "18:00", "19:00", "20:15", "22:00",
             "24:30", "27:57", "34:00")  # fmt: skip
SHORT_DAY = ("27:59",)
_LIVES_ON_FROM = 8
_OWED = """
SELECT id FROM customer_order WHERE status NOT IN ('cancelled', 'waiting', 'unpaid', 'scheduled')
AND total_fen > paid_fen
"""
_STUCK_JOBS = "SELECT id FROM print_job WHERE status IN ('expired', 'failed')"
# Of each business day: what its orders cost, what was paid, what was given back.
_DAYS = """
SELECT o.business_date, sum(o.total_fen) FILTER (WHERE o.status <> 'cancelled'),
    (SELECT coalesce(sum(x.amount_fen), 0) FROM ledger_posting x
     JOIN ledger_entry e ON e.id = x.entry_id WHERE e.kind = 'payment'
     AND x.account = 'drawer' AND e.business_date = o.business_date),
    (SELECT coalesce(sum(x.amount_fen), 0) FROM ledger_posting x
     JOIN ledger_entry e ON e.id = x.entry_id WHERE x.account = 'refunds'
     AND e.business_date = o.business_date)
FROM customer_order o GROUP BY o.business_date
"""
_IN_KITCHEN = """
SELECT l.id, l.status, l.order_id FROM order_line l JOIN customer_order o ON o.id = l.order_id
WHERE l.status IN ('placed', 'cooking', 'done') AND o.status IN ('placed', 'cooking', 'ready')
"""


def run(options: Options) -> list[Finding]:
    """The day's table."""
    return table(play(options))


def play(
    options: Options,
    *,
    weakness: str = "",
    only: tuple[str, ...] = (),
    keep: Path | None = None,
) -> Day:
    """Play a day, look at it in its pauses and at its end; `keep` gets a copy of its database.

    With a `weakness` of `careless_serving` the server lacks one of its defences; the faults are of
    all kinds, or of `only` some.
    """
    minutes = options.minutes or (_SHORT_MINUTES if options.is_short else _MINUTES)
    hours = SHORT_DAY if options.is_short else WHOLE_DAY
    chance = random.Random(options.seed)
    with Restaurant(weakness) as place, contextlib.ExitStack() as stack:
        day = _open(place, chance, stack)
        day.trouble.only = only
        midnight = _next_midnight()
        for number, hour in enumerate(hours):
            _jump(day, midnight + _minutes(hour))
            # The last hours are one life, so that it is seen what a life comes to hold.
            day.trouble.spares_server = number >= _LIVES_ON_FROM
            _scene(day, 60 * minutes / len(hours), is_first=number == 0)
            _settle_all(day)
            if hour.startswith("27"):
                _close_day(day)
            _look(day, f"after {hour}")
        _look_at_the_end(day)
        if keep is not None:
            # With what may still lie in its log.
            place.copy_to(keep)
    return day


def _open(place: Restaurant, chance: random.Random, stack: contextlib.ExitStack) -> Day:
    def line() -> Crossing:
        return stack.enter_context(Crossing(place.port, chance.randrange(1 << 30)))

    place.clock.go_to(datetime.now(UTC))
    place.begin()
    roles = ["guests"] * _TABLES + ["cashier", "manager", "kitchen", "owner", "waiter"]
    people = [Hand(role, line(), random.Random(chance.random())) for role in roles]
    lines = [line() for _ in range(_SCREENS)]
    screens = stack.enter_context(Screens(lines, place.shop.token("kitchen")))
    broken = [each.line for each in people]
    trouble = Trouble(place, broken, lines, random.Random(chance.random()))
    return Day(place, History(), chance, people, trouble, screens)


def _next_midnight() -> datetime:
    """After now, so that the shop's clock goes forward alone."""
    return datetime.now(_HERE).replace(
        hour=0, minute=0, second=0, microsecond=0
    ) + timedelta(days=1)  # fmt: skip


def _minutes(hour: str) -> timedelta:
    hours, minutes = hour.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def _jump(day: Day, moment: datetime) -> None:
    """Leave the hours until `moment` out; everybody looks in so often that no login ends."""
    while True:
        left = moment - datetime.fromtimestamp(day.place.clock.now(), UTC)
        day.place.clock.go_to(moment if left < _HOP else moment - left + _HOP)
        time.sleep(0.3)
        for role in ("owner", "manager", "cashier", "waiter", "kitchen"):
            with contextlib.closing(_quiet_caller(day, role)) as caller:
                caller.look("/menu")
        if left < _HOP:
            return


def _quiet_caller(day: Day, role: str) -> Caller:
    return Caller(role, day.place.port, day.place.shop.token(role), day.history)


def _must(day: Day, act: Act) -> Act:
    """In a quiet shop nothing is refused."""
    if act.outcome != "ok":
        day.breaches.append(f"a quiet shop refused: {act.op} {act.status}")
    return act


def _scene(day: Day, seconds: float, *, is_first: bool) -> None:
    """People come, and things go wrong."""
    if is_first or not day.place.read("SELECT 1 FROM cash_shift WHERE closed_at IS NULL"):
        with contextlib.closing(_quiet_caller(day, "cashier")) as caller:
            _must(day, caller.form("open shift", "/counter/shift", {"float": "500"}, new_key()))
    tokens = _seat(day)
    began = time.monotonic()
    scene = Scene(day.place, day.history, began + seconds)
    guests = [each for each in day.people if each.role == "guests"]
    work: list[Callable[[], None]] = [
        partial(soak_staff.share_a_cart, hand, scene, tokens[n]) for n, hand in enumerate(guests)
    ]
    work += [
        partial(soak_staff.serve_counter, day.hand("cashier"), scene),
        partial(soak_staff.serve_counter, day.hand("owner"), scene),
        partial(soak_staff.lead_the_house, day.hand("manager"), scene),
        partial(soak_staff.cook, day.hand("kitchen"), scene),
        partial(day.trouble.make, scene.end, (0.5, 2.0 if seconds < 20 else 5.0)),
    ]
    threads = [threading.Thread(target=_kept(each, day)) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    day.scenes += 1
    day.served_s += time.monotonic() - began


def _kept(work: Callable[[], None], day: Day) -> Callable[[], None]:
    """A person who falls is a fault of the campaign, and is told of."""

    def careful() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - it must not be lost in its thread
            day.breaches.append(f"{type(error).__name__} in the campaign: {error}")

    return careful


def _seat(day: Day) -> list[list[str]]:
    """Two phones at each of the first tables."""
    found = []
    with contextlib.closing(_quiet_caller(day, "waiter")) as waiter:
        for table_ in day.place.shop.demo["tables"][:_TABLES]:
            waiter.act("open", "POST", f"/tables/{table_['id']}/open", {}, new_key())
            tokens = []
            for _ in range(_PHONES):
                body = {"code": table_["code"]}
                _must(day, waiter.act("join", "POST", "/table-sessions", body, new_key()))
                tokens.append(str(waiter.last.json()["token"]) if waiter.last else "")
            found.append(tokens)
    return found


def _settle_all(day: Day) -> None:
    """The faults are over: the kitchen ends, money is taken, tables are cleared, all is printed."""
    place = day.place
    place.wait_until_ready()
    with contextlib.closing(_quiet_caller(day, "kitchen")) as cook:
        for step in ("start", "done", "serve"):
            status = {"start": "placed", "done": "cooking", "serve": "done"}[step]
            for line_id, is_now, order_id in place.read(_IN_KITCHEN):
                if is_now == status:
                    _must(day, cook.step(line_id, step, order_id))
    with contextlib.closing(_quiet_caller(day, "cashier")) as cashier:
        for (order_id,) in place.read(_OWED):
            paid = soak_staff.settle(cashier, order_id)
            if paid is not None:
                _must(day, paid)
    with contextlib.closing(_quiet_caller(day, "waiter")) as waiter:
        for table_id, in place.read("SELECT table_id FROM table_session WHERE status = 'open'"
                                    " AND merged_into_id IS NULL"):  # fmt: skip
            _must(day, waiter.act("clear", "POST", f"/tables/{table_id}/clear", {}, new_key()))
    _print_all(day)


def _print_all(day: Day) -> None:
    """Slips that waited for too long are printed by somebody's wish, the others by themselves."""
    day.place.shop.wait_until_idle(_IDLE_WITHIN_S)
    with contextlib.closing(_quiet_caller(day, "owner")) as owner:
        for (job_id,) in day.place.read(_STUCK_JOBS):
            day.by_hand += 1
            _must(day, owner.form("print", f"/backoffice/jobs/{job_id}/retry", {}, new_key()))
    day.place.shop.wait_until_idle(_IDLE_WITHIN_S)


def _close_day(day: Day) -> None:
    """Count the drawer and close the day under its Z number."""
    with contextlib.closing(_quiet_caller(day, "cashier")) as cashier:
        _must(day, cashier.form("end shift", "/counter/shift/end", {"other": "500"}, new_key()))
    with contextlib.closing(_quiet_caller(day, "owner")) as owner:
        before = day.place.read("SELECT count(*) FROM day_close")
        _must(day, owner.form("close day", "/backoffice/days", {"carries_open": "1"}, new_key()))
        if day.place.read("SELECT count(*) FROM day_close") == before:
            day.breaches.append("the day could not be closed")


def _look(day: Day, when: str) -> None:
    """All laws that can be looked at while the shop is open."""
    file = day.place.data / "kaifan.db"
    found = [
        *soak_laws.broken_laws(file),
        *soak_laws.broken_answers(file, day.history.acts),
        *day.screens.wrong(day.place),
        *_wrong_reports(day),
    ]
    day.breaches += [f"{when}: {each}" for each in found]


def _wrong_reports(day: Day) -> list[str]:
    """What the report of a business day says otherwise than the books and the orders."""
    found = []
    with contextlib.closing(_quiet_caller(day, "owner")) as owner:
        for date, *wanted in day.place.read(_DAYS):
            told = owner.look(f"/reports/days/{date}") or {}
            said = [told.get("net_fen"), sum(told.get("paid_by", {}).values()),
                    told.get("refunds_fen")]  # fmt: skip
            if said != wanted:
                found.append(f"the report of {date} says {said}, the books {wanted}")
    return found


def _look_at_the_end(day: Day) -> None:
    """The shop is closed: what was printed, and the books' seals as well."""
    verdict = Verdict()
    day.place.end("closed")
    jobs = [taken.job for taken in day.place.printer.taken]
    day.paper = soak_laws.broken_paper(day.place.data / "kaifan.db", jobs)
    day.log = (day.place.data / "server.log").read_text(encoding="utf-8", errors="replace")
    with Examiner() as examiner:
        examiner.examine(read_base(day.place.data), [], verdict)
    if not verdict.is_clean:
        day.breaches.append(f"at the end: {verdict.first}")
