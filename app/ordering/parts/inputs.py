"""Validated commands for bills in parts."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.core.money import MAX_FEN
from app.ordering.inputs import Id

_MOST = 40


class SplitInput(BaseModel):
    """How a bill is split: exactly one of the three; `items` are {line id: portions} per part."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    persons: Annotated[int, Field(strict=True, ge=2, le=_MOST)] | None = None
    amounts_fen: (
        Annotated[
            tuple[Annotated[int, Field(strict=True, ge=1, le=MAX_FEN)], ...],
            Field(min_length=1, max_length=_MOST - 1),
        ]
        | None
    ) = None
    items: (
        Annotated[
            tuple[dict[Id, Annotated[int, Field(strict=True, ge=1, le=99)]], ...],
            Field(min_length=1, max_length=_MOST - 1),
        ]
        | None
    ) = None
    expected_total_fen: Annotated[int, Field(strict=True, ge=0, le=MAX_FEN)] | None = None

    @model_validator(mode="after")
    def _says_how(self) -> Self:
        if sum(each is not None for each in (self.persons, self.amounts_fen, self.items)) != 1:
            raise ValueError("say persons, amounts_fen or items, and only one of them")
        return self
