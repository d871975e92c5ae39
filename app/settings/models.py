"""Where the owner's choices are kept."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class StoreSetting(Base):
    """One group of settings of one store."""

    __tablename__ = "store_setting"

    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
