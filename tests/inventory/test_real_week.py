"""A real week of orders replayed through the shop: balances to the gram, and when it alarmed.

The orders are those of the shared Chinese data; the recount knows nothing of the ledger.
"""

import csv
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.catalog.models import Dish
from app.core import clock as clocks
from app.core.clock import FixedClock
from app.core.db import db
from app.inventory import queries
from app.inventory.models import Ingredient, LineUse
from app.notices.kinds import NoticeKind
from app.notices.models import Notice
from app.ordering import service as ordering
from app.ordering.models import OrderLine
from tests.factories.catalog import make_dish
from tests.factories.inventory import make_ingredient, make_recipe, receive
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop
from tests.inventory.recipes_of_the_week import DISHES, INGREDIENTS, recipe_of

_FILE = "data/orders/teddy_detail_train.csv"
_GRAMS, _SAFETY, _DELIVERY = 20_000, 6_000, 20_000


@pytest.fixture
def week(shared: Path) -> list[tuple[datetime, dict[str, int]]]:
    """The orders of the data's busiest seven days: (placed at, portions by dish)."""
    file = shared / _FILE
    if not file.is_file():
        pytest.skip(f"{file} is not there: the real orders are no part of the project")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    orders: dict[str, tuple[datetime, Counter[str]]] = {}
    for row in rows:
        at = datetime.fromisoformat(row["place_order_time"]).replace(tzinfo=UTC)
        first, portions = orders.setdefault(row["order_id"], (at, Counter()))
        portions[row["dishes_name"].strip()] += int(row["counts"])
        orders[row["order_id"]] = (min(first, at), portions)
    per_day = Counter(at.date() for at, _ in orders.values())
    days = sorted(per_day)
    begin = max(days[:-6], key=lambda d: sum(per_day[d + timedelta(days=n)] for n in range(7)))
    end = begin + timedelta(days=7)
    found = [(at, dict(p)) for at, p in orders.values() if begin <= at.date() < end]
    return sorted(found, key=lambda each: each[0])


def popular(week: list[tuple[datetime, dict[str, int]]]) -> list[str]:
    """The thirty dishes that were ordered most, by name where equal."""
    counts: Counter[str] = Counter()
    for _at, portions in week:
        counts.update(portions)
    return sorted(counts, key=lambda name: (-counts[name], name))[:DISHES]


def test_a_real_week_leaves_what_an_independent_recount_finds(
    app: Flask, shop: Shop, clock: FixedClock, week: list[tuple[datetime, dict[str, int]]]
) -> None:
    names = popular(week)
    larder = [
        make_ingredient(shop.actor, name, _GRAMS, value_fen=_GRAMS, safety=_SAFETY)
        for name in INGREDIENTS
    ]
    dishes = _dishes(shop, names, larder)
    recount = dict.fromkeys(range(len(larder)), _GRAMS)
    delivered, dips = _replay(shop, clock, week, dishes, larder, recount)
    db.session.expire_all()
    stocks = queries.stocks_of(shop.id)
    assert {i: stocks[e.id].on_hand for i, e in enumerate(larder)} == {
        i: grams * 1000 for i, grams in recount.items()
    }
    assert all(stock.held == 0 for stock in stocks.values())
    assert not queries.find_differences()
    told = list(
        db.session.scalars(
            select(Notice).where(Notice.kind == NoticeKind.STOCK_LOW).order_by(Notice.id)
        )
    )
    assert [(each.created_at, each.subject) for each in told] == dips
    assert len(delivered) == 14 and len(dips) == 15
    assert _used_by_lines() == {
        e.id: (_GRAMS - recount[i]) * 1000 + _DELIVERY * 1000 * delivered.count(i)
        for i, e in enumerate(larder)
        if recount[i] != _GRAMS
    }


def _dishes(shop: Shop, names: list[str], larder: list[Ingredient]) -> dict[str, tuple[Dish, int]]:
    found = {}
    for place, name in enumerate(names):
        dish = make_dish(shop.actor, shop.categories["hot"], f"{name[:60]}·", 1000)
        parts = [(larder[i], grams) for i, grams in recipe_of(place)]
        make_recipe(shop.actor, dish.id, *parts)
        found[name] = (dish, place)
    return found


def _replay(
    shop: Shop,
    clock: FixedClock,
    week: list[tuple[datetime, dict[str, int]]],
    dishes: dict[str, tuple[Dish, int]],
    larder: list[Ingredient],
    recount: dict[int, int],
) -> tuple[list[int], list[tuple[datetime, str]]]:
    """Order, cook and receive the week through; `recount` is counted down by hand.

    Return what was delivered, and when each ingredient fell below its safety level.
    """
    delivered: list[int] = []
    dips: list[tuple[datetime, str]] = []
    now = week[0][0]
    for at, portions in week:
        clock.move(seconds=max((at - now).total_seconds(), 0))
        now = at
        wanted = {name: n for name, n in portions.items() if name in dishes}
        if not wanted:
            continue
        order = place_at_counter(shop.person(), *((dishes[n][0], c) for n, c in wanted.items()))
        for line in order.lines:
            ordering.step_line(line.id, "done", actor=shop.actor)
        before = dict(recount)
        for name, count in wanted.items():
            for i, grams in recipe_of(dishes[name][1]):
                recount[i] -= grams * count
        dips += [
            (clocks.now(), larder[i].id)
            for i, left in recount.items()
            if left < _SAFETY <= before[i]
        ]
        for i, left in recount.items():
            if left < _SAFETY - 1500:
                receive(shop.actor, larder[i], _DELIVERY, _DELIVERY)
                recount[i] += _DELIVERY
                delivered.append(i)
    return delivered, dips


def _used_by_lines() -> dict[str, int]:
    """What all lines took, added up from what each of them keeps."""
    sums: dict[str, int] = defaultdict(int)
    uses = db.session.scalars(select(LineUse).join(OrderLine, OrderLine.id == LineUse.line_id))
    for use in uses:
        for each, count in use.uses.items():
            sums[each] += count
    return dict(sums)
