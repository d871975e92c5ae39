"""What must be true of a restaurant after whatever anybody did, and of each single step."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from app.ordering.models import LineStatus, OrderStatus
from app.payments.attempts.models import LIVE
from app.pricing import stages
from tests.machine.facts import Facts, audited_since

S = TypeVar("S")

_ = OrderStatus
# Where one step may take an order and a line. Written down here a second time, on purpose.
ORDER_STEPS = {
    _.UNPAID: {_.SCHEDULED, _.WAITING, _.PLACED, _.CANCELLED},
    _.SCHEDULED: {_.PLACED, _.CANCELLED},
    _.WAITING: {_.SCHEDULED, _.PLACED, _.CANCELLED},
    _.PLACED: {_.COOKING, _.READY, _.COMPLETED, _.CANCELLED},
    _.COOKING: {_.PLACED, _.READY, _.COMPLETED, _.CANCELLED},
    _.READY: {_.PLACED, _.COOKING, _.COMPLETED, _.CANCELLED},
    _.COMPLETED: set(),
    # Only an order whose money came too late is taken up again.
    _.CANCELLED: {_.UNPAID, _.PLACED},
}
_L = LineStatus
LINE_STEPS = {
    _L.HELD: {_L.PLACED, _L.CANCELLED},
    _L.PLACED: {_L.HELD, _L.COOKING, _L.DONE, _L.SERVED, _L.CANCELLED},
    _L.COOKING: {_L.PLACED, _L.DONE, _L.SERVED, _L.CANCELLED},
    _L.DONE: {_L.COOKING, _L.SERVED, _L.CANCELLED},
    _L.SERVED: {_L.DONE, _L.CANCELLED},
    _L.CANCELLED: {_L.PLACED, _L.HELD},
}
NOT_COOKED = {_.UNPAID, _.SCHEDULED, _.WAITING}
IN_KITCHEN = {_.PLACED, _.COOKING, _.READY}
_OVER = {_L.DONE, _L.SERVED, _L.CANCELLED}


def sums_are_exact(now: Facts) -> None:
    """An order is the sum of its lines and its named stages, a line of its own; nothing is < 0."""
    for order in now.orders:
        standing = [e for e in now.lines_of[order.id] if e.status is not _L.CANCELLED]
        if order.status is not _.CANCELLED:
            assert order.subtotal_fen == sum(line.total_fen for line in standing)
        adjusted = sum(change["amount_fen"] for change in order.adjustments)
        assert order.total_fen == order.subtotal_fen + adjusted >= 0
        assert 0 <= order.paid_fen <= order.total_fen
    for line in now.lines:
        changed = sum(change["amount_fen"] for change in line.changes)
        assert line.total_fen == max(line.list_fen + changed, 0)
        assert line.net_fen == line.total_fen + sum(e["amount_fen"] for e in line.shares) >= 0
        assert line.quantity > 0 and line.list_fen >= 0
        if line.is_price_open or line.parent_id is not None:
            assert line.total_fen == 0


def bills_are_their_stages(now: Facts) -> None:
    """What is written is what the stages make of the lines, discounts and fees that are kept."""
    for order in now.orders:
        if order.status is _.CANCELLED:
            continue
        standing = [e for e in now.lines_of[order.id] if e.status is not _L.CANCELLED]
        charges = [
            stages.LineCharge(
                line.list_fen,
                tuple(
                    stages.Change(stages.Stage(c["stage"]), c["key"], c["label"], c["amount_fen"])
                    for c in line.changes
                ),
                line.is_discountable,
            )
            for line in standing
        ]
        discounts = [
            stages.OrderDiscount(d["key"], "", d.get("off_bp", 0), d.get("off_fen", 0))
            for d in order.discounts
            if "to_fen" not in d
        ]
        fees = [stages.Change(stages.Stage.FEE, f["key"], "", f["amount_fen"]) for f in order.fees]
        packing = sum(line.packing_fee_fen * line.quantity for line in standing)
        fees.append(stages.Change(stages.Stage.FEE, "packing", "", packing))
        rounding = next((d["to_fen"] for d in order.discounts if "to_fen" in d), 1)
        billed = stages.bill(charges, discounts, fees, rounding)
        assert order.total_fen == billed.total_fen
        assert [line.net_fen for line in standing] == [line.net_fen for line in billed.lines]


def money_is_where_it_was_paid(now: Facts) -> None:
    """What an order has as paid is what payments brought to it less what went back, to the fen."""
    paid: Counter[str] = Counter()
    given: Counter[str] = Counter()
    touched: set[str] = set()
    back = {refund.payment_id for refund in now.refunds if not refund.is_automatic}
    for part in now.allocations:
        assert part.amount_fen > 0
        paid[part.order_id] += part.amount_fen
        given[part.payment_id] += part.amount_fen
        if part.payment_id in back:
            touched.add(part.order_id)
    for order in now.orders:
        assert 0 <= order.refunded_fen <= order.paid_fen
        assert order.paid_fen - order.refunded_fen <= paid[order.id]
        if order.id not in touched:
            assert (order.paid_fen, order.refunded_fen) == (paid[order.id], 0)
    kept = sum(order.paid_fen - order.refunded_fen for order in now.orders)
    assert kept == sum(each.amount_fen - each.refunded_fen for each in now.payments)
    of_payment: Counter[str] = Counter()
    for refund in now.refunds:
        of_payment[refund.payment_id] += refund.amount_fen
        given[refund.payment_id] += refund.amount_fen if refund.is_automatic else 0
    for payment in now.payments:
        assert payment.amount_fen == given[payment.id], (
            "money that nobody owes and nobody gives back"
        )
        assert payment.refunded_fen == of_payment[payment.id] <= payment.amount_fen


def nothing_captured_is_lost(now: Facts) -> None:
    """What the channel has is a payment, once; or the channel will be asked about it."""
    of_attempt = Counter(payment.attempt_id for payment in now.payments if payment.attempt_id)
    assert all(count == 1 for count in of_attempt.values())
    attempt_by_id = {attempt.id: attempt for attempt in now.attempts}
    for trade in now.trades:
        attempt = attempt_by_id[trade.number]
        assert (attempt.status == "paid") == (of_attempt[attempt.id] == 1)
        if trade.paid_at is not None and attempt.status != "paid":
            assert attempt.ask_at is not None, "paid at the channel, and nobody will look"
    pending: Counter[str] = Counter()
    for attempt in now.attempts:
        if attempt.status in LIVE:
            pending.update(attempt.order_ids)
    for order in now.orders:
        assert order.pending_payments == pending[order.id]


def the_books_are_the_money(now: Facts) -> None:
    """Every entry sums to zero, and each place holds what came into it less what left it."""
    assert all(entry.fen == 0 for entry in now.entries)
    books = {row.account: row.fen for row in now.books}
    went = sum(refund.amount_fen for refund in now.refunds if refund.done_at is not None)
    came = sum(payment.amount_fen for payment in now.payments)
    held = sum(
        fen for name, fen in books.items() if name == "drawer" or name.startswith("channel:")
    )
    assert held == came - went
    captured = {attempt.id for attempt in now.attempts if attempt.status == "paid"}
    at_channel = sum(
        trade.amount_fen - sum(trade.refunds.values())
        for trade in now.trades
        if trade.number in captured
    )
    assert books.get("channel:sandbox", 0) == at_channel


def slots_promise_what_is_held(now: Facts) -> None:
    """The minutes of a time of collection are those of the orders that still want it."""
    held: Counter[datetime] = Counter()
    for order in now.orders:
        if order.due_at is not None and order.status is not _.CANCELLED:
            held[order.due_at] += order.cook_minutes
    for slot in now.slots:
        assert slot.minutes == held[slot.starts_at]


def orders_follow_their_lines(now: Facts) -> None:
    """In the kitchen an order stands where its dishes do; a set meal goes with its dishes."""
    for order in now.orders:
        lines = now.lines_of[order.id]
        cooked = [e.status for e in lines if not e.is_set and e.status is not _L.CANCELLED]
        if order.status is _.CANCELLED:
            assert not cooked, "a cancelled order has a dish that stands"
        if order.status in IN_KITCHEN:
            assert cooked, "an order of which nothing is left stands in the kitchen"
            is_begun = any(status not in (_L.PLACED, _L.HELD) for status in cooked)
            is_ready = all(status in (_L.DONE, _L.SERVED) for status in cooked)
            wanted = _.READY if is_ready else _.COOKING if is_begun else _.PLACED
            assert order.status is wanted
        for line in lines:
            if line.parent_id is None:
                continue
            parent = now.line_by_id[line.parent_id]
            assert parent.order_id == line.order_id and parent.is_set
            assert (parent.status is _L.CANCELLED) == (line.status is _L.CANCELLED)
            assert line.quantity % parent.quantity == 0


def kitchen_knows_what_it_cooks(now: Facts) -> None:
    """A ticket at each station that has a dish of an accepted order, open while one is undone."""
    for order in now.orders:
        tickets = {ticket.station_id: ticket for ticket in now.tickets_of[order.id]}
        assert len(tickets) == len(now.tickets_of[order.id]), "two tickets at one station"
        if order.kitchen_at is None:
            assert not tickets, f"the kitchen has an order that is {order.status}"
            continue
        assert order.status not in NOT_COOKED
        cooked = defaultdict(list)
        for line in now.lines_of[order.id]:
            if not line.is_set:
                cooked[line.station_id].append(line.status)
        standing = {s for s, lines in cooked.items() if any(e is not _L.CANCELLED for e in lines)}
        assert standing <= tickets.keys()
        for station_id, ticket in tickets.items():
            # A station whose dishes went to another party's bill has nothing left to do here.
            is_over = all(status in _OVER for status in cooked[station_id])
            if order.status in IN_KITCHEN:
                assert (ticket.closed_at is not None) == is_over
            elif order.status is _.CANCELLED:
                assert ticket.closed_at is not None


def events_have_no_gaps(now: Facts) -> None:
    """The kitchen's events are numbered without a gap: none can be lost."""
    assert [event.seq for event in now.events] == list(range(1, len(now.events) + 1))


