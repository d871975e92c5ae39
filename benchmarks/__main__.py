"""Runs all benchmarks, one after the other, and writes one table: `python -m benchmarks`.

`--seconds S` measures each rate longer, `--orders 500000` reports over a large shop's whole year,
`--port N` uses other ports than 8330 and 8331. With `--postgres ADDRESS --redis ADDRESS` (or those
of the tests, KAIFAN_TEST_POSTGRES and KAIFAN_TEST_REDIS) the same orders are placed on Postgres by
one process and by two. The replay of real orders comes first and speaks for itself; it is passed
over where its data is absent. A part that fails stands in the table as FAILED, with its reason; the
others are measured all the same.
"""

import argparse
import logging
import os
import sys
from collections.abc import Callable
from typing import Any

from benchmarks import many_screens, on_postgres, place_order, replay_orders, year_of_orders
from benchmarks.table import Row, print_rows

FAILED = "FAILED"

log = logging.getLogger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """1 when a part failed or differed, an answer was refused, or the server had an error."""
    options = _options(arguments)
    busy_before = _load()
    figures: dict[str, Any] = {}

    def replay() -> list[Row]:
        found = replay_orders.main(["--port", str(options.port)])
        print()
        return [Row("replay of real orders", FAILED, "differences above")] if found == 1 else []

    def place() -> list[Row]:
        figures.update(place_order.measure(options.port, options.seconds))
        return place_order.rows_of(figures)

    def screens() -> list[Row]:
        pace, seconds = many_screens.PER_SECOND, max(options.seconds, many_screens.SECONDS)
        return many_screens.measure(options.port, options.screens, pace, seconds)

    def postgres() -> list[Row]:
        if not (options.postgres and options.redis):
            return [Row("orders on Postgres", "left out", "no --postgres and --redis")]
        where = options.postgres, options.redis
        share = on_postgres.SHARE
        return on_postgres.measure(options.port, *where, options.seconds, share=share)

    rows = [
        *_part("replay of real orders", replay),
        *_part("orders, menu, quotes, status", place),
        *_part("many kitchen screens", screens),
        *_part("orders on Postgres", postgres),
        *_part("a year of orders", lambda: year_of_orders.measure(options.port, options.orders)),
        Row("load of the machine", busy_before, f"waiting to run before; {_load()} after"),
    ]
    if figures:
        place_order.print_machine(figures)
    print_rows(rows)
    is_bad = many_screens.is_any_missing(rows) or any(row.value == FAILED for row in rows)
    return 1 if is_bad or figures.get("refused") or figures.get("log_errors") else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--orders", type=int, default=year_of_orders.ORDERS)
    parser.add_argument("--screens", type=int, default=many_screens.SCREENS)
    parser.add_argument("--port", type=int, default=8330)
    parser.add_argument("--postgres", default=os.environ.get("KAIFAN_TEST_POSTGRES", ""))
    parser.add_argument("--redis", default=os.environ.get("KAIFAN_TEST_REDIS", ""))
    return parser.parse_args(arguments)


def _part(name: str, measure: Callable[[], list[Row]]) -> list[Row]:
    """The rows of one part; one row that says why when it fails, whatever the reason."""
    try:
        return measure()
    except Exception as error:
        log.exception("%s failed", name)
        why = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
        return [Row(name, FAILED, why[:100])]


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?"


if __name__ == "__main__":
    sys.exit(main())
