"""Accounts: who works here, in which role, with which rights, passwords and PINs."""

from collections.abc import Mapping

from flask_babel import lazy_gettext

from app.core import audit, clock
from app.core.actors import Actor, ActorKind, system
from app.core.db import atomic, db
from app.core.errors import Invalid
from app.core.ids import new_code
from app.staff import hashing, lockout, queries, rules
from app.staff.errors import (
    LastOwner,
    NotOnYourself,
    NotOverThisPerson,
    NotYoursToGive,
    UsernameTaken,
)
from app.staff.lockout import Try
from app.staff.models import StaffException, StaffMember
from app.staff.queries import LoggedIn
from app.staff.rights import Right, Role, rights_of
from app.staff.service.logins import close_logins_of
from app.staff.service.proving import prove_own_password
from app.staff.service.second_step import drop_totp as take_totp

REQUIRED = lazy_gettext("This must not be empty.")
_RANDOM_LENGTH = 12


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
    """Add a person. Raises Invalid, UsernameTaken, NotYoursToGive."""
    username, name = username.strip().lower(), name.strip()[: rules.NAME_LENGTH]
    actor = actor or system(store_id)
    _refuse(
        username=rules.username_problem(username),
        name=None if name else REQUIRED,
        password=rules.password_problem(password, (username, name)),
    )
    if queries.is_username_taken(username):
        raise UsernameTaken
    _ensure_may_give(actor, role, rights_of(role, {}))
    member = StaffMember(
        store_id=store_id,
        username=username,
        name=name,
        role=role,
        password_hash=hashing.hash_password(password),
        created_at=clock.now(),
    )
    db.session.add(member)
    db.session.flush()
    audit.log("staff.added", actor=actor, target=("staff", member.id), role=role.value)
    return member


@atomic
def change_member(
    staff_id: str,
    *,
    name: str,
    role: Role,
    exceptions: Mapping[Right, bool],
    actor: Actor,
    discount_limit: int | None = None,
) -> StaffMember:
    """Change name, role and rights; an exception that the role has anyway is not kept.

    `discount_limit` is the highest discount in percent, None what the role may. Raises NotFound,
    Invalid, NotOverThisPerson, NotYoursToGive, NotOnYourself, LastOwner.
    """
    member = queries.get_member(actor.store_id, staff_id)
    name = name.strip()[: rules.NAME_LENGTH]
    _refuse(name=None if name else REQUIRED)
    _ensure_over(actor, member)
    plain = rights_of(role, {})
    kept = {right.value: on for right, on in exceptions.items() if on != (right in plain)}
    if (role, kept) != (member.role, member.exception_map):
        if actor.id == member.id:
            raise NotOnYourself
        _ensure_may_give(actor, role, rights_of(role, kept) - member.rights)
        _set_rights(member, role, kept, actor)
    if discount_limit != member.discount_limit:
        _set_limit(member, discount_limit, actor)
    if name != member.name:
        member.name = name
        audit.log("staff.renamed", actor=actor, target=("staff", member.id), name=name)
    queries.forget_person(member.id)
    return member


@atomic
def set_active(staff_id: str, is_active: bool, *, actor: Actor) -> None:
    """Let a person go, which ends the logins at once, or take the person back.

    Raises NotFound, NotOverThisPerson, NotOnYourself, LastOwner.
    """
    member = queries.get_member(actor.store_id, staff_id)
    _ensure_over(actor, member)
    if actor.id == member.id:
        raise NotOnYourself
    if member.is_active == is_active:
        return
    member.is_active = is_active
    if not is_active:
        member.pin_hash = None
        db.session.flush()
        _ensure_an_owner_stays(member.store_id)
        close_logins_of(member.id)
    action = "staff.taken_back" if is_active else "staff.left"
    audit.log(action, actor=actor, target=("staff", member.id))


@atomic
def reset_password(
    staff_id: str, password: str = "", *, drop_totp: bool = False, actor: Actor
) -> str:
    """Give a person a new password, a random one when none is given, and return it.

    The person's logins end, the PIN is dropped and lock-outs are forgiven; with `drop_totp` the
    second step is off as well, for who lost the phone. Raises NotFound, NotOverThisPerson,
    NotOnYourself (one's own is changed by `change_own_password`), Invalid.
    """
    member = queries.get_member(actor.store_id, staff_id)
    _ensure_over(actor, member)
    if actor.id == member.id:
        raise NotOnYourself
    password = password or new_code(_RANDOM_LENGTH)
    _refuse(password=rules.password_problem(password, (member.username, member.name)))
    member.password_hash = hashing.hash_password(password)
    member.pin_hash = None
    db.session.flush()
    if drop_totp:
        take_totp(member.id, actor)
    close_logins_of(member.id)
    lockout.forgive(Try(member.store_id, member.username, "", ""))
    audit.log("staff.password_reset", actor=actor, target=("staff", member.id))
    return password


