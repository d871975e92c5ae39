"""What holding ingredients costs an order: the same baskets with recipes and without, in one run.

Run as `python -m benchmarks.stock_holds [--orders N]`. One thread in this process, on a demo shop
in a temporary folder; the machine's own bare commits per second stand beside.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import event

from app import create_app
from app.catalog import queries as catalog
from app.config import Config
from app.core import migrating
from app.core.db import db
from app.core.ids import new_id
from app.demo import filling
from app.inventory import book
from app.ordering import service as ordering
from app.ordering.inputs import LineInput, PlaceOrderInput
from app.stores import queries as stores
from app.tables import queries as tables
from app.tables import service as tables_service
from app.tables.codes import code_of
from benchmarks import limits

LINES, ROUNDS = 4, 3


def main(arguments: list[str] | None = None) -> int:
    """Measure both in turns and print them with their ratio."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stock_holds")
    parser.add_argument("--orders", type=int, default=150, help="orders of each measurement")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KAIFAN_LIMITS"] = "off"
        app = create_app(Config.load(Path(folder), demo=True))
        migrating.upgrade(app)
        filling.fill(app, "http://localhost")
        with app.app_context():
            report(app, options.orders)
    return 0


def report(app: Flask, orders: int) -> None:
    """Print orders per second and statements per order, with recipes and without."""
    store_id = stores.list_stores()[0].id
    presence = _presence(store_id)
    baskets = _baskets(store_id)
    full, empty = book.get_book(store_id), _without_recipes(store_id)
    best = {"with": 0.0, "without": 0.0}
    statements = {"with": 0, "without": 0}
    for _round in range(ROUNDS):
        for name, held in (("with", full), ("without", empty)):
            book._books[store_id] = held
            rate, count = _measure(presence, baskets, orders)
            best[name], statements[name] = max(best[name], rate), count
    print(f"with recipes     {best['with']:7.0f} orders/s  {statements['with']} statements")
    print(f"without recipes  {best['without']:7.0f} orders/s  {statements['without']} statements")
    print(f"ratio            {best['with'] / best['without']:.2f}")
    print(f"fsync            {limits.measure_fsync(app.config['KAIFAN'].data_dir, 1.0):7.0f} /s")


def _measure(
    presence: tables.Presence, baskets: list[PlaceOrderInput], orders: int
) -> tuple[float, int]:
    seen: list[str] = []

    def note(*given: str) -> None:
        seen.append(given[2])

    ordering.place_order(presence, baskets[0], key=new_id(), limited=False)
    event.listen(db.engine, "before_cursor_execute", note)
    ordering.place_order(presence, baskets[0], key=new_id(), limited=False)
    event.remove(db.engine, "before_cursor_execute", note)
    begin = time.perf_counter()
    for number in range(orders):
        ordering.place_order(presence, baskets[number % len(baskets)], key=new_id(), limited=False)
    took = time.perf_counter() - begin
    return orders / took, sum(1 for each in seen if not each.startswith("BEGIN"))


def _baskets(store_id: str) -> list[PlaceOrderInput]:
    menu = catalog.get_menu(store_id)
    recipes = book.get_book(store_id)
    able = [
        dish
        for dish in menu.dishes.values()
        if dish.id in recipes.dishes
        and dish.remaining is None
        and not recipes.blocking & set(recipes.dish_uses[dish.id])
    ]
    return [
        PlaceOrderInput(
            lines=tuple(
                LineInput(
                    dish_id=dish.id,
                    option_ids=tuple(
                        option.id
                        for group in dish.option_groups
                        for option in group.options[: group.min]
                    ),
                )
                for dish in able[start : start + LINES]
            )
        )
        for start in range(0, len(able) - LINES, LINES)
    ]


def _presence(store_id: str) -> tables.Presence:
    table = tables.list_tables(store_id)[0]
    return tables.get_presence(tables_service.scan(code_of(table)).token)


def _without_recipes(store_id: str) -> book.Book:
    full = book.get_book(store_id)
    return book.Book(store_id, full.version, full.ingredients, {}, {}, {})


if __name__ == "__main__":
    raise SystemExit(main())
