"""Guessing passwords and PINs: counted in the database, for the person, the place and the shop."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.clock import FixedClock
from app.core.db import db
from app.staff import hashing, lockout, queries, service
from app.staff.errors import LockedOut, WrongPassword, WrongPin
from app.staff.models import StaffDevice, StaffMember
from app.staff.rights import Role
from app.staff.service import Origin
from tests.factories.shop import Shop
from tests.factories.staff import PASSWORD
from tests.fixtures.installation import forget_everything
from tests.staff.doors import PIN, give_pin, make_device

HERE = Origin("192.168.1.50")


def guess(username: str = "owner", origin: Origin = HERE) -> None:
    """One wrong password."""
    with pytest.raises(WrongPassword):
        service.log_in(username, "a wrong guess", origin)


def wait_of(username: str = "owner", origin: Origin = HERE) -> int:
    """How many seconds the right password has to wait."""
    with pytest.raises(LockedOut) as refused:
        service.log_in(username, PASSWORD, origin)
    wait_s: int = refused.value.extra["retry_after"]
    return wait_s


def test_five_wrong_passwords_close_the_door_for_five_minutes(
    shop: Shop, clock: FixedClock
) -> None:
    for _ in range(5):
        guess()
    assert wait_of() == 300
    clock.move(minutes=5)
    assert service.log_in("owner", PASSWORD, HERE)


def test_each_further_five_double_the_wait(shop: Shop, clock: FixedClock) -> None:
    waits = []
    for _ in range(3):
        for _ in range(5):
            guess()
        waits.append(wait_of())
        clock.move(seconds=waits[-1])
    assert waits == [300, 600, 1200]


def test_the_right_password_begins_the_count_anew(shop: Shop) -> None:
    for _ in range(3):
        for _ in range(4):
            guess()
        assert service.log_in("owner", PASSWORD, HERE)


def test_a_name_that_nobody_has_is_locked_like_any_other(shop: Shop) -> None:
    for _ in range(5):
        guess("nobody")
    assert wait_of("nobody") == 300
    assert service.log_in("owner", PASSWORD, HERE), "others at the same place still come in"


def test_the_lock_outlives_a_restart(shop: Shop) -> None:
    for _ in range(5):
        guess()
    db.session.remove()
    db.engine.dispose()
    forget_everything()
    assert wait_of() == 300


def test_guessing_from_outside_does_not_close_the_shop_s_own_device(shop: Shop) -> None:
    for n in range(20):
        guess(origin=Origin(f"10.0.0.{n // 4}"))
    assert wait_of(origin=Origin("10.0.0.99")) > 0, "twenty from anywhere close every address"
    assert service.log_in("owner", PASSWORD, Origin("10.0.0.1", device=make_device(shop)))


def test_a_place_that_tries_many_names_is_closed(shop: Shop) -> None:
    for n in range(20):
        guess(f"name{n}")
    assert wait_of("waiter") == 300


def test_many_wrong_tries_in_the_shop_raise_one_alarm(shop: Shop) -> None:
    for n in range(45):
        assert lockout.is_under_attack(shop.id) is (n >= 40)
        guess(f"name{n}", Origin(f"10.0.1.{n}"))
    alarms = select(AuditEntry).where(AuditEntry.action == "staff.guessing")
    assert len(db.session.scalars(alarms).all()) == 1


def test_what_was_typed_as_a_name_is_not_kept(shop: Shop) -> None:
    for _ in range(5):
        guess("my-secret-typed-too-early")
    kept = [repr(row.__dict__) for row in db.session.scalars(select(AuditEntry))]
    kept += [row.scope for row in db.session.scalars(select(lockout.LoginGuard))]
    assert not [text for text in kept if "secret-typed" in text]


def test_a_pin_counts_on_an_enrolled_device_of_its_shop_only(shop: Shop) -> None:
    give_pin(shop.staff[Role.WAITER])
    waiter = shop.staff[Role.WAITER].id
    with pytest.raises(WrongPin):
        service.log_in_by_pin(waiter, PIN, HERE)
    device = make_device(shop)
    token = service.log_in_by_pin(waiter, PIN, Origin(device=device))
    found = queries.find_logged_in(token)
    assert found is not None and found.staff_id == waiter
    service.revoke_device(device.id, actor=shop.actor)
    assert queries.find_logged_in(token) is None, "the device's logins end with it"
    with pytest.raises(WrongPin):
        service.log_in_by_pin(waiter, PIN, Origin(device=device))


def test_a_pin_is_kept_peppered(shop: Shop, app: Flask) -> None:
    give_pin(shop.staff[Role.WAITER])
    stored = db.session.get_one(StaffMember, shop.staff[Role.WAITER].id).pin_hash
    assert stored is not None
    assert not hashing.is_password(stored, PIN)
    app.config["SECRET_KEY"] = "another installation"
    assert not hashing.is_password(stored, hashing.peppered(shop.staff[Role.WAITER].id, PIN))


def devices(shop: Shop, count: int) -> list[StaffDevice]:
    """So many enrolled devices."""
    return [make_device(shop, f"平板{n}") for n in range(count)]


def guessed(shop: Shop, clock: FixedClock, tries: int, places: list[StaffDevice]) -> int:
    """How many of `tries` PINs, spread over devices and three days, were even looked at."""
    looked_at = 0
    for n in range(tries):
        clock.move(seconds=3 * 24 * 3600 / tries)
        try:
            service.log_in_by_pin(
                shop.staff[Role.WAITER].id, f"{n:06}", Origin(device=places[n % len(places)])
            )
        except WrongPin:
            looked_at += 1
        except LockedOut:
            continue
    return looked_at


def test_a_campaign_over_fifty_devices_gets_few_guesses(
    shop: Shop, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashing, "is_password", lambda *_: False)
    looked_at = guessed(shop, clock, 500, devices(shop, 50))
    assert looked_at <= 130, "of a million PINs, in three days"


def test_control_without_the_lock_every_guess_is_looked_at(
    shop: Shop, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashing, "is_password", lambda *_: False)
    monkeypatch.setattr(lockout, "admit", lambda _tried: None)
    assert guessed(shop, clock, 60, devices(shop, 2)) == 60


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes that were compared so far: what takes the time of a try."""
    made: list[str] = []
    real = hashing._hasher.verify

    class Counting:
        """The hasher, with a note of each comparison."""

        hash = staticmethod(hashing._hasher.hash)

        def verify(self, stored: str, password: str) -> bool:
            made.append(stored)
            return real(stored, password)

    monkeypatch.setattr(hashing, "_hasher", Counting())
    return made


def cost(stored: str) -> str:
    """What a hash says of the work that it takes: algorithm, memory, rounds, lanes."""
    return stored.rsplit("$", 2)[0]


def test_the_work_of_a_try_tells_nobody_who_works_here(shop: Shop, looks: list[str]) -> None:
    for username in ("owner", "nobody"):
        guess(username)
    real, nobodys = looks
    assert cost(real) == cost(nobodys) and real != nobodys
    device = make_device(shop)
    give_pin(shop.staff[Role.WAITER])
    with_pin, without = shop.staff[Role.WAITER].id, shop.staff[Role.COURIER].id
    for staff_id in (with_pin, without, "nobody"):
        with pytest.raises(WrongPin):
            service.log_in_by_pin(staff_id, "000000", Origin(device=device))
    assert len(looks) == 5 and len({cost(stored) for stored in looks}) == 1


def test_control_a_try_that_looks_at_nobody_is_seen(
    shop: Shop, looks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = hashing.is_password
    quick = lambda stored, password: stored is not None and real(stored, password)  # noqa: E731
    monkeypatch.setattr(hashing, "is_password", quick)
    with pytest.raises(ValueError, match="not enough values"):
        test_the_work_of_a_try_tells_nobody_who_works_here(shop, looks)
