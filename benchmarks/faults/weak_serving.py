"""The product's server with other pragmas: the control of the power cuts, and small checkpoints.

`PRAGMAS` holds what every connection is told after the product's own, such as `synchronous=OFF`.
"""

import os
from typing import Any

from app import serving
from app.core import sqlite

_own = sqlite.prepare_connection


def prepare_connection(connection: Any, _record: Any = None) -> None:
    """Set a connection up as the product does, then otherwise."""
    _own(connection, _record)
    cursor = connection.cursor()
    for pragma in os.environ.get("PRAGMAS", "").split():
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def main() -> int:
    """Serve as `python -m app.serving` does."""
    sqlite.prepare_connection = prepare_connection
    return serving.main()


if __name__ == "__main__":
    raise SystemExit(main())
