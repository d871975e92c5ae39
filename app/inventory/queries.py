"""Reading stock: ingredients, suppliers, recipes, balances and the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.inventory.models import (
    Ingredient,
    IngredientStock,
    LineUse,
    Movement,
    MovementKind,
    OwnerKind,
    Recipe,
    StockPlace,
    Supplier,
)
from app.inventory.rules import IngredientFacts, Stock


@dataclass(frozen=True, slots=True)
class Difference:
    """An ingredient whose sums are not those of its movements: (kept, summed) of each."""

    ingredient_id: str
    on_hand: tuple[int, int]
    held: tuple[int, int]
    value: tuple[int, int]


@dataclass(frozen=True, slots=True)
class MovementFilter:
    """Which movements are asked for; an empty field asks for all."""

    ingredient_id: str = ""
    kind: MovementKind | None = None
    since: date | None = None
    until: date | None = None
    ref_id: str = ""
    reason: str | None = None


def get_ingredient(store_id: str, ingredient_id: str) -> Ingredient:
    """An ingredient of the store. Raises NotFound."""
    found = db.session.get(Ingredient, ingredient_id)
    if found is None or found.store_id != store_id or found.removed_at is not None:
        raise NotFound
    return found


def list_ingredients(store_id: str, *, find: str = "", category: str = "") -> list[Ingredient]:
    """The store's ingredients by category and name; `find` looks in names, initials, barcodes."""
    query = select(Ingredient).where(
        Ingredient.store_id == store_id, Ingredient.removed_at.is_(None)
    )
    if category:
        query = query.where(Ingredient.category == category)
    if find.strip():
        like = f"%{find.strip().lower()}%"
        columns = Ingredient.name, Ingredient.name_en, Ingredient.initials, Ingredient.barcode
        query = query.where(or_(*(func.lower(column).like(like) for column in columns)))
    query = query.options(selectinload(Ingredient.units), selectinload(Ingredient.supplier))
    return list(db.session.scalars(query.order_by(Ingredient.category, Ingredient.name)))


def list_facts(store_id: str) -> list[IngredientFacts]:
    """What names every ingredient and says when it is short, in no order and without its rows.

    An order that makes stock fall waits for this.
    """
    query = select(
        Ingredient.id,
        Ingredient.name,
        Ingredient.name_en,
        Ingredient.unit,
        Ingredient.policy,
        Ingredient.safety,
    ).where(Ingredient.store_id == store_id, Ingredient.removed_at.is_(None))
    return [IngredientFacts(*row) for row in db.session.execute(query)]


def list_categories(store_id: str) -> dict[str, str]:
    """The categories in use, each with its English name where an ingredient gives it."""
    query = select(Ingredient.category, func.max(Ingredient.category_en)).where(
        Ingredient.store_id == store_id,
        Ingredient.category != "",
        Ingredient.removed_at.is_(None),
    )
    rows = db.session.execute(query.group_by(Ingredient.category))
    return {row[0]: row[1] for row in sorted(tuple(row) for row in rows)}


def get_supplier(store_id: str, supplier_id: str) -> Supplier:
    """A supplier of the store. Raises NotFound."""
    found = db.session.get(Supplier, supplier_id)
    if found is None or found.store_id != store_id or found.removed_at is not None:
        raise NotFound
    return found


def list_suppliers(store_id: str) -> list[Supplier]:
    """The store's suppliers by name."""
    query = select(Supplier).where(Supplier.store_id == store_id, Supplier.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(Supplier.name)))


def get_place(store_id: str, place_id: str) -> StockPlace:
    """A place of the store. Raises NotFound."""
    found = db.session.get(StockPlace, place_id)
    if found is None or found.store_id != store_id:
        raise NotFound
    return found


def list_places(store_id: str) -> list[StockPlace]:
    """Where the store keeps stock; sales take from the first."""
    query = select(StockPlace).where(StockPlace.store_id == store_id)
    return list(db.session.scalars(query.order_by(StockPlace.position, StockPlace.id)))


def stocks_of(store_id: str) -> dict[str, Stock]:
    """What is there of every ingredient."""
    query = select(
        IngredientStock.ingredient_id,
        IngredientStock.on_hand,
        IngredientStock.held,
        IngredientStock.value,
        IngredientStock.cost,
    ).where(IngredientStock.store_id == store_id)
    return {row[0]: Stock(*row[1:]) for row in db.session.execute(query)}


