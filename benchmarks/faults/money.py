"""Money that comes late, twice, in any order or forged, and processes that die at any point.

The real client libraries speak to the simulators of both services over HTTP. At the end of each
story the channel's own books are compared with the shop's.
"""

import base64
import contextlib
import itertools
import random
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from sqlalchemy import select

from app.core.db import db
from app.payments.attempts import service as attempts
from app.payments.channels import queries as channels
from app.payments.errors import TooMuchRefunded
from app.payments.models import Payment
from app.payments.providers.base import Refused
from app.payments.refunds import service as refunds
from app.payments.refunds.inputs import RefundInput
from benchmarks.faults import money_kills
from benchmarks.faults.campaigns import Finding, Options
from benchmarks.faults.money_world import (
    CHANNELS,
    Killer,
    doubles,
    kept_wrongly,
    mortal,
    quick,
    survive,
    till_of,
)
from tests.payments.till import Till

T = TypeVar("T")
_STEPS = ("query", "close", "query again", "afterwards")
_EVENTS = ("message", "message again", "question", "time is up", "guest stops")
_REFUND = RefundInput(amount_fen=500, reason="campaign", expected_left_fen=1800)


class Tally:
    """What the stories of one kind came to."""

    def __init__(self, what: str) -> None:
        """Nothing yet."""
        self.what, self.stories, self.wrong_fen, self.doubles = what, 0, 0, 0
        self.possible = 0

    def add(self, till: Till) -> None:
        """Count a story that is over."""
        self.stories += 1
        self.wrong_fen += abs(kept_wrongly(till))
        self.doubles += doubles(till)

    def finding(self) -> Finding:
        """The row of the table."""
        of_all = f" of {self.possible}" if self.possible else ""
        words = f"{self.what}: {self.stories}{of_all} stories; fen kept wrongly, double effects"
        return Finding(words, f"{self.wrong_fen}, {self.doubles}", "0, 0")


def run(options: Options) -> list[Finding]:
    """The stories of this module, and a real server that is killed; short: some of each."""
    return [*stories(options), *money_kills.run(options)]


def stories(options: Options) -> list[Finding]:
    """Everything on both channels within this process; short: some of each with a fixed seed."""
    dice = random.Random(options.seed)
    with quick():
        return [
            success_at_each_step(options).finding(),
            permutations(options, dice).finding(),
            kills(options, dice).finding(),
            forgeries(options, dice),
        ]


def success_at_each_step(options: Options) -> Tally:
    """The guest pays just before each call that closes the attempt, and after all of them."""
    tally = Tally("paid at each step of query, close, query")
    for channel in CHANNELS[:1] if options.is_short else CHANNELS:
        for place in range(len(_STEPS)):
            with till_of(channel) as till:
                attempt = till.begin()
                _scan(till, attempt.id)
                _pay_before_call(till, attempt.id, place)
                till.clock.move(minutes=6)
                attempts.expire_unpaid()
                if till.sim.trades[attempt.id].paid_at is None:
                    pay_anyhow(till, attempt.id)
                    till.hear(attempt.id)
                till.settle()
                assert till.captured() == 1800
                tally.add(till)
    return tally


def permutations(options: Options, dice: random.Random) -> Tally:
    """A payment, and all that can be heard and done about it, in every order."""
    tally = Tally("message, repeat, question, time-up, stop in every order")
    orders = list(itertools.permutations(_EVENTS))
    for channel in CHANNELS:
        tally.possible += len(orders)
        for order in _some(orders, options, dice, short=1):
            with till_of(channel) as till:
                attempt = till.begin()
                till.sim.pay(attempt.id)
                for name in order:
                    _happen(till, attempt.id, name)
                till.settle()
                assert till.fresh().paid_fen == till.captured() == 1800
                tally.add(till)
    return tally


def kills(options: Options, dice: random.Random) -> Tally:
    """The process dies before or after each call of the channel and each commit."""
    tally = Tally("process dies at each point of paying, closing and giving back")
    for channel in (dice.choice(CHANNELS),) if options.is_short else CHANNELS:
        for story in (_paid_and_refunded, _closed_and_paid_late):
            count = Killer(None)
            with till_of(channel) as till, mortal(till, count):
                story(till)
            points = list(range(1, count.seen + 1))
            tally.possible += count.seen
            for at in _some(points, options, dice, short=2):
                with till_of(channel) as till:
                    with mortal(till, Killer(at)):
                        story(till)
                    till.settle()
                    tally.add(till)
    return tally


