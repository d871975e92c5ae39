"""Portions: taking them for an order, giving them back, 86 and "n left"."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, select, update

from app.catalog import queries
from app.catalog.errors import SoldOut
from app.catalog.models import Dish
from app.catalog.service.history import recorded
from app.catalog.service.versions import touch_counts, touch_menu
from app.core import audit
from app.core.actors import Actor
from app.core.db import atomic, db, execute
from app.core.errors import Invalid

MAX_REMAINING = 99_999


_TAKE = (
    update(Dish)
    .where(Dish.id == bindparam("dish"), Dish.remaining >= bindparam("portions"), Dish.is_available)
    .values(remaining=Dish.remaining - bindparam("portions"))
    .returning(Dish.remaining)
)


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
            dish.is_available = available
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
def take_portions(store_id: str, wanted: dict[str, int]) -> None:
    """Take counted portions for an order: all of them or, raising SoldOut, none.

    `wanted` maps the ids of counted dishes to quantities; dishes nobody counts do not belong in
    it. Rows are touched in the order of their ids, once, by a conditional update.
    """
    left: dict[str, int | None] = {}
    for dish_id in sorted(wanted):
        taken = execute(_TAKE, {"dish": dish_id, "portions": wanted[dish_id]}).scalar_one_or_none()
        if taken is None:
            raise sold_out(store_id, wanted, taken=set(left))
        left[dish_id] = taken
    if left:
        touch_counts(store_id, left)


@atomic
def give_back(store_id: str, portions: dict[str, int]) -> None:
    """Put portions of counted dishes back; dishes nobody counts any more stay uncounted."""
    left: dict[str, int | None] = {}
    for dish_id in sorted(portions):
        now_left = db.session.execute(
            update(Dish)
            .where(Dish.id == dish_id, Dish.remaining.is_not(None))
            .values(remaining=Dish.remaining + portions[dish_id])
            .returning(Dish.remaining)
            .execution_options(synchronize_session=False)
        ).scalar_one_or_none()
        if now_left is not None:
            left[dish_id] = now_left
    if left:
        touch_counts(store_id, left)


def sold_out(store_id: str, wanted: dict[str, int], taken: Collection[str] = ()) -> SoldOut:
    """The error that names every dish of `wanted` which cannot be had in that quantity.

    The dishes in `taken` were taken by this transaction before it failed; they are there.
    """
    rows = db.session.execute(
        select(Dish.id, Dish.name, Dish.name_en, Dish.remaining, Dish.is_available)
        .where(Dish.store_id == store_id, Dish.id.in_(wanted))
        .order_by(Dish.id)
    ).all()
    missing: list[dict[str, Any]] = []
    for row in rows:
        left = row.remaining if row.is_available else 0
        if row.id not in taken and left is not None and left < wanted[row.id]:
            missing.append(
                {
                    "dish_id": row.id,
                    "name": row.name,
                    "name_en": row.name_en,
                    "wanted": wanted[row.id],
                    "remaining": left,
                }
            )
    return SoldOut(dish_ids=[row["dish_id"] for row in missing], missing=missing)
