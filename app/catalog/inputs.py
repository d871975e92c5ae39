"""Validated commands for changing the menu."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.catalog.models import GroupKind, PriceKind, RequiredPer
from app.catalog.sale_windows import SaleWindow
from app.core.money import MAX_FEN

Fen = Annotated[int, Field(ge=0, le=MAX_FEN)]
DishName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
ShortName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class CategoryInput(BaseModel):
    """A category as the owner types it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: ShortName
    name_en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    icon: Annotated[str, StringConstraints(max_length=40)] = ""


class StationInput(BaseModel):
    """A kitchen station as the owner types it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: ShortName
    name_en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""


class DishInput(BaseModel):
    """A dish as the owner types it. An empty `code` gets the next free number."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: DishName
    category_id: str
    price_fen: Fen
    code: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    name_en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    description: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""
    description_en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=800)] = ""
    member_price_fen: Fen | None = None
    spice_level: Annotated[int, Field(ge=0, le=3)] = 0
    cook_minutes: Annotated[int, Field(ge=0, le=600)] = 10
    tags: tuple[Annotated[str, StringConstraints(max_length=20)], ...] = ()
    allergens: tuple[Annotated[str, StringConstraints(max_length=20)], ...] = ()
    station_id: str | None = None
    is_on_shelf: bool = True
    group_ids: tuple[str, ...] = ()
    price_kind: PriceKind = PriceKind.FIXED
    pickup_price_fen: Fen | None = None
    packing_fee_fen: Fen = 0
    min_quantity: Annotated[int, Field(ge=1, le=99)] = 1
    quantity_step: Annotated[int, Field(ge=1, le=99)] = 1
    required_per: RequiredPer = RequiredPer.NOTHING
    nutrition: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    portion_hint: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    sale_window: SaleWindow | None = None


class OptionInput(BaseModel):
    """One option as the owner types it; `id` names the one to keep when a group is changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: ShortName
    name_en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    price_fen: Annotated[int, Field(ge=-MAX_FEN, le=MAX_FEN)] = 0
    is_available: bool = True
    remaining: Annotated[int, Field(ge=0, le=99_999)] | None = None
    dish_id: str | None = None
    portions: Annotated[int, Field(ge=1, le=99)] = 1
    id: str | None = None


class OptionGroupInput(BaseModel):
    """An option group with its options in order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: ShortName
    name_en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    min_choices: Annotated[int, Field(ge=0, le=20)] = 0
    max_choices: Annotated[int, Field(ge=1, le=20)] = 1
    kind: GroupKind = GroupKind.OPTIONS
    may_repeat: bool = False
    options: Annotated[tuple[OptionInput, ...], Field(min_length=1, max_length=40)]

    @model_validator(mode="after")
    def _choices_in_order(self) -> "OptionGroupInput":
        if self.min_choices > self.max_choices:
            raise PydanticCustomError("choices_crossed", "min_choices is above max_choices")
        if self.min_choices > len(self.options) and not self.may_repeat:
            raise PydanticCustomError("too_few_answers", "min_choices is above the options")
        return self

    @model_validator(mode="after")
    def _answers_of_its_kind(self) -> "OptionGroupInput":
        are_dishes = {option.dish_id is not None for option in self.options}
        if are_dishes != {self.kind in (GroupKind.SET, GroupKind.INCLUDED)}:
            raise PydanticCustomError("answers_of_no_set", "only a set meal has dishes to choose")
        if self.kind is GroupKind.SIZE and any(option.price_fen < 0 for option in self.options):
            raise PydanticCustomError("size_below_zero", "a size has a price of its own")
        return self
