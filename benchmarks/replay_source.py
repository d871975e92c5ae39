"""The real orders that are replayed: read from the shared data, which the project does not keep."""

import csv
import os
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from benchmarks.shop import ROOT

_MENU = "data/menus/teddy_menu_zh.csv"
_ORDERS = "data/orders/teddy_detail_train.csv"


class NoSourceError(Exception):
    """The shared data is not there; the text says where it was looked for."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line: `price_fen` is what the data's `amounts` says of one portion."""

    code: str
    name: str
    quantity: int
    price_fen: int


@dataclass(frozen=True, slots=True)
class SourceOrder:
    """One order as guests once placed it."""

    id: str
    placed_at: datetime
    lines: tuple[SourceLine, ...]

    @property
    def total_fen(self) -> int:
        """The sum of amounts times counts."""
        return sum(line.price_fen * line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class Source:
    """The menu file's bytes, its rows (code -> name, price in fen), and the orders by time."""

    menu_file: bytes
    menu: dict[str, tuple[str, int]]
    orders: list[SourceOrder]


def shared_folder(given: str | None) -> Path:
    """Where the shared data lies: as given, by KAIFAN_SHARED, else beside the project."""
    return Path(given or os.environ.get("KAIFAN_SHARED") or ROOT.parent / "shared")


def read(shared: Path) -> Source:
    """The menu and all orders. Raises NoSourceError."""
    for name in (_MENU, _ORDERS):
        if not (shared / name).is_file():
            raise NoSourceError(
                f"{shared / name} is not there. Give the folder that holds data/ by --shared"
                " or KAIFAN_SHARED."
            )
    rows = _rows(shared / _MENU)
    menu = {row["dishes_id"]: (row["dishes_name"], _fen(row["price"])) for row in rows}
    return Source((shared / _MENU).read_bytes(), menu, _orders(_rows(shared / _ORDERS)))


def _orders(rows: list[dict[str, str]]) -> list[SourceOrder]:
    # `itemis_add` is 0 in every row: no line says that it was added in a later round.
    by_order: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        by_order[row["order_id"]].append(row)
    orders = [
        SourceOrder(
            order_id,
            min(datetime.fromisoformat(row["place_order_time"]) for row in lines),
            tuple(
                SourceLine(
                    row["dishes_id"], row["dishes_name"], int(row["counts"]), _fen(row["amounts"])
                )
                for row in lines
            ),
        )
        for order_id, lines in by_order.items()
    ]
    return sorted(orders, key=lambda order: order.placed_at)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def _fen(yuan: str) -> int:
    return int(Decimal(yuan) * 100)
