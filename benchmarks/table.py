"""Figures as lines of text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A figure: what it is, its value, and what belongs to it."""

    name: str
    value: str
    note: str = ""


def print_rows(rows: list[Row]) -> None:
    """Print the rows under each other, values right-aligned."""
    names, values = max(len(row.name) for row in rows), max(len(row.value) for row in rows)
    for row in rows:
        print(f"{row.name:<{names}}  {row.value:>{values}}  {row.note}".rstrip())
