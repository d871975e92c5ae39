"""One page out of a long list."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """The items of page `number` (from 1) of `count` pages; `total` items in all."""

    items: list[T]
    number: int
    count: int
    total: int


def wanted_page() -> int:
    """The page number in the address, 1 when there is none or it is no number."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def paged(total: int, size: int) -> tuple[int, int, int]:
    """The wanted page within `total` items: (offset, page number, number of pages)."""
    count = max(1, -(-total // size))
    number = min(wanted_page(), count)
    return (number - 1) * size, number, count


def page_of(items: list[T], size: int) -> Paged[T]:
    """The wanted page of `items`, `size` to a page."""
    offset, number, count = paged(len(items), size)
    return Paged(items[offset : offset + size], number, count, len(items))
