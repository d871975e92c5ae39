"""Waste, moving between places, and making what is made in the house."""

from flask_babel import lazy_gettext

from app.core import audit
from app.core.actors import Actor
from app.core.db import atomic
from app.core.errors import Invalid
from app.inventory.book import load_book
from app.inventory.models import MovementKind
from app.inventory.rules import divided
from app.inventory.service.ledger import Entry, Ref, post, read_stocks
from app.inventory.service.places import refuse_beyond, refuse_beyond_side_place, refuse_frozen
from app.inventory.service.showing import show_changed


@atomic
def waste_goods(
    ingredient_id: str,
    quantity: int,
    *,
    actor: Actor,
    reason: str,
    picture: str = "",
    place_id: str | None = None,
) -> None:
    """Write off what was spoilt 报损 at a place, with the reason and a photo.

    Raises NotFound, Invalid, StockFrozen.
    """
    if not reason.strip():
        raise Invalid({"reason": lazy_gettext("Say why.")})
    book = load_book(actor.store_id)
    refuse_frozen(book, [ingredient_id], [place_id])
    refuse_beyond_side_place(book, {ingredient_id: quantity}, place_id, "count")
    entry = Entry(
        ingredient_id,
        MovementKind.WASTE,
        -quantity,
        place_id=place_id,
        reason=reason.strip()[:100],
        picture=picture,
    )
    post(book, [entry], by=actor.name)
    target = ("ingredient", ingredient_id)
    audit.log("stock.wasted", actor=actor, target=target, quantity=quantity, reason=reason[:100])
    show_changed(book, [ingredient_id])


@atomic
def transfer_goods(
    ingredient_id: str, quantity: int, *, actor: Actor, from_id: str, to_id: str
) -> None:
    """Carry something from one place to another; what there is in all stays the same.

    Raises NotFound, Invalid, StockFrozen.
    """
    book = load_book(actor.store_id)
    refuse_frozen(book, [ingredient_id], [from_id, to_id])
    if from_id == to_id:
        raise Invalid({"to_id": lazy_gettext("Choose two different places.")})
    refuse_beyond(book, {ingredient_id: quantity}, from_id, "count")
    entries = [
        Entry(ingredient_id, MovementKind.TRANSFER, -quantity, place_id=from_id),
        Entry(ingredient_id, MovementKind.TRANSFER, quantity, place_id=to_id),
    ]
    post(book, entries, by=actor.name)
    target = ("ingredient", ingredient_id)
    audit.log("stock.moved", actor=actor, target=target, quantity=quantity)


@atomic
def produce_goods(ingredient_id: str, quantity: int, *, actor: Actor) -> None:
    """Make `quantity` of something by its recipe: what it takes is used up, its cost goes over.

    Raises NotFound, Invalid when it has no recipe, StockFrozen.
    """
    book = load_book(actor.store_id)
    recipe = book.made.get(ingredient_id)
    if recipe is None or not recipe.makes:
        raise Invalid({"ingredient_id": lazy_gettext("Write its recipe first.")})
    uses = {
        each: divided(count, quantity, recipe.makes)
        for each, count in book.made_uses[ingredient_id].items()
    }
    refuse_frozen(book, [ingredient_id, *uses])
    before = read_stocks(actor.store_id, uses)
    ref = Ref("recipe", recipe.id)
    taken = [Entry(i, MovementKind.USED_UP, -count) for i, count in sorted(uses.items()) if count]
    after = post(book, taken, by=actor.name, ref=ref)
    cost = sum(before[each].value - stock.value for each, stock in after.items())
    made = Entry(ingredient_id, MovementKind.PRODUCE, quantity, value=cost)
    post(book, [made], by=actor.name, ref=ref)
    target = ("ingredient", ingredient_id)
    audit.log("stock.produced", actor=actor, target=target, quantity=quantity)
    show_changed(book, [ingredient_id, *uses])
