"""Adding, changing and removing ingredients and suppliers."""

from app.catalog.rules import pinyin_of
from app.core import audit, clock
from app.core.actors import Actor
from app.core.db import atomic, db
from app.inventory import queries
from app.inventory.book import get_book, load_book, touch_book
from app.inventory.errors import StillUsed
from app.inventory.inputs import IngredientInput, SupplierInput
from app.inventory.models import (
    Ingredient,
    IngredientStock,
    MovementKind,
    PurchaseUnit,
    Supplier,
)
from app.inventory.service.ledger import Entry, post
from app.inventory.service.naming import refuse_same
from app.inventory.service.showing import show_changed


@atomic
def add_supplier(given: SupplierInput, *, actor: Actor) -> Supplier:
    """Add a supplier. Raises NameTaken."""
    refuse_same(Supplier, actor.store_id, given.name)
    supplier = Supplier(store_id=actor.store_id, **given.model_dump())
    db.session.add(supplier)
    db.session.flush()
    audit.log("supplier.added", actor=actor, target=("supplier", supplier.id), name=given.name)
    return supplier


@atomic
def change_supplier(supplier_id: str, given: SupplierInput, *, actor: Actor) -> Supplier:
    """Change a supplier. Raises NotFound, NameTaken."""
    supplier = queries.get_supplier(actor.store_id, supplier_id)
    refuse_same(Supplier, actor.store_id, given.name, except_id=supplier_id)
    for name, value in given.model_dump().items():
        setattr(supplier, name, value)
    audit.log("supplier.changed", actor=actor, target=("supplier", supplier_id), name=given.name)
    return supplier


@atomic
def remove_supplier(supplier_id: str, *, actor: Actor) -> None:
    """Remove a supplier; what was bought of it keeps its name. Raises NotFound."""
    supplier = queries.get_supplier(actor.store_id, supplier_id)
    supplier.removed_at = clock.now()
    supplier.name = f"{supplier.name[:30]} ({supplier.id})"
    audit.log("supplier.removed", actor=actor, target=("supplier", supplier_id))


@atomic
def add_ingredient(
    given: IngredientInput, *, actor: Actor, on_hand: int = 0, value_fen: int = 0
) -> Ingredient:
    """Add an ingredient, with what is there and what that cost. Raises NameTaken, NotFound."""
    refuse_same(Ingredient, actor.store_id, given.name)
    ingredient = Ingredient(store_id=actor.store_id)
    _apply(ingredient, given, actor)
    db.session.add(ingredient)
    db.session.flush()
    db.session.add(IngredientStock(ingredient_id=ingredient.id, store_id=actor.store_id))
    db.session.flush()
    audit.log(
        "ingredient.added", actor=actor, target=("ingredient", ingredient.id), name=given.name
    )
    touch_book(actor.store_id)
    if on_hand:
        entry = Entry(ingredient.id, MovementKind.OPENING, quantity=on_hand, value=value_fen * 1000)
        post(load_book(actor.store_id), [entry], by=actor.name)
    return ingredient


@atomic
def change_ingredient(ingredient_id: str, given: IngredientInput, *, actor: Actor) -> Ingredient:
    """Change an ingredient; its base unit stays. Raises NotFound, NameTaken."""
    ingredient = queries.get_ingredient(actor.store_id, ingredient_id)
    refuse_same(Ingredient, actor.store_id, given.name, except_id=ingredient_id)
    kept = given.model_copy(update={"unit": ingredient.unit})
    _apply(ingredient, kept, actor)
    db.session.flush()
    audit.log(
        "ingredient.changed",
        actor=actor,
        target=("ingredient", ingredient_id),
        name=given.name,
        policy=given.policy.value,
    )
    touch_book(actor.store_id)
    former = get_book(actor.store_id).users.get(ingredient_id)
    book = load_book(actor.store_id)
    if former or ingredient_id in book.users:
        show_changed_by_users(actor.store_id, ingredient_id)
    return ingredient


@atomic
def show_changed_by_users(store_id: str, ingredient_id: str) -> None:
    """Bring all dishes that take an ingredient along, also when it stopped to block them."""
    book = load_book(store_id)
    kin = {
        each
        for uses in (*book.dish_uses.values(), *book.option_uses.values())
        if ingredient_id in uses
        for each in uses
    }
    show_changed(book, kin | {ingredient_id})


@atomic
def remove_ingredient(ingredient_id: str, *, actor: Actor) -> None:
    """Remove an ingredient that no recipe needs and of which nothing is held.

    Its movements stay. Raises NotFound, StillUsed.
    """
    ingredient = queries.get_ingredient(actor.store_id, ingredient_id)
    book = load_book(actor.store_id)
    recipes = (*book.dishes.values(), *book.options.values(), *book.made.values())
    is_needed = any(p.ingredient_id == ingredient_id for r in recipes for p in r.parts)
    if is_needed or queries.stocks_of(actor.store_id)[ingredient_id].held:
        raise StillUsed
    ingredient.removed_at = clock.now()
    ingredient.name = f"{ingredient.name[:30]} ({ingredient.id})"
    audit.log("ingredient.removed", actor=actor, target=("ingredient", ingredient_id))
    touch_book(actor.store_id)


def _apply(ingredient: Ingredient, given: IngredientInput, actor: Actor) -> None:
    if given.supplier_id:
        queries.get_supplier(actor.store_id, given.supplier_id)
    for name, value in given.model_dump(exclude={"units"}).items():
        setattr(ingredient, name, value)
    ingredient.supplier_id = given.supplier_id or None
    ingredient.initials = pinyin_of(given.name)[1]
    ingredient.units = [PurchaseUnit(**unit.model_dump()) for unit in given.units]
