"""The store."""

from datetime import datetime, time

from sqlalchemy import String, Time
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import new_id


class Store(Base):
    """A restaurant with one menu, one floor and one till."""

    __tablename__ = "store"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(80), default="")
    address: Mapped[str] = mapped_column(String(160), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    notice: Mapped[str] = mapped_column(String(200), default="")
    notice_en: Mapped[str] = mapped_column(String(200), default="", server_default="")
    language: Mapped[str] = mapped_column(String(8), default="zh")
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    time_zone: Mapped[str] = mapped_column(String(64), default="Asia/Shanghai")
    day_starts_at: Mapped[time] = mapped_column(Time, default=time(4, 0))
    created_at: Mapped[datetime]
