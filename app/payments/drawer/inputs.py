"""Validated commands at the drawer."""

from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from app.core.cards import hidden
from app.core.money import MAX_FEN
from app.payments.drawer.models import MovementKind

Fen = Annotated[int, Field(strict=True, ge=0, le=MAX_FEN)]
# The notes and coins of the yuan, in fen.
PIECES_FEN = (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10)


class MovementInput(BaseModel):
    """Cash put in or taken out."""

    model_config = ConfigDict(frozen=True)

    kind: MovementKind
    amount_fen: Annotated[int, Field(strict=True, ge=1, le=MAX_FEN)]
    reason: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
        AfterValidator(hidden),
    ]


class CountInput(BaseModel):
    """What was counted: pieces by their value in fen, or the sum alone."""

    model_config = ConfigDict(frozen=True)

    counts: dict[int, Annotated[int, Field(ge=0, le=100_000)]] = Field(default_factory=dict)
    counted_fen: Fen = 0
    note: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(hidden)
    ] = ""

    @model_validator(mode="after")
    def _are_pieces(self) -> "CountInput":
        if not set(self.counts) <= set(PIECES_FEN):
            raise ValueError("only notes and coins that there are")
        return self

    @property
    def total_fen(self) -> int:
        """The pieces' sum and what was counted besides."""
        return sum(value * n for value, n in self.counts.items()) + self.counted_fen
