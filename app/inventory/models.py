"""Ingredients, recipes, the ledger of movements, and what each order line takes."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice


class BaseUnit(StrEnum):
    """What an ingredient is counted in; quantities are thousandths of it."""

    GRAM = "g"
    MILLILITRE = "ml"
    PIECE = "piece"


class Policy(StrEnum):
    """What happens when an order needs more than there is.

    It is refused; or it is taken and people are told; or it is taken in silence.
    """

    BLOCK = "block"
    WARN = "warn"
    ALLOW = "allow"


class OwnerKind(StrEnum):
    """What a recipe makes: a dish, what an option adds, or an ingredient made in the house."""

    DISH = "dish"
    OPTION = "option"
    INGREDIENT = "ingredient"


class MovementKind(StrEnum):
    """Why stock changed."""

    OPENING = "opening"
    RECEIPT = "receipt"
    SUPPLIER_RETURN = "supplier_return"
    HOLD = "hold"
    RELEASE = "release"
    CONSUME = "consume"
    RESTOCK = "restock"
    WASTE = "waste"
    TRANSFER = "transfer"
    STOCKTAKE = "stocktake"
    PRODUCE = "produce"
    USED_UP = "used_up"


class UseState(StrEnum):
    """Where the ingredients of an order line are."""

    HELD = "held"
    CONSUMED = "consumed"
    WASTED = "wasted"
    RELEASED = "released"


class Supplier(Base):
    """Who delivers. `lead_days` pass between an order and its delivery."""

    __tablename__ = "supplier"
    __table_args__ = (UniqueConstraint("store_id", "name"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(80), default="")
    contact: Mapped[str] = mapped_column(String(40), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    lead_days: Mapped[int] = mapped_column(default=1)
    removed_at: Mapped[datetime | None]


class StockPlace(Base):
    """Where stock lies: a store room, a cold room, the kitchen. Sales take from the first."""

    __tablename__ = "stock_place"
    __table_args__ = (UniqueConstraint("store_id", "name"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    name: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(60), default="")
    position: Mapped[int] = mapped_column(default=0)


class Ingredient(Base):
    """Something that is bought, or made in the house (then it has a recipe of its own).

    `safety` is the level below which people are told, `target` the one that buying fills up to.
    """

    __tablename__ = "ingredient"
    __table_args__ = (UniqueConstraint("store_id", "name"), Index(None, "store_id", "category"))

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(80), default="")
    initials: Mapped[str] = mapped_column(String(80), default="")
    category: Mapped[str] = mapped_column(String(40), default="")
    category_en: Mapped[str] = mapped_column(String(60), default="")
    unit: Mapped[BaseUnit] = mapped_column(choice(BaseUnit, is_growing=True))
    policy: Mapped[Policy] = mapped_column(choice(Policy, is_growing=True), default=Policy.BLOCK)
    barcode: Mapped[str] = mapped_column(String(40), default="")
    safety: Mapped[int | None] = mapped_column(BigInteger)
    target: Mapped[int | None] = mapped_column(BigInteger)
    shelf_life_days: Mapped[int | None]
    supplier_id: Mapped[str | None] = mapped_column(ForeignKey("supplier.id"))
    removed_at: Mapped[datetime | None]

    units: Mapped[list["PurchaseUnit"]] = relationship(
        order_by="PurchaseUnit.size", cascade="all, delete-orphan"
    )
    supplier: Mapped[Supplier | None] = relationship()


class PurchaseUnit(Base):
    """Another unit that the ingredient is bought or counted in: a case of 24 × 330 ml."""

    __tablename__ = "purchase_unit"
    __table_args__ = (CheckConstraint("size > 0", name="size_positive"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    ingredient_id: Mapped[str] = mapped_column(ForeignKey("ingredient.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(60), default="")
    size: Mapped[int] = mapped_column(BigInteger)
    is_usual: Mapped[bool] = mapped_column(default=False)


class IngredientStock(Base):
    """What is there of an ingredient: the sums of its movements, kept by those who write them.

    `held` is promised to orders. `value` is in thousandths of a fen; `cost` is that of 1000 base
    units, as the last movement left it, for when nothing is there to divide by.
    """

    __tablename__ = "ingredient_stock"
    __table_args__ = (CheckConstraint("held >= 0", name="held_not_negative"),)

    ingredient_id: Mapped[str] = mapped_column(ForeignKey("ingredient.id"), primary_key=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"), index=True)
    on_hand: Mapped[int] = mapped_column(BigInteger, default=0)
    held: Mapped[int] = mapped_column(BigInteger, default=0)
    value: Mapped[int] = mapped_column(BigInteger, default=0)
    cost: Mapped[int] = mapped_column(BigInteger, default=0)


class Recipe(Base):
    """One version of what something is made of. The newest without `replaced_at` is in use.

    `makes` is the quantity of an ingredient that one batch gives; a dish's recipe is for one
    portion. `factor_bp` is what a size does to its dish's recipe, 15000 for 大份 ×1.5.
    """

    __tablename__ = "recipe"
    __table_args__ = (
        UniqueConstraint("owner_kind", "owner_id", "version"),
        Index(None, "store_id", "replaced_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    owner_kind: Mapped[OwnerKind] = mapped_column(choice(OwnerKind, is_growing=True))
    owner_id: Mapped[str] = mapped_column(String(26))
    version: Mapped[int]
    makes: Mapped[int | None] = mapped_column(BigInteger)
    factor_bp: Mapped[int] = mapped_column(default=10_000)
    waste_bp: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(200), default="")
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]

    lines: Mapped[list["RecipeLine"]] = relationship(
        order_by="RecipeLine.position", cascade="all, delete-orphan"
    )


class RecipeLine(Base):
    """One ingredient of a recipe: `net` goes into the pot, `yield_bp` of what is bought is net."""

    __tablename__ = "recipe_line"
    __table_args__ = (
        CheckConstraint("net > 0", name="net_positive"),
        CheckConstraint("yield_bp BETWEEN 1 AND 100000", name="yield_in_range"),
    )

    recipe_id: Mapped[str] = mapped_column(ForeignKey("recipe.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    ingredient_id: Mapped[str] = mapped_column(ForeignKey("ingredient.id"), index=True)
    net: Mapped[int] = mapped_column(BigInteger)
    yield_bp: Mapped[int] = mapped_column(default=10_000)


class Movement(Base):
    """One line of the ledger. Triggers in the database refuse to change or delete it.

    `quantity` is what it did to what is there, `held` to what is promised, `value` to what it is
    worth. `ref` is the order or paper it belongs to.
    """

    __tablename__ = "stock_movement"
    __table_args__ = (
        Index(None, "store_id", "ingredient_id", "id"),
        Index(None, "store_id", "business_date", "kind"),
        Index(None, "ref_id"),
    )

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    ingredient_id: Mapped[str] = mapped_column(ForeignKey("ingredient.id"))
    kind: Mapped[MovementKind] = mapped_column(choice(MovementKind, is_growing=True))
    quantity: Mapped[int] = mapped_column(BigInteger, default=0)
    held: Mapped[int] = mapped_column(BigInteger, default=0)
    value: Mapped[int] = mapped_column(BigInteger, default=0)
    place_id: Mapped[str | None] = mapped_column(ForeignKey("stock_place.id"))
    ref_kind: Mapped[str] = mapped_column(String(16), default="")
    ref_id: Mapped[str] = mapped_column(String(26), default="")
    reason: Mapped[str] = mapped_column(String(100), default="")
    picture: Mapped[str] = mapped_column(String(64), default="")
    actor_name: Mapped[str] = mapped_column(String(80), default="")
    at: Mapped[datetime]
    business_date: Mapped[date] = mapped_column(Date)


class LineUse(Base):
    """What an order line takes, as its recipes were when it was placed.

    `uses` maps ingredients to quantities of the whole line, `recipe_ids` name the versions.
    """

    __tablename__ = "line_use"
    __table_args__ = (Index(None, "order_id"),)

    line_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    order_id: Mapped[str] = mapped_column(String(26))
    uses: Mapped[dict[str, Any]] = mapped_column(JSON)
    recipe_ids: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[UseState] = mapped_column(choice(UseState, is_growing=True))
