"""A business day seen three ways: by its orders, by the books, and by who held the money."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.ledger import queries as ledger
from app.ledger import rules as books
from app.payments import booking
from app.payments.checking import queries as checking
from app.payments.checking.models import BillCheck, DifferenceKind
from app.payments.drawer import queries as drawer
from app.payments.drawer.models import MovementKind, Shift
from app.payments.models import Channel
from app.payments.refunds import queries as refunds
from app.reports import queries as reports

BILLED = (Channel.WECHAT, Channel.ALIPAY)
# The entries by which the orders' money comes and goes; tips, floats and fees are others.
_OF_ORDERS = ("payment", "refund")


class Finding(StrEnum):
    """What the three sides of a channel say of each other, where they do not agree."""

    BOOKS = "books"
    BILL = "bill"
    SETTLED = "settled"
    NO_BILL = "no_bill"
    COUNT = "count"
    OPEN_SHIFT = "open_shift"
    NOT_COUNTED = "not_counted"
    COURIERS = "couriers"
    NO_LIST = "no_list"


@dataclass(frozen=True, slots=True)
class Sides:
    """A channel's day in fen: `orders_fen` and `books_fen` are what came less what went back.

    `theirs_fen` is the third side, what its holder says: the channel's bill, what was counted in
    the drawer, what the couriers handed in; None when nobody says. `own_fen` is what the shop has
    of the very same: the bill's hours, the drawer with its float.
    """

    channel: Channel
    orders_fen: int
    books_fen: int
    theirs_fen: int | None = None
    own_fen: int | None = None
    found: tuple[tuple[Finding, int], ...] = ()
    check: BillCheck | None = None
    kinds: tuple[DifferenceKind, ...] = ()
    shifts: tuple[Shift, ...] = ()


def list_sides(store_id: str, day: date) -> list[Sides]:
    """The channels by which money moved on a business day, with what they do not agree about."""
    paid = reports.paid_by(store_id, day)
    back = refunds.sums_by_channel(store_id, day)
    booked = ledger.by_account_and_kind(store_id, day)
    listed = []
    for channel in Channel:
        orders_fen = paid.get(channel.value, 0) - back.get(channel, 0)
        moved = _moved(booked, channel)
        books_fen = sum(moved.get(kind, 0) for kind in _OF_ORDERS)
        own = (channel, orders_fen, books_fen)
        if channel in BILLED:
            sides = _billed(store_id, day, *own)
        elif channel is Channel.CASH:
            sides = _counted(store_id, day, *own)
        elif channel is Channel.COD:
            sides = _handed_in(-moved.get(MovementKind.HAND_IN.value, 0), *own)
        else:
            sides = Sides(*own, found=(*_beside(*own), (Finding.NO_LIST, 0)))
        has_moved = channel.value in paid or channel in back or moved
        if has_moved or sides.check or sides.shifts:
            listed.append(sides)
    return listed


def _moved(booked: dict[str, dict[str, int]], channel: Channel) -> dict[str, int]:
    """What each kind of entry did to the accounts of a channel."""
    account = booking.asset_of(channel)
    if channel is not Channel.ON_ACCOUNT:
        return booked.get(account, {})
    # Each debtor has an account of their own, and its name begins with this.
    total: Counter[str] = Counter()
    for name, moved in booked.items():
        if name.startswith(account):
            for kind, fen in moved.items():
                total[kind] += fen
    return total


def _beside(_channel: Channel, orders_fen: int, books_fen: int) -> tuple[tuple[Finding, int], ...]:
    off = books_fen - orders_fen
    return ((Finding.BOOKS, off),) if off else ()


def _billed(store_id: str, day: date, channel: Channel, orders_fen: int, books_fen: int) -> Sides:
    found = _beside(channel, orders_fen, books_fen)
    check = checking.find_check(store_id, channel, day)
    if check is None or not check.is_done:
        found = (*found, (Finding.NO_BILL, 0))
        return Sides(channel, orders_fen, books_fen, found=found, check=check)
    differences = checking.list_differences(check.id)
    unseen = [each.kind for each in differences if each.settled_at is None]
    off = check.theirs_fen - check.ours_fen
    if unseen or (off and not differences):
        found = (*found, (Finding.BILL, off))
    elif off:
        found = (*found, (Finding.SETTLED, off))
    return Sides(
        channel,
        orders_fen,
        books_fen,
        check.theirs_fen,
        check.ours_fen,
        found,
        check,
        tuple(dict.fromkeys(unseen)),
    )


def _counted(store_id: str, day: date, channel: Channel, orders_fen: int, books_fen: int) -> Sides:
    found = list(_beside(channel, orders_fen, books_fen))
    shifts = drawer.list_of_day(store_id, day)
    closed = [each for each in shifts if each.closed_at is not None]
    if len(closed) < len(shifts):
        found.append((Finding.OPEN_SHIFT, 0))
    if any(each.over_fen for each in closed):
        found.append((Finding.COUNT, sum(each.over_fen for each in closed)))
    spans = [(each.opened_seq, each.closed_seq) for each in shifts]
    uncounted = ledger.sum_outside(store_id, books.DRAWER, day, kinds=_OF_ORDERS, spans=spans)
    if uncounted:
        found.append((Finding.NOT_COUNTED, uncounted))
    counted: dict[str, Any] = {}
    if closed:
        counted["theirs_fen"] = sum(each.counted_fen or 0 for each in closed)
        counted["own_fen"] = sum(each.expected_fen or 0 for each in closed)
    own = (channel, orders_fen, books_fen)
    return Sides(*own, found=tuple(found), shifts=tuple(shifts), **counted)


def _handed_in(handed_fen: int, channel: Channel, orders_fen: int, books_fen: int) -> Sides:
    found = _beside(channel, orders_fen, books_fen)
    left = books_fen - handed_fen
    if left:
        found = (*found, (Finding.COURIERS, left))
    return Sides(channel, orders_fen, books_fen, handed_fen, books_fen, found)