def forgeries(options: Options, dice: random.Random) -> Finding:
    """Messages with a bit changed, old ones, and other signatures: none is taken.

    A bit that leaves what is said and how it is signed as it was (`%2f` for `%2F`) forges nothing:
    it is tried again with another.
    """
    tried = taken = 0
    for channel in CHANNELS:
        with till_of(channel) as till:
            attempt = till.begin()
            till.sim.pay(attempt.id)
            headers, body = till.sim.message(attempt.id)
            for _ in range(40 if options.is_short else 400):
                tried += 1
                taken += _is_taken(till, headers, _forged(till, body, dice))
            for forged in _with_other_signatures(headers, dice):
                tried += 1
                taken += _is_taken(till, forged, body)
            assert till.fresh().paid_fen == 0 or taken
            assert till.hear(attempt.id), "the true one is taken"
    return Finding(f"forged messages: {tried}; accepted", str(taken), "0")


def pay_anyhow(till: Till, number: str) -> None:
    """The guest pays what the channel has closed already: what a race at the channel looks like."""
    till.sim.trades[number].state = "NOTPAY" if till.is_wechat else "WAIT_BUYER_PAY"
    till.sim.pay(number)


def _some(all_of: list[T], options: Options, dice: random.Random, *, short: int) -> list[T]:
    """All of them, or as many as the options say, drawn."""
    most = short if options.is_short else options.most
    return all_of if most is None else dice.sample(all_of, min(most, len(all_of)))


def _scan(till: Till, number: str) -> None:
    if not till.is_wechat:
        till.sim.scan(number)


def _pay_before_call(till: Till, number: str, place: int) -> None:
    """Let the guest pay just before the call of that place, once."""
    provider = channels.find_provider(till.shop.id, till.channel)
    calls = itertools.count()

    def wrapped(call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any) -> Any:
            if next(calls) == place:
                pay_anyhow(till, number)
            return call(*given)

        return run

    for name in ("query", "close"):
        setattr(provider, name, wrapped(getattr(provider, name)))


def _happen(till: Till, number: str, name: str) -> None:
    if name.startswith("message"):
        till.hear(number)
    elif name == "question":
        attempts.ask(number, is_due=False)
    elif name == "time is up":
        till.clock.move(minutes=6)
        attempts.expire_unpaid()
    else:
        attempts.retire(number)


def _paid_and_refunded(till: Till) -> None:
    """A guest pays, the channel tells, the shop gives a part back; the guest tries again."""
    for _ in range(2):
        if survive(till.begin) or till.sim.trades:
            break
    for number, trade in list(till.sim.trades.items()):
        if trade.paid_at is None and trade.state in ("NOTPAY", "WAIT_BUYER_PAY", ""):
            pay_anyhow(till, number)
        for _ in range(2):
            survive(partial(till.hear, number))
    for payment in _payments(till):
        for _ in range(2):
            survive(partial(_give_back, till, payment))


def _closed_and_paid_late(till: Till) -> None:
    """A guest does not pay in time, the attempt is closed, and the money comes all the same."""
    survive(till.begin)
    till.clock.move(minutes=6)
    for _ in range(2):
        survive(attempts.expire_unpaid)
    for number in list(till.sim.trades):
        pay_anyhow(till, number)
        for _ in range(2):
            survive(partial(till.hear, number))


def _payments(till: Till) -> list[str]:
    return list(db.session.scalars(select(Payment.id).where(Payment.store_id == till.shop.id)))


def _give_back(till: Till, payment_id: str) -> None:
    """The cashier presses once more when nothing was seen: the sum on the screen is the same."""
    with contextlib.suppress(TooMuchRefunded):
        refund = refunds.ask_refund(payment_id, _REFUND, actor=till.shop.person())
        refunds.carry_out(refund.id)


def _is_taken(till: Till, headers: dict[str, str], body: bytes) -> bool:
    try:
        attempts.hear(till.channel, till.hook, headers, body)
    except Refused:
        return False
    return True


def _forged(till: Till, body: bytes, dice: random.Random) -> bytes:
    """The message with a bit changed that changes what is said."""
    while True:
        forged = _with_a_bit_changed(body, dice)
        if till.is_wechat or _said(forged) != _said(body):
            return forged


def _said(form: bytes) -> tuple[list[tuple[str, str]], bytes]:
    """What a form says, its kind of signature with it, and the bytes of the signature."""
    fields = parse_qsl(form.decode("utf-8", "replace"), keep_blank_values=True)
    signature = dict(fields).get("sign", "")
    content = [(name, value) for name, value in fields if name != "sign"]
    try:
        return content, base64.b64decode(signature)
    except ValueError:
        return content, signature.encode()


def _with_a_bit_changed(body: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(body))
    return body[:place] + bytes([body[place] ^ (1 << dice.randrange(7))]) + body[place + 1 :]


def _with_other_signatures(headers: dict[str, str], dice: random.Random) -> list[dict[str, str]]:
    signature = base64.b64encode(dice.randbytes(256)).decode()
    name = "Wechatpay-Signature"
    if name not in headers:
        return []
    return [
        {**headers, name: signature},
        {**headers, name: ""},
        {**headers, "Wechatpay-Serial": "PUB_KEY_ID_0"},
        {**headers, "Wechatpay-Timestamp": "1"},
    ]
