"""Categories, dishes, option groups and options."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice


class PriceKind(StrEnum):
    """How a dish's price is found: `price_fen` each, per 500 g 称重, or said by staff 时价."""

    FIXED = "fixed"
    WEIGHED = "weighed"
    MARKET = "market"


class GroupKind(StrEnum):
    """What the answers of an option group are.

    OPTIONS add to the dish's price, a SIZE 规格 replaces it. The answers of a SET are dishes, of
    which the guest chooses ("5 选 2"); those of an INCLUDED group all belong to the set meal.
    """

    OPTIONS = "options"
    SIZE = "size"
    SET = "set"
    INCLUDED = "included"


class RequiredPer(StrEnum):
    """By what a dish is put into a table's first order 必点."""

    NOTHING = "nothing"
    TABLE = "table"
    HEAD = "head"


class Category(Base):
    """A heading of the menu. Its station makes those of its dishes that name none themselves."""

    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("store_id", "name"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    name: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(60), default="")
    icon: Mapped[str] = mapped_column(String(40), default="")
    position: Mapped[int] = mapped_column(default=0)
    station_id: Mapped[str | None] = mapped_column(ForeignKey("station.id"))

    dishes: Mapped[list["Dish"]] = relationship(back_populates="category")


class Dish(Base):
    """A dish of the menu.

    `is_on_shelf` is the owner's lasting choice 上架; `is_available` is today's 沽清 switch;
    `remaining` counts the portions left, None when nobody counts. `back_at` is when a dish that
    was 86'd for the rest of the day returns by itself. `sale_window` is kept as
    `sale_windows.SaleWindow` writes it, None for at all times. `sold_recently` are the portions
    of the last weeks, by which the menu is sorted, brought up to date from time to time.
    `stock_left` are the portions that its ingredients suffice for, None while that is plenty.
    """

    __tablename__ = "dish"
    __table_args__ = (
        UniqueConstraint("store_id", "code"),
        Index(None, "store_id", "category_id", "position"),
        CheckConstraint("price_fen >= 0", name="price_not_negative"),
        CheckConstraint("remaining IS NULL OR remaining >= 0", name="remaining_not_negative"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    category_id: Mapped[str] = mapped_column(ForeignKey("category.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(120), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    description_en: Mapped[str] = mapped_column(Text, default="")
    price_fen: Mapped[int]
    member_price_fen: Mapped[int | None]
    picture: Mapped[str | None] = mapped_column(String(64))
    pinyin: Mapped[str] = mapped_column(String(400), default="")
    initials: Mapped[str] = mapped_column(String(80), default="")
    spice_level: Mapped[int] = mapped_column(default=0)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    allergens: Mapped[list[str]] = mapped_column(JSON, default=list)
    cook_minutes: Mapped[int] = mapped_column(default=10)
    station_id: Mapped[str | None] = mapped_column(ForeignKey("station.id"))
    is_on_shelf: Mapped[bool] = mapped_column(default=True)
    is_available: Mapped[bool] = mapped_column(default=True)
    remaining: Mapped[int | None]
    back_at: Mapped[datetime | None]
    price_kind: Mapped[PriceKind] = mapped_column(
        choice(PriceKind, is_growing=True), default=PriceKind.FIXED
    )
    pickup_price_fen: Mapped[int | None]
    packing_fee_fen: Mapped[int] = mapped_column(default=0)
    min_quantity: Mapped[int] = mapped_column(default=1)
    quantity_step: Mapped[int] = mapped_column(default=1)
    required_per: Mapped[RequiredPer] = mapped_column(
        choice(RequiredPer, is_growing=True), default=RequiredPer.NOTHING
    )
    nutrition: Mapped[str] = mapped_column(String(200), default="")
    portion_hint: Mapped[str] = mapped_column(String(60), default="")
    sale_window: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    sold_recently: Mapped[int] = mapped_column(default=0)
    stock_left: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[datetime | None]

    category: Mapped[Category] = relationship(back_populates="dishes")
    group_links: Mapped[list["DishOptionGroup"]] = relationship(
        back_populates="dish", order_by="DishOptionGroup.position", cascade="all, delete-orphan"
    )
    pictures: Mapped[list["DishPicture"]] = relationship(
        back_populates="dish", order_by="DishPicture.position", cascade="all, delete-orphan"
    )

    @property
    def left(self) -> int | None:
        """How many portions can be had, by its count and its ingredients; None for plenty."""
        counts = [each for each in (self.remaining, self.stock_left) if each is not None]
        return min(counts, default=None)

    @property
    def route_id(self) -> str | None:
        """The station that makes it: its own, else its category's; None when nobody said."""
        return self.station_id or self.category.station_id


class DishPicture(Base):
    """One of a dish's pictures; the first is the cover, whose name `Dish.picture` repeats."""

    __tablename__ = "dish_picture"
    __table_args__ = (Index(None, "dish_id", "position"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    dish_id: Mapped[str] = mapped_column(ForeignKey("dish.id"))
    name: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(default=0)

    dish: Mapped[Dish] = relationship(back_populates="pictures")


class Station(Base):
    """A kitchen station 档口: where the dishes of a kind are made. A retired one keeps its past."""

    __tablename__ = "station"
    __table_args__ = (UniqueConstraint("store_id", "name"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    name: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(60), default="")
    position: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[datetime | None]


class OptionGroup(Base):
    """A question asked about a dish 规格/做法/口味/加料, usable by many dishes."""

    __tablename__ = "option_group"
    __table_args__ = (
        CheckConstraint("min_choices >= 0 AND max_choices >= min_choices", name="choices_in_order"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    name: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(60), default="")
    min_choices: Mapped[int] = mapped_column(default=0)
    max_choices: Mapped[int] = mapped_column(default=1)
    kind: Mapped[GroupKind] = mapped_column(
        choice(GroupKind, is_growing=True), default=GroupKind.OPTIONS
    )
    may_repeat: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)

    options: Mapped[list["Option"]] = relationship(
        back_populates="group", order_by="Option.position", cascade="all, delete-orphan"
    )


class Option(Base):
    """One answer to an option group's question; its price is added to the dish's.

    That of a size replaces it. In a set meal the answer is `portions` of the dish `dish_id`, and
    the price is the surcharge for choosing it. `remaining`, `back_at` and `stock_left` are as a
    dish's.
    """

    __tablename__ = "option"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    group_id: Mapped[str] = mapped_column(ForeignKey("option_group.id"))
    name: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(60), default="")
    price_fen: Mapped[int] = mapped_column(default=0)
    is_available: Mapped[bool] = mapped_column(default=True)
    remaining: Mapped[int | None]
    back_at: Mapped[datetime | None]
    dish_id: Mapped[str | None] = mapped_column(ForeignKey("dish.id"))
    portions: Mapped[int] = mapped_column(default=1)
    stock_left: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)

    group: Mapped[OptionGroup] = relationship(back_populates="options")


class DishOptionGroup(Base):
    """That a dish asks an option group's question, and in which place."""

    __tablename__ = "dish_option_group"

    dish_id: Mapped[str] = mapped_column(ForeignKey("dish.id"), primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("option_group.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)

    dish: Mapped[Dish] = relationship(back_populates="group_links")
    group: Mapped[OptionGroup] = relationship()


class PriceChange(Base):
    """The history of a dish's price."""

    __tablename__ = "price_change"
    __table_args__ = (Index(None, "dish_id", "at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    dish_id: Mapped[str] = mapped_column(ForeignKey("dish.id"))
    at: Mapped[datetime]
    actor_name: Mapped[str] = mapped_column(String(80))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)


class MenuChange(Base):
    """One change of the menu by a person, kept so that it can be undone.

    `rows` holds what the change did to each row: {"table", "key", "before", "after"}, where
    `before` is None for a row that was added, `after` is None for one that was removed, and both
    hold only the changed columns otherwise.
    """

    __tablename__ = "menu_change"
    __table_args__ = (Index(None, "store_id", "at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    at: Mapped[datetime]
    actor_id: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str] = mapped_column(String(80), default="")
