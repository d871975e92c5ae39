"""Staff members, their rights and logins, the shop's devices, and counters of wrong tries."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice
from app.staff.rights import DISCOUNT_LIMITS, Right, Role, rights_of


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
    pin_hash: Mapped[str | None] = mapped_column(String(160))
    is_active: Mapped[bool] = mapped_column(default=True)
    totp_sealed: Mapped[str | None] = mapped_column(String(255))
    totp_step: Mapped[int | None] = mapped_column(BigInteger)
    # In percent; None is what the role may.
    discount_limit: Mapped[int | None]
    created_at: Mapped[datetime]

    logins: Mapped[list["StaffLogin"]] = relationship(back_populates="member")
    exceptions: Mapped[list["StaffException"]] = relationship(
        back_populates="member", cascade="all, delete-orphan"
    )

    @property
    def exception_map(self) -> dict[str, bool]:
        """The person's own grants (True) and denials (False) by the right's name."""
        return {each.right: each.is_granted for each in self.exceptions}

    @property
    def highest_discount(self) -> int:
        """How many percent of an order the person may take off, nothing without the right."""
        if Right.DISCOUNT not in self.rights:
            return 0
        own = self.discount_limit
        return DISCOUNT_LIMITS[self.role] if own is None else own

    @property
    def rights(self) -> frozenset[Right]:
        """What the person may do."""
        return rights_of(self.role, self.exception_map)


class StaffException(Base):
    """One right that a person has beyond the role, or lacks although the role has it."""

    __tablename__ = "staff_exception"

    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_member.id"), primary_key=True)
    right: Mapped[str] = mapped_column(String(24), primary_key=True)
    is_granted: Mapped[bool]

    member: Mapped[StaffMember] = relationship(back_populates="exceptions")


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
    confirmed_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    device_id: Mapped[str | None] = mapped_column(String(26))
    client: Mapped[str] = mapped_column(String(60), default="")

    member: Mapped[StaffMember] = relationship(back_populates="logins")


class RecoveryCode(Base):
    """One code that stands in, once, for the person's lost authenticator app: only its hash."""

    __tablename__ = "staff_recovery_code"
    __table_args__ = (Index(None, "staff_id"),)

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_member.id"))
    used_at: Mapped[datetime | None]


class StaffDevice(Base):
    """A browser of the shop on which PINs count: only a hash of its cookie is kept."""

    __tablename__ = "staff_device"
    __table_args__ = (Index(None, "store_id"), UniqueConstraint("token_hash"))

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    name: Mapped[str] = mapped_column(String(40))
    token_hash: Mapped[str] = mapped_column(String(64))
    enrolled_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class LoginGuard(Base):
    """Wrong tries within one scope: a person at one place, a person, a place, or the shop."""

    __tablename__ = "login_guard"

    scope: Mapped[str] = mapped_column(String(100), primary_key=True)
    failures: Mapped[int]
    counted_from: Mapped[datetime]
    last_failed_at: Mapped[datetime]
    blocks: Mapped[int]
    blocked_until: Mapped[datetime | None]
