"""Writing the ledger: the one place where stock changes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy import TextClause, bindparam, select, text, update

from app.core import clock, events
from app.core.db import ask, db, execute, insert_rows, locks_rows, update_rows
from app.inventory.book import Book
from app.inventory.errors import ShortStock
from app.inventory.events import StockFell, StockRose
from app.inventory.models import IngredientStock, Movement, MovementKind
from app.inventory.rules import Stock, received, value_of_taken, worth
from app.stores import queries as stores

_Answered = Callable[[], dict[str, Stock]]

# Below any stock: no condition at all.
_ANY = -(10**17)
_ID = IngredientStock.ingredient_id
_LOCK = (
    select(
        _ID,
        IngredientStock.on_hand,
        IngredientStock.held,
        IngredientStock.value,
        IngredientStock.cost,
    )
    .where(
        IngredientStock.store_id == bindparam("store"),
        _ID.in_(bindparam("ids", expanding=True)),
    )
    .order_by(_ID)
)
# On Postgres the rows wait for each other in the order of their ids; SQLite has one writer anyway.
_LOCK_FOR_UPDATE = _LOCK.with_for_update()
_CHANGE = (
    update(IngredientStock)
    .where(bindparam("which") == _ID)
    .values(
        on_hand=IngredientStock.on_hand + bindparam("d_on_hand"),
        held=IngredientStock.held + bindparam("d_held"),
        value=IngredientStock.value + bindparam("d_value"),
        cost=bindparam("new_cost"),
    )
)

_LOCKED = (
    ", locked AS (SELECT ingredient_id FROM ingredient_stock WHERE store_id = :store"
    " AND ingredient_id IN (SELECT id FROM wanted) ORDER BY ingredient_id FOR UPDATE)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement to be written; `value` None is found from the average cost."""

    ingredient_id: str
    kind: MovementKind
    quantity: int = 0
    held: int = 0
    value: int | None = None
    place_id: str | None = None
    reason: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Ref:
    """The order or paper that movements belong to."""

    kind: str = ""
    id: str = ""


def read_stocks(
    store_id: str, ingredient_ids: Iterable[str], *, locked: bool = False
) -> dict[str, Stock]:
    """What is there of these ingredients; `locked` keeps others from changing it."""
    statement = _LOCK_FOR_UPDATE if locked else _LOCK
    rows = execute(statement, {"store": store_id, "ids": sorted(set(ingredient_ids))})
    return {row[0]: Stock(*row[1:]) for row in rows}


def post(
    book: Book,
    entries: Sequence[Entry],
    *,
    by: str,
    ref: Ref = Ref(),
) -> dict[str, Stock]:
    """Write movements and bring the sums along; return the stocks as they are now.

    Raises KeyError for another store's ingredient.
    """
    db.session.flush()
    before = read_stocks(book.store_id, (e.ingredient_id for e in entries), locked=True)
    now = dict(before)
    rows = []
    for entry in entries:
        stock = now[entry.ingredient_id]
        after = _applied(stock, entry)
        now[entry.ingredient_id] = after
        rows.append(_row(entry, after.value - stock.value))
    _change(before, now)
    _insert(book.store_id, rows, by, ref)
    _tell(book, before, now)
    return now


def promise(
    book: Book, entries: Sequence[Entry], *, by: str, ref: Ref = Ref(), guards: bool = False
) -> dict[str, Stock]:
    """Write movements that promise, or let go of, what stays where it is; one for an ingredient.

    As `post` does it, but without a look first: what is promised changes neither what is there nor
    what it is worth. With `guards`, an ingredient whose policy is to block is never promised beyond
    what is free, which the change itself asks: raises ShortStock, and nothing is written. Raises
    KeyError for another store's ingredient.
    """
    return ask_promise(book, entries, guards=guards).keep(by=by, ref=ref)


def ask_promise(book: Book, entries: Sequence[Entry], *, guards: bool = False) -> "Promise":
    """Begin what `promise` does; its `keep` must follow in the same transaction."""
    db.session.flush()
    wanted = {entry.ingredient_id: entry.held for entry in entries}
    least = _least_free(book, wanted) if guards else {}
    return Promise(book, entries, wanted, least, _promise(book.store_id, wanted, least))


