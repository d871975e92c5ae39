"""Coming in by password or PIN, and ending logins."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from app.core import audit, clock, events, sealing
from app.core.actors import Actor
from app.core.db import atomic, db, execute
from app.core.errors import NotFound, Unavailable
from app.core.ids import new_secret
from app.staff import hashing, lockout, queries
from app.staff.errors import CodeNeeded, LogInAgain, NotOverThisPerson, WrongPassword, WrongPin
from app.staff.events import LoginsEnded
from app.staff.lockout import Try
from app.staff.models import LoginKind, StaffDevice, StaffLogin, StaffMember
from app.staff.queries import LoggedIn
from app.staff.rights import Role
from app.staff.service.proving import prove_code
from app.stores import queries as stores

log = logging.getLogger(__name__)

BROWSER_LOGIN = timedelta(days=30)
# A screen on the kitchen's wall that is used every day stays; left alone it ends by `IDLE`.
KITCHEN_LOGIN = timedelta(days=365)
API_LOGIN = timedelta(days=365)
# Between the password and the code; whoever needs longer begins again.
TICKET_LASTS = timedelta(minutes=5)
_TICKET = "login-ticket"
# How exactly "last seen" is known: one write a minute for each login in use.
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a login comes from: a network address, a browser's name, an enrolled device."""

    address: str = ""
    client: str = ""
    device: StaffDevice | None = None

    @property
    def place(self) -> str:
        """The place whose wrong tries are counted together."""
        return f"device:{self.device.id}" if self.device else f"address:{self.address[:45]}"


def log_in(username: str, password: str, origin: Origin | None = None) -> str:
    """Check a password and return the token of a new browser login.

    Raises WrongPassword, LockedOut, and CodeNeeded when the person's second step is on.
    """
    origin = origin or Origin()
    username = username.strip().lower()
    member = queries.find_member(None, username)
    door = "password" if origin.device else "outside"
    tried = Try(_store_of(member), username, origin.place, door)
    lockout.admit(tried)
    stored = member.password_hash if member else None
    if not hashing.is_password(stored, password) or member is None:
        lockout.note_failure(tried)
        raise WrongPassword
    if member.totp_sealed is not None:
        lockout.note_success(tried)
        raise CodeNeeded(_ticket_of(member))
    return _let_in(member, tried, origin, str(stored), password)


def log_in_with_code(ticket: str, code: str, origin: Origin) -> str:
    """The second step: the ticket of the first and a code become the token of a new login.

    Raises LogInAgain, WrongCode, LockedOut.
    """
    member = find_half_logged_in(ticket)
    if member is None:
        raise LogInAgain
    stored = member.password_hash
    prove_code(member, code, origin.place)
    door = "password" if origin.device else "outside"
    tried = Try(member.store_id, member.username, origin.place, door)
    return _let_in(member, tried, origin, stored, is_confirmed=True)


def find_half_logged_in(ticket: str) -> StaffMember | None:
    """Whose password was right when the ticket was made; None once that counts no longer."""
    try:
        text = sealing.unseal(_TICKET, ticket, max_age=TICKET_LASTS)
    except sealing.Unsealable:
        return None
    staff_id, _, fingerprint = text.partition(" ")
    member = db.session.get(StaffMember, staff_id)
    if member is None or not member.is_active:
        return None
    return member if fingerprint == queries.hash_token(member.password_hash) else None


def log_in_by_pin(staff_id: str, pin: str, origin: Origin) -> str:
    """Check a PIN on an enrolled device and return the token of a new browser login.

    Raises WrongPin, also without an enrolled device, and LockedOut.
    """
    device = origin.device
    if device is None or device.revoked_at is not None:
        raise WrongPin
    member = _find_person(device.store_id, staff_id)
    tried = Try(device.store_id, staff_id[:26], origin.place, "pin")
    lockout.admit(tried)
    stored = member.pin_hash if member else None
    if not hashing.is_password(stored, hashing.peppered(staff_id, pin)) or member is None:
        lockout.note_failure(tried)
        raise WrongPin
    return _let_in(member, tried, origin, str(stored))


@atomic
def issue_login(
    member: StaffMember,
    kind: LoginKind,
    origin: Origin | None = None,
    *,
    is_confirmed: bool = False,
) -> str:
    """A new token for `member`: shown once, kept only as a hash.

    With `is_confirmed` the password was given just now, and the code where that is on.
    """
    origin = origin or Origin()
    token = new_secret()
    now = clock.now()
    db.session.add(
        StaffLogin(
            token_hash=queries.hash_token(token),
            staff_id=member.id,
            kind=kind,
            created_at=now,
            expires_at=now + _lifetime(member.role, kind),
            confirmed_at=now if is_confirmed else None,
            last_seen_at=now,
            device_id=origin.device.id if origin.device else None,
            client=origin.client[:60],
        )
    )
    actor = queries.actor_of(member)
    audit.log("staff.logged_in", actor=actor, target=("staff", member.id), kind=kind.value)
    return token


