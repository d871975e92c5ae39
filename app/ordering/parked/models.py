"""Parked orders."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import new_id


class ParkedOrder(Base):
    """A basket set aside under a name. `basket` has `lines`, `open_items`, `note` and `covers`.

    `table_id` and `session_id` say for whom it was, neither for pick-up. `ended_at` is when it was
    taken up or dropped. `total_fen` is what the screen showed; it is priced anew when it is sent.
    """

    __tablename__ = "parked_order"
    __table_args__ = (Index(None, "store_id", "ended_at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    business_date: Mapped[date] = mapped_column(Date)
    name: Mapped[str] = mapped_column(String(40))
    table_id: Mapped[str | None] = mapped_column(ForeignKey("dining_table.id"))
    session_id: Mapped[str | None] = mapped_column(ForeignKey("table_session.id"))
    place_name: Mapped[str] = mapped_column(String(20), default="")
    basket: Mapped[dict[str, Any]] = mapped_column(JSON)
    portions: Mapped[int]
    total_fen: Mapped[int]
    parked_by: Mapped[str] = mapped_column(String(80))
    parked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(String(80), default="")
