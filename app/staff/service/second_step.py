"""Turning the second step of one's own login on and off."""

from flask_babel import lazy_gettext
from sqlalchemy import delete

from app.core import audit, clock
from app.core.actors import Actor
from app.core.db import atomic, db, insert_rows
from app.core.errors import Invalid
from app.core.sealing import Unsealable
from app.staff import queries, totp
from app.staff.errors import SecondStepIsOn, WrongCode
from app.staff.models import RecoveryCode, StaffMember
from app.staff.queries import LoggedIn
from app.staff.service.logins import close_logins_of
from app.staff.service.proving import prove_code, prove_own_password

_TOO_LATE = lazy_gettext("This key is too old. Scan the new one, then type its code.")


def turn_totp_on(login: LoggedIn, offer: str, code: str) -> list[str]:
    """From now on a login asks for a code of this key; the recovery codes are returned once.

    `offer` is the sealed key that was shown, `code` proves that the app has it. The person's
    other logins end. Raises Invalid for "code", SecondStepIsOn.
    """
    try:
        key = totp.unseal_offer(login.staff_id, offer)
    except Unsealable:
        raise Invalid({"code": _TOO_LATE}) from None
    step = totp.find_step(key, totp.tidied(code), clock.now())
    if step is None:
        raise Invalid({"code": WrongCode.message})
    return _write_key(login, key, step)


@atomic
def renew_recovery_codes(login: LoggedIn) -> list[str]:
    """New recovery codes, returned once; the old ones are worth nothing."""
    member = queries.get_member(login.store_id, login.staff_id)
    audit.log("staff.recovery_codes_made", actor=login.actor, target=("staff", member.id))
    return _make_codes(member)


def turn_totp_off(login: LoggedIn, password: str, code: str, *, place: str) -> None:
    """A login asks for the password only. Raises Invalid, LockedOut."""
    member = prove_own_password(login, password, place, field="password")
    try:
        prove_code(member, code, place)
    except WrongCode as wrong:
        raise Invalid({"code": wrong.message}) from wrong
    drop_totp(member.id, login.actor)


@atomic
def drop_totp(staff_id: str, actor: Actor) -> None:
    """Take a person's second step away; nothing happens when there is none."""
    member = queries.get_member(actor.store_id, staff_id)
    if member.totp_sealed is None:
        return
    member.totp_sealed = member.totp_step = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == member.id))
    queries.forget_person(member.id)
    audit.log("staff.totp_off", actor=actor, target=("staff", member.id))


@atomic
def _write_key(login: LoggedIn, key: str, step: int) -> list[str]:
    member = queries.get_member(login.store_id, login.staff_id)
    if member.totp_sealed is not None:
        raise SecondStepIsOn
    member.totp_sealed, member.totp_step = totp.seal_key(member.id, key), step
    db.session.flush()
    close_logins_of(member.id, but=login.token_hash)
    queries.forget_login(login.token_hash)
    audit.log("staff.totp_on", actor=login.actor, target=("staff", member.id))
    return _make_codes(member)


def _make_codes(member: StaffMember) -> list[str]:
    made = [totp.new_recovery_code() for _ in range(totp.RECOVERY_CODES)]
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == member.id))
    hashes = [totp.hash_recovery_code(member.id, code) for code in made]
    insert_rows(
        RecoveryCode,
        [{"code_hash": each, "staff_id": member.id, "used_at": None} for each in hashes],
    )
    return made
