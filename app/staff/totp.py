"""The second step of a login: codes of an authenticator app (RFC 6238), and recovery codes."""

import hmac
from datetime import datetime, timedelta

import pyotp

from app.core import sealing, signing
from app.core.ids import new_code

# The steps and digits that every authenticator app takes for granted.
STEP_S = 30
DIGITS = 6
RECOVERY_CODES = 10
# How long the page with a new key may stay open before it is confirmed.
KEY_LASTS = timedelta(minutes=15)
_RECOVERY_LENGTH = 16
_WHOLE_DIGEST = 52


def new_key() -> str:
    """A new key of 160 bits, in base 32."""
    return pyotp.random_base32()


def uri_of(key: str, *, account: str, shop: str) -> str:
    """The otpauth address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(key).provisioning_uri(name=account, issuer_name=shop or "Kaifan")


def find_step(key: str, code: str, now: datetime) -> int | None:
    """The step that `code` belongs to: the present one or a neighbour, None when it is wrong.

    One step on either side forgives a clock that is half a minute off.
    """
    present = int(now.timestamp()) // STEP_S
    made = pyotp.TOTP(key)
    steps = (present, present - 1, present + 1)
    given = code.encode("utf-8", "replace")
    found = [step for step in steps if hmac.compare_digest(made.generate_otp(step).encode(), given)]
    return found[0] if found else None


def seal_key(staff_id: str, key: str) -> str:
    """A person's key as the database keeps it."""
    return sealing.seal(f"totp:{staff_id}", key)


def unseal_key(staff_id: str, sealed: str) -> str:
    """The person's key. Raises Unsealable when the installation's secret key is another one."""
    return sealing.unseal(f"totp:{staff_id}", sealed)


def seal_offer(staff_id: str, key: str) -> str:
    """A key that was shown and not confirmed yet, for the page that shows it."""
    return sealing.seal(f"totp-offer:{staff_id}", key)


def unseal_offer(staff_id: str, sealed: str) -> str:
    """The key that was shown to this person. Raises Unsealable when that is too long ago."""
    return sealing.unseal(f"totp-offer:{staff_id}", sealed, max_age=KEY_LASTS)


def new_recovery_code() -> str:
    """A code of 80 random bits in groups of four: typed once, when the phone is lost."""
    code = new_code(_RECOVERY_LENGTH)
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def hash_recovery_code(staff_id: str, code: str) -> str:
    """What is stored of a recovery code, however it was grouped when it was typed.

    It has 80 random bits and is mixed with the installation's key, so a slow hash adds nothing.
    """
    plain = tidied(code).replace("-", "").lower()
    return signing.signature("staff-recovery", staff_id, plain, length=_WHOLE_DIGEST)


def tidied(code: str) -> str:
    """A code without the spaces that people and apps put into it."""
    return "".join(code.split())
