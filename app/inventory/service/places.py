"""Where things happen: a place must be the shop's, not being counted, and hold what leaves it."""

from collections.abc import Collection, Mapping, Sequence

from flask_babel import lazy_gettext

from app.core import audit
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Invalid, NotFound
from app.core.sequences import next_value
from app.inventory import papers, queries
from app.inventory.book import Book
from app.inventory.errors import StockFrozen
from app.inventory.inputs import PlaceInput
from app.inventory.models import StockPlace
from app.inventory.service.naming import refuse_same
from app.inventory.words import named, quantity_text


@atomic
def add_place(given: PlaceInput, *, actor: Actor) -> StockPlace:
    """Add a place where stock lies; the first is the main one. Raises NameTaken."""
    refuse_same(StockPlace, actor.store_id, given.name)
    place = StockPlace(store_id=actor.store_id, **given.model_dump())
    place.position = next_value(actor.store_id, "stock_place")
    db.session.add(place)
    db.session.flush()
    audit.log("stock_place.added", actor=actor, target=("stock_place", place.id), name=given.name)
    return place


@atomic
def change_place(place_id: str, given: PlaceInput, *, actor: Actor) -> StockPlace:
    """Give a place another name. Raises NotFound, NameTaken."""
    place = queries.get_place(actor.store_id, place_id)
    refuse_same(StockPlace, actor.store_id, given.name, except_id=place_id)
    place.name, place.name_en = given.name, given.name_en
    audit.log("stock_place.changed", actor=actor, target=("stock_place", place_id), name=given.name)
    return place


def refuse_frozen(
    book: Book, ingredient_ids: Sequence[str], places: Collection[str | None] = (None,)
) -> None:
    """Object to moving at these places what is unknown, or is being counted there.

    None is the main place. Raises NotFound, Invalid, StockFrozen.
    """
    if not ingredient_ids:
        raise Invalid({"lines": lazy_gettext("Choose at least one ingredient.")})
    if not set(ingredient_ids) <= book.ingredients.keys():
        raise NotFound
    named = {place for place in places if place is not None}
    if named and not named <= {place.id for place in queries.list_places(book.store_id)}:
        raise NotFound
    frozen = papers.frozen_at(book.store_id)
    main = queries.main_place_id(book.store_id) if frozen else None
    touched = {place or main for place in places}
    for each in ingredient_ids:
        if is_overlap(frozen.get(each, set()), touched):
            raise StockFrozen


def is_overlap(one: Collection[str | None], other: Collection[str | None]) -> bool:
    """Whether two sets of places have one in common; None is every place."""
    if not one or not other:
        return False
    return None in one or None in other or not set(one).isdisjoint(other)


def refuse_beyond(book: Book, wanted: Mapping[str, int], place_id: str | None, field: str) -> None:
    """Object to taking from a place what does not lie there. Raises Invalid for `field`."""
    lying = queries.place_balances(book.store_id)
    for each, quantity in wanted.items():
        left = lying.get((each, place_id), 0)
        if quantity > left:
            facts = book.ingredients[each]
            words = lazy_gettext(
                "Only %(left)s of %(ingredient)s lies there.",
                left=quantity_text(max(left, 0), facts.unit),
                ingredient=named(facts),
            )
            raise Invalid({field: words})


def refuse_beyond_side_place(
    book: Book, wanted: Mapping[str, int], place_id: str | None, field: str
) -> None:
    """The same for a place beside the main one.

    Sales take from the main place; its shelf may hold what nobody has written down yet.
    Raises Invalid for `field`.
    """
    if place_id is not None and place_id != queries.main_place_id(book.store_id):
        refuse_beyond(book, wanted, place_id, field)
