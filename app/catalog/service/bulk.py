"""One change of many dishes: one transaction, one entry in the audit each, one undo for all."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext

from app.catalog import queries
from app.catalog.models import Dish
from app.catalog.price_rules import PriceRule
from app.catalog.service.history import recorded
from app.catalog.service.options import add_link
from app.catalog.service.prices import prices_of, record_prices
from app.catalog.service.versions import touch_menu
from app.core import audit
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Conflict, Invalid
from app.core.sequences import next_value

_NAMED = 3


class PricesMoved(Conflict):
    """The prices would not become what the preview showed."""

    code = "prices_moved"
    message = lazy_gettext(
        "A price or a field has changed since the preview. Look at the new preview, then agree."
    )


@dataclass(frozen=True, slots=True)
class NewPrice:
    """What a rule makes of a dish's prices, in fen; None where it makes no price."""

    dish: Dish
    price_fen: int | None
    member_price_fen: int | None
    is_possible: bool

    @property
    def mark(self) -> str:
        """What was agreed to: the dish, its price, the new one and the new member price."""
        dish = self.dish
        return f"{dish.id}:{dish.price_fen}:{self.price_fen}:{self.member_price_fen}"


def preview_prices(
    store_id: str, dish_ids: Sequence[str], rule: PriceRule, *, also_members: bool
) -> list[NewPrice]:
    """What a rule would make of these dishes' prices. Raises NotFound."""
    dishes = [queries.get_dish(store_id, dish_id) for dish_id in dict.fromkeys(dish_ids)]
    return [_new_price(dish, rule, also_members) for dish in dishes]


@atomic
def change_prices(
    dish_ids: Sequence[str],
    rule: PriceRule,
    *,
    also_members: bool,
    seen: Collection[str],
    actor: Actor,
) -> None:
    """Give dishes the prices that a rule makes; `seen` holds the previewed marks.

    Raises NotFound, PricesMoved, and Invalid naming the dishes for which it makes no price.
    """
    changes = preview_prices(actor.store_id, dish_ids, rule, also_members=also_members)
    wrong = [change.dish.name for change in changes if not change.is_possible]
    if wrong:
        message = gettext("This makes no price for: %(names)s", names=_named(wrong))
        raise Invalid({"amount": message})
    if {change.mark for change in changes} != set(seen):
        raise PricesMoved
    new = {change.dish.id: change for change in changes}

    def change(dish: Dish) -> None:
        before = prices_of(dish)
        price = new[dish.id].price_fen
        assert price is not None
        dish.price_fen, dish.member_price_fen = price, new[dish.id].member_price_fen
        record_prices(dish, before, actor)

    _change_each("bulk.price", dish_ids, change, actor, "dish.changed", prices_of)


@atomic
def put_dishes_on_shelf(dish_ids: Sequence[str], is_on_shelf: bool, *, actor: Actor) -> None:
    """Show dishes on the menu 上架 or take them off 下架. Raises NotFound."""

    def change(dish: Dish) -> None:
        dish.is_on_shelf = is_on_shelf

    action = "bulk.on_shelf" if is_on_shelf else "bulk.off_shelf"
    facts = {"is_on_shelf": is_on_shelf}
    _change_each(action, dish_ids, change, actor, "dish.shelf", lambda _dish: facts)


@atomic
def set_dishes_availability(dish_ids: Sequence[str], available: bool, *, actor: Actor) -> None:
    """86 dishes 沽清 or bring them back. Raises NotFound."""

    def change(dish: Dish) -> None:
        dish.is_available = available

    def facts(dish: Dish) -> dict[str, Any]:
        return {"available": dish.is_available, "remaining": dish.remaining}

    action = "bulk.sell_again" if available else "bulk.sold_out"
    _change_each(action, dish_ids, change, actor, "dish.availability", facts)


@atomic
def move_dishes(dish_ids: Sequence[str], category_id: str, *, actor: Actor) -> None:
    """Move dishes to the end of a category, in the order given. Raises NotFound."""
    category = queries.get_category(actor.store_id, category_id)

    def change(dish: Dish) -> None:
        if dish.category_id != category.id:
            dish.category_id = category.id
            dish.position = next_value(actor.store_id, "dish_position")

    facts = {"category": category.name}
    _change_each("bulk.category", dish_ids, change, actor, "dish.changed", lambda _dish: facts)


@atomic
def set_dishes_station(dish_ids: Sequence[str], station_id: str | None, *, actor: Actor) -> None:
    """Have dishes made at a station, None for any. Raises NotFound, Invalid."""
    known = {station.id: station.name for station in queries.list_stations(actor.store_id)}
    if station_id is not None and station_id not in known:
        raise Invalid({"station_id": lazy_gettext("This station does not exist.")})

    def change(dish: Dish) -> None:
        dish.station_id = station_id

    facts = {"station": known.get(station_id or "")}
    _change_each("bulk.station", dish_ids, change, actor, "dish.changed", lambda _dish: facts)


@atomic
def offer_choices(dish_ids: Sequence[str], group_id: str, *, actor: Actor) -> None:
    """Make dishes ask an option group's question as well. Raises NotFound."""
    group = queries.get_option_group(actor.store_id, group_id)

    def change(dish: Dish) -> None:
        if all(link.group_id != group.id for link in dish.group_links):
            add_link(dish, group.id)

    facts = {"choices": group.name}
    _change_each("bulk.options", dish_ids, change, actor, "dish.changed", lambda _dish: facts)


def _change_each(
    action: str,
    dish_ids: Sequence[str],
    change: Callable[[Dish], None],
    actor: Actor,
    audited: str,
    facts: Callable[[Dish], dict[str, Any]],
) -> None:
    if not dish_ids:
        raise Invalid({"dishes": lazy_gettext("Choose at least one dish.")})
    dishes = [queries.get_dish(actor.store_id, dish_id) for dish_id in dict.fromkeys(dish_ids)]
    with recorded(action, actor=actor, name=_named([dish.name for dish in dishes])):
        for dish in dishes:
            change(dish)
        db.session.flush()
    for dish in dishes:
        audit.log(audited, actor=actor, target=("dish", dish.id), together=action, **facts(dish))
    touch_menu(actor.store_id)


def _new_price(dish: Dish, rule: PriceRule, also_members: bool) -> NewPrice:
    price, member = rule.apply(dish.price_fen), dish.member_price_fen
    new_member = rule.apply(member) if also_members and member is not None else member
    is_possible = price is not None and (member is None) == (new_member is None)
    return NewPrice(dish, price, new_member, is_possible)


def _named(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    first = "、".join(names[:_NAMED])
    more = len(names) - _NAMED
    if more <= 0:
        return first
    rest = ngettext("and %(num)d more", "and %(num)d more", more)
    return f"{first} {rest}"
