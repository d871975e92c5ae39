"""Validated commands for parked orders."""

from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from app.core.money import MAX_FEN
from app.ordering.inputs import MAX_LINES, Id, LongNote, OpenItemInput, StaffLineInput, visible


class ParkInput(BaseModel):
    """A basket to be set aside, and a name by which somebody finds it again."""

    model_config = ConfigDict(frozen=True)

    name: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=40),
        AfterValidator(visible),
    ]
    table_id: Id | None = None
    session_id: Id | None = None
    lines: Annotated[tuple[StaffLineInput, ...], Field(max_length=MAX_LINES)] = ()
    open_items: Annotated[tuple[OpenItemInput, ...], Field(max_length=MAX_LINES)] = ()
    note: LongNote = ""
    covers: Annotated[int, Field(strict=True, ge=1, le=99)] | None = None
    total_fen: Annotated[int, Field(strict=True, ge=0, le=MAX_FEN)] = 0

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if not self.lines and not self.open_items:
            raise ValueError("a parked order needs a line")
        return self

    def basket(self) -> dict[str, Any]:
        """What is kept of it."""
        return self.model_dump(mode="json", include={"lines", "open_items", "note", "covers"})
