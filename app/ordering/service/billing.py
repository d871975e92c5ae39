"""Pricing an order anew after one of its lines, discounts or fees changed."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext

from app.core.db import db
from app.ordering.errors import Overpaid, PriceOpen
from app.ordering.models import LineStatus, Order, OrderLine
from app.ordering.parts import queries as parts
from app.pricing.rules import PACKING_FEE
from app.pricing.stages import Change, LineCharge, OrderDiscount, Stage, bill

ROUND_DOWN = "round_down"


def rebill(order: Order) -> None:
    """Bring an order's sums up to date with its lines that stand, its discounts and fees.

    A discount is kept as {key, label, off_bp | off_fen}, rounding down as {key: "round_down",
    to_fen}, a fee as a change of the stage "fee". Packing is charged by the line that is packed.
    What was given back is no longer owed: it lowers both what was paid and what was refunded.
    Raises Overpaid when more was paid than the order would cost, BillIsSplit while it is in parts.
    """
    parts.refuse_split(order.store_id, [order.id])
    standing = [line for line in order.lines if line.status is not LineStatus.CANCELLED]
    billed = bill(
        [charge_of(line) for line in standing],
        [_discount(each) for each in order.discounts if each["key"] != ROUND_DOWN],
        [*(_fee(each) for each in order.fees), *_packing(standing)],
        next((each["to_fen"] for each in order.discounts if each["key"] == ROUND_DOWN), 1),
    )
    over_fen = max(order.paid_fen - billed.total_fen, 0)
    if over_fen > order.refunded_fen:
        raise Overpaid(over_fen=over_fen - order.refunded_fen)
    order.paid_fen -= over_fen
    order.refunded_fen -= over_fen
    for line, priced in zip(standing, billed.lines, strict=True):
        line.total_fen, line.net_fen = priced.total_fen, priced.net_fen
        line.shares = [share.as_json() for share in priced.shares]
    order.subtotal_fen = billed.subtotal_fen
    order.adjustments = [change.as_json() for change in billed.adjustments]
    order.total_fen = billed.total_fen
    db.session.flush()


def refuse_open_prices(orders: Iterable[Order]) -> None:
    """Object to billing what nobody has weighed or priced yet. Raises PriceOpen."""
    refuse_open_lines(line for order in orders for line in order.lines)


def refuse_open_lines(lines: Iterable[OrderLine]) -> None:
    """Object to lines whose price nobody has said yet. Raises PriceOpen."""
    names = [
        line.name
        for line in lines
        if line.is_price_open and line.status is not LineStatus.CANCELLED
    ]
    if names:
        listed = "、".join(dict.fromkeys(names))
        message = gettext("Weigh or price this first, then bill it: %(dishes)s", dishes=listed)
        raise PriceOpen(message, lines=names)


def charge_of(line: OrderLine) -> LineCharge:
    """What a line costs before the stages of its order."""
    changes = tuple(
        Change(Stage(each["stage"]), each["key"], each["label"], each["amount_fen"])
        for each in line.changes
    )
    return LineCharge(line.list_fen, changes, line.is_discountable)


def _discount(kept: dict[str, Any]) -> OrderDiscount:
    return OrderDiscount(kept["key"], kept["label"], kept.get("off_bp", 0), kept.get("off_fen", 0))


def _fee(kept: dict[str, Any]) -> Change:
    return Change(Stage.FEE, kept["key"], kept["label"], kept["amount_fen"])


def _packing(lines: list[OrderLine]) -> list[Change]:
    fen = sum(line.packing_fee_fen * line.quantity for line in lines)
    return [Change(Stage.FEE, PACKING_FEE, PACKING_FEE, fen)] if fen else []