@dataclass(frozen=True, slots=True)
class Promise:
    """Movements that the database was asked for, and has perhaps not answered yet."""

    book: Book
    entries: Sequence[Entry]
    wanted: Mapping[str, int]
    least: Mapping[str, int]
    answered: _Answered

    def keep(self, *, by: str, ref: Ref = Ref()) -> dict[str, Stock]:
        """Write the movements down; what there is now. Raises ShortStock as `promise` does."""
        store_id, wanted, now = self.book.store_id, self.wanted, self.answered()
        if len(now) < len(wanted):
            # As if nothing had been promised: who is told what is short counts from what is there.
            _promise(store_id, {i: -wanted[i] for i in now}, {})()
            before = read_stocks(store_id, wanted, locked=True)
            free = {each: before[each].free for each in wanted}
            short = {each: n for each, n in free.items() if n < self.least.get(each, _ANY)}
            raise ShortStock(short)
        _insert(store_id, [_row(entry, 0) for entry in self.entries], by, ref)
        before = {i: replace(stock, held=stock.held - wanted[i]) for i, stock in now.items()}
        _tell(self.book, before, now)
        return now


def _least_free(book: Book, wanted: Mapping[str, int]) -> dict[str, int]:
    """How much must be free of each ingredient that blocks."""
    return {each: n for each, n in wanted.items() if each in book.blocking and n > 0}


def _promise(store_id: str, wanted: Mapping[str, int], least: Mapping[str, int]) -> _Answered:
    """Promise so much of each where at least so much is free; gives what there is of those."""
    if not wanted:
        return dict
    given: dict[str, object] = {"store": store_id}
    for at, (each, count) in enumerate(sorted(wanted.items())):
        given |= {f"id_{at}": each, f"held_{at}": count, f"least_{at}": least.get(each, _ANY)}
    asked = ask(_promise_statement(len(wanted), locks=locks_rows()), given)
    return lambda: {str(row[0]): Stock(*row[1:]) for row in asked()}


@cache
def _promise_statement(count: int, *, locks: bool) -> TextClause:
    """One change of so many rows; with `locks` they are locked first, in the order of their ids."""
    rows = ", ".join(
        f"(CAST(:id_{at} AS VARCHAR(26)), CAST(:held_{at} AS BIGINT), CAST(:least_{at} AS BIGINT))"
        for at in range(count)
    )
    locked = _LOCKED if locks else ""
    return text(
        f"WITH wanted (id, n, least) AS (VALUES {rows}){locked}"  # noqa: S608 - own names
        " UPDATE ingredient_stock SET held = held + wanted.n FROM wanted"
        f"{' JOIN locked ON locked.ingredient_id = wanted.id' if locks else ''}"
        " WHERE ingredient_stock.store_id = :store"
        " AND ingredient_stock.ingredient_id = wanted.id AND on_hand - held >= least"
        " RETURNING ingredient_stock.ingredient_id, on_hand, held, value, cost"
    )


def _applied(stock: Stock, entry: Entry) -> Stock:
    after = replace(stock, held=stock.held + entry.held)
    if entry.kind is MovementKind.TRANSFER:
        return replace(after, on_hand=after.on_hand + entry.quantity)
    if entry.quantity > 0:
        value = worth(entry.quantity, stock.cost) if entry.value is None else entry.value
        return received(after, entry.quantity, value)
    if entry.quantity < 0:
        taken = value_of_taken(after, -entry.quantity)
        return replace(after, on_hand=after.on_hand + entry.quantity, value=after.value - taken)
    return replace(after, value=after.value + (entry.value or 0))


def _row(entry: Entry, value: int) -> dict[str, object]:
    return {
        "ingredient_id": entry.ingredient_id,
        "kind": entry.kind,
        "quantity": entry.quantity,
        "held": entry.held,
        "value": value,
        "place_id": entry.place_id,
        "reason": entry.reason,
        "picture": entry.picture,
    }


def _change(before: Mapping[str, Stock], now: Mapping[str, Stock]) -> None:
    changes = [
        {
            "which": each,
            "d_on_hand": now[each].on_hand - was.on_hand,
            "d_held": now[each].held - was.held,
            "d_value": now[each].value - was.value,
            "new_cost": now[each].cost,
        }
        for each, was in sorted(before.items())
    ]
    update_rows(_CHANGE, changes)


def _insert(store_id: str, rows: list[dict[str, object]], by: str, ref: Ref) -> None:
    at = clock.now()
    shared = {
        "store_id": store_id,
        "ref_kind": ref.kind,
        "ref_id": ref.id,
        "actor_name": by,
        "at": at,
        "business_date": stores.get_facts(store_id).business_date(at),
    }
    insert_rows(Movement, [{**row, **shared} for row in rows])


def _tell(book: Book, before: Mapping[str, Stock], now: Mapping[str, Stock]) -> None:
    fell, rose = [], []
    for each, was in before.items():
        floor = max(book.ingredients[each].safety or 0, 0)
        has_dipped = was.free >= floor > now[each].free or was.free >= 0 > now[each].free
        if has_dipped:
            fell.append(each)
        elif now[each].free > was.free:
            rose.append(each)
    if fell:
        events.publish(StockFell(book.store_id, tuple(fell)))
    if rose:
        events.publish(StockRose(book.store_id, tuple(rose)))