def find_recipe(store_id: str, kind: OwnerKind, owner_id: str) -> Recipe | None:
    """The recipe in use."""
    query = select(Recipe).where(
        Recipe.store_id == store_id,
        Recipe.owner_kind == kind,
        Recipe.owner_id == owner_id,
        Recipe.replaced_at.is_(None),
    )
    return db.session.scalars(query.options(selectinload(Recipe.lines))).first()


def list_versions(store_id: str, kind: OwnerKind, owner_id: str) -> list[Recipe]:
    """All versions of a recipe, the newest first."""
    query = select(Recipe).where(
        Recipe.store_id == store_id, Recipe.owner_kind == kind, Recipe.owner_id == owner_id
    )
    query = query.options(selectinload(Recipe.lines)).order_by(Recipe.version.desc())
    return list(db.session.scalars(query))


def list_movements(
    store_id: str, wanted: MovementFilter, *, limit: int, offset: int = 0
) -> list[Movement]:
    """The movements that fit, the latest first."""
    query = select(Movement).where(*_conditions(store_id, wanted)).order_by(Movement.id.desc())
    return list(db.session.scalars(query.limit(limit).offset(offset)))


def count_movements(store_id: str, wanted: MovementFilter) -> int:
    """How many movements fit."""
    query = select(func.count(Movement.id)).where(*_conditions(store_id, wanted))
    return db.session.scalar(query) or 0


def main_place_id(store_id: str) -> str | None:
    """The first place, from which sales take; None while there are no places."""
    return next((place.id for place in list_places(store_id)), None)


def place_balances(store_id: str, ingredient_id: str = "") -> dict[tuple[str, str | None], int]:
    """What lies where, by ingredient and place; the sums of an ingredient are what is there.

    What names no place (receipts, sales, counts) happens at the main place, the first; None while
    there are no places.
    """
    main = main_place_id(store_id)
    query = select(Movement.ingredient_id, Movement.place_id, func.sum(Movement.quantity))
    query = query.where(*_conditions(store_id, MovementFilter(ingredient_id)))
    rows = db.session.execute(query.group_by(Movement.ingredient_id, Movement.place_id))
    found: dict[tuple[str, str | None], int] = {}
    for ingredient, place, total in rows:
        key = (ingredient, place or main)
        found[key] = found.get(key, 0) + int(total)
    return found


def uses_of_order(store_id: str, order_id: str) -> dict[str, LineUse]:
    """What the lines of an order take, by line."""
    query = select(LineUse).where(LineUse.store_id == store_id, LineUse.order_id == order_id)
    return {use.line_id: use for use in db.session.scalars(query)}


def find_differences(store_ids: Iterable[str] | None = None) -> list[Difference]:
    """Every ingredient whose kept sums are not those of its movements: there must be none."""
    sums = (
        select(
            Movement.ingredient_id.label("which"),
            func.sum(Movement.quantity).label("on_hand"),
            func.sum(Movement.held).label("held"),
            func.sum(Movement.value).label("value"),
        )
        .group_by(Movement.ingredient_id)
        .subquery()
    )
    stock = IngredientStock
    query = select(
        stock.ingredient_id,
        stock.on_hand,
        func.coalesce(sums.c.on_hand, 0),
        stock.held,
        func.coalesce(sums.c.held, 0),
        stock.value,
        func.coalesce(sums.c.value, 0),
    ).outerjoin(sums, sums.c.which == stock.ingredient_id)
    if store_ids is not None:
        query = query.where(stock.store_id.in_(list(store_ids)))
    rows = [tuple(row) for row in db.session.execute(query)]
    return [
        Difference(row[0], (row[1], int(row[2])), (row[3], int(row[4])), (row[5], int(row[6])))
        for row in rows
        if (row[1], row[3], row[5]) != (int(row[2]), int(row[4]), int(row[6]))
    ]


def _conditions(store_id: str, wanted: MovementFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Movement.store_id == store_id]
    if wanted.ingredient_id:
        found.append(Movement.ingredient_id == wanted.ingredient_id)
    if wanted.kind is not None:
        found.append(Movement.kind == wanted.kind)
    if wanted.since is not None:
        found.append(Movement.business_date >= wanted.since)
    if wanted.until is not None:
        found.append(Movement.business_date <= wanted.until)
    if wanted.ref_id:
        found.append(Movement.ref_id == wanted.ref_id)
    if wanted.reason is not None:
        found.append(Movement.reason == wanted.reason)
    return found