@atomic
def log_out(token: str) -> None:
    """End the login behind `token`; an unknown one is already ended."""
    close_logins([queries.hash_token(token)])


@atomic
def end_login(token_hash: str, *, actor: Actor) -> None:
    """End one login of the store. Raises NotFound, NotOverThisPerson for an owner's."""
    login = db.session.get(StaffLogin, token_hash)
    if login is None or login.member.store_id != actor.store_id or login.ended_at is not None:
        raise NotFound
    if login.member.role is Role.OWNER and actor.role != Role.OWNER:
        raise NotOverThisPerson
    close_logins([token_hash])
    audit.log("login.ended", actor=actor, target=("staff", login.staff_id))


@atomic
def end_other_logins(keep: LoggedIn) -> int:
    """End every login of the store but this one; a manager leaves the owners'. Returns how many."""
    ended = [
        login.token_hash
        for login in queries.list_logins(keep.store_id)
        if login.token_hash != keep.token_hash
        and (keep.role is Role.OWNER or login.member.role is not Role.OWNER)
    ]
    close_logins(ended)
    audit.log(
        "login.ended", actor=keep.actor, target=("store", keep.store_id), count=len(ended)
    )
    return len(ended)


def close_logins(token_hashes: Iterable[str]) -> None:
    """End these logins within the caller's transaction; pages that listen fall silent."""
    hashes = tuple(token_hashes)
    db.session.execute(
        update(StaffLogin)
        .where(StaffLogin.token_hash.in_(hashes), StaffLogin.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    for token_hash in hashes:
        queries.forget_login(token_hash)
    if hashes:
        events.publish(LoginsEnded(hashes))


def close_logins_of(staff_id: str, *, but: str = "") -> None:
    """End a person's logins, all but the one of hash `but`, in the caller's transaction."""
    open_now = queries.list_open_logins([staff_id])
    close_logins(each.token_hash for each in open_now if each.token_hash != but)


def close_logins_on(device_id: str) -> None:
    """End the logins that were made on a device, in the caller's transaction."""
    query = select(StaffLogin.token_hash).where(
        StaffLogin.device_id == device_id, StaffLogin.ended_at.is_(None)
    )
    close_logins(db.session.scalars(query))


def note_seen(login: LoggedIn) -> None:
    """Write down that the login is in use, once a minute; a page is shown also if that fails."""
    if clock.now() - login.seen_at < SEEN_EVERY:
        return
    # A request keeps the facts that it began with, and asks several times: the first one writes.
    current = queries.find_login(login.token_hash)
    if current is None or clock.now() - current.seen_at < SEEN_EVERY:
        return
    try:
        _write_seen(login.token_hash)
    except (OperationalError, Unavailable) as error:
        log.warning("last seen could not be written: %s", error)


@atomic
def _write_seen(token_hash: str) -> None:
    seen = update(StaffLogin.__table__).where(StaffLogin.token_hash == token_hash)  # type: ignore[arg-type]
    execute(seen.values(last_seen_at=clock.now()))
    queries.forget_login(token_hash)


@atomic
def _let_in(
    member: StaffMember,
    tried: Try,
    origin: Origin,
    stored: str,
    password: str = "",
    *,
    is_confirmed: bool = False,
) -> str:
    # What was true when the secret was looked at may have been changed while it was.
    is_current = stored in (member.password_hash, member.pin_hash) and member.is_active
    if not is_current or (origin.device is not None and origin.device.revoked_at is not None):
        raise WrongPassword
    if password and hashing.is_outdated(member.password_hash):
        member.password_hash = hashing.hash_password(password)
    lockout.note_success(tried)
    return issue_login(
        member, LoginKind.BROWSER, origin, is_confirmed=is_confirmed or bool(password)
    )


def _ticket_of(member: StaffMember) -> str:
    return sealing.seal(_TICKET, f"{member.id} {queries.hash_token(member.password_hash)}")


def _lifetime(role: Role, kind: LoginKind) -> timedelta:
    if kind is LoginKind.API:
        return API_LOGIN
    return KITCHEN_LOGIN if role is Role.KITCHEN else BROWSER_LOGIN


def _find_person(store_id: str, staff_id: str) -> StaffMember | None:
    member = db.session.get(StaffMember, staff_id)
    is_here = member is not None and member.store_id == store_id and member.is_active
    return member if is_here else None


def _store_of(member: StaffMember | None) -> str:
    """Where wrong tries are counted: a name that nobody has counts for the first store."""
    if member is not None:
        return member.store_id
    found = stores.list_stores()
    return found[0].id if found else ""
