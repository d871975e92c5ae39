"""Runs all benchmarks, one after the other, and writes one table: `python -m benchmarks`.

`--seconds S` measures each rate longer, `--orders 500000` reports over a large shop's whole year,
`--port N` uses other ports than 8330 and 8331. The replay of real orders comes first and speaks for
itself; it is passed over where its data is absent.
"""

import argparse
import os
import sys

from benchmarks import many_screens, place_order, replay_orders, year_of_orders
from benchmarks.table import Row, print_rows


def main(arguments: list[str] | None = None) -> int:
    """1 when the replay found a difference, an answer was refused or the server had an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--orders", type=int, default=year_of_orders.ORDERS)
    parser.add_argument("--screens", type=int, default=many_screens.SCREENS)
    parser.add_argument("--port", type=int, default=8330)
    options = parser.parse_args(arguments)
    busy_before = _load()
    replayed = replay_orders.main(["--port", str(options.port)])
    print()
    figures = place_order.measure(options.port, options.seconds)
    pace = many_screens.PER_SECOND
    rows = [
        *place_order.rows_of(figures),
        *many_screens.measure(options.port, options.screens, pace, options.seconds),
        *year_of_orders.measure(options.port, options.orders),
        Row("load of the machine", busy_before, f"waiting to run before; {_load()} after"),
    ]
    place_order.print_machine(figures)
    print_rows(rows)
    return 1 if replayed == 1 or figures["refused"] or figures["log_errors"] else 0


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?"


if __name__ == "__main__":
    sys.exit(main())
