"""The floor plan: a table's size on its grid and where it finds room; the names of a series."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from flask_babel import lazy_gettext

from app.core.errors import Invalid

# A plan is this many cells wide; it grows downwards, as far as a thumb likes to scroll.
COLUMNS = 20
MAX_ROWS = 100
MIN_ROWS = 8

MAX_AT_ONCE = 100
MAX_NAME = 12
# As much as an order keeps of its table.
MAX_PARTY_NAME = 20


class TableShape(StrEnum):
    """What a table looks like from above."""

    SQUARE = "square"
    ROUND = "round"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands: its upper left cell, and how many cells it covers."""

    x: int
    y: int
    shape: TableShape
    is_turned: bool
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        """The middle, in half cells."""
        return 2 * self.x + self.width, 2 * self.y + self.height

    def overlaps(self, other: "Place") -> bool:
        """Whether both cover a cell."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


class Placed(Protocol):
    """What a plan needs to know of a table; `plan_x` is None until somebody has moved it."""

    id: str
    seats: int
    shape: str | None
    is_turned: bool
    plan_x: int | None
    plan_y: int | None


def footprint(shape: TableShape, seats: int, *, is_turned: bool) -> tuple[int, int]:
    """Width and height in cells: more seats, larger table."""
    if shape is TableShape.LONG:
        length = 3 if seats <= 6 else 4 if seats <= 8 else 6
        return (2, length) if is_turned else (length, 2)
    side = 2 if seats <= 4 else 3 if seats <= 10 else 4
    return side, side


def usual_shape(seats: int) -> TableShape:
    """The shape of a table that nobody has said anything about: large ones are round here."""
    if seats <= 4:
        return TableShape.SQUARE
    return TableShape.LONG if seats < 8 else TableShape.ROUND


def place_at(x: int, y: int, shape: TableShape, seats: int, *, is_turned: bool) -> Place:
    """A table at a cell, pushed back inside the plan where it would stick out."""
    width, height = footprint(shape, seats, is_turned=is_turned)
    inside_x = min(max(x, 0), COLUMNS - width)
    inside_y = min(max(y, 0), MAX_ROWS - height)
    return Place(inside_x, inside_y, shape, is_turned, width, height)


def lay_out(tables: Sequence[Placed]) -> dict[str, Place]:
    """A place for every table by its id: its own, or the first free one in reading order."""
    places: dict[str, Place] = {}
    for table in tables:
        if table.plan_x is not None and table.plan_y is not None:
            places[table.id] = _shaped(table, table.plan_x, table.plan_y)
    for table in tables:
        if table.id not in places:
            places[table.id] = _first_free(_shaped(table, 1, 1), list(places.values()))
    return places


def nearest_free(wanted: Place, others: Sequence[Place]) -> Place:
    """`wanted` itself, or the nearest place where the table covers no other."""
    free = [spot for spot in _everywhere(wanted) if not any(map(spot.overlaps, others))]
    return min(free, key=lambda spot: (_distance(spot, wanted), spot.y, spot.x), default=wanted)


def rows_of(places: Sequence[Place]) -> int:
    """How many rows a plan shows: room for a table below the last one."""
    lowest = max((place.y + place.height for place in places), default=0)
    return min(max(lowest + 3, MIN_ROWS), MAX_ROWS)


def _shaped(table: Placed, x: int, y: int) -> Place:
    shape = TableShape(table.shape) if table.shape else usual_shape(table.seats)
    return place_at(x, y, shape, table.seats, is_turned=table.is_turned)


def _first_free(asked: Place, others: Sequence[Place]) -> Place:
    """The first place in reading order with a cell of room to every other table."""
    for y in range(1, MAX_ROWS - asked.height):
        for x in range(1, COLUMNS - asked.width):
            around = replace(
                asked, x=x - 1, y=y - 1, width=asked.width + 2, height=asked.height + 2
            )
            if not any(map(around.overlaps, others)):
                return replace(asked, x=x, y=y)
    return asked


def _everywhere(place: Place) -> Iterator[Place]:
    for y in range(MAX_ROWS - place.height + 1):
        for x in range(COLUMNS - place.width + 1):
            yield replace(place, x=x, y=y)


def _distance(one: Place, other: Place) -> int:
    return (one.x - other.x) ** 2 + (one.y - other.y) ** 2


def series_names(prefix: str, first: int, last: int) -> list[str]:
    """The names of the tables `first` to `last` of a series: "A01", "A02", ..., "A12".

    Padded alike behind a letter, so that names sort as the numbers do; plain numbers and numbers
    behind Chinese characters stand as people say them: "1", "包间3". Raises Invalid for the field
    `last` or `prefix`.
    """
    prefix = prefix.strip()
    if not first <= last < first + MAX_AT_ONCE:
        message = lazy_gettext("The last number must follow the first; 100 tables at most.")
        raise Invalid({"last": message})
    is_letter = bool(prefix) and prefix[-1].isascii()
    width = max(2 if is_letter else 1, len(str(last)) if is_letter else 1)
    names = [f"{prefix}{number:0{width}d}" for number in range(first, last + 1)]
    if len(names[-1]) > MAX_NAME:
        raise Invalid({"prefix": lazy_gettext("This is too long.")})
    return names


def seat_name(table: str, party: int) -> str:
    """How a party at a table is called: the first by the table, others "A03-2"."""
    return f"{table}-{party}" if party > 1 else table


def joint_name(names: list[str]) -> str:
    """How a party at several tables is called: "A01+A02", or "A01+3" where that is too long."""
    whole = "+".join(names)
    return whole if len(whole) <= MAX_PARTY_NAME else f"{names[0]}+{len(names) - 1}"
