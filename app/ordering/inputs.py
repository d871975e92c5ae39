"""Validated commands for ordering. Whatever a client says about prices is not even read."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from app.core.cards import hidden
from app.core.money import MAX_FEN
from app.ordering.models import OrderType
from app.pricing.rules import WantedLine, open_dish

MAX_LINES = 80
MAX_QUANTITY = 99


def visible(text: str) -> str:
    """Text without control characters, which printers obey, and without card numbers."""
    kept = (c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn"))
    return hidden("".join(kept))


Note = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=100), AfterValidator(visible)
]
LongNote = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(visible)
]
Id = Annotated[str, StringConstraints(min_length=1, max_length=40)]


def _in_utc(moment: datetime) -> datetime:
    # At either end of the calendar no clock can be turned to another zone.
    if not 2000 <= moment.year < 2200:
        raise ValueError("a moment of our time")
    return moment.astimezone(UTC)


# A time of collection, whatever its offset.
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


def command_of(given: BaseModel) -> dict[str, Any]:
    """A command as it is compared; what it does not say is left out, as before there were times."""
    dumped = given.model_dump(mode="json")
    if dumped.get("due_at") is None:
        dumped.pop("due_at", None)
    return dumped


class LineInput(BaseModel):
    """One line of a basket."""

    model_config = ConfigDict(frozen=True)

    dish_id: Id
    quantity: Annotated[int, Field(strict=True, ge=1, le=MAX_QUANTITY)] = 1
    option_ids: Annotated[tuple[Id, ...], Field(max_length=40)] = ()
    note: Note = ""

    def wanted(self) -> WantedLine:
        """The line as the pricing rules take it."""
        return WantedLine(self.dish_id, self.quantity, self.option_ids, self.note)


class BasketInput(BaseModel):
    """Lines to be priced."""

    model_config = ConfigDict(frozen=True)

    lines: Annotated[tuple[LineInput, ...], Field(min_length=1, max_length=MAX_LINES)]

    def wanted(self) -> list[WantedLine]:
        """The lines as the pricing rules take them."""
        return [line.wanted() for line in self.lines]


class QuoteInput(BasketInput):
    """A basket to be priced, for so many guests where their seats are charged."""

    covers: Annotated[int, Field(strict=True, ge=1, le=99)] | None = None


class PlaceOrderInput(BasketInput):
    """A basket to be ordered; `expected_total_fen` is the total that the guest saw.

    `due_at` is when it will be collected, None for as soon as possible.
    """

    note: LongNote = ""
    covers: Annotated[int, Field(strict=True, ge=1, le=99)] | None = None
    expected_total_fen: Annotated[int, Field(strict=True, ge=0, le=MAX_FEN)] | None = None
    due_at: Moment | None = None

    def command(self) -> dict[str, Any]:
        """What two requests must have in common to be the same command."""
        return command_of(self)


class StaffLineInput(LineInput):
    """A line that staff take: the kitchen may be asked to wait with it 等叫."""

    is_held: bool = False

    def wanted(self) -> WantedLine:
        """The line as the pricing rules take it."""
        return replace(super().wanted(), is_held=self.is_held)


class CartLineInput(LineInput):
    """A line out of a shared cart; `added_by` is the name of who put it there."""

    added_by: Annotated[str, Field(max_length=40)] = ""

    def wanted(self) -> WantedLine:
        """The line as the pricing rules take it."""
        return replace(super().wanted(), added_by=self.added_by)


class OpenItemInput(BaseModel):
    """Something that is not on the menu 临时菜, made at a station when one is named."""

    model_config = ConfigDict(frozen=True)

    name: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=40),
        AfterValidator(visible),
    ]
    price_fen: Annotated[int, Field(strict=True, ge=0, le=MAX_FEN)]
    quantity: Annotated[int, Field(strict=True, ge=1, le=MAX_QUANTITY)] = 1
    station_id: Id | None = None
    note: Note = ""

    def wanted(self) -> WantedLine:
        """The item as the pricing rules take it."""
        item = open_dish(self.name, self.price_fen, self.station_id)
        return WantedLine("", self.quantity, (), self.note, open_item=item)


class StaffOrderInput(PlaceOrderInput):
    """An order that staff take for guests, at a table or, without one, for pick-up.

    `session_id` names the party where several share the table.
    """

    lines: Annotated[tuple[StaffLineInput, ...], Field(max_length=MAX_LINES)] = ()
    open_items: Annotated[tuple[OpenItemInput, ...], Field(max_length=MAX_LINES)] = ()
    table_id: Id | None = None
    session_id: Id | None = None
    order_type: OrderType = OrderType.DINE_IN

    @model_validator(mode="after")
    def _wants_something(self) -> Self:
        if not self.lines and not self.open_items:
            raise ValueError("an order needs a line")
        return self

    def wanted(self) -> list[WantedLine]:
        """The dishes and then the open items, as the pricing rules take them."""
        items = [item.wanted() for item in self.open_items]
        return [*(line.wanted() for line in self.lines), *items]


class CancelInput(BaseModel):
    """Why an order is cancelled."""

    model_config = ConfigDict(frozen=True)

    reason: LongNote = ""


class RescheduleInput(BaseModel):
    """Another time of collection."""

    model_config = ConfigDict(frozen=True)

    due_at: Moment
