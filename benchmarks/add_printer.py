"""Fills a demo folder before its server starts, and adds a network printer on this machine.

Run as `python -m benchmarks.add_printer --data DIR --port PORT` in a process of its own.
"""

import argparse
from pathlib import Path

from app.config import Config
from app.core.actors import system
from app.factory import create_app
from app.printing import service as printing
from app.printing.inputs import PrinterInput
from app.printing.models import PrinterKind
from app.serving_shop import prepare
from app.stores import queries as stores
from benchmarks.wire import HOST


def main() -> None:
    """Make the shop and its printer."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.add_printer")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    config = Config.load(options.data, demo=True)
    app = create_app(config)
    prepare(app, config, f"http://{HOST}")
    given = PrinterInput(
        name="网口打印机",
        kind=PrinterKind.NETWORK,
        host=HOST,
        port=options.port,
        prints_bills=False,
    )
    with app.app_context():
        store = stores.list_stores()[0]
        printing.add_printer(given, actor=system(store.id, "benchmark"))


if __name__ == "__main__":
    main()
