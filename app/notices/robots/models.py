"""The shop's group robots."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import JSON, Date, ForeignKey, String, Time
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import new_id
from app.core.sealing import SealedText
from app.core.types import choice


class RobotKind(StrEnum):
    """Whose robot it is."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


class NoticeRobot(Base):
    """A robot in a group: where it is, what it is told, and when it is left in peace.

    `kinds` are the kinds of notices it gets, empty for all it can say. Between `quiet_from` and
    `quiet_until`, on the shop's clock, only what is grave is sent; with `digest_at` the rest is
    sent together once a day. The address holds a key: neither it nor the secret leaves an export.
    """

    __tablename__ = "notice_robot"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"), index=True)
    kind: Mapped[RobotKind] = mapped_column(choice(RobotKind, is_growing=True))
    name: Mapped[str] = mapped_column(String(40))
    address_secret: Mapped[str] = mapped_column(SealedText("robot's address"))
    sign_secret: Mapped[str] = mapped_column(SealedText("robot's secret"), default="")
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_enabled: Mapped[bool] = mapped_column(default=True)
    quiet_from: Mapped[time | None] = mapped_column(Time)
    quiet_until: Mapped[time | None] = mapped_column(Time)
    digest_at: Mapped[time | None] = mapped_column(Time)
    digested_on: Mapped[date | None] = mapped_column(Date)
    snoozed_until: Mapped[datetime | None]
    last_sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(String(200), default="")
