"""Finding staff, and who stands behind a token."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core import clock
from app.core.actors import Actor, ActorKind
from app.core.db import db
from app.core.errors import NotFound
from app.core.freshness import Fresh
from app.staff.models import StaffLogin, StaffMember
from app.staff.rights import Right, Role, may


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A staff member behind a valid token."""

    staff_id: str
    store_id: str
    username: str
    name: str
    role: Role
    expires_at: datetime

    @property
    def actor(self) -> Actor:
        """The actor that verbs are told."""
        return Actor(ActorKind.STAFF, self.staff_id, self.name, self.store_id, self.role.value)

    def may(self, right: Right) -> bool:
        """Whether this person has `right`."""
        return may(self.role, right)


def hash_token(token: str) -> str:
    """What is stored of a token. The token has 256 random bits, so a plain hash suffices."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_logged_in(token: str) -> LoggedIn | None:
    """Who holds `token`, None when it is unknown, ended, expired or its person left."""
    found = _held.get(hash_token(token))
    return found if found is not None and found.expires_at > clock.now() else None


def forget_login(token_hash: str) -> None:
    """Look the login up anew after the present transaction."""
    _held.forget(token_hash)


def find_member(store_id: str | None, username: str) -> StaffMember | None:
    """The active person of that user name; in any store when `store_id` is None."""
    query = select(StaffMember).where(
        StaffMember.username == username.strip().lower(), StaffMember.is_active
    )
    if store_id is not None:
        query = query.where(StaffMember.store_id == store_id)
    return db.session.scalars(query.order_by(StaffMember.created_at)).first()


def get_member(store_id: str, staff_id: str) -> StaffMember:
    """A person of the store. Raises NotFound."""
    member = db.session.get(StaffMember, staff_id)
    if member is None or member.store_id != store_id:
        raise NotFound
    return member


def list_members(store_id: str) -> list[StaffMember]:
    """The people of a store, oldest account first."""
    query = select(StaffMember).where(StaffMember.store_id == store_id)
    return list(db.session.scalars(query.order_by(StaffMember.created_at, StaffMember.id)))


def _load(token_hash: str) -> LoggedIn | None:
    row = db.session.execute(
        select(StaffMember, StaffLogin.expires_at)
        .join(StaffLogin)
        .where(
            StaffLogin.token_hash == token_hash,
            StaffLogin.ended_at.is_(None),
            StaffMember.is_active,
        )
    ).one_or_none()
    if row is None:
        return None
    member, expires_at = row
    return LoggedIn(
        member.id, member.store_id, member.username, member.name, member.role, expires_at
    )


_held: Fresh[str, LoggedIn | None] = Fresh(_load)
