"""The recipe book: every recipe in use as facts in memory, by version, like the menu."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.catalog.rules import Menu
from app.core.db import db
from app.core.freshness import Fresh
from app.core.sequences import current_value, next_value
from app.inventory.models import Ingredient, OwnerKind, Policy, Recipe
from app.inventory.rules import (
    IngredientFacts,
    Part,
    RecipeFacts,
    Takes,
    added,
    scaled,
    takes_of,
)

SEQUENCE = "recipes"


@dataclass(frozen=True)
class Book:
    """A store's ingredients and recipes at one version, by the ids of what they make."""

    store_id: str
    version: int
    ingredients: Mapping[str, IngredientFacts]
    dishes: Mapping[str, RecipeFacts]
    options: Mapping[str, RecipeFacts]
    made: Mapping[str, RecipeFacts]

    @cached_property
    def dish_uses(self) -> dict[str, dict[str, int]]:
        """What one portion of each dish takes."""
        return {dish_id: takes_of(recipe) for dish_id, recipe in self.dishes.items()}

    @cached_property
    def option_uses(self) -> dict[str, dict[str, int]]:
        """What each option adds."""
        return {option_id: takes_of(recipe) for option_id, recipe in self.options.items()}

    @cached_property
    def made_uses(self) -> dict[str, dict[str, int]]:
        """What one batch of each ingredient of the house takes."""
        return {made: takes_of(recipe) for made, recipe in self.made.items()}

    @cached_property
    def blocking(self) -> frozenset[str]:
        """The ingredients without which a dish is sold out."""
        return frozenset(i for i, known in self.ingredients.items() if known.policy is Policy.BLOCK)

    @cached_property
    def users(self) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
        """By ingredient: the dishes and the options that run out with it."""
        found: dict[str, tuple[set[str], set[str]]] = {}
        for place, uses_by in enumerate((self.dish_uses, self.option_uses)):
            for owner_id, uses in uses_by.items():
                for each in self.blocking.intersection(uses):
                    found.setdefault(each, (set(), set()))[place].add(owner_id)
        return {each: (frozenset(a), frozenset(b)) for each, (a, b) in found.items()}

    def portion(self, dish_id: str | None, option_ids: Iterable[str]) -> Takes:
        """What one portion takes with these options: sizes multiply, toppings add."""
        factor = 10_000
        extras: dict[str, int] = {}
        ids: list[str] = []
        for option_id in option_ids:
            recipe = self.options.get(option_id)
            if recipe is not None:
                ids.append(recipe.id)
                factor = factor * recipe.factor_bp // 10_000
                extras = added(extras, self.option_uses[option_id])
        recipe = self.dishes.get(dish_id or "")
        if recipe is None or dish_id is None:
            return Takes(extras, tuple(ids))
        uses = self.dish_uses[dish_id]
        uses = scaled(uses, factor) if factor != 10_000 else uses
        return Takes(added(uses, extras) if extras else uses, (recipe.id, *ids))

    def sold_as(self, menu: Menu, dish_id: str) -> dict[str, int]:
        """What one portion takes as far as it is known: a set meal with all that it includes."""
        uses = dict(self.dish_uses.get(dish_id, {}))
        dish = menu.dishes.get(dish_id)
        for part in dish.included if dish else ():
            taken = self.dish_uses.get(part.part_id or "", {})
            uses = added(uses, {each: count * part.portions for each, count in taken.items()})
        return uses


def get_book(store_id: str) -> Book:
    """The store's recipe book, at most a second old; without queries while it is unchanged."""
    version = _versions.get(store_id)
    held = _books.get(store_id)
    if held is None or held.version != version:
        held = _books[store_id] = load_book(store_id)
    return held


def touch_book(store_id: str) -> None:
    """Give the store's recipe book a new version."""
    next_value(store_id, SEQUENCE)
    _versions.forget(store_id)


def load_book(store_id: str) -> Book:
    """The store's recipe book as the present transaction sees it."""
    version = current_value(store_id, SEQUENCE)
    query = select(Ingredient).where(Ingredient.store_id == store_id)
    ingredients = {
        each.id: IngredientFacts(
            each.id, each.name, each.name_en, each.unit, each.policy, each.safety
        )
        for each in db.session.scalars(query.execution_options(populate_existing=True))
    }
    by_kind: dict[OwnerKind, dict[str, RecipeFacts]] = {kind: {} for kind in OwnerKind}
    recipes = select(Recipe).where(Recipe.store_id == store_id, Recipe.replaced_at.is_(None))
    recipes = recipes.options(selectinload(Recipe.lines))
    for recipe in db.session.scalars(recipes.execution_options(populate_existing=True)):
        by_kind[recipe.owner_kind][recipe.owner_id] = facts_of(recipe)
    return Book(
        store_id,
        version,
        ingredients,
        by_kind[OwnerKind.DISH],
        by_kind[OwnerKind.OPTION],
        by_kind[OwnerKind.INGREDIENT],
    )


def facts_of(recipe: Recipe) -> RecipeFacts:
    """A recipe's row as facts."""
    parts = tuple(Part(line.ingredient_id, line.net, line.yield_bp) for line in recipe.lines)
    return RecipeFacts(
        recipe.id, recipe.version, parts, recipe.makes, recipe.factor_bp, recipe.waste_bp
    )


_versions: Fresh[str, int] = Fresh(lambda store_id: current_value(store_id, SEQUENCE))
_books: dict[str, Book] = {}
