"""Validated commands of the waiting list and the reservation book."""

import unicodedata
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from app.core.cards import hidden

MAX_COVERS = 99


def _visible(text: str) -> str:
    """Text without control characters, which printers obey, and without card numbers."""
    kept = (c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn"))
    return hidden("".join(kept))


def _in_utc(moment: datetime) -> datetime:
    # At either end of the calendar no clock can be turned to another zone.
    if not 2000 <= moment.year < 2200:
        raise ValueError("a moment of our time")
    return moment.astimezone(UTC)


Covers = Annotated[int, Field(ge=1, le=MAX_COVERS)]
Key = Annotated[str, StringConstraints(min_length=8, max_length=40)]


class NumberInput(BaseModel):
    """A party that wants to wait; `key` makes one number of a tap that is sent twice."""

    model_config = ConfigDict(frozen=True)

    covers: Covers
    key: Key | None = None


class ReservationInput(BaseModel):
    """A reservation as it is taken down. `accepts_conflict`: staff know that the table is kept."""

    model_config = ConfigDict(frozen=True)

    at: Annotated[AwareDatetime, AfterValidator(_in_utc)]
    covers: Covers
    table_id: Annotated[str, StringConstraints(max_length=26)] | None = None
    minutes: Annotated[int, Field(ge=15, le=720)] | None = None
    name: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=30), AfterValidator(_visible)
    ] = ""
    phone: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=24, pattern=r"^[0-9+\-() ]*$")
    ] = ""
    note: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=120), AfterValidator(_visible)
    ] = ""
    accepts_conflict: bool = False
    key: Key | None = None
