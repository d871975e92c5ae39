"""What staff do with single lines: void, comp, change the price, weigh, hold, call, rush."""

from collections.abc import Callable
from typing import Any

from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db, insert_rows
from app.core.errors import Invalid
from app.core.ids import new_id
from app.core.money import MAX_FEN
from app.inventory import service as inventory
from app.ordering import queries, rules
from app.ordering.errors import IllegalTransition, SetPart
from app.ordering.events import LinesAmended, OrderCancelled, OrderChanged
from app.ordering.models import LineStatus, Order, OrderLine, OrderStatus
from app.ordering.parts import queries as parts
from app.ordering.service.billing import rebill, refuse_open_lines
from app.ordering.service.changing import give_back, release_settled, step_line
from app.ordering.service.scheduling import release_slot
from app.pricing.stages import Change, Stage

COMP = "comp"
PRICE_CHANGE = "price_change"
WASTE, STOCK = "waste", "stock"
GRAMS_PER_JIN = 500


@atomic
def void_line(
    line_id: str,
    *,
    actor: Actor,
    reason: str,
    quantity: int | None = None,
    of: int | None = None,
    to: str = WASTE,
) -> Order:
    """Take back a dish that was sent 退菜, or `quantity` of it; the kitchen is told.

    With `of`, the quantity that was on the screen, a part is taken once though it is sent twice.
    `to` says where the food goes: "waste", or "stock" when it can be sold again. A set meal goes
    with all its dishes. An order of which nothing is left is cancelled. Raises NotFound,
    IllegalTransition, SetPart, Overpaid, BillIsSplit, PortionPaid.
    """
    line = _standing_line(line_id, actor)
    order = line.order
    if line.parent_id is not None:
        raise SetPart
    _refuse_other(line, of)
    parts.refuse_settled(line, _count(line, quantity))
    gone = _whole_or_part(line, quantity)
    taken = [gone, *(each for each in order.lines if each.parent_id == gone.id)]
    for each in taken:
        _take_back(each, reason=reason, to=to)
    db.session.flush()
    db.session.expire(order, ["lines"])
    rebill(order)
    _write_down_void(gone, actor)
    _tell(order, taken, "void")
    _follow(order, actor)
    return order


@atomic
def comp_line(
    line_id: str,
    *,
    actor: Actor,
    reason: str,
    quantity: int | None = None,
    of: int | None = None,
) -> Order:
    """Give a dish, or `quantity` of it, for nothing 赠菜; `of` as for `void_line`.

    Raises NotFound, IllegalTransition, SetPart, PriceOpen, Overpaid, BillIsSplit, PortionPaid.
    """
    line = _priced_line(line_id, actor)
    _refuse_other(line, of)
    parts.refuse_settled(line, _count(line, quantity))
    given = _whole_or_part(line, quantity)
    given.changes = [
        *(change for change in given.changes if change["key"] != COMP),
        Change(Stage.LINE_DISCOUNT, COMP, reason, -given.list_fen).as_json(),
    ]
    given.changes = _free(given.list_fen, given.changes)
    return _priced(given, "line.comped", actor, reason=reason, quantity=given.quantity)


@atomic
def withdraw_comp(line_id: str, *, actor: Actor) -> Order:
    """Charge for a dish after all that was given for nothing. Raises NotFound."""
    line = _standing_line(line_id, actor)
    parts.refuse_settled(line, line.quantity)
    line.changes = [change for change in line.changes if change["key"] != COMP]
    return _priced(line, "line.comp_withdrawn", actor)


@atomic
def change_price(line_id: str, unit_fen: int, *, actor: Actor, reason: str) -> Order:
    """Charge `unit_fen` for each portion of a line 改价.

    Raises NotFound, Invalid, SetPart, PriceOpen.
    """
    line = _priced_line(line_id, actor)
    parts.refuse_settled(line, line.quantity)
    _within(unit_fen * line.quantity)
    before = line.unit_price_fen
    others = [change for change in line.changes if change["key"] != PRICE_CHANGE]
    usual = line.list_fen + sum(each["amount_fen"] for each in others if each["key"] != COMP)
    off = unit_fen * line.quantity - usual
    if off:
        others.append(Change(Stage.LINE_DISCOUNT, PRICE_CHANGE, reason, off).as_json())
    line.changes = _free(line.list_fen, others)
    line.unit_price_fen = unit_fen
    return _priced(
        line, "line.price_changed", actor, before_fen=before, after_fen=unit_fen, reason=reason
    )


