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
    WHOLE_BP,
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

    @cached_property
    def factors(self) -> dict[str, int]:
        """The sizes: options that multiply what their dish takes, with their factors."""
        factors = {option_id: recipe.factor_bp for option_id, recipe in self.options.items()}
        return {option_id: factor for option_id, factor in factors.items() if factor != WHOLE_BP}

    def portion(
        self, dish_id: str | None, option_ids: Iterable[str], set_sizes: Iterable[str] = ()
    ) -> Takes:
        """What one portion takes with these options: sizes multiply, toppings add.

        `set_sizes` are the options of the set meal that a dish belongs to: its size multiplies too.
        """
        factor = WHOLE_BP
        extras: dict[str, int] = {}
        ids: list[str] = []
        for option_id in option_ids:
            recipe = self.options.get(option_id)
            if recipe is not None:
                ids.append(recipe.id)
                factor = factor * recipe.factor_bp // WHOLE_BP
                extras = added(extras, self.option_uses[option_id])
        for option_id in set_sizes:
            factor = factor * self.factors.get(option_id, WHOLE_BP) // WHOLE_BP
        recipe = self.dishes.get(dish_id or "")
        if recipe is None or dish_id is None:
            return Takes(extras, tuple(ids))
        uses = self.dish_uses[dish_id]
        uses = scaled(uses, factor) if factor != WHOLE_BP else uses
        return Takes(added(uses, extras) if extras else uses, (recipe.id, *ids))

    def sold_as(self, menu: Menu, dish_id: str) -> dict[str, int]:
        """What one portion takes as far as it is known: a set meal with all that it includes."""
        uses = dict(self.dish_uses.get(dish_id, {}))
        dish = menu.dishes.get(dish_id)
        for part in dish.included if dish else ():
            taken = self.dish_uses.get(part.part_id or "", {})
            uses = added(uses, {each: count * part.portions for each, count in taken.items()})
        return uses

    def least(self, menu: Menu, dish_id: str) -> dict[str, int]:
        """What the smallest portion of a dish takes that can be ordered."""
        uses, dish = self.sold_as(menu, dish_id), menu.dishes.get(dish_id)
        if not self.factors or dish is None:
            return uses
        factor = WHOLE_BP
        for group in dish.option_groups:
            if group.min and not self.factors.keys().isdisjoint(o.id for o in group.options):
                least = min(self.factors.get(option.id, WHOLE_BP) for option in group.options)
                factor = factor * least // WHOLE_BP
        return scaled(uses, factor) if factor != WHOLE_BP else uses

    def adds(self, menu: Menu, option_id: str) -> list[dict[str, int]]:
        """What must be there for an option, once for each dish that offers it as a size."""
        extras, factor = self.option_uses.get(option_id, {}), self.factors.get(option_id)
        if factor is None:
            return [extras]
        offering = [
            dish.id
            for dish in menu.dishes.values()
            if any(
                option.id == option_id for group in dish.option_groups for option in group.options
            )
        ]
        return [added(scaled(self.sold_as(menu, each), factor), extras) for each in offering]


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
