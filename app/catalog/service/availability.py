"""Portions: taking them for an order, giving them back, 86 and "n left"."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, bindparam, null, select, text, update

from app.catalog import queries
from app.catalog.errors import SoldOut
from app.catalog.models import Dish, Option, OptionGroup
from app.catalog.rules import Counts, Menu, alike
from app.catalog.service.history import recorded
from app.catalog.service.versions import begin_counts, publish_counts, touch_counts, touch_menu
from app.core import audit, clock
from app.core.actors import Actor, system
from app.core.db import ask, atomic, db, execute
from app.core.errors import Invalid
from app.stores import queries as stores

MAX_REMAINING = 99_999
# As often as the job looks.
_LOOKS_BACK = timedelta(minutes=1)


_TAKE = text(
    "UPDATE dish SET remaining = remaining - :wanted"
    " WHERE id = :which AND remaining >= :wanted AND is_available RETURNING remaining"
)
_TAKE_OPTION = text(
    'UPDATE "option" SET remaining = remaining - :wanted'
    " WHERE id = :which AND remaining >= :wanted AND is_available RETURNING remaining"
)
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class _Unchanged:
    """Marks an argument that was not given, where None has a meaning of its own."""


UNCHANGED = _Unchanged()


@atomic
def set_availability(
    dish_id: str,
    *,
    actor: Actor,
    available: bool | None = None,
    remaining: int | _Unchanged | None = UNCHANGED,
) -> Dish:
    """86 a dish or bring it back, and set how many are left (None: nobody counts).

    Raises NotFound, and Invalid for a count out of range.
    """
    dish = queries.get_dish(actor.store_id, dish_id)
    with recorded("dish.availability", actor=actor, name=dish.name):
        if available is not None:
            dish.is_available, dish.back_at = available, None
        if not isinstance(remaining, _Unchanged):
            if remaining is not None and not 0 <= remaining <= MAX_REMAINING:
                raise Invalid({"remaining": f"0–{MAX_REMAINING}"})
            dish.remaining = remaining
        db.session.flush()
    audit.log(
        "dish.availability",
        actor=actor,
        target=("dish", dish.id),
        available=dish.is_available,
        remaining=dish.remaining,
    )
    touch_menu(actor.store_id)
    return dish


@atomic
def sell_out_today(dish_id: str, *, actor: Actor) -> Dish:
    """86 a dish for the rest of the business day 今日沽清; it returns by itself.

    Raises NotFound.
    """
    dish = queries.get_dish(actor.store_id, dish_id)
    with recorded("dish.availability", actor=actor, name=dish.name):
        dish.is_available, dish.back_at = False, stores.get_facts(actor.store_id).next_day_at()
        db.session.flush()
    audit.log(
        "dish.availability",
        actor=actor,
        target=("dish", dish.id),
        available=False,
        remaining=dish.remaining,
        back_at=dish.back_at.isoformat() if dish.back_at else None,
    )
    touch_menu(actor.store_id)
    return dish


def bring_back_due() -> int:
    """Bring back what was 86'd until now, and tell phones when times of sale begin or end.

    Return how many dishes came back. Run by a job.
    """
    return sum(_bring_back_due(store.id) for store in stores.list_stores())


@atomic
def _bring_back_due(store_id: str) -> int:
    now = clock.now()
    due = select(Dish).where(Dish.store_id == store_id, Dish.back_at <= now)
    dishes = list(db.session.scalars(due))
    for dish in dishes:
        dish.is_available, dish.back_at = True, None
        audit.log("dish.returned", actor=system(store_id), target=("dish", dish.id), name=dish.name)
    local = stores.get_facts(store_id).local
    menu = queries.get_menu(store_id)
    if dishes or menu.off_hours(local(now)) != menu.off_hours(local(now - _LOOKS_BACK)):
        touch_menu(store_id)
    return len(dishes)


@atomic
def note_sold(store_id: str, sold: Mapping[str, int]) -> None:
    """Note how many portions of each dish were sold lately; the others sold none."""
    changed = False
    for dish in db.session.scalars(select(Dish).where(Dish.store_id == store_id)):
        count = sold.get(dish.id, 0)
        if dish.sold_recently != count:
            dish.sold_recently, changed = count, True
    if changed:
        touch_menu(store_id)


@atomic
def set_on_shelf(dish_id: str, is_on_shelf: bool, *, actor: Actor) -> Dish:
    """Show a dish on the menu 上架 or take it off for the time being 下架. Raises NotFound."""
    dish = queries.get_dish(actor.store_id, dish_id)
    with recorded("dish.shelf", actor=actor, name=dish.name):
        dish.is_on_shelf = is_on_shelf
        db.session.flush()
    audit.log("dish.shelf", actor=actor, target=("dish", dish.id), is_on_shelf=is_on_shelf)
    touch_menu(actor.store_id)
    return dish


@atomic
def take_portions(
    store_id: str,
    dishes: Mapping[str, int],
    options: Mapping[str, int] = _NOTHING,
    ordered: Mapping[str, str] = _NOTHING,
) -> None:
    """Take counted portions for an order: all of them or, raising SoldOut, none.

    `dishes` and `options` map the ids of what is counted to quantities; what nobody counts does
    not belong in them. `ordered` names the dish that was ordered, for options and the dishes of a
    set meal. Rows are touched in the order of their ids, once, by a conditional update.
    """
    asked = {
        each: ask(_TAKE if kind == "dish" else _TAKE_OPTION, {"which": each, "wanted": count})
        for kind, each, count in _in_order(dishes, options)
    }
    if not asked:
        return
    # The menu's next number comes along, and goes with all the rest should something be short.
    version = begin_counts(store_id)
    found = {each: rows[0][0] for each, taken in asked.items() if (rows := taken())}
    if len(found) < len(asked):
        raise sold_out(store_id, dishes, options, ordered, taken=set(found))
    publish_counts(store_id, version, found, {})


@atomic
def give_back(
    store_id: str, dishes: Mapping[str, int], options: Mapping[str, int] = _NOTHING
) -> None:
    """Put counted portions back; what nobody counts any more stays uncounted."""
    left: dict[str, int | None] = {}
    for kind, each, count in _in_order(dishes, options):
        model = Dish if kind == "dish" else Option
        now_left = db.session.execute(
            update(model)
            .where(model.id == each, model.remaining.is_not(None))
            .values(remaining=model.remaining + count)
            .returning(model.remaining)
            .execution_options(synchronize_session=False)
        ).scalar_one_or_none()
        if now_left is not None:
            left[each] = now_left
    if left:
        touch_counts(store_id, left)


@atomic
def set_stock_left(store_id: str, version: int, dishes: Counts, options: Counts) -> None:
    """Write what ingredients suffice for into the menu of `version` (see `begin_counts`).

    Everything is written; phones are told when anything differs from what the menu shows.
    """
    for model, counts in ((Dish, dishes), (Option, options)):
        if counts:
            rows = [{"which": each, "left": count} for each, count in sorted(counts.items())]
            execute(
                update(model)
                .where(model.id == bindparam("which"))
                .values(stock_left=bindparam("left", type_=Integer)),
                rows,
            )
    publish_counts(store_id, version, {}, {**dishes, **options})


def sold_out(
    store_id: str,
    dishes: Mapping[str, int],
    options: Mapping[str, int] = _NOTHING,
    ordered: Mapping[str, str] = _NOTHING,
    taken: Collection[str] = (),
    menu: Menu | None = None,
) -> SoldOut:
    """The error that names everything wanted which cannot be had in that quantity.

    What is in `taken` was taken by this transaction before it failed; it is there. What belongs
    to another dish stands under that dish's id, with its own name and count. Should nothing be
    short by itself, the set meals are named: some dish of theirs is not on the menu. With a `menu`
    guests hear which dishes are like them.
    """
    rows = [
        *_rows(Dish, Dish.store_id == store_id, dishes),
        *_rows(Option, Option.group.has(OptionGroup.store_id == store_id), options),
    ]
    missing: list[dict[str, Any]] = []
    for row in rows:
        count = dishes.get(row.id) or options[row.id]
        left = _least(row.remaining, row.stock_left)
        if not row.is_available or row.removed_at is not None:
            left = 0
        if row.id not in taken and left is not None and left < count:
            missing.append(_missing(row, ordered.get(row.id, row.id), count, left))
    if not missing:
        sets = set(ordered.values())
        missing = [_missing(row, row.id, dishes[row.id], 0) for row in rows if row.id in sets]
    ids = dict.fromkeys(row["dish_id"] for row in missing)
    if menu is not None:
        for each in missing:
            each["alike"] = named_alike(menu, each["dish_id"])
    return SoldOut(dish_ids=list(ids), missing=missing)


def named_alike(menu: Menu, dish_id: str) -> list[dict[str, str]]:
    """What a guest may like instead of a dish, by name."""
    return [
        {"dish_id": each.id, "name": each.name, "name_en": each.name_en}
        for each in alike(menu, dish_id)
    ]


def _rows(
    model: type[Dish] | type[Option], in_store: ColumnElement[bool], wanted: Mapping[str, int]
) -> Sequence[Row[Any]]:
    removed_at = Dish.removed_at if model is Dish else null()
    columns = (model.id, model.name, model.name_en, model.remaining, model.stock_left)
    query = select(*columns, model.is_available, removed_at.label("removed_at"))
    query = query.where(in_store, model.id.in_(wanted))
    return list(db.session.execute(query.order_by(model.id))) if wanted else []


def _least(one: int | None, other: int | None) -> int | None:
    counted = [each for each in (one, other) if each is not None]
    return min(counted, default=None)


def _missing(row: Row[Any], dish_id: str, wanted: int, left: int) -> dict[str, Any]:
    named = {"dish_id": dish_id, "name": row.name, "name_en": row.name_en}
    return {**named, "wanted": wanted, "remaining": left}


def _in_order(dishes: Mapping[str, int], options: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Kind, id and count of each row, in the one order in which everybody touches them."""
    wanted = [("dish", each, count) for each, count in dishes.items()]
    wanted += [("option", each, count) for each, count in options.items()]
    return sorted(wanted, key=lambda row: row[1])