@atomic
def set_weight(line_id: str, grams: int, *, actor: Actor) -> Order:
    """Weigh a dish that is sold by the 500 g 称重菜: its price is final now.

    Raises NotFound, Invalid, IllegalTransition for a dish that is not weighed.
    """
    line = _standing_line(line_id, actor)
    if not line.is_price_open:
        raise IllegalTransition
    # Half a fen and more goes up, as scales that print prices do.
    fen = (line.unit_price_fen * grams * 2 + GRAMS_PER_JIN) // (GRAMS_PER_JIN * 2)
    _within(fen)
    line.weight_grams, line.list_fen, line.is_price_open = grams, fen, False
    return _priced(line, "line.weighed", actor, grams=grams, amount_fen=fen)


@atomic
def set_market_price(line_id: str, unit_fen: int, *, actor: Actor) -> Order:
    """Say what a dish at the day's price 时价 costs.

    Raises NotFound, Invalid, IllegalTransition for a dish whose price is known.
    """
    line = _standing_line(line_id, actor)
    if not line.is_price_open:
        raise IllegalTransition
    _within(unit_fen * line.quantity)
    line.unit_price_fen, line.is_price_open = unit_fen, False
    line.list_fen = unit_fen * line.quantity
    return _priced(line, "line.market_price_set", actor, amount_fen=line.list_fen)


@atomic
def hold_line(line_id: str, *, actor: Actor) -> OrderLine:
    """Have the kitchen wait with a dish 等叫. Raises NotFound, IllegalTransition."""
    line = step_line(line_id, "hold", actor=actor)
    _tell(line.order, [line], "change")
    return line


@atomic
def fire_lines(line_ids: list[str], *, actor: Actor) -> None:
    """Call for dishes that are on hold 叫起; those that are not are left alone. Raises NotFound."""
    _by_order(line_ids, actor, _fire, "fire")


@atomic
def rush_lines(line_ids: list[str], *, actor: Actor) -> None:
    """Ask the kitchen to hurry with dishes 催菜 that are not done yet. Raises NotFound."""
    _by_order(line_ids, actor, _rush, "rush")


def _fire(line: OrderLine, actor: Actor) -> bool:
    if line.status is not LineStatus.HELD:
        return False
    step_line(line.id, "fire", actor=actor)
    return True


def _rush(line: OrderLine, actor: Actor) -> bool:
    if line.status not in (LineStatus.PLACED, LineStatus.COOKING):
        return False
    line.rushed_at = clock.now()
    audit.log("line.rushed", actor=actor, target=("order_line", line.id), order=line.order_id)
    return True


def _by_order(
    line_ids: list[str], actor: Actor, act: Callable[[OrderLine, Actor], bool], kind: str
) -> None:
    changed: dict[str, list[OrderLine]] = {}
    for line_id in line_ids:
        line = queries.get_line(actor.store_id, line_id)
        if line.order.status in rules.IN_KITCHEN and act(line, actor):
            changed.setdefault(line.order_id, []).append(line)
    db.session.flush()
    for lines in changed.values():
        _tell(lines[0].order, lines, kind)


def _standing_line(line_id: str, actor: Actor) -> OrderLine:
    line = queries.get_line(actor.store_id, line_id)
    if line.status is LineStatus.CANCELLED or line.order.status is OrderStatus.CANCELLED:
        raise IllegalTransition
    return line


def _priced_line(line_id: str, actor: Actor) -> OrderLine:
    """A line whose price is known: a weight that came later would undo what was done to it."""
    line = _standing_line(line_id, actor)
    if line.parent_id is not None:
        raise SetPart
    if line.is_price_open:
        refuse_open_lines([line])
    return line


def _refuse_other(line: OrderLine, of: int | None) -> None:
    if of not in (None, line.quantity):
        raise IllegalTransition


def _count(line: OrderLine, quantity: int | None) -> int:
    wanted = line.quantity if quantity is None else quantity
    if not 1 <= wanted <= line.quantity:
        raise Invalid({"quantity": f"1–{line.quantity}"})
    return wanted


def _whole_or_part(line: OrderLine, quantity: int | None) -> OrderLine:
    wanted = _count(line, quantity)
    if wanted == line.quantity:
        return line
    if line.is_set:
        raise Invalid({"quantity": f"{line.quantity}"})
    return part_of(line, wanted)