def change_own_password(login: LoggedIn, old: str, new: str, *, place: str = "") -> None:
    """Change the password of the person who is logged in; the person's other logins end.

    Raises Invalid when the old one is wrong or the new one is poor, LockedOut.
    """
    member = prove_own_password(login, old, place)
    _refuse(new=rules.password_problem(new, (member.username, member.name)))
    _write_password(member, new, login)


def set_own_pin(login: LoggedIn, password: str, pin: str, *, place: str = "") -> None:
    """Set the PIN for the shop's devices. Raises Invalid, LockedOut."""
    _refuse(pin=rules.pin_problem(pin))
    member = prove_own_password(login, password, place)
    _write_pin(member, hashing.hash_password(hashing.peppered(member.id, pin)), login)


def drop_own_pin(login: LoggedIn) -> None:
    """Give the PIN up: one comes in by password only."""
    _write_pin(queries.get_member(login.store_id, login.staff_id), None, login)


@atomic
def _write_password(member: StaffMember, new: str, login: LoggedIn) -> None:
    member.password_hash = hashing.hash_password(new)
    db.session.flush()
    close_logins_of(member.id, but=login.token_hash)
    audit.log("staff.password_changed", actor=login.actor, target=("staff", member.id))


@atomic
def _write_pin(member: StaffMember, pin_hash: str | None, login: LoggedIn) -> None:
    member.pin_hash = pin_hash
    action = "staff.pin_set" if pin_hash else "staff.pin_dropped"
    audit.log(action, actor=login.actor, target=("staff", member.id))


def _set_limit(member: StaffMember, percent: int | None, actor: Actor) -> None:
    if actor.id == member.id:
        raise NotOnYourself
    _refuse(discount_limit=None if percent is None or 0 <= percent <= 100 else "0–100")
    giver = db.session.get(StaffMember, actor.id)
    # Nobody gives more than they have.
    if giver is not None and percent is not None and percent > giver.highest_discount:
        raise NotYoursToGive
    before, member.discount_limit = member.discount_limit, percent
    audit.log(
        "staff.limit_changed",
        actor=actor,
        target=("staff", member.id),
        before=before,
        after=percent,
    )


def _set_rights(
    member: StaffMember, role: Role, exceptions: Mapping[str, bool], actor: Actor
) -> None:
    before = member.role.value
    member.role = role
    member.exceptions.clear()
    db.session.flush()
    member.exceptions.extend(
        StaffException(right=right, is_granted=on) for right, on in exceptions.items()
    )
    db.session.flush()
    _ensure_an_owner_stays(member.store_id)
    audit.log(
        "staff.rights_changed",
        actor=actor,
        target=("staff", member.id),
        role_before=before,
        role=role.value,
        granted=[right for right, on in exceptions.items() if on],
        denied=[right for right, on in exceptions.items() if not on],
    )


def _refuse(**problems: object) -> None:
    found = {name: problem for name, problem in problems.items() if problem is not None}
    if found:
        raise Invalid(found)


def _rights_of_actor(actor: Actor) -> frozenset[Right]:
    if actor.kind is not ActorKind.STAFF:
        return frozenset(Right)
    return queries.get_member(actor.store_id, actor.id).rights


def _ensure_over(actor: Actor, member: StaffMember) -> None:
    """Nobody reaches up: an owner is changed by owners, others by people with their rights."""
    is_owner_s_affair = member.role is Role.OWNER and actor.role != Role.OWNER
    if actor.kind is ActorKind.STAFF and (
        is_owner_s_affair or not member.rights <= _rights_of_actor(actor)
    ):
        raise NotOverThisPerson


def _ensure_may_give(actor: Actor, role: Role, added: frozenset[Right]) -> None:
    if actor.kind is ActorKind.STAFF and (
        (role is Role.OWNER and actor.role != Role.OWNER) or not added <= _rights_of_actor(actor)
    ):
        raise NotYoursToGive


def _ensure_an_owner_stays(store_id: str) -> None:
    db.session.expire_all()
    if not queries.list_full_owners(store_id):
        raise LastOwner
