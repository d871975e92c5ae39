"""What stock tells the floors above."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StockFell:
    """These ingredients fell below their safety level, or below nothing."""

    store_id: str
    ingredient_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StockRose:
    """More came in, or a count found more: what was short may not be any longer."""

    store_id: str
    ingredient_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PriceJumped:
    """A delivery was dearer than the last one by so many percent."""

    store_id: str
    ingredient_id: str
    percent: int


@dataclass(frozen=True, slots=True)
class UnusualLoss:
    """A count found less than it should: `missing` of the base unit's thousandths, its value."""

    store_id: str
    ingredient_id: str
    missing: int
    percent: int
    value_fen: int
