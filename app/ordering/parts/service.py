"""The verbs of bills in parts: split, take out, join, put together, and note what was paid."""

from collections.abc import Callable, Mapping, Sequence

from flask_babel import lazy_gettext
from sqlalchemy import select

from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Conflict, Invalid
from app.ordering.errors import BeingPaid, PartPaid
from app.ordering.events import OrderChanged
from app.ordering.models import Order, OrderStatus
from app.ordering.parts import queries, rules
from app.ordering.parts.models import BillPart, BillShare, BillSplit, SplitKind
from app.ordering.parts.rules import Owed, Part, Portion
from app.ordering.service.billing import refuse_open_prices
from app.ordering.service.bills import BillScope, expected_orders

MAX_PARTS = 40


@atomic
def split_evenly(scope: BillScope, persons: int, *, actor: Actor) -> BillSplit:
    """Split a bill among persons 平摊 (AA).

    Raises NotFound, PriceChanged, BillIsSplit, PriceOpen, Invalid.
    """
    if not 2 <= persons <= MAX_PARTS:
        raise Invalid({"persons": f"2–{MAX_PARTS}"})
    owing = _owing([scope], actor)
    return _make(SplitKind.EVEN, owing, actor, lambda: rules.even(_owed(owing), persons))


@atomic
def split_by_amounts(scope: BillScope, amounts: Sequence[int], *, actor: Actor) -> BillSplit:
    """Split a bill by amounts in fen; what is left is one more part. Raises as `split_evenly`."""
    if not 1 <= len(amounts) < MAX_PARTS:
        raise Invalid({"amounts": f"1–{MAX_PARTS - 1}"})
    owing = _owing([scope], actor)
    return _make(SplitKind.AMOUNTS, owing, actor, lambda: rules.by_amounts(_owed(owing), amounts))


@atomic
def split_by_items(
    scope: BillScope, groups: Sequence[Mapping[str, int]], *, actor: Actor
) -> BillSplit:
    """Split a bill by dishes: a part for each {line id: portions}, and one for all the rest.

    Raises as `split_evenly`.
    """
    if not 1 <= len(groups) < MAX_PARTS:
        raise Invalid({"groups": f"1–{MAX_PARTS - 1}"})
    owing = _owing([scope], actor)
    portions = queries.open_portions(owing)
    loose = _beyond_dishes(owing, portions)
    return _make(SplitKind.ITEMS, owing, actor, lambda: rules.by_items(portions, groups, loose))


@atomic
def join_bills(scopes: Sequence[BillScope], *, actor: Actor) -> BillSplit:
    """Make one bill of several tables' bills 合单; each table stays a party of its own.

    Raises as `split_evenly`.
    """
    owing = _owing(scopes, actor)
    whole = [each for each in _owed(owing) if each.fen]
    return _make(SplitKind.JOINT, owing, actor, lambda: [Part(tuple(whole))], least=1)


@atomic
def take_out(part_id: str, group: Mapping[str, int], *, actor: Actor) -> BillSplit:
    """Take dishes {line id: portions} out of an unpaid part into one of their own.

    Raises NotFound, PartPaid, Invalid.
    """
    part = _untouched(part_id, actor)
    kept = _kept_portions(part)
    loose = _beyond_portions(part, kept)
    divided = _divided(lambda: rules.by_items(kept, [group], loose), least=2)
    return _replace([part], divided, actor, "bill_part.divided")


@atomic
def join_parts(part_ids: Sequence[str], *, actor: Actor) -> BillSplit:
    """Make one part of several unpaid ones of the same bill. Raises NotFound, PartPaid, Invalid."""
    parts = [_untouched(part_id, actor) for part_id in dict.fromkeys(part_ids)]
    if len(parts) < 2 or len({part.split_id for part in parts}) > 1:
        raise Invalid({"parts": lazy_gettext("Choose two parts of the same bill.")})
    sums: dict[str, int] = {}
    for each in (share for part in parts for share in part.shares):
        sums[each.order_id] = sums.get(each.order_id, 0) + each.amount_fen
    joined = Part(tuple(Owed(order_id, fen) for order_id, fen in sums.items()), _together(parts))
    return _replace(parts, [joined], actor, "bill_part.joined")


