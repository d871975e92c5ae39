"""The floor plan as a drawing: what the back-office and the counter both show."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.tables import rules
from app.tables.models import Table
from app.tables.rules import Place

# The edge of a cell in pixels: a table for two is 88 wide, large enough for a finger and a word.
CELL = 44
_GAP = 3


@dataclass(frozen=True, slots=True)
class Spot:
    """A table with its place, measured in pixels."""

    table: Table
    place: Place

    @property
    def left(self) -> int:
        """The left edge of its cells."""
        return self.place.x * CELL

    @property
    def top(self) -> int:
        """The upper edge of its cells."""
        return self.place.y * CELL

    @property
    def width(self) -> int:
        """The width of the table itself."""
        return self.place.width * CELL - 2 * _GAP

    @property
    def height(self) -> int:
        """The height of the table itself."""
        return self.place.height * CELL - 2 * _GAP

    @property
    def corner(self) -> int:
        """The radius of its corners."""
        return self.width // 2 if self.place.shape is rules.TableShape.ROUND else 10

    @property
    def middle(self) -> tuple[int, int]:
        """Where its words stand, seen from the upper left cell."""
        return self.place.width * CELL // 2, self.place.height * CELL // 2


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of one area; width and height in pixels."""

    spots: tuple[Spot, ...]
    width: int
    height: int
    cell: int = CELL
    gap: int = _GAP
    columns: int = rules.COLUMNS


def draw(tables: Sequence[Table], *, is_cropped: bool = False) -> Plan:
    """The plan of these tables, all of one area; cropped, it ends where the tables end."""
    places = rules.lay_out(tables)
    spots = tuple(Spot(table, places[table.id]) for table in tables)
    rows, columns = rules.rows_of(list(places.values())), rules.COLUMNS
    if is_cropped and places:
        rows = max(place.y + place.height for place in places.values()) + 1
        columns = max(place.x + place.width for place in places.values()) + 1
    return Plan(spots, columns * CELL, rows * CELL)
