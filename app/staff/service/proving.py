"""Proving who one is, once logged in or half logged in: the password, and the second step."""

from sqlalchemy import update

from app.core import audit, clock
from app.core.db import atomic, db, execute
from app.core.errors import Invalid
from app.core.sealing import Unsealable
from app.staff import hashing, lockout, queries, totp
from app.staff.errors import PRESENT_PASSWORD_WRONG, WrongCode
from app.staff.lockout import Try
from app.staff.models import RecoveryCode, StaffLogin, StaffMember
from app.staff.queries import LoggedIn


def prove_own_password(
    login: LoggedIn, password: str, place: str, *, field: str = "old"
) -> StaffMember:
    """The person of the login, who gave the present password. Raises Invalid, LockedOut."""
    member = queries.get_member(login.store_id, login.staff_id)
    tried = Try(login.store_id, member.username, place or f"login:{login.token_hash[:20]}", "own")
    lockout.admit(tried)
    if not hashing.is_password(member.password_hash, password):
        lockout.note_failure(tried)
        raise Invalid({field: PRESENT_PASSWORD_WRONG})
    lockout.note_success(tried)
    return member


def prove_code(member: StaffMember, code: str, place: str) -> None:
    """Use up a code of the person's app, or a recovery code. Raises WrongCode, LockedOut.

    Codes have a counter of wrong tries of their own: who gets here knows the password.
    """
    tried = Try(member.store_id, member.username, place, "code")
    lockout.admit(tried)
    if not _use_code(member.id, totp.tidied(code)[:40]):
        lockout.note_failure(tried)
        raise WrongCode
    lockout.note_success(tried)


def confirm_identity(login: LoggedIn, password: str, code: str, *, place: str = "") -> None:
    """The person gives the password again, and a code where that is on.

    Sensitive actions are open to the login for `queries.CONFIRMED_FOR` from then on. Raises
    Invalid for "confirm_password" or "confirm_code", LockedOut.
    """
    member = prove_own_password(login, password, place, field="confirm_password")
    if member.totp_sealed is not None:
        try:
            prove_code(member, code, place or f"login:{login.token_hash[:20]}")
        except WrongCode as wrong:
            raise Invalid({"confirm_code": wrong.message}) from wrong
    _write_confirmed(login.token_hash)


@atomic
def _write_confirmed(token_hash: str) -> None:
    row = db.session.get(StaffLogin, token_hash)
    if row is not None and row.ended_at is None:
        row.confirmed_at = clock.now()
        queries.forget_login(token_hash)


@atomic
def _use_code(staff_id: str, code: str) -> bool:
    """Whether the code was good; it is worth nothing afterwards."""
    member = db.session.get_one(StaffMember, staff_id)
    if member.totp_sealed is None:
        return False
    if not (len(code) == totp.DIGITS and code.isascii() and code.isdigit()):
        return _use_recovery_code(member, code)
    try:
        step = totp.find_step(totp.unseal_key(staff_id, member.totp_sealed), code, clock.now())
    except Unsealable:
        return False
    if step is None:
        return False
    # Only a later step than the last one counts: a code seen over the shoulder is used up.
    newer = (StaffMember.totp_step.is_(None)) | (StaffMember.totp_step < step)
    used = update(StaffMember).where(StaffMember.id == staff_id, newer).values(totp_step=step)
    return execute(used).rowcount == 1


def _use_recovery_code(member: StaffMember, code: str) -> bool:
    digest = totp.hash_recovery_code(member.id, code)
    unused = RecoveryCode.code_hash == digest, RecoveryCode.used_at.is_(None)
    used = update(RecoveryCode).where(RecoveryCode.staff_id == member.id, *unused)
    if execute(used.values(used_at=clock.now())).rowcount != 1:
        return False
    audit.log(
        "staff.recovery_code_used",
        actor=queries.actor_of(member),
        target=("staff", member.id),
        left=queries.count_recovery_codes(member.id),
    )
    return True