@atomic
def add_later_orders(split_id: str, scope: BillScope, *, actor: Actor) -> BillSplit:
    """Make one more part of what was ordered since the split. Raises NotFound, Conflict."""
    split = queries.get_split(actor.store_id, split_id)
    covered = set(queries.order_ids_of(split))
    later = [
        order
        for order in expected_orders(scope, actor)
        if order.id not in covered and order.due_fen > 0
    ]
    if split.ended_at is not None or not later:
        raise Conflict
    refuse_open_prices(later)
    portions = queries.open_portions(later)
    part = Part(tuple(_owed(later)), tuple(portions) if split.kind is SplitKind.ITEMS else ())
    _write(split, [part])
    _say(split, later, actor, "bill.part_added")
    return split


@atomic
def put_together(split_id: str, *, actor: Actor) -> BillSplit:
    """End a split: its unpaid parts are one bill again; what was paid stays paid.

    Doing it twice changes nothing. Raises NotFound.
    """
    split = queries.get_split(actor.store_id, split_id)
    if split.ended_at is not None:
        return split
    orders = _orders_of(split)
    for part in split.standing:
        if part.open_fen:
            _cut_to_paid(part)
    split.ended_at = clock.now()
    db.session.flush()
    _say(split, orders, actor, "bill.put_together")
    return split


@atomic
def part_owed(part_id: str, *, actor: Actor) -> list[tuple[Order, int]]:
    """What paying a part settles: its orders, each with what is open of it in this part.

    The part stays locked until the end of the transaction. Raises NotFound, PartPaid.
    """
    part = queries.get_part(actor.store_id, part_id, locked=True)
    owed = [
        (order, min(share.amount_fen - share.paid_fen, order.due_fen))
        for share in part.shares
        for order in [db.session.get_one(Order, share.order_id)]
    ]
    owed = [(order, fen) for order, fen in owed if fen > 0]
    if part.dissolved_at is not None or not owed:
        raise PartPaid
    return owed


@atomic
def record_part_payment(part_id: str, paid: Mapping[str, int], *, actor: Actor) -> BillPart:
    """Note what a payment of a part settled, by order id in fen; the last one ends the split.

    The orders themselves are told by `record_payment`. Raises NotFound, PartPaid.
    """
    part = queries.get_part(actor.store_id, part_id, locked=True)
    for share in part.shares:
        share.paid_fen += paid.get(share.order_id, 0)
    part.paid_fen += sum(paid.values())
    if part.dissolved_at is not None or part.paid_fen > part.amount_fen:
        raise PartPaid
    split = queries.get_split(actor.store_id, part.split_id)
    if not any(each.open_fen for each in split.standing):
        split.ended_at = clock.now()
    db.session.flush()
    return part


@atomic
def note_printed(part_id: str, *, actor: Actor) -> int:
    """Count one more pre-bill of a part; how many were printed before. Raises NotFound."""
    part = queries.get_part(actor.store_id, part_id)
    part.printed += 1
    return part.printed - 1


def _owing(scopes: Sequence[BillScope], actor: Actor) -> list[Order]:
    """The orders of bills that owe something, free to be split.

    Raises BillIsSplit, BeingPaid, PriceOpen.
    """
    # A table that is named twice is on the bill once.
    named = {scope: expected_orders(scope, actor) for scope in scopes}
    found = list({order.id: order for orders in named.values() for order in orders}.values())
    owing = [order for order in found if order.status is not OrderStatus.WAITING and order.due_fen]
    ids = [order.id for order in owing]
    # Two tills that split the same bill at the same moment: the second waits here, and is refused.
    db.session.execute(select(Order.id).where(Order.id.in_(ids)).with_for_update())
    queries.refuse_split(actor.store_id, ids)
    if any(order.pending_payments for order in owing):
        raise BeingPaid
    refuse_open_prices(found)
    return owing


def _owed(orders: Sequence[Order]) -> list[Owed]:
    return [queries.owed_by(order) for order in orders]


def _beyond_dishes(orders: Sequence[Order], portions: Sequence[Portion]) -> list[Owed]:
    """What orders owe of which every dish is paid or gone: a fee, for example."""
    told = {each.order_id for each in portions}
    return [each for each in _owed(orders) if each.order_id not in told and each.fen]


