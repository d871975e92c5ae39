"""Carts, their lines, the guests who filled them, and the operations already applied."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Cart(Base):
    """The cart of a table session. `version` grows by one with every operation that changed it.

    `touched_at` is when somebody last changed it. `aliases` leads from the id of a line that was
    merged into another to that other. `cleared` is what was last cleared, until it is restored.
    """

    __tablename__ = "cart"
    __table_args__ = (Index(None, "touched_at"),)

    session_id: Mapped[str] = mapped_column(ForeignKey("table_session.id"), primary_key=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    version: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(200), default="")
    covers: Mapped[int | None]
    touched_at: Mapped[datetime]
    aliases: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    cleared: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    ordered_version: Mapped[int] = mapped_column(default=0)
    ordered_id: Mapped[str | None] = mapped_column(ForeignKey("customer_order.id"))
    ordered_by: Mapped[str] = mapped_column(String(40), default="")


class CartGuest(Base):
    """A phone that has put something into the cart: a colour and an animal, never a person.

    `key` is like "blue.cat"; all staff are one guest, "staff".
    """

    __tablename__ = "cart_guest"
    __table_args__ = (UniqueConstraint("session_id", "device_id"),)

    session_id: Mapped[str] = mapped_column(ForeignKey("cart.session_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    device_id: Mapped[str] = mapped_column(String(26))
    key: Mapped[str] = mapped_column(String(40))


class CartLine(Base):
    """A line of a cart; one that was emptied or ordered stays at 0 until the cart goes.

    `content` is what was chosen, without the number and the note. `changes` are the latest steps
    of its quantity as [version, guest, operation id, by how much], 0 for another change.
    """

    __tablename__ = "cart_line"
    __table_args__ = (CheckConstraint("quantity >= 0", name="quantity_not_negative"),)

    session_id: Mapped[str] = mapped_column(ForeignKey("cart.session_id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]
    guest: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(100), default="")
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(120), default="")
    quantity: Mapped[int]
    changes: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)


class CartOperation(Base):
    """An operation that was applied, with what it came to: asked again, it is answered again."""

    __tablename__ = "cart_operation"

    session_id: Mapped[str] = mapped_column(ForeignKey("cart.session_id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    guest: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8))
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON)
    applied_at: Mapped[datetime]
