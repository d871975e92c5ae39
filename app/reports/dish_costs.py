"""Food cost of what was sold: by dish, by size and extras, down to the ingredients.

A portion costs what its line took (its recipes as they were when it was ordered) at the present
average costs; what was sold before it had a recipe, what it would take now.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.orm import aliased

from app.catalog import queries as catalog
from app.catalog.rules import Menu
from app.core.db import db
from app.inventory import queries
from app.inventory.book import Book, load_book
from app.inventory.costs import cost_of
from app.inventory.models import LineUse
from app.inventory.rules import Stock, added
from app.ordering.models import LineStatus, Order, OrderLine, OrderStatus

# A dish, and the words of a line's options as they are kept: what was ordered.
_Key = tuple[str, str]


@dataclass(slots=True)
class PortionCost:
    """One kind of portion of a dish: its size and extras by name, what it brought in and cost.

    Money in fen; `uses` are the quantities that all portions took.
    """

    label: str
    label_en: str
    portions: int = 0
    net_fen: int = 0
    cost_fen: int = 0
    uses: dict[str, int] = field(default_factory=dict)

    @property
    def margin_percent(self) -> int | None:
        """What is left of the money after the ingredients."""
        return _margin(self.net_fen, self.cost_fen)

    @property
    def each_fen(self) -> int:
        """What the ingredients of one portion cost."""
        return round(self.cost_fen / self.portions) if self.portions else 0


@dataclass(frozen=True, slots=True)
class DishCost:
    """What one dish brought in and what its ingredients cost, in fen, by kind of portion."""

    dish_id: str
    name: str
    name_en: str
    kinds: list[PortionCost]

    @property
    def portions(self) -> int:
        """How many were sold."""
        return sum(each.portions for each in self.kinds)

    @property
    def net_fen(self) -> int:
        """What they brought in."""
        return sum(each.net_fen for each in self.kinds)

    @property
    def cost_fen(self) -> int:
        """What their ingredients cost."""
        return sum(each.cost_fen for each in self.kinds)

    @property
    def margin_percent(self) -> int | None:
        """What is left of the money after the ingredients."""
        return _margin(self.net_fen, self.cost_fen)

    @property
    def uses(self) -> dict[str, int]:
        """What all portions took, by ingredient."""
        return added(*(each.uses for each in self.kinds))


def dish_costs(store_id: str, since: date, until: date, dish_id: str = "") -> list[DishCost]:
    """The dishes with a recipe that were sold on these business days, the best earners first."""
    book, menu = load_book(store_id), catalog.get_menu(store_id)
    stocks = queries.stocks_of(store_id)
    names: dict[str, tuple[str, str]] = {}
    kinds: dict[str, dict[str, PortionCost]] = defaultdict(dict)
    taken = _taken(store_id, since, until, dish_id)
    for (sold_id, options), name, portions, net_fen, unkept in _sold(
        store_id, since, until, dish_id
    ):
        chosen = json.loads(options)
        uses = taken.get((sold_id, options), {})
        if unkept:
            uses = _would_take(book, menu, sold_id, chosen, unkept)
        if not uses:
            continue
        names[sold_id] = name
        _add(kinds[sold_id], _telling(book, chosen), portions, net_fen, uses, stocks)
    found = [DishCost(each, *names[each], _sorted(kinds[each].values())) for each in names]
    return sorted(found, key=lambda each: each.cost_fen - each.net_fen)


def _add(
    kinds: dict[str, PortionCost],
    telling: list[dict[str, Any]],
    portions: int,
    net_fen: int,
    uses: Mapping[str, int],
    stocks: Mapping[str, Stock],
) -> None:
    label = " · ".join(each["name"] for each in telling)
    label_en = " · ".join(each["name_en"] or each["name"] for each in telling)
    kind = kinds.setdefault(label, PortionCost(label, label_en))
    kind.portions += portions
    kind.net_fen += net_fen
    kind.uses = added(kind.uses, uses)
    kind.cost_fen = cost_of(kind.uses, stocks) // 1000


def _sold(
    store_id: str, since: date, until: date, dish_id: str
) -> Iterator[tuple[_Key, tuple[str, str], int, int, int]]:
    """What was ordered: key, names, portions, net, and the portions of which no use is kept."""
    part = aliased(OrderLine)
    own = select(LineUse.line_id).where(LineUse.line_id == OrderLine.id)
    of_parts = (
        select(LineUse.line_id)
        .join(part, part.id == LineUse.line_id)
        .where(part.order_id == OrderLine.order_id, part.parent_id == OrderLine.id)
    )
    lines = (
        select(
            OrderLine.dish_id,
            cast(OrderLine.options, String).label("options"),
            OrderLine.name,
            OrderLine.name_en,
            OrderLine.quantity,
            OrderLine.net_fen,
            or_(own.exists(), of_parts.exists()).label("has_use"),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            *_counted(store_id, since, until),
            OrderLine.parent_id.is_(None),
            OrderLine.dish_id == dish_id if dish_id else OrderLine.dish_id.is_not(None),
        )
        .subquery()
        .c
    )
    key = lines.dish_id, lines.options, lines.has_use
    names = func.max(lines.name), func.max(lines.name_en)
    query = select(*key, *names, func.sum(lines.quantity), func.sum(lines.net_fen)).group_by(*key)
    for row in db.session.execute(query):
        portions = int(row[5])
        yield (row[0], row[1]), (row[3], row[4]), portions, int(row[6]), 0 if row[2] else portions


def _taken(store_id: str, since: date, until: date, dish_id: str) -> dict[_Key, dict[str, int]]:
    """What the lines of each kind took, a set meal with its dishes."""
    top = aliased(OrderLine)
    uses, options = cast(LineUse.uses, String), cast(top.options, String)
    query = (
        select(top.dish_id, options, uses, func.count())
        .select_from(LineUse)
        .join(OrderLine, OrderLine.id == LineUse.line_id)
        .join(top, top.id == func.coalesce(OrderLine.parent_id, OrderLine.id))
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            *_counted(store_id, since, until),
            top.status != LineStatus.CANCELLED,
            top.dish_id == dish_id if dish_id else top.dish_id.is_not(None),
        )
        .group_by(top.dish_id, options, uses)
    )
    found: dict[_Key, dict[str, int]] = {}
    for row in db.session.execute(query):
        key = row[0] or "", row[1]
        total = {each: int(count) * row[3] for each, count in json.loads(row[2]).items()}
        found[key] = added(found.get(key, {}), total)
    return found


def _counted(store_id: str, since: date, until: date) -> list[ColumnElement[bool]]:
    return [
        Order.store_id == store_id,
        Order.business_date >= since,
        Order.business_date <= until,
        Order.status != OrderStatus.CANCELLED,
        OrderLine.status != LineStatus.CANCELLED,
    ]


def _would_take(
    book: Book, menu: Menu, dish_id: str, chosen: list[dict[str, Any]], portions: int
) -> dict[str, int]:
    """What portions take by the recipes of now."""
    ids = [each["id"] for each in chosen]
    dish = menu.dishes.get(dish_id)
    uses = dict(book.portion(dish_id, ids).uses)
    if dish is not None and dish.is_set:
        for part_id, count in dish.parts_of(dish.pick(ids)).items():
            part = book.portion(part_id, (), ids).uses
            uses = added(uses, {each: n * count for each, n in part.items()})
    return {each: count * portions for each, count in uses.items() if count}


def _telling(book: Book, chosen: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The options that change what a portion takes."""
    return [each for each in chosen if each.get("is_part") or each["id"] in book.options]


def _sorted(kinds: Iterable[PortionCost]) -> list[PortionCost]:
    return sorted(kinds, key=lambda each: (-each.portions, each.label))


def _margin(net_fen: int, cost_fen: int) -> int | None:
    return round(100 * (net_fen - cost_fen) / net_fen) if net_fen else None
