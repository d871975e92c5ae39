"""Writing recipes: each saving is a new version, and old orders keep theirs."""

from flask_babel import lazy_gettext
from sqlalchemy import func, select

from app.catalog import queries as catalog
from app.core import audit, clock
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Invalid, NotFound
from app.inventory import queries
from app.inventory.book import Book, load_book, touch_book
from app.inventory.errors import RecipeCircle
from app.inventory.inputs import RecipeInput
from app.inventory.models import OwnerKind, Recipe, RecipeLine
from app.inventory.rules import WHOLE_BP, Circle, refuse_circle
from app.inventory.service.showing import show_all


@atomic
def save_recipe(given: RecipeInput, *, actor: Actor) -> Recipe | None:
    """Make this the recipe in use; without lines and without a factor there is none any more.

    Raises NotFound, Invalid, RecipeCircle.
    """
    store_id = actor.store_id
    book = load_book(store_id)
    _refuse_unknown_owner(given, actor)
    _refuse_wrong_lines(given, book)
    former = queries.find_recipe(store_id, given.owner_kind, given.owner_id)
    if former is not None:
        former.replaced_at = clock.now()
    recipe = _written(given, actor) if given.lines or given.factor_bp != WHOLE_BP else None
    db.session.flush()
    audit.log(
        "recipe.saved",
        actor=actor,
        target=(given.owner_kind.value, given.owner_id),
        version=recipe.version if recipe else None,
        lines=len(given.lines),
    )
    touch_book(store_id)
    show_all(store_id)
    return recipe


def _written(given: RecipeInput, actor: Actor) -> Recipe:
    last = select(func.max(Recipe.version)).where(
        Recipe.owner_kind == given.owner_kind, Recipe.owner_id == given.owner_id
    )
    recipe = Recipe(
        store_id=actor.store_id,
        version=(db.session.scalar(last) or 0) + 1,
        made_by=actor.name,
        made_at=clock.now(),
        **given.model_dump(exclude={"lines"}),
    )
    recipe.lines = [
        RecipeLine(position=position, **line.model_dump())
        for position, line in enumerate(given.lines)
    ]
    db.session.add(recipe)
    return recipe


def _refuse_unknown_owner(given: RecipeInput, actor: Actor) -> None:
    if given.owner_kind is OwnerKind.DISH:
        catalog.get_dish(actor.store_id, given.owner_id)
    elif given.owner_kind is OwnerKind.INGREDIENT:
        queries.get_ingredient(actor.store_id, given.owner_id)
        if given.lines and given.makes is None:
            raise Invalid({"makes": lazy_gettext("Say how much one batch makes.")})
    elif catalog.find_option(actor.store_id, given.owner_id) is None:
        raise NotFound


def _refuse_wrong_lines(given: RecipeInput, book: Book) -> None:
    wanted = [line.ingredient_id for line in given.lines]
    if not set(wanted) <= book.ingredients.keys():
        raise NotFound
    if len(set(wanted)) < len(wanted):
        raise Invalid({"lines": lazy_gettext("An ingredient stands twice in this recipe.")})
    if given.owner_kind is OwnerKind.INGREDIENT:
        try:
            refuse_circle(book.made, given.owner_id, wanted)
        except Circle:
            raise RecipeCircle from None
