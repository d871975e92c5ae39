"""Holding an order's ingredients, using them up, and letting them go."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from app.catalog.rules import Menu
from app.core.actors import Actor, system
from app.core.db import atomic, execute, insert_rows
from app.inventory.book import Book, get_book, load_book
from app.inventory.errors import ShortStock
from app.inventory.models import LineUse, MovementKind, UseState
from app.inventory.rules import HeldLine, Takes, added, divided
from app.inventory.service.ledger import Entry, Ref, ask_promise, post, promise
from app.inventory.service.refusing import refuse_short
from app.inventory.service.showing import show_changed, show_fallen

ORDER = "order"
WASTE, STOCK = "waste", "stock"
_STATE = (
    update(LineUse).where(LineUse.line_id == bindparam("line")).values(state=bindparam("new_state"))
)
_USES = update(LineUse).where(LineUse.line_id == bindparam("line")).values(uses=bindparam("new"))
_MOVE = (
    update(LineUse)
    .where(
        LineUse.store_id == bindparam("store"),
        LineUse.line_id.in_(bindparam("lines", expanding=True)),
    )
    .values(order_id=bindparam("into"))
)
_COLUMNS = LineUse.line_id, LineUse.order_id, LineUse.uses, LineUse.recipe_ids, LineUse.state
_OF_ORDER = (
    select(*_COLUMNS)
    .where(LineUse.store_id == bindparam("store"), LineUse.order_id == bindparam("which_order"))
    .order_by(LineUse.line_id)
)
_OF_LINES = (
    select(*_COLUMNS)
    .where(
        LineUse.store_id == bindparam("store"),
        LineUse.line_id.in_(bindparam("lines", expanding=True)),
    )
    .order_by(LineUse.line_id)
)


@dataclass(frozen=True, slots=True)
class _Use:
    line_id: str
    order_id: str
    uses: dict[str, int]
    recipe_ids: list[str]
    state: UseState


@atomic
def hold_order(order_id: str, lines: Sequence[HeldLine], *, menu: Menu, actor: Actor) -> None:
    """Promise an order from `menu` what its recipes take, all of it or none. Raises SoldOut.

    The rows of all its ingredients are locked in the order of their ids, once; what each line
    takes is kept with the versions of the recipes that say so.
    """
    ask_to_hold(order_id, lines, actor=actor)(menu)


def ask_to_hold(
    order_id: str, lines: Sequence[HeldLine], *, actor: Actor
) -> Callable[[Menu], None]:
    """Begin what `hold_order` does; call what is given back once the lines are written.

    Until then the database is not waited for: it answers together with what is asked next.
    """
    book = get_book(actor.store_id)
    taken = [(line, takes) for line in lines if (takes := takes_of_line(book, line)).uses]
    total = added(*(takes.uses for _line, takes in taken))
    entries = [Entry(each, MovementKind.HOLD, held=count) for each, count in sorted(total.items())]
    promised = ask_promise(book, entries, guards=True)

    def keep(menu: Menu) -> None:
        if not taken:
            return
        try:
            stocks = promised.keep(by=actor.name, ref=Ref(ORDER, order_id))
        except ShortStock:
            refuse_short(book, [(line, takes.uses) for line, takes in taken], actor)
        insert_rows(LineUse, [_use(order_id, actor, line, takes) for line, takes in taken])
        show_fallen(book, stocks, menu)

    return keep


def _use(order_id: str, actor: Actor, line: HeldLine, takes: Takes) -> dict[str, object]:
    return {
        "line_id": line.line_id,
        "store_id": actor.store_id,
        "order_id": order_id,
        "uses": dict(takes.uses),
        "recipe_ids": list(takes.recipe_ids),
        "state": UseState.HELD,
    }


@atomic
def hold_again(store_id: str, order_id: str, lines: Sequence[HeldLine], *, actor: Actor) -> None:
    """Promise these lines of an order that is taken up again what they had. Raises SoldOut."""
    by_line = {line.line_id: line for line in lines}
    kept = _of_order(store_id, order_id)
    uses = [u for u in kept if u.state is UseState.RELEASED and u.line_id in by_line]
    if not uses:
        return
    book = get_book(store_id)
    total = added(*(use.uses for use in uses))
    entries = [Entry(each, MovementKind.HOLD, held=n) for each, n in sorted(total.items())]
    try:
        stocks = promise(book, entries, by=actor.name, ref=Ref(ORDER, order_id), guards=True)
    except ShortStock:
        named = [(by_line[use.line_id], use.uses) for use in uses]
        refuse_short(book, named, actor)
    _set_state(uses, UseState.HELD)
    show_fallen(book, stocks)


@atomic
def release_order(store_id: str, order_id: str) -> None:
    """Let go of what an order holds: it was cancelled, or its time to pay is over.

    Nobody has cooked it: what was used up when it was paid lies on the shelf, and counts again.
    """
    uses = _of_order(store_id, order_id)
    held = [use for use in uses if use.state is UseState.HELD]
    used = [use for use in uses if use.state is UseState.CONSUMED]
    if held:
        _release(store_id, held)
    if used:
        _restock(store_id, used, UseState.RELEASED)


@atomic
def consume_order(store_id: str, order_id: str) -> None:
    """Use up what an order still holds."""
    uses = [use for use in _of_order(store_id, order_id) if use.state is UseState.HELD]
    if uses:
        _consume(store_id, uses, MovementKind.CONSUME, UseState.CONSUMED)


@atomic
def consume_lines(store_id: str, line_ids: Iterable[str]) -> None:
    """Use up what lines still hold: they are cooked."""
    uses = [use for use in _of_lines(store_id, line_ids) if use.state is UseState.HELD]
    if uses:
        _consume(store_id, uses, MovementKind.CONSUME, UseState.CONSUMED)


@atomic
def void_lines(store_id: str, line_ids: Iterable[str], *, to: str, reason: str = "") -> None:
    """What becomes of the ingredients of lines that were taken back: waste, or stock again."""
    uses = _of_lines(store_id, line_ids)
    held = [use for use in uses if use.state is UseState.HELD]
    used = [use for use in uses if use.state is UseState.CONSUMED]
    if to == STOCK:
        if held:
            _release(store_id, held)
        if used:
            _restock(store_id, used, UseState.RELEASED)
        return
    if used:
        # They were booked as eaten; now they are booked as waste, and the sum stays.
        _restock(store_id, used, UseState.HELD, is_held=True)
    if held or used:
        _consume(store_id, [*held, *used], MovementKind.WASTE, UseState.WASTED, reason=reason)


@atomic
def split_line(store_id: str, line_id: str, new_id: str, *, part: int, of: int) -> None:
    """Give the new line its share of what a line takes: `part` of `of` portions."""
    for use in _of_lines(store_id, [line_id]):
        share = {each: divided(count, part, of) for each, count in use.uses.items()}
        rest = {each: count - share[each] for each, count in use.uses.items()}
        execute(_USES, {"line": line_id, "new": rest})
        insert_rows(
            LineUse,
            {
                "line_id": new_id,
                "store_id": store_id,
                "order_id": use.order_id,
                "uses": share,
                "recipe_ids": use.recipe_ids,
                "state": use.state,
            },
        )


@atomic
def move_lines(store_id: str, line_ids: Iterable[str], order_id: str) -> None:
    """Lines belong to another order now: with it their ingredients are let go or used up."""
    execute(_MOVE, {"store": store_id, "lines": list(line_ids), "into": order_id})


def takes_of_line(book: Book, line: HeldLine) -> Takes:
    """What a whole line takes."""
    portion = book.portion(line.dish_id, line.option_ids, line.set_sizes)
    return Takes(
        {each: count * line.quantity for each, count in portion.uses.items() if count},
        portion.recipe_ids,
    )


def _release(store_id: str, uses: list[_Use]) -> None:
    entries = [
        Entry(each, MovementKind.RELEASE, held=-count)
        for each, count in sorted(added(*(use.uses for use in uses)).items())
    ]
    book = _book_for(store_id, entries)
    promise(book, entries, by=system(store_id).name, ref=Ref(ORDER, uses[0].order_id))
    _set_state(uses, UseState.RELEASED)
    show_changed(book, [entry.ingredient_id for entry in entries])


def _consume(
    store_id: str, uses: list[_Use], kind: MovementKind, state: UseState, *, reason: str = ""
) -> None:
    entries = [
        Entry(each, kind, quantity=-count, held=-count, reason=reason)
        for each, count in sorted(added(*(use.uses for use in uses)).items())
    ]
    book = _book_for(store_id, entries)
    post(book, entries, by=system(store_id).name, ref=Ref(ORDER, uses[0].order_id))
    _set_state(uses, state)


def _restock(store_id: str, uses: list[_Use], state: UseState, *, is_held: bool = False) -> None:
    entries = [
        Entry(each, MovementKind.RESTOCK, quantity=count, held=count if is_held else 0)
        for each, count in sorted(added(*(use.uses for use in uses)).items())
    ]
    book = _book_for(store_id, entries)
    post(book, entries, by=system(store_id).name, ref=Ref(ORDER, uses[0].order_id))
    _set_state(uses, state)
    if not is_held:
        show_changed(book, [entry.ingredient_id for entry in entries])


def _book_for(store_id: str, entries: list[Entry]) -> Book:
    """The book in memory, read anew when it is older than an ingredient that is asked for."""
    book = get_book(store_id)
    known = all(entry.ingredient_id in book.ingredients for entry in entries)
    return book if known else load_book(store_id)


def _set_state(uses: list[_Use], state: UseState) -> None:
    execute(_STATE, [{"line": use.line_id, "new_state": state} for use in uses])


def _of_order(store_id: str, order_id: str) -> list[_Use]:
    rows = execute(_OF_ORDER, {"store": store_id, "which_order": order_id})
    return [_Use(*row) for row in rows]


def _of_lines(store_id: str, line_ids: Iterable[str]) -> list[_Use]:
    rows = execute(_OF_LINES, {"store": store_id, "lines": list(line_ids)})
    return [_Use(*row) for row in rows]
