"""Finding staff, their devices, and who stands behind a token."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, selectinload

from app.core import clock
from app.core.actors import Actor, ActorKind
from app.core.db import db
from app.core.errors import NotFound
from app.core.freshness import Fresh
from app.staff.models import LoginKind, RecoveryCode, StaffDevice, StaffLogin, StaffMember
from app.staff.rights import Right, Role

# A browser login that nobody used for this long is over. Owners and managers sit in front of the
# money and log in every day; a screen on the kitchen's wall must not ask in the lunch rush.
IDLE: dict[Role, timedelta] = {
    Role.OWNER: timedelta(hours=12),
    Role.MANAGER: timedelta(hours=12),
    Role.CASHIER: timedelta(days=7),
    Role.WAITER: timedelta(days=7),
    Role.COURIER: timedelta(days=7),
    Role.KITCHEN: timedelta(days=30),
}


# How long the password, once given, opens what is sensitive.
CONFIRMED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A staff member behind a valid token."""

    staff_id: str
    store_id: str
    username: str
    name: str
    role: Role
    rights: frozenset[Right]
    highest_discount: int
    kind: LoginKind
    token_hash: str
    expires_at: datetime
    seen_at: datetime
    confirmed_at: datetime | None
    has_totp: bool

    @property
    def actor(self) -> Actor:
        """The actor that verbs are told."""
        return Actor(ActorKind.STAFF, self.staff_id, self.name, self.store_id, self.role.value)

    @property
    def is_in_force(self) -> bool:
        """Whether the login is neither too old nor left alone for too long."""
        now = clock.now()
        is_idle = self.kind is LoginKind.BROWSER and now >= self.seen_at + IDLE[self.role]
        return now < self.expires_at and not is_idle

    @property
    def is_confirmed(self) -> bool:
        """Whether the person proved lately, by password, to be the one who logged in."""
        at = self.confirmed_at
        return at is not None and clock.now() < at + CONFIRMED_FOR

    def may(self, right: Right) -> bool:
        """Whether this person has `right`."""
        return right in self.rights


def hash_token(token: str) -> str:
    """What is stored of a token. The token has 256 random bits, so a plain hash suffices."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_logged_in(token: str) -> LoggedIn | None:
    """Who holds `token`, None when it is unknown, ended, expired or its person left."""
    return find_login(hash_token(token))


def find_login(token_hash: str) -> LoggedIn | None:
    """Who is logged in by the token of this hash, None when that is over."""
    found = _held.get(token_hash)
    return found if found is not None and found.is_in_force else None


def forget_login(token_hash: str) -> None:
    """Look the login up anew after the present transaction."""
    _held.forget(token_hash)


def forget_person(staff_id: str) -> None:
    """Look all logins of a person up anew after the present transaction."""
    for login in list_open_logins([staff_id]):
        forget_login(login.token_hash)


def find_member(store_id: str | None, username: str) -> StaffMember | None:
    """The active person of that user name; in any store when `store_id` is None."""
    query = select(StaffMember).where(
        StaffMember.username == username.strip().lower(), StaffMember.is_active
    )
    if store_id is not None:
        query = query.where(StaffMember.store_id == store_id)
    return db.session.scalars(query.order_by(StaffMember.created_at)).first()


def is_username_taken(username: str) -> bool:
    """Whether somebody of the installation, here or gone, has this user name."""
    query = select(StaffMember.id).where(StaffMember.username == username.strip().lower())
    return db.session.scalars(query).first() is not None


def get_member(store_id: str, staff_id: str) -> StaffMember:
    """A person of the store. Raises NotFound."""
    member = db.session.get(StaffMember, staff_id)
    if member is None or member.store_id != store_id:
        raise NotFound
    return member


def actor_of(member: StaffMember) -> Actor:
    """The person as the actor of a verb."""
    return Actor(ActorKind.STAFF, member.id, member.name, member.store_id, member.role.value)


def count_recovery_codes(staff_id: str) -> int:
    """How many recovery codes a person has left."""
    query = select(func.count(RecoveryCode.code_hash)).where(
        RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None)
    )
    return db.session.execute(query).scalar_one()


def list_members(store_id: str) -> list[StaffMember]:
    """The people of a store with their exceptions, oldest account first."""
    query = (
        select(StaffMember)
        .where(StaffMember.store_id == store_id)
        .options(selectinload(StaffMember.exceptions))
    )
    return list(db.session.scalars(query.order_by(StaffMember.created_at, StaffMember.id)))


def list_full_owners(store_id: str) -> list[StaffMember]:
    """The active owners from whom no right was taken."""
    everybody = list_members(store_id)
    return [
        each
        for each in everybody
        if each.is_active and each.role is Role.OWNER and each.rights == frozenset(Right)
    ]


def list_people_with_pin(store_id: str) -> list[StaffMember]:
    """Who can come in by PIN on the store's devices, by name."""
    query = select(StaffMember).where(
        StaffMember.store_id == store_id, StaffMember.is_active, StaffMember.pin_hash.is_not(None)
    )
    return list(db.session.scalars(query.order_by(StaffMember.name, StaffMember.id)))


