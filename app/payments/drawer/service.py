"""The verbs of the drawer: open and close a shift 交班, move cash, close the day 日结."""

from typing import Any

from app.core import audit, clock, sequences
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Invalid
from app.core.money import MAX_FEN
from app.ledger import queries as ledger_queries
from app.ledger import rules as books
from app.ledger import service as ledger
from app.ordering import queries as orders
from app.payments.accounts.errors import OwesLess
from app.payments.attempts import queries as attempts
from app.payments.drawer import queries
from app.payments.drawer.errors import MoneyUnsure, NoShift, ShiftOpen, TablesOpen
from app.payments.drawer.inputs import CountInput, MovementInput
from app.payments.drawer.models import CashMovement, DayClose, MovementKind, Shift
from app.stores import queries as stores

# What each movement does to the drawer, and the account on its other side.
_OTHER_SIDE = {
    MovementKind.DROP: (-1, books.SAFE),
    MovementKind.PAY_IN: (1, books.OTHER_INCOME),
    MovementKind.PAY_OUT: (-1, books.EXPENSES),
    MovementKind.HAND_IN: (1, books.COURIER),
}


@atomic
def open_shift(float_fen: int, *, actor: Actor) -> Shift:
    """Begin a shift with `float_fen` 备用金 in the drawer. Raises ShiftOpen.

    What lies in the drawer from before, because nobody opened a shift, goes to the safe first.
    """
    store_id = actor.store_id
    if queries.find_open(store_id) is not None:
        raise ShiftOpen
    opened_seq = ledger_queries.last_seq(store_id)
    shift = Shift(
        store_id=store_id,
        number=sequences.next_value(store_id, "cash_shift"),
        business_date=stores.get_facts(store_id).business_date(),
        opened_by=actor.name[:80],
        opened_at=clock.now(),
        opened_seq=opened_seq,
        float_fen=float_fen,
        counts={},
    )
    db.session.add(shift)
    db.session.flush()
    left = queries.drawer_fen(store_id)
    if left:
        postings = {books.DRAWER: -left, books.SAFE: left}
        shift.opened_seq = ledger.post("drawer_emptied", shift.id, postings, actor=actor)
    if float_fen:
        postings = {books.DRAWER: float_fen, books.SAFE: -float_fen}
        ledger.post("shift_opened", shift.id, postings, actor=actor)
    target = ("cash_shift", shift.id)
    audit.log("shift.opened", actor=actor, target=target, float_fen=float_fen)
    return shift


@atomic
def move_cash(given: MovementInput, *, actor: Actor) -> CashMovement:
    """Put cash into the drawer or take it out, with its reason. Raises NoShift.

    Couriers hand in at most what they carry: else OwesLess.
    """
    shift = _open_shift(actor)
    movement = CashMovement(
        store_id=actor.store_id,
        shift_id=shift.id,
        kind=given.kind,
        amount_fen=given.amount_fen,
        reason=given.reason,
        by=actor.name[:80],
        at=clock.now(),
    )
    db.session.add(movement)
    db.session.flush()
    sign, other = _OTHER_SIDE[given.kind]
    postings = {books.DRAWER: sign * given.amount_fen, other: -sign * given.amount_fen}
    ledger.post(given.kind.value, movement.id, postings, actor=actor, note=given.reason)
    if given.kind is MovementKind.HAND_IN:
        left = ledger_queries.balances(actor.store_id).get(books.COURIER, 0)
        if left < 0:
            raise OwesLess(owed_fen=left + given.amount_fen)
    target = ("cash_movement", movement.id)
    detail: dict[str, Any] = {"kind": given.kind.value, "amount_fen": given.amount_fen}
    audit.log("drawer.moved", actor=actor, target=target, reason=given.reason, **detail)
    return movement


@atomic
def close_shift(given: CountInput, *, actor: Actor) -> Shift:
    """End the shift with what was counted; the drawer is empty after it.

    Raises NoShift, Invalid for more than any drawer holds.

    What the books say is shown only afterwards, so that it cannot be counted towards.
    """
    shift, counted = _open_shift(actor), given.total_fen
    if counted > MAX_FEN:
        raise Invalid({"other": f"0–{MAX_FEN // 100}"})
    expected = queries.drawer_fen(actor.store_id)
    shift.expected_fen, shift.counted_fen = expected, counted
    shift.counts = {str(value): n for value, n in given.counts.items() if n}
    shift.note = given.note
    shift.closed_by, shift.closed_at = actor.name[:80], clock.now()
    shift.closed_seq = ledger_queries.last_seq(actor.store_id)
    if expected or counted:
        postings = {
            books.DRAWER: -expected,
            books.SAFE: counted,
            books.OVER_SHORT: expected - counted,
        }
        ledger.post("shift_closed", shift.id, postings, actor=actor, note=given.note)
    db.session.flush()
    audit.log(
        "shift.closed",
        actor=actor,
        target=("cash_shift", shift.id),
        expected_fen=expected,
        counted_fen=counted,
    )
    return shift


@atomic
def close_day(*, actor: Actor, carries_open: bool) -> DayClose:
    """Close the day: everything in the books since the last close, under the next Z number.

    Open bills are carried over only by choice. Raises ShiftOpen, TablesOpen, MoneyUnsure.
    """
    store_id = actor.store_id
    if queries.find_open(store_id) is not None:
        raise ShiftOpen
    if attempts.count_live(store_id):
        raise MoneyUnsure
    owing = orders.list_owing(store_id)
    due_fen = sum(order.due_fen for order in owing)
    if owing and not carries_open:
        names = sorted({order.table_name or f"#{order.number}" for order in owing})
        raise TablesOpen(tables=names, due_fen=due_fen)
    last = queries.find_last_close(store_id)
    after, until = (last.until_seq if last else 0), ledger_queries.last_seq(store_id)
    close = DayClose(
        store_id=store_id,
        z_number=sequences.next_value(store_id, "day_close"),
        business_date=stores.get_facts(store_id).business_date(),
        closed_by=actor.name[:80],
        closed_at=clock.now(),
        after_seq=after,
        until_seq=until,
        figures={
            "accounts": ledger_queries.balances(store_id, after_seq=after, until_seq=until),
            "cash": ledger_queries.by_kind(
                store_id, books.DRAWER, after_seq=after, until_seq=until
            ),
            "orders": queries.count_paid_orders(store_id, after_seq=after, until_seq=until),
            "carried": len(owing),
            "carried_fen": due_fen,
        },
    )
    db.session.add(close)
    db.session.flush()
    target = ("day_close", close.id)
    audit.log("day.closed", actor=actor, target=target, z=close.z_number, carried=len(owing))
    return close


def _open_shift(actor: Actor) -> Shift:
    shift = queries.find_open(actor.store_id)
    if shift is None:
        raise NoShift
    return shift
