"""The shop of the kills: its data folder, both channels' simulators, and what their books say."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.core import clock as clocks
from app.core.db import db
from app.factory import create_app
from app.ledger import queries as ledger
from app.ordering import queries as orders
from app.ordering.models import OrderStatus
from app.ordering.settings import OrderingSettings, PayMode
from app.payments.attempts.models import LIVE, PaymentAttempt
from app.payments.channels import queries as accounts
from app.payments.channels import service as channels
from app.payments.models import Channel, Payment
from app.payments.refunds.models import Refund, RefundStatus
from app.settings import service as settings
from benchmarks.faults.clocked_serving import SteppedClock
from benchmarks.faults.money_world import quick, template
from benchmarks.shop import fresh_folder
from tests.factories import tables
from tests.factories.shop import make_shop
from tests.fixtures.installation import forget_everything, make_config
from tests.simulators.alipay import AlipaySimulator
from tests.simulators.wechat_pay import WeChatPaySimulator

_SECRET = "a secret of the campaign alone, as long as a real one is"  # noqa: S105 - opens nothing else
_UNDER_WAY = """
SELECT (SELECT count(*) FROM payment_attempt WHERE status IN ('asked', 'open') OR ask_at > '')
     + (SELECT count(*) FROM payment_refund WHERE status IN ('asked', 'processing'))
"""


@dataclass(frozen=True)
class Judged:
    """What came of it: fen that are with the wrong side, and how often something was wrong."""

    wrong_fen: int
    cancelled_fen: int
    doubles: int
    unknown: int
    faults: int


@dataclass
class MoneyShop:
    """`tokens` are phones, each at a table of its own; `hooks` where channels send messages."""

    folder: Path
    sims: dict[str, Any]
    tokens: list[str] = field(default_factory=list)
    hooks: dict[str, str] = field(default_factory=dict)
    store_id: str = ""
    dish_id: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """What the server is told at its start."""
        return {
            "CLOCK_FILE": str(self._clock_file),
            "KAIFAN_WECHAT_PAY_URL": self.sims["wechat"].base_url,
            "KAIFAN_ALIPAY_URL": self.sims["alipay"].gateway,
            "KAIFAN_HTTPS": "off",
        }

    @property
    def _clock_file(self) -> Path:
        return self.folder / "clock"

    def log(self) -> str:
        """What the server has printed."""
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def pass_time(self, *, minutes: float) -> None:
        """Let the shop's clock and the channels' go forward."""
        gone = float(self._clock_file.read_text() or 0) if self._clock_file.exists() else 0.0
        waiting = self._clock_file.with_suffix(".new")
        waiting.write_text(str(gone + 60 * minutes))
        waiting.replace(self._clock_file)

    def under_way(self) -> int:
        """How many payments and refunds have not come to their end."""
        return int(self._read(_UNDER_WAY) or 0)

    def payment_of(self, attempt_id: str) -> str:
        """The payment that an attempt became."""
        return str(self._read("SELECT id FROM payment WHERE attempt_id = ?", attempt_id))

    def _read(self, query: str, *given: str) -> Any:
        """A value out of the database that the server is writing."""
        address = f"file:{self.folder / 'kaifan.db'}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=10)) as rows:
            row = rows.execute(query, given).fetchone()
            return row and row[0]

    def judge(self, order_ids: list[str]) -> Judged:
        """Compare both sides' books about these orders; the server has ended."""
        with self._app_context():
            wrong = {order_id: self._wrong_fen(order_id) for order_id in order_ids}
            cancelled = [
                abs(fen) for order_id, fen in wrong.items()
                if orders.get_order(self.store_id, order_id).status is OrderStatus.CANCELLED
            ]  # fmt: skip
            return Judged(
                sum(map(abs, wrong.values())),
                sum(cancelled),
                self._doubles(),
                _count(PaymentAttempt, PaymentAttempt.status.in_(LIVE))
                + _count(Refund, Refund.status != RefundStatus.DONE),
                len(ledger.find_faults(self.store_id))
                + (sum(ledger.balances(self.store_id).values()) != 0),
            )

    def _wrong_fen(self, order_id: str) -> int:
        """What the channels hold for an order beyond what it was paid, or less."""
        order = orders.get_order(self.store_id, order_id)
        standing = 0 if order.status is OrderStatus.CANCELLED else order.paid_fen
        attempts = db.session.scalars(select(PaymentAttempt)).all()
        held = sum(
            self._held(each.channel.value, each.id) for each in attempts
            if order_id in each.order_ids
        )  # fmt: skip
        return held - (standing - order.refunded_fen)

    def _held(self, channel: str, number: str) -> int:
        trade = self.sims[channel].trades.get(number)
        if trade is None or trade.paid_at is None:
            return 0
        if channel == "wechat":
            back = sum(int(each["amount"]) for each in trade.refunds.values())
            return int(trade.total) - back
        return round(float(trade.total) * 100) - round(float(trade.refunded) * 100)

    def _doubles(self) -> int:
        """Payments booked twice, and more given back than was taken."""
        rows = select(func.count(Payment.id)).group_by(Payment.attempt_id)
        twice = sum(count - 1 for count in db.session.scalars(rows))
        below = [
            number for name, sim in self.sims.items() for number in sim.trades
            if self._held(name, number) < 0
        ]  # fmt: skip
        return twice + len(below)

    @contextmanager
    def _app_context(self) -> Iterator[None]:
        forget_everything()
        app = create_app(replace(make_config(self.folder), secret_key=_SECRET))
        with app.app_context():
            yield
            db.session.remove()
            db.engine.dispose()
        forget_everything()


@contextmanager
def opened_shop(phones: int) -> Iterator[MoneyShop]:
    """A shop that is paid first, by either channel, with so many phones at tables."""
    sims: dict[str, Any] = {"wechat": WeChatPaySimulator(), "alipay": AlipaySimulator()}
    try:
        with fresh_folder() as folder, quick():
            made = MoneyShop(folder, sims)
            shutil.copyfile(template(), folder / "kaifan.db")
            (folder / "secret.key").write_text(_SECRET)
            made.pass_time(minutes=0)
            with clocks.using(SteppedClock(folder / "clock")):
                with made._app_context():
                    _furnish(made, phones)
                yield made
    finally:
        for sim in sims.values():
            sim.stop()


def _furnish(made: MoneyShop, phones: int) -> None:
    accounts._made.clear()
    shop = make_shop()
    made.store_id, made.dish_id = shop.id, shop.dish["tofu"].id
    for name, sim in made.sims.items():
        account = channels.save_keys(Channel(name), sim.keys(), actor=shop.actor)
        channels.switch(Channel(name), is_on=True, actor=shop.actor)
        made.hooks[name] = f"/hooks/pay/{name}/{account.hook}"
    settings.save(OrderingSettings(pay_mode=PayMode.BEFORE), actor=shop.actor)
    for number in range(phones):
        table = tables.make_table(shop.actor, f"K{number:02d}", shop.areas[0])
        made.tokens.append(tables.sit_down(table, shop.actor))


def _count(kind: Any, condition: Any) -> int:
    return int(db.session.scalar(select(func.count()).select_from(kind).where(condition)) or 0)
