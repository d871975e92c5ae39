"""Wrong tries at the staff door, counted in the database so that a restart forgives nothing.

Three counters refuse: a person at one place (a shop device, or an address outside), a person
at all places of that kind, and a place. The shop's own counter refuses nobody, because a guest in
the shop's Wi-Fi could then keep the whole staff out; it raises an alarm. Enrolled devices are
counted apart from addresses, so that guessing from outside never closes the shop's own tablet.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from app.core import audit, clock, signing
from app.core.actors import system
from app.core.db import atomic, db
from app.staff.errors import LockedOut
from app.staff.models import LoginGuard


@dataclass(frozen=True, slots=True)
class Limit:
    """`failures` wrong tries within `window` close a scope for `block`, doubling each time."""

    failures: int
    window: timedelta
    block: timedelta
    doubles: bool = True


PERSON_HERE = Limit(5, timedelta(hours=24), timedelta(minutes=5))
PERSON_ANYWHERE = Limit(20, timedelta(hours=24), timedelta(hours=1))
PLACE = Limit(20, timedelta(hours=1), timedelta(minutes=5))
# How long the alarm stays on the owner's pages.
SHOP = Limit(40, timedelta(hours=1), timedelta(hours=12), doubles=False)
LONGEST_BLOCK = timedelta(hours=24)
# After this long without a wrong try a scope begins anew, at the shortest block.
FORGOTTEN_AFTER = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Try:
    """One try: `person` as typed or chosen, at `place`; `door` is "password", "pin" or "outside".

    What was typed as a name may be a password by mistake, so that only its signature is kept.
    """

    store_id: str
    person: str
    place: str
    door: str

    @property
    def here(self) -> str:
        """The scope of the person at this place."""
        return f"here:{self._person}:{self.door}:{self.place}"

    @property
    def anywhere(self) -> str:
        """The scope of the person at all places of this door."""
        return f"person:{self._person}:{self.door}"

    @property
    def at_place(self) -> str:
        """The scope of the place."""
        return f"place:{self.place}"

    @property
    def _person(self) -> str:
        return signing.signature("login-guard", self.person, length=20)


@atomic
def admit(tried: Try) -> None:
    """Count a try before its secret is looked at. Raises LockedOut.

    Counted first, so that fifty tries at the same moment are fifty and not one.
    """
    now = clock.now()
    scopes = (tried.here, tried.anywhere, tried.at_place)
    waits = [_blocked_s(scope, now) for scope in scopes]
    if any(waits):
        raise LockedOut(max(waits))
    _count(tried, tried.here, PERSON_HERE, now)


@atomic
def note_failure(tried: Try) -> None:
    """The try was wrong: count it for the person, the place and the shop."""
    now = clock.now()
    _count(tried, tried.anywhere, PERSON_ANYWHERE, now)
    _count(tried, tried.at_place, PLACE, now)
    _count(tried, _shop(tried.store_id), SHOP, now)
    db.session.execute(
        delete(LoginGuard).where(LoginGuard.last_failed_at < now - FORGOTTEN_AFTER)
    )


@atomic
def note_success(tried: Try) -> None:
    """The try was right: the person's counter at this place begins anew."""
    db.session.execute(delete(LoginGuard).where(LoginGuard.scope == tried.here))


@atomic
def forgive(tried: Try) -> None:
    """Open all doors again for a person who got a new password, wherever the tries were."""
    for prefix in (tried.here, tried.anywhere):
        whose = ":".join(prefix.split(":")[:2])
        db.session.execute(delete(LoginGuard).where(LoginGuard.scope.startswith(f"{whose}:")))


def is_under_attack(store_id: str) -> bool:
    """Whether so many wrong tries were made lately that the owner has to know."""
    return _blocked_s(_shop(store_id), clock.now()) > 0


def _shop(store_id: str) -> str:
    return f"shop:{store_id}"


def _blocked_s(scope: str, now: datetime) -> int:
    row = db.session.get(LoginGuard, scope)
    if row is None or row.blocked_until is None:
        return 0
    return max(0, round((row.blocked_until - now).total_seconds()))


def _count(tried: Try, scope: str, limit: Limit, now: datetime) -> None:
    row = db.session.get(LoginGuard, scope)
    if row is None:
        row = LoginGuard(
            scope=scope, failures=0, counted_from=now, last_failed_at=now, blocks=0
        )
        db.session.add(row)
    if now - row.counted_from > limit.window:
        row.failures, row.counted_from = 0, now
    if now - row.last_failed_at > FORGOTTEN_AFTER:
        row.blocks = 0
    row.failures += 1
    row.last_failed_at = now
    if row.failures >= limit.failures:
        _block(tried, row, limit, now)
    db.session.flush()


def _block(tried: Try, row: LoginGuard, limit: Limit, now: datetime) -> None:
    factor = 2 ** min(row.blocks, 16) if limit.doubles else 1
    lasts = min(limit.block * factor, LONGEST_BLOCK)
    row.blocked_until = now + lasts
    row.blocks += 1
    row.failures, row.counted_from = 0, now
    scope = row.scope.partition(":")[0]
    audit.log(
        "staff.guessing" if scope == "shop" else "staff.locked_out",
        actor=system(tried.store_id, "login guard"),
        target=("login_place", tried.place[:64]),
        door=tried.door,
        minutes=round(lasts.total_seconds() / 60),
    )
