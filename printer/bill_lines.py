"""One dish on a bill, a receipt or a take-out slip, and amounts as people read them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BillLine:
    """One dish on a bill; `unit_price_fen` and `total_fen` in fen.

    One that is part of the set meal above it has no price of its own.
    """

    name: str
    options: tuple[str, ...]
    note: str
    quantity: int
    unit_price_fen: int
    total_fen: int
    is_part: bool = False


def yuan(fen: int) -> str:
    """`fen` as yuan with two decimals: 3800 is '38.00', -5 is '-0.05'."""
    whole, part = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{part:02d}"
