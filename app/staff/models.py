"""Staff members and their logins."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice
from app.staff.rights import Role


class StaffMember(Base):
    """A person who works in one store."""

    __tablename__ = "staff_member"
    __table_args__ = (UniqueConstraint("store_id", "username"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    username: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(40))
    role: Mapped[Role] = mapped_column(choice(Role))
    password_hash: Mapped[str] = mapped_column(String(160))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    logins: Mapped[list["StaffLogin"]] = relationship(back_populates="member")


class LoginKind(StrEnum):
    """How a login is carried."""

    BROWSER = "browser"
    API = "api"


class StaffLogin(Base):
    """A login in force: only a hash of its token is kept."""

    __tablename__ = "staff_login"
    __table_args__ = (Index(None, "staff_id"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_member.id"))
    kind: Mapped[LoginKind] = mapped_column(choice(LoginKind))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    member: Mapped[StaffMember] = relationship(back_populates="logins")