def parties_are_apart(now: Facts) -> None:
    """Who has left leaves nothing behind: no cart, nothing that is still to be cooked."""
    closed = {session.id for session in now.sessions if session.closed_at is not None}
    assert not closed & {line.session_id for line in now.cart_lines}
    ended = {_.COMPLETED, _.CANCELLED, _.SCHEDULED}
    for order in now.orders:
        if order.table_session_id in closed and order.status not in ended:
            # Money that was taken first is not forgotten: its dishes are cooked when it is whole.
            assert order.is_pay_first and order.paid_fen > 0


def parts_are_the_bill(now: Facts) -> None:
    """What the parts of a split bill still ask for is what its orders owe, to the fen."""
    for part in now.parts:
        shares = [share for share in now.shares if share.part_id == part.id]
        assert 0 <= part.paid_fen <= part.amount_fen
        if part.dissolved_at is None:
            assert part.amount_fen == sum(share.amount_fen for share in shares)
            assert part.paid_fen == sum(share.paid_fen for share in shares)
    for split in now.splits:
        if split.ended_at is not None:
            continue
        standing = {p.id for p in now.parts if p.split_id == split.id and p.dissolved_at is None}
        asked: Counter[str] = Counter()
        for share in now.shares:
            if share.part_id in standing:
                asked[share.order_id] += share.amount_fen - share.paid_fen
        for order_id, fen in asked.items():
            order = now.order_by_id[order_id]
            assert fen == order.total_fen - order.paid_fen, "the parts are not the bill"


