"""The table of docs/payments.md: every channel by every operation, each carried out here."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.core.clock import FixedClock
from app.core.db import db
from app.ledger import queries as ledger
from app.payments.attempts.training import Training
from app.payments.models import Channel, Payment
from app.payments.providers.base import Method, Phase, RefundOrder, RefundPhase, Refused, Verdict
from tests.factories.ordering import place_at_counter
from tests.factories.payments import pay
from tests.factories.shop import Shop
from tests.fixtures.installation import REPO_ROOT
from tests.payments.providers.test_operations import WAYS, Side
from tests.payments.refunding import give_back

OPERATIONS = (
    "create", "query", "close", "refund", "query_refund", "verify_notification", "download_bill",
)  # fmt: skip
BY_HAND = (Channel.CASH, Channel.STATIC_CODE, Channel.ON_ACCOUNT, Channel.COD)
_BEGIN, _END = "<!-- operations -->\n", "<!-- end -->"
_DAY = date(2026, 3, 1)
_FIRST, _SECOND = "kaifan000001", "kaifan000002"
_REFUND = RefundOrder("refund000001", _FIRST, 850, 1850, "退", "https://shop.example/r")
DOCS = REPO_ROOT / "docs" / "payments.md"


def rows_of_docs() -> dict[str, dict[str, str]]:
    """The table as it stands: by row and operation."""
    table = DOCS.read_text(encoding="utf-8").partition(_BEGIN)[2].partition(_END)[0]
    head, _line, *rows = [
        [cell.strip(" `") for cell in line.strip("| \n").split("|")] for line in table.splitlines()
    ]
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


class Run:
    """What was carried out of a row: yes, where the answer was the one that is right."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.done: dict[str, str] = {}

    def note(self, operation: str, *, is_right: bool) -> None:
        """One operation."""
        self.done[operation] = "yes" if is_right else "no"


@pytest.fixture
def side(app: Flask, clock: FixedClock, request: pytest.FixtureRequest) -> Iterator[Side]:
    made = Side(request.param)
    yield made
    made.sim.stop()


@pytest.mark.parametrize(("side", "method"), WAYS, indirect=["side"])
def test_every_way_of_a_channel(side: Side, method: Method, request: pytest.FixtureRequest) -> None:
    run, provider = Run(), side.provider
    code = {"auth_code": "130000000000000000"} if method is Method.CODE else {}
    opened = side.begin(_FIRST, method=method, **code)
    run.note("create", is_right=opened.verdict is Verdict.YES)
    if method is not Method.CODE:
        side.sim.pay(_FIRST)
    run.note("query", is_right=provider.query(_FIRST).phase is Phase.PAID)
    if method is Method.CODE:
        side.sim.code_outcome = "USERPAYING" if side.is_wechat else "10003"
    side.begin(_SECOND, method=method, **code)
    closed = provider.close(_SECOND, method)
    gone = provider.query(_SECOND).phase in (Phase.CLOSED, Phase.NONE)
    run.note("close", is_right=closed.verdict is Verdict.YES and gone)
    run.note("verify_notification", is_right=_is_told(side))
    run.note("refund", is_right=provider.refund(_REFUND).phase is RefundPhase.DONE)
    asked = provider.query_refund(_REFUND.number, _FIRST)
    run.note("query_refund", is_right=asked.phase is RefundPhase.DONE)
    bill = provider.download_bill(_DAY)
    listed = {(row.is_refund, row.amount_fen) for row in bill.rows}
    run.note("download_bill", is_right={(False, 1850), (True, 850)} <= listed)
    row = f"{request.node.callspec.params['side']} {method.value}"
    assert rows_of_docs()[row] == run.done


def _is_told(side: Side) -> bool:
    told = side.provider.verify_notification(*side.sim.message(_FIRST))
    return told.trade is not None and told.trade.phase is Phase.PAID


@pytest.mark.parametrize("method", [Method.TRAINING, Method.CODE])
def test_training(shop: Shop, clock: FixedClock, method: Method) -> None:
    run, provider = Run(), Training(shop.id)
    order: Any = Side.order
    wanted = order(_Nobody(), _FIRST, method=method, auth_code="9900000000000003")
    run.note("create", is_right=provider.create(wanted).verdict is Verdict.YES)
    if method is not Method.CODE:
        provider.pay(_FIRST)
    run.note("query", is_right=provider.query(_FIRST).phase is Phase.PAID)
    provider.create(order(_Nobody(), _SECOND, method=method, auth_code="9900000000000001"))
    closed = provider.close(_SECOND, method).verdict is Verdict.YES
    run.note("close", is_right=closed and provider.query(_SECOND).phase is Phase.CLOSED)
    run.note("refund", is_right=provider.refund(_REFUND).phase is RefundPhase.DONE)
    asked = provider.query_refund(_REFUND.number, _FIRST)
    run.note("query_refund", is_right=asked.phase is RefundPhase.DONE)
    with pytest.raises(Refused):
        provider.verify_notification({}, b"")
    assert provider.download_bill(_DAY).rows == ()
    run.done |= dict.fromkeys(("verify_notification", "download_bill"), "nobody to tell")
    assert rows_of_docs()[f"training {method.value}"] == run.done


class _Nobody:
    """The side of an order that has no simulator."""

    is_wechat = True


@pytest.mark.parametrize("channel", BY_HAND)
def test_by_hand(shop: Shop, channel: Channel) -> None:
    run = Run()
    name = {"account_name": "王总"} if channel is Channel.ON_ACCOUNT else {}
    taken = pay(shop.person(), place_at_counter(shop.actor, shop.dish["tofu"]), channel=channel,
                **name)  # fmt: skip
    payment = db.session.get_one(Payment, taken["id"])
    run.note("create", is_right=(payment.channel, payment.amount_fen) == (channel, 1800))
    back = give_back(shop, payment.id, 500)
    left = [fen for fen in ledger.balances(shop.id).values() if fen > 0]
    run.note("refund", is_right=back.done_at is not None and 1300 in left)
    others = set(OPERATIONS) - {"create", "refund"}
    run.done |= dict.fromkeys(others, "by hand")
    assert rows_of_docs()[channel.value] == run.done


def test_the_table_has_every_way_and_no_other() -> None:
    ways = [f"{side} {method.value}" for side, method in WAYS]
    training = [f"training {method.value}" for method in (Method.TRAINING, Method.CODE)]
    assert list(rows_of_docs()) == [*ways, *training, *(each.value for each in BY_HAND)]
    for row in rows_of_docs().values():
        assert tuple(row) == OPERATIONS
