"""Validated commands of stock; quantities are thousandths of the base unit."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from app.core.cards import hidden
from app.core.money import MAX_FEN
from app.inventory.models import BaseUnit, OwnerKind, Policy
from app.inventory.rules import MAX_QUANTITY

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(hidden)
]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]
English = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
Quantity = Annotated[int, Field(gt=0, le=MAX_QUANTITY)]
Level = Annotated[int, Field(ge=0, le=MAX_QUANTITY)]
Fen = Annotated[int, Field(ge=0, le=MAX_FEN)]


class _Command(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SupplierInput(_Command):
    """A supplier as the owner types it."""

    name: Name
    name_en: English = ""
    contact: Short = ""
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=30)] = ""
    note: Words = ""
    lead_days: Annotated[int, Field(ge=0, le=60)] = 1


class PlaceInput(_Command):
    """A place where stock lies."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    name_en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""


class UnitInput(_Command):
    """A purchase unit: its name and what it holds."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    name_en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    size: Quantity
    is_usual: bool = False


class IngredientInput(_Command):
    """An ingredient as the owner types it."""

    name: Name
    name_en: English = ""
    category: Short = ""
    category_en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    unit: BaseUnit = BaseUnit.GRAM
    policy: Policy = Policy.BLOCK
    barcode: Short = ""
    safety: Level | None = None
    target: Level | None = None
    shelf_life_days: Annotated[int, Field(ge=0, le=3650)] | None = None
    supplier_id: str | None = None
    units: Annotated[tuple[UnitInput, ...], Field(max_length=12)] = ()


class RecipeLineInput(_Command):
    """One ingredient of a recipe."""

    ingredient_id: str
    net: Quantity
    yield_bp: Annotated[int, Field(ge=1, le=100_000)] = 10_000


class RecipeInput(_Command):
    """A recipe as the owner types it; without lines and factor there is none any more."""

    owner_kind: OwnerKind
    owner_id: str
    lines: Annotated[tuple[RecipeLineInput, ...], Field(max_length=60)] = ()
    makes: Quantity | None = None
    factor_bp: Annotated[int, Field(ge=100, le=100_000)] = 10_000
    waste_bp: Annotated[int, Field(ge=0, le=10_000)] = 0
    note: Words = ""


class ReceivedInput(_Command):
    """What came of one ingredient: how much, for how much money, good until when."""

    ingredient_id: str
    quantity: Quantity
    total_fen: Fen
    batch: Short = ""
    expires_on: date | None = None


class ReceiptInput(_Command):
    """A delivery to a place, the main one unless it is named; against a purchase or without one."""

    lines: Annotated[tuple[ReceivedInput, ...], Field(max_length=100)]
    purchase_id: str | None = None
    supplier_id: str | None = None
    place_id: str | None = None
    note: Words = ""


class PurchaseLineInput(_Command):
    """What is ordered of one ingredient, in which unit."""

    ingredient_id: str
    unit_name: Short
    unit_size: Quantity
    wanted: Quantity


class PurchaseInput(_Command):
    """An order to a supplier."""

    lines: Annotated[tuple[PurchaseLineInput, ...], Field(max_length=100)]
    supplier_id: str | None = None
    note: Words = ""
    expected_on: date | None = None