LAWS: tuple[Callable[[Facts], None], ...] = (
    sums_are_exact,
    bills_are_their_stages,
    money_is_where_it_was_paid,
    nothing_captured_is_lost,
    the_books_are_the_money,
    slots_promise_what_is_held,
    parts_are_the_bill,
    orders_follow_their_lines,
    kitchen_knows_what_it_cooks,
    events_have_no_gaps,
    parties_are_apart,
)


def only_legal_steps(before: Facts, now: Facts) -> None:
    """Orders and lines went only where the drawings in docs/ordering.md let them go."""
    for order in now.orders:
        was = before.order_by_id.get(order.id)
        if was is not None:
            assert order.status in _reachable(ORDER_STEPS, was.status)
            assert order.placed_at == was.placed_at
            if order.business_date == was.business_date:
                assert order.number == was.number
    assert before.order_by_id.keys() <= now.order_by_id.keys(), "an order has vanished"
    for line in now.lines:
        earlier = before.line_by_id.get(line.id)
        if earlier is not None:
            assert line.status in _reachable(LINE_STEPS, earlier.status)
            assert line.name == earlier.name and line.options == earlier.options
    assert before.line_by_id.keys() <= now.line_by_id.keys(), "a line has vanished"


def all_is_audited(before: Facts, now: Facts, doers: set[str]) -> None:
    """Whatever an order went through is in the audit log, with who did it."""
    entries = audited_since(before.last_audit)
    assert all(entry.actor_id in doers or entry.actor_kind == "system" for entry in entries)
    named = {entry.target_id for entry in entries}
    paid = {part.order_id for part in now.allocations if part.payment_id in named}
    for order in now.orders:
        was = before.order_by_id.get(order.id)
        lines = now.lines_of[order.id]
        is_same = was is not None and _watched(order) == _watched(was)
        if is_same and all(_is_as_before(line, before) for line in lines):
            continue
        # What a party gave away is written down with the party that gave it.
        origin = was or before.order_by_id.get(order.split_from_id, order)
        parties = {order.table_session_id, origin.table_session_id}
        about = {order.id, *parties, *(line.id for line in lines)}
        assert named & about or order.id in paid, f"nobody wrote down what became of {order.id}"


def _watched(order: object) -> tuple[object, ...]:
    names = ("status", "total_fen", "paid_fen", "discounts", "fees", "table_id")
    return tuple(getattr(order, name) for name in names)


def _is_as_before(line: object, before: Facts) -> bool:
    was = before.line_by_id.get(line.id)  # type: ignore[attr-defined]
    names = ("status", "quantity", "changes", "list_fen", "rushed_at", "weight_grams")
    return was is not None and all(getattr(line, n) == getattr(was, n) for n in names)


def _reachable(steps: dict[S, set[S]], start: S) -> set[S]:
    found, wave = {start}, {start}
    while wave:
        wave = set().union(*(steps[each] for each in wave)) - found
        found |= wave
        # Nothing comes back from the dead but by its own door.
        wave = {each for each in wave if str(each) != "cancelled"}
    return found
