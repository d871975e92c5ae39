"""A shop with a simulated channel for each story, and a process that can be made to die."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock as clocks
from app.core import migrating
from app.core.clock import FixedClock
from app.core.db import db
from app.factory import create_app
from app.ledger import queries as ledger
from app.ordering.models import OrderStatus
from app.payments.channels import queries as channels
from app.payments.models import Payment
from app.payments.providers import alipay, alipay_client, keys, wechat, wechat_client
from app.staff import hashing
from benchmarks.shop import fresh_folder
from tests.factories.shop import make_shop
from tests.fixtures.installation import MOMENT, forget_everything, make_config
from tests.fixtures.quick_routes import compiled_once
from tests.payments.till import Till
from tests.simulators.alipay import AlipaySimulator
from tests.simulators.wechat_pay import WeChatPaySimulator

CHANNELS = ("wechat", "alipay")
_CALLS = ("create", "query", "close", "refund", "query_refund")
_SIMULATORS: dict[str, Callable[[], Any]] = {
    "wechat": WeChatPaySimulator,
    "alipay": AlipaySimulator,
}
_shared: dict[str, Any] = {}


class Killed(BaseException):
    """The process is gone: nothing catches it, and what was not committed never was."""


class Killer:
    """Counts the points at which a process can die, and lets it die at one of them."""

    def __init__(self, at: int | None) -> None:
        """Die at the point `at`; None only counts."""
        self.at, self.seen = at, 0

    def point(self) -> None:
        """Pass a point."""
        self.seen += 1
        if self.seen == self.at:
            raise Killed

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The call with a point before and a point after it."""

        def run(*given: Any, **named: Any) -> Any:
            self.point()
            answer = call(*given, **named)
            self.point()
            return answer

        return run


@contextmanager
def till_of(channel: str) -> Iterator[Till]:
    """A fresh shop with an order to be paid by a channel's simulator."""
    sim = _simulator(channel)
    clock = FixedClock(MOMENT)
    with fresh_folder() as folder, clocks.using(clock):
        shutil.copyfile(template(), folder / "kaifan.db")
        forget_everything()
        channels._made.clear()
        app = create_app(make_config(folder))
        address = {"wechat_pay_url": sim.base_url} if channel == "wechat" else {}
        address = address or {"alipay_url": sim.gateway}
        app.config["KAIFAN"] = replace(app.config["KAIFAN"], **address)
        try:
            with app.app_context():
                yield Till(make_shop(), sim, clock)
                db.session.remove()
                db.engine.dispose()
        finally:
            if sim not in _shared.values():
                sim.stop()


def _simulator(channel: str) -> Any:
    """A service that knows nobody yet: a new one, or within `quick` the one that is there."""
    sim = _shared.get(channel) or _SIMULATORS[channel]()
    sim.trades.clear()
    if channel == "alipay":
        sim.handed_out.clear()
    return sim


@contextmanager
def mortal(till: Till, killer: Killer) -> Iterator[None]:
    """Let the process die before or after any call of the channel and any commit."""
    provider = channels.find_provider(till.shop.id, till.channel)
    assert provider is not None
    commit = Session.commit
    Session.commit = killer.around(commit)  # type: ignore[method-assign]
    for name in _CALLS:
        setattr(provider, name, killer.around(getattr(provider, name)))
    try:
        yield
    finally:
        Session.commit = commit  # type: ignore[method-assign]
        for name in _CALLS:
            delattr(provider, name)


def survive(step: Callable[[], object]) -> bool:
    """Do a step; False when the process died in it. What it held is gone, the database stays."""
    try:
        step()
    except Killed:
        db.session.rollback()
        db.session.expire_all()
        return False
    return True


def kept_wrongly(till: Till) -> int:
    """Fen that the channel holds for the shop beyond what standing orders were paid, or less."""
    order = till.fresh()
    standing = 0 if order.status is OrderStatus.CANCELLED else order.paid_fen
    is_sound = not ledger.find_faults(till.shop.id) and order.pending_payments == 0
    wrong = till.captured() - till.given_back() - (standing - order.refunded_fen)
    return wrong if is_sound or wrong else 1


def doubles(till: Till) -> int:
    """How many payments were booked twice, and captures given back more than once."""
    rows = select(func.count(Payment.id)).group_by(Payment.attempt_id)
    twice = sum(count - 1 for count in db.session.scalars(rows))
    return twice + (till.given_back() > till.captured())


@contextmanager
def quick() -> Iterator[None]:
    """Shops are made by the hundred: with the cheapest hashes, and keys and addresses read once."""
    _shared.update({name: make() for name, make in _SIMULATORS.items()})
    try:
        with compiled_once(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(hashing, "_hasher", PasswordHasher.from_parameters(CHEAPEST))
            patch.setattr(keys, "private_key", cache(keys.private_key))
            patch.setattr(wechat, "make_client", cache(wechat_client.make_client))
            patch.setattr(alipay, "make_client", cache(alipay_client.make_client))
            yield
    finally:
        while _shared:
            _shared.popitem()[1].stop()


@cache
def template() -> Path:
    """A migrated, empty database file, made once a run."""
    folder = Path(mkdtemp(prefix="kaifan-money-"))
    app = create_app(make_config(folder))
    migrating.upgrade(app)
    with app.app_context():
        db.engine.dispose()
    return folder / "kaifan.db"
