"""Bad lines between the server and the payment channel: every call of a payment, every fault."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

from flask import current_app

from app.core.errors import AppError
from app.payments.attempts import service as attempts
from app.payments.channels import queries as channels
from app.payments.providers.base import Refused
from benchmarks.faults.campaigns import Finding, Options
from benchmarks.faults.money import Tally, _give_back, _payments, pay_anyhow
from benchmarks.faults.money_world import CHANNELS, quick, till_of
from benchmarks.faults.proxy import Crossing, Fault
from tests.payments.till import Till

_FAULTS = (Fault.DEAF, Fault.CUT)
_STEPS = 4


def run(options: Options) -> list[Finding]:
    """Each step of paying and giving back on a line that is cut, or that loses the answer."""
    tally = Tally("line to the channel cut, or its answers lost, at each step of a payment")
    with quick():
        for channel in CHANNELS[:1] if options.is_short else CHANNELS:
            for fault in _FAULTS[:1] if options.is_short else _FAULTS:
                for at in range(0, _STEPS, 2 if options.is_short else 1):
                    with till_of(channel) as till, crossing_to(till) as crossing:
                        pay_over(till, crossing, fault, at)
                        crossing.set(Fault.NONE)
                        till.settle()
                        tally.add(till)
    return [tally.finding()]


@contextmanager
def crossing_to(till: Till) -> Iterator[Crossing]:
    """A line between the shop and the channel's simulator."""
    name = "wechat_pay_url" if till.is_wechat else "alipay_url"
    config = current_app.config["KAIFAN"]
    address = urlsplit(getattr(config, name))
    with Crossing(int(address.port or 80)) as crossing:
        there = address._replace(netloc=f"{address.hostname}:{crossing.port}").geturl()
        current_app.config["KAIFAN"] = replace(config, **{name: there})
        channels._made.clear()
        yield crossing


def pay_over(till: Till, crossing: Crossing, fault: Fault, at: int) -> None:
    """Begin, ask, give back, ask again: the step `at` on a broken line."""
    steps: tuple[Callable[[], object], ...] = (
        till.begin,
        lambda: _paid_and_asked(till),
        lambda: _all_given_back(till),
        lambda: _all_given_back(till),
    )
    for number, step in enumerate(steps):
        crossing.set(fault if number == at else Fault.NONE)
        try:
            step()
        except (AppError, Refused):
            continue  # what the cashier and the guest are told: it is not known


def _all_given_back(till: Till) -> None:
    for each in _payments(till):
        _give_back(till, each)


def _paid_and_asked(till: Till) -> None:
    for number, trade in list(till.sim.trades.items()):
        if trade.paid_at is None:
            pay_anyhow(till, number)
    till.clock.move(minutes=1)
    attempts.ask_due()