def part_of(line: OrderLine, quantity: int) -> OrderLine:
    """Split `quantity` portions off a line: a line of their own, with their share of the money."""
    kept = {column.key: getattr(line, column.key) for column in OrderLine.__table__.columns}
    share = {"list_fen": line.list_fen * quantity // line.quantity}
    changes = [
        {**each, "amount_fen": _portion(each["amount_fen"], quantity, line.quantity)}
        for each in line.changes
    ]
    changes = _free(share["list_fen"], changes)
    split = {**kept, **share, "id": new_id(), "quantity": quantity, "changes": changes}
    split["total_fen"] = max(split["list_fen"] + sum(c["amount_fen"] for c in changes), 0)
    split["net_fen"], split["shares"] = split["total_fen"], []
    line.list_fen -= split["list_fen"]
    line.changes = [
        {**whole, "amount_fen": whole["amount_fen"] - part["amount_fen"]}
        for whole, part in zip(line.changes, changes, strict=True)
    ]
    line.changes = _free(line.list_fen, line.changes)
    line.quantity -= quantity
    insert_rows(OrderLine, split)
    inventory.split_line(
        line.order.store_id, line.id, split["id"], part=quantity, of=quantity + line.quantity
    )
    db.session.expire(line.order, ["lines"])
    return db.session.get_one(OrderLine, split["id"])


def _free(list_fen: int, changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The changes of a line; a comp among them takes all that it would cost, to the fen."""
    raised = sum(change["amount_fen"] for change in changes if change["key"] != COMP)
    whole = max(list_fen, list_fen + raised)
    return [{**each, "amount_fen": -whole} if each["key"] == COMP else each for each in changes]


def _portion(fen: int, quantity: int, of: int) -> int:
    """A part of an amount, rounded towards nothing: what is given away whole stays so in parts."""
    part = abs(fen) * quantity // of
    return part if fen >= 0 else -part


def _take_back(line: OrderLine, *, reason: str, to: str) -> None:
    if line.status is LineStatus.CANCELLED:
        return
    line.status = LineStatus.CANCELLED
    line.voided_at, line.void_reason, line.void_to = clock.now(), reason, to
    if to == STOCK:
        give_back(line.order.store_id, [line])


def _write_down_void(gone: OrderLine, actor: Actor) -> None:
    audit.log(
        "line.voided",
        actor=actor,
        target=("order_line", gone.id),
        order=gone.order_id,
        name=gone.name,
        quantity=gone.quantity,
        amount_fen=gone.total_fen,
        reason=gone.void_reason,
        to=gone.void_to,
    )


def _follow(order: Order, actor: Actor) -> None:
    """The order's own status after lines of it were taken back."""
    standing = [each for each in order.lines if each.status is not LineStatus.CANCELLED]
    if order.status is OrderStatus.COMPLETED:
        return  # The guests have left: what is corrected now changes the sum, not the story.
    if not standing:
        release_slot(order)
        order.status, order.cancelled_at = OrderStatus.CANCELLED, clock.now()
        audit.log("order.cancelled", actor=actor, target=("order", order.id), reason="voided")
        # Each line was told of already: the kitchen has nothing more to hear.
        session_id = order.table_session_id
        events.publish(OrderCancelled(order.store_id, order.id, session_id, was_in_kitchen=False))
    elif order.status in rules.IN_KITCHEN:
        order.status = rules.order_status_of(each.status for each in order.lines if not each.is_set)
    db.session.flush()
    release_settled(order, actor=actor)


def _priced(line: OrderLine, action: str, actor: Actor, **detail: object) -> Order:
    order = line.order
    db.session.flush()
    rebill(order)
    audit.log(action, actor=actor, target=("order_line", line.id), order=order.id, **detail)
    release_settled(order, actor=actor)
    events.publish(OrderChanged(order.store_id, order.id, order.table_session_id))
    return order


def _tell(order: Order, lines: list[OrderLine], kind: str) -> None:
    events.publish(
        LinesAmended(
            order.store_id,
            order.id,
            tuple(line.id for line in lines),
            order.table_session_id,
            kind,
            in_kitchen=order.kitchen_at is not None,
        )
    )


def _within(fen: int) -> None:
    if not 0 <= fen <= MAX_FEN:
        raise Invalid({"amount": f"0–{MAX_FEN // 100}"})
