"""Validated commands for giving money back."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from app.core.cards import hidden
from app.core.money import MAX_FEN

Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(hidden),
]


class RefundLine(BaseModel):
    """So many portions of a line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line_id: str
    quantity: Annotated[int, Field(strict=True, ge=1, le=10_000)]


class RefundInput(BaseModel):
    """Money to be given back: an amount, or what dishes cost.

    `as_cash` pays it from the drawer whatever it was paid by. With `owes_again` the bill is open
    again: it was paid the wrong way. `expected_left_fen` is what the screen said could still be
    given back: what is sent twice is done once.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount_fen: Annotated[int, Field(strict=True, ge=1, le=MAX_FEN)] | None = None
    lines: tuple[RefundLine, ...] = ()
    reason: Reason
    as_cash: bool = False
    owes_again: bool = False
    expected_left_fen: Annotated[int, Field(strict=True, ge=0)] | None = None
