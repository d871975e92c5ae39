"""How the shop's pages and its orders slow down as it grows: orders, dishes and screens.

Run as `python -m benchmarks.growth [--full] [--only orders|dishes|screens] [--port N]`. Orders grow
from 100 to 100,000 (a million with --full), dishes from 50 to 5,000, screens from 1 to 200. Orders
and dishes are measured in this process without HTTP between, screens on a real server. It writes
to a temporary folder only.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import growth_rows, growth_screens
from benchmarks.growth_shop import GrownShop

ORDERS = (100, 1_000, 10_000, 100_000)
A_MILLION = 1_000_000
DISHES = (50, 500, 5_000)
SCREENS = (1, 20, 200)
_REPEATS = 7

Cells = dict[str, str]


def main(arguments: list[str] | None = None) -> int:
    """Measure and print a table of each curve, in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth")
    parser.add_argument("--full", action="store_true", help="up to a million orders")
    parser.add_argument("--only", choices=("orders", "dishes", "screens"))
    parser.add_argument("--port", type=int, default=8330)
    options = parser.parse_args(arguments)
    sizes = (*ORDERS, A_MILLION) if options.full else ORDERS
    if options.only in (None, "orders"):
        print_table("orders kept", grow_orders(sizes))
    if options.only in (None, "dishes"):
        print_table("dishes", grow_dishes(DISHES))
    if options.only in (None, "screens"):
        print_table("screens", growth_screens.measure(options.port, SCREENS))
    return 0


def grow_orders(sizes: tuple[int, ...]) -> dict[int, Cells]:
    """By how many orders are kept: how long an order and the pages take, in ms."""
    found: dict[int, Cells] = {}
    with tempfile.TemporaryDirectory() as folder:
        shop = GrownShop(Path(folder))
        with shop.app.app_context():
            shop.place_and_finish()
            for size in sizes:
                begun = time.monotonic()
                growth_rows.grow_orders(size)
                cells = {"filled in, s": f"{time.monotonic() - begun:.0f}"}
                cells["database, MB"] = f"{shop.size_mb():.0f}"
                cells["place an order"] = ms(shop.place)
                for name, path in shop.pages().items():
                    cells[name] = ms(lambda path=path: shop.look(path))  # type: ignore[misc]
                cells["day report (API)"] = ms(lambda: shop.ask(f"/reports/days/{shop.a_day}"))
                cells["day report (API) of a past day"] = ms(
                    lambda: shop.ask(f"/reports/days/{shop.a_past_day}")
                )
                cells["kitchen feed, from the head"] = ms(shop.pull)
                cells["backup of the whole, s"] = f"{shop.back_up():.1f}"
                found[size] = cells
                print(f"{size} orders measured", file=sys.stderr, flush=True)
    return found


def grow_dishes(sizes: tuple[int, ...]) -> dict[int, Cells]:
    """By how many dishes stand on the menu: how long it takes to read, send, quote and order."""
    found: dict[int, Cells] = {}
    with tempfile.TemporaryDirectory() as folder:
        shop = GrownShop(Path(folder))
        with shop.app.app_context():
            for size in sizes:
                growth_rows.grow_dishes(shop, size)
                menu = shop.phone("GET", "/menu")
                found[size] = {
                    "menu, KB (JSON)": f"{len(menu.data) / 1024:.0f}",
                    "menu read anew after a change": ms(shop.read_menu_anew),
                    "menu, unchanged (ETag)": ms(
                        lambda tag=menu.headers["ETag"]: shop.phone(
                            "GET", "/menu", headers={"If-None-Match": tag}
                        )
                    ),
                    "quote": ms(shop.quote),
                    "place an order": ms(shop.place),
                    "phone's menu page": ms(shop.menu_page),
                    "back-office: dishes": ms(lambda: shop.look("/backoffice/menu")),
                }
    return found


def ms(act: Callable[[], object], repeats: int = _REPEATS) -> str:
    """The middle of some runs in milliseconds of this process's work, after one that warms up.

    Processor time, so that a busy machine does not make the curve; what the disk takes is in it
    as far as the pages lie in memory.
    """
    act()
    taken = []
    for _ in range(repeats):
        begun = time.process_time()
        act()
        taken.append((time.process_time() - begun) * 1000)
    middle = statistics.median(taken)
    return f"{middle:.1f}" if middle < 100 else f"{middle:.0f}"


def print_table(what: str, found: dict[int, Cells]) -> None:
    """Print one curve: sizes as columns."""
    print(f"\n| {what} | " + " | ".join(f"{size:,}" for size in found) + " |")
    print("|---" * (len(found) + 1) + "|")
    for name in next(iter(found.values())):
        print(f"| {name} | " + " | ".join(cells.get(name, "") for cells in found.values()) + " |")


if __name__ == "__main__":
    sys.exit(main())
