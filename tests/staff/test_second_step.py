"""Two-step login: codes that count once, recovery codes, and what a half login is worth."""

import sqlite3
from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from app.core.clock import FixedClock
from app.core.errors import Invalid
from app.staff import lockout, queries, service, totp
from app.staff.errors import CodeNeeded, LockedOut, LogInAgain, WrongCode
from app.staff.models import LoginKind, StaffMember
from app.staff.queries import LoggedIn
from app.staff.rights import Role
from app.staff.service import Origin
from tests.factories.shop import Shop
from tests.factories.staff import PASSWORD, token_of

HERE = Origin("10.0.0.7")


def login_of(member: StaffMember) -> LoggedIn:
    """A login of the person that has just been confirmed."""
    found = queries.find_logged_in(token_of(member, LoginKind.BROWSER))
    assert found is not None
    return found


def turn_on(member: StaffMember, clock: FixedClock) -> tuple[pyotp.TOTP, list[str]]:
    """The person's app, and the recovery codes."""
    key = totp.new_key()
    app = pyotp.TOTP(key)
    offer = totp.seal_offer(member.id, key)
    codes = service.turn_totp_on(login_of(member), offer, app.at(clock.now()))
    clock.move(seconds=60)
    return app, codes


def first_step() -> str:
    """The ticket that the owner's right password earns."""
    with pytest.raises(CodeNeeded) as half:
        service.log_in("owner", PASSWORD, HERE)
    return half.value.ticket


def test_a_password_alone_is_half_a_login(shop: Shop, clock: FixedClock) -> None:
    app, _ = turn_on(shop.staff[Role.OWNER], clock)
    ticket = first_step()
    assert queries.find_logged_in(ticket) is None
    found = queries.find_logged_in(service.log_in_with_code(ticket, app.at(clock.now()), HERE))
    assert found is not None and found.is_confirmed and found.has_totp


def test_a_code_counts_once_and_an_older_one_never(shop: Shop, clock: FixedClock) -> None:
    app, _ = turn_on(shop.staff[Role.OWNER], clock)
    code, older = app.at(clock.now()), app.at(clock.now() - timedelta(seconds=30))
    assert service.log_in_with_code(first_step(), f"{code[:3]} {code[3:]}", HERE)
    for used in (code, older):
        with pytest.raises(WrongCode):
            service.log_in_with_code(first_step(), used, HERE)