def list_open_logins(staff_ids: list[str]) -> list[StaffLogin]:
    """The logins of these people that were not ended and are not too old, the latest first."""
    query = select(StaffLogin).where(
        StaffLogin.staff_id.in_(staff_ids),
        StaffLogin.ended_at.is_(None),
        StaffLogin.expires_at > clock.now(),
    )
    return list(db.session.scalars(query.order_by(StaffLogin.created_at.desc())))


def list_logins(store_id: str) -> list[StaffLogin]:
    """The logins in force in a store with their people, the latest seen first."""
    query = (
        select(StaffLogin)
        .join(StaffLogin.member)
        .options(contains_eager(StaffLogin.member))
        .where(
            StaffMember.store_id == store_id,
            StaffMember.is_active,
            StaffLogin.ended_at.is_(None),
            StaffLogin.expires_at > clock.now(),
        )
    )
    found = [each for each in db.session.scalars(query) if _facts(each).is_in_force]
    return sorted(found, key=lambda each: each.last_seen_at or each.created_at, reverse=True)


def find_device(token: str) -> StaffDevice | None:
    """The enrolled device that carries this cookie, None when there is none or it was revoked."""
    query = select(StaffDevice).where(
        StaffDevice.token_hash == hash_token(token), StaffDevice.revoked_at.is_(None)
    )
    return db.session.scalars(query).one_or_none()


def get_device(store_id: str, device_id: str) -> StaffDevice:
    """An enrolled device of the store. Raises NotFound."""
    device = db.session.get(StaffDevice, device_id)
    if device is None or device.store_id != store_id or device.revoked_at is not None:
        raise NotFound
    return device


def list_devices(store_id: str) -> list[StaffDevice]:
    """The store's enrolled devices, the oldest first."""
    query = select(StaffDevice).where(
        StaffDevice.store_id == store_id, StaffDevice.revoked_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(StaffDevice.enrolled_at, StaffDevice.id)))


def _facts(login: StaffLogin) -> LoggedIn:
    member = login.member
    return LoggedIn(
        staff_id=member.id,
        store_id=member.store_id,
        username=member.username,
        name=member.name,
        role=member.role,
        rights=member.rights,
        highest_discount=member.highest_discount,
        kind=login.kind,
        token_hash=login.token_hash,
        expires_at=login.expires_at,
        seen_at=login.last_seen_at or login.created_at,
        confirmed_at=login.confirmed_at,
        has_totp=member.totp_sealed is not None,
    )


def _load(token_hash: str) -> LoggedIn | None:
    login = db.session.scalars(
        select(StaffLogin)
        .join(StaffLogin.member)
        .options(contains_eager(StaffLogin.member).selectinload(StaffMember.exceptions))
        .where(
            StaffLogin.token_hash == token_hash,
            StaffLogin.ended_at.is_(None),
            StaffMember.is_active,
        )
        .execution_options(populate_existing=True)
    ).one_or_none()
    return _facts(login) if login is not None else None


_held: Fresh[str, LoggedIn | None] = Fresh(_load)
