"""Accounts and logins."""

import functools
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import update

from app.core import audit, clock
from app.core.actors import Actor, ActorKind, system
from app.core.db import atomic, db
from app.core.errors import Invalid
from app.core.ids import new_secret
from app.staff import queries
from app.staff.errors import UsernameTaken, WrongPassword
from app.staff.models import LoginKind, StaffLogin, StaffMember
from app.staff.rights import Role

MIN_PASSWORD_LENGTH = 8
BROWSER_LOGIN = timedelta(days=30)
API_LOGIN = timedelta(days=365)

_hasher = PasswordHasher()


@atomic
def add_member(
    store_id: str,
    *,
    username: str,
    name: str,
    role: Role,
    password: str,
    actor: Actor | None = None,
) -> StaffMember:
    """Add a person. Raises Invalid for a short password, UsernameTaken."""
    if len(password) < MIN_PASSWORD_LENGTH:
        raise Invalid({"password": f"at least {MIN_PASSWORD_LENGTH} characters"})
    username = username.strip().lower()
    if queries.find_member(store_id, username) is not None:
        raise UsernameTaken
    member = StaffMember(
        store_id=store_id,
        username=username,
        name=name,
        role=role,
        password_hash=_hasher.hash(password),
        created_at=clock.now(),
    )
    db.session.add(member)
    db.session.flush()
    audit.log(
        "staff.added", actor=actor or system(store_id), target=("staff", member.id), role=role.value
    )
    return member


def log_in(username: str, password: str) -> str:
    """Check a password and return the token of a new browser login. Raises WrongPassword."""
    member = queries.find_member(None, username)
    try:
        _hasher.verify(member.password_hash if member else _nobodys_hash(), password)
    except VerificationError:
        raise WrongPassword from None
    if member is None:
        raise WrongPassword
    return issue_login(member, LoginKind.BROWSER)


@atomic
def issue_login(member: StaffMember, kind: LoginKind) -> str:
    """A new token for `member`: shown once, kept only as a hash."""
    token = new_secret()
    now = clock.now()
    db.session.add(
        StaffLogin(
            token_hash=queries.hash_token(token),
            staff_id=member.id,
            kind=kind,
            created_at=now,
            expires_at=now + (API_LOGIN if kind is LoginKind.API else BROWSER_LOGIN),
        )
    )
    actor = Actor(ActorKind.STAFF, member.id, member.name, member.store_id, member.role.value)
    audit.log("staff.logged_in", actor=actor, target=("staff", member.id), kind=kind.value)
    return token


@atomic
def log_out(token: str) -> None:
    """End the login behind `token`; an unknown one is already ended."""
    token_hash = queries.hash_token(token)
    db.session.execute(
        update(StaffLogin)
        .where(StaffLogin.token_hash == token_hash, StaffLogin.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    queries.forget_login(token_hash)


@functools.cache
def _nobodys_hash() -> str:
    """Checked when there is no such user, so that the time taken tells nobody which names exist."""
    return _hasher.hash("nobody has this password")