def _beyond_portions(part: BillPart, kept: Sequence[Portion]) -> list[Owed]:
    sums = {share.order_id: share.amount_fen for share in part.shares}
    for each in kept:
        sums[each.order_id] -= each.fen
    return [Owed(order_id, fen) for order_id, fen in sums.items() if fen]


def _divided(divide: Callable[[], list[Part]], least: int) -> list[Part]:
    try:
        parts = divide()
    except ValueError:
        parts = []
    if not least <= len(parts) <= MAX_PARTS:
        message = lazy_gettext("These parts do not fit the bill: each has to cost something.")
        raise Invalid({"parts": message})
    return parts


def _make(
    kind: SplitKind,
    orders: Sequence[Order],
    actor: Actor,
    divide: Callable[[], list[Part]],
    least: int = 2,
) -> BillSplit:
    parts = _divided(divide, least)
    split = BillSplit(
        store_id=actor.store_id, kind=kind, made_by=actor.name, made_at=clock.now(), parts=[]
    )
    db.session.add(split)
    db.session.flush()
    _write(split, parts)
    _say(split, orders, actor, "bill.split")
    return split


def _write(split: BillSplit, parts: Sequence[Part]) -> None:
    last = max((part.position for part in split.parts), default=0)
    for position, part in enumerate(parts, last + 1):
        split.parts.append(
            BillPart(
                store_id=split.store_id,
                position=position,
                amount_fen=part.fen,
                paid_fen=0,
                portions=[
                    {"line_id": p.line_id, "quantity": p.quantity, "amount_fen": p.fen}
                    for p in part.portions
                ],
                shares=[
                    BillShare(order_id=owed.order_id, position=n, amount_fen=owed.fen, paid_fen=0)
                    for n, owed in enumerate(part.shares)
                ],
            )
        )
    db.session.flush()


def _replace(
    gone: Sequence[BillPart], parts: Sequence[Part], actor: Actor, action: str
) -> BillSplit:
    split = queries.get_split(actor.store_id, gone[0].split_id)
    for part in gone:
        part.dissolved_at = clock.now()
    _write(split, parts)
    _say(split, _orders_of(split), actor, action)
    return split


def _untouched(part_id: str, actor: Actor) -> BillPart:
    part = queries.get_part(actor.store_id, part_id, locked=True)
    if part.dissolved_at is not None or part.paid_fen or part.split.ended_at is not None:
        raise PartPaid
    return part


def _kept_portions(part: BillPart) -> list[Portion]:
    of_line = {line.id: order.id for order in _orders_of(part.split) for line in order.lines}
    return [
        Portion(each["line_id"], of_line[each["line_id"]], each["quantity"], each["amount_fen"])
        for each in part.portions
    ]


def _together(parts: Sequence[BillPart]) -> tuple[Portion, ...]:
    """The dishes of parts as those of one: portions of a line that was cut are added up."""
    sums: dict[str, Portion] = {}
    for each in (portion for part in parts for portion in _kept_portions(part)):
        before = sums.get(each.line_id)
        quantity, fen = (before.quantity, before.fen) if before else (0, 0)
        sums[each.line_id] = Portion(
            each.line_id, each.order_id, quantity + each.quantity, fen + each.fen
        )
    return tuple(sums.values())


def _cut_to_paid(part: BillPart) -> None:
    """Of a part that was not paid whole only what was paid stands."""
    if not part.paid_fen:
        part.dissolved_at = clock.now()
        return
    part.amount_fen, part.portions = part.paid_fen, []
    for share in part.shares:
        share.amount_fen = share.paid_fen


def _orders_of(split: BillSplit) -> list[Order]:
    ids = queries.order_ids_of(split)
    return list(db.session.scalars(select(Order).where(Order.id.in_(ids)).order_by(Order.id)))


def _say(split: BillSplit, orders: Sequence[Order], actor: Actor, action: str) -> None:
    parts = [part.amount_fen for part in split.standing]
    audit.log(action, actor=actor, target=("bill_split", split.id), kind=split.kind, parts=parts)
    for order in orders:
        events.publish(OrderChanged(order.store_id, order.id, order.table_session_id))