@pytest.mark.parametrize(("steps", "is_good"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_half_a_minute_off_is_forgiven(
    shop: Shop, clock: FixedClock, steps: int, is_good: bool
) -> None:
    app, _ = turn_on(shop.staff[Role.OWNER], clock)
    clock.move(seconds=120)
    code = app.at(clock.now() + timedelta(seconds=30 * steps))
    if is_good:
        assert service.log_in_with_code(first_step(), code, HERE)
    else:
        with pytest.raises(WrongCode):
            service.log_in_with_code(first_step(), code, HERE)


def test_a_recovery_code_counts_once(shop: Shop, clock: FixedClock) -> None:
    owner = shop.staff[Role.OWNER]
    _, codes = turn_on(owner, clock)
    assert len(set(codes)) == 10
    typed = codes[3].upper().replace("-", " ")
    assert service.log_in_with_code(first_step(), typed, HERE)
    assert queries.count_recovery_codes(owner.id) == 9
    with pytest.raises(WrongCode):
        service.log_in_with_code(first_step(), codes[3], HERE)
    fresh = service.renew_recovery_codes(login_of(owner))
    with pytest.raises(WrongCode):
        service.log_in_with_code(first_step(), codes[4], HERE)
    assert service.log_in_with_code(first_step(), fresh[0], HERE)


def test_guessing_codes_locks_out_and_the_right_one_waits_too(
    shop: Shop, clock: FixedClock
) -> None:
    app, _ = turn_on(shop.staff[Role.OWNER], clock)
    ticket = first_step()
    for _ in range(lockout.PERSON_HERE.failures):
        with pytest.raises(WrongCode):
            service.log_in_with_code(ticket, "000000", HERE)
    with pytest.raises(LockedOut):
        service.log_in_with_code(ticket, app.at(clock.now()), HERE)
    clock.move(seconds=lockout.PERSON_HERE.block.total_seconds() + 1)
    assert service.log_in_with_code(first_step(), app.at(clock.now()), HERE)


def test_a_ticket_dies_with_time_and_with_the_password(shop: Shop, clock: FixedClock) -> None:
    owner = shop.staff[Role.OWNER]
    app, _ = turn_on(owner, clock)
    ticket = first_step()
    service.reset_password(owner.id, "a quite good one", actor=shop.actor)
    with pytest.raises(LogInAgain):
        service.log_in_with_code(ticket, app.at(clock.now()), HERE)
    with pytest.raises(CodeNeeded) as half:
        service.log_in("owner", "a quite good one", HERE)
    clock.move(seconds=301)
    with pytest.raises(LogInAgain):
        service.log_in_with_code(half.value.ticket, app.at(clock.now()), HERE)
    with pytest.raises(LogInAgain):
        service.log_in_with_code("made up", "000000", HERE)


def test_turning_it_on_needs_the_app_and_ends_the_other_logins(
    shop: Shop, clock: FixedClock
) -> None:
    owner = shop.staff[Role.OWNER]
    other = token_of(owner)
    key = totp.new_key()
    offer = totp.seal_offer(owner.id, key)
    with pytest.raises(Invalid):
        service.turn_totp_on(login_of(owner), offer, "000000")
    with pytest.raises(Invalid):
        service.turn_totp_on(login_of(owner), offer, "验证码０")
    stranger = login_of(shop.staff[Role.MANAGER])
    with pytest.raises(Invalid):
        service.turn_totp_on(stranger, offer, pyotp.TOTP(key).at(clock.now()))
    assert queries.find_logged_in(other)
    turn_on(owner, clock)
    assert queries.find_logged_in(other) is None


def test_turning_it_off_needs_password_and_code(shop: Shop, clock: FixedClock) -> None:
    owner = shop.staff[Role.OWNER]
    app, codes = turn_on(owner, clock)
    me = login_of(owner)
    with pytest.raises(Invalid):
        service.turn_totp_off(me, "wrong", app.at(clock.now()), place="x")
    with pytest.raises(Invalid):
        service.turn_totp_off(me, PASSWORD, "000000", place="x")
    service.turn_totp_off(me, PASSWORD, codes[0], place="x")
    assert service.log_in("owner", PASSWORD, HERE)
    assert queries.count_recovery_codes(owner.id) == 0


def test_who_lost_the_phone_is_let_in_by_a_reset(shop: Shop, clock: FixedClock) -> None:
    owner = shop.staff[Role.OWNER]
    turn_on(owner, clock)
    service.reset_password(owner.id, "a quite good one", actor=shop.actor)
    with pytest.raises(CodeNeeded):
        service.log_in("owner", "a quite good one", HERE)
    service.reset_password(owner.id, "a quite good two", drop_totp=True, actor=shop.actor)
    assert service.log_in("owner", "a quite good two", HERE)


@pytest.mark.sqlite("the file is read whole")
def test_neither_the_key_nor_a_recovery_code_is_in_the_database(
    app: Flask, shop: Shop, clock: FixedClock
) -> None:
    made, codes = turn_on(shop.staff[Role.OWNER], clock)
    file = app.config["KAIFAN"].sqlite_file
    dump = "\n".join(sqlite3.connect(f"file:{file}?mode=ro", uri=True).iterdump())
    assert "totp_sealed" in dump
    for secret in (made.secret, codes[0], codes[0].replace("-", "")):
        assert secret not in dump


def test_a_sealed_key_is_worthless_under_another_secret_or_for_another_person(
    app: Flask, shop: Shop, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = turn_on(shop.staff[Role.OWNER], clock)
    ticket = first_step()
    sealed = totp.seal_key("one", made.secret)
    assert totp.unseal_key("one", sealed) == made.secret
    with pytest.raises(totp.sealing.Unsealable):
        totp.unseal_key("another", sealed)
    assert service.find_half_logged_in(ticket)
    monkeypatch.setitem(app.config, "SECRET_KEY", "another secret")
    assert service.find_half_logged_in(ticket) is None
    with pytest.raises(totp.sealing.Unsealable):
        totp.unseal_key("one", sealed)
