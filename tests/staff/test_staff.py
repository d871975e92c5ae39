"""Accounts, logins and rights."""

import subprocess
import sys

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.clock import FixedClock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.staff import queries, service
from app.staff.errors import UsernameTaken, WrongPassword
from app.staff.models import LoginKind, StaffLogin, StaffMember
from app.staff.rights import Right, Role, may
from tests.factories.shop import Shop, make_shop
from tests.factories.staff import PASSWORD, token_of
from tests.fixtures.installation import REPO_ROOT

# What each role may do, written down a second time: a change of rights is a decision.
_FLOOR = {"tables", "order", "cancel", "void", "sold_out", "print"}
ALLOWED = {
    Role.OWNER: set(Right),
    Role.MANAGER: set(Right),
    Role.CASHIER: _FLOOR | {"take_payment", "open_drawer", "comp", "discount", "pause"},
    Role.WAITER: _FLOOR,
    Role.KITCHEN: {"cook", "sold_out", "print"},
    Role.COURIER: set(),
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_its_work_and_no_more(role: Role) -> None:
    assert {right for right in Right if may(role, right)} == {*map(Right, ALLOWED[role])}


def test_a_password_is_kept_as_a_hash_and_checked(shop: Shop) -> None:
    stored = db.session.scalars(select(StaffMember.password_hash)).all()
    assert all(each.startswith("$argon2id$") and PASSWORD not in each for each in stored)
    token = service.log_in("OWNER ", PASSWORD)
    found = queries.find_logged_in(token)
    assert found is not None
    assert found.role is Role.OWNER


def test_a_hash_takes_the_work_that_rfc_9106_asks_for() -> None:
    # The module as the shop runs it: in this process a quick hasher stands in its place.
    code = "from app.staff import hashing; print(hashing.hash_password('x'))"
    made = subprocess.run(
        [sys.executable, "-c", code], cwd=REPO_ROOT, capture_output=True, text=True, check=True
    )
    assert made.stdout.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.parametrize(("name", "password"), [("owner", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_look_the_same(
    shop: Shop, name: str, password: str
) -> None:
    with pytest.raises(WrongPassword) as refused:
        service.log_in(name, password)
    assert str(refused.value) == "wrong_password"


def test_only_a_hash_of_a_token_is_kept(shop: Shop) -> None:
    token = token_of(shop.staff[Role.WAITER])
    hashes = db.session.scalars(select(StaffLogin.token_hash)).all()
    assert token not in hashes
    assert queries.hash_token(token) in hashes


def test_a_login_ends_at_once(shop: Shop) -> None:
    token = token_of(shop.staff[Role.WAITER])
    assert queries.find_logged_in(token)
    service.log_out(token)
    assert queries.find_logged_in(token) is None
    service.log_out(token)


@pytest.mark.parametrize(
    ("role", "kind", "hours"),
    [
        (Role.OWNER, LoginKind.BROWSER, 12),
        (Role.MANAGER, LoginKind.BROWSER, 12),
        (Role.WAITER, LoginKind.BROWSER, 7 * 24),
        (Role.KITCHEN, LoginKind.BROWSER, 30 * 24),
        (Role.OWNER, LoginKind.API, 365 * 24),
    ],
)
def test_a_login_left_alone_ends_by_itself(
    shop: Shop, clock: FixedClock, role: Role, kind: LoginKind, hours: int
) -> None:
    token = token_of(shop.staff[role], kind)
    clock.move(hours=hours, seconds=-1)
    assert queries.find_logged_in(token)
    clock.move(seconds=1)
    assert queries.find_logged_in(token) is None


def test_a_login_in_use_goes_on_until_its_last_day(shop: Shop, clock: FixedClock) -> None:
    token = token_of(shop.staff[Role.OWNER], LoginKind.BROWSER)
    for _ in range(29 * 4):
        clock.move(hours=6)
        login = queries.find_logged_in(token)
        assert login is not None
        service.note_seen(login)
    clock.move(hours=11)
    assert queries.find_logged_in(token)
    clock.move(hours=13)
    assert queries.find_logged_in(token) is None


def test_a_name_belongs_to_one_person_of_a_store(app: Flask, shop: Shop) -> None:
    with pytest.raises(UsernameTaken):
        service.add_member(
            shop.id, username=" Owner", name="x", role=Role.WAITER, password="long enough"
        )
    with pytest.raises(Invalid):
        service.add_member(shop.id, username="new", name="x", role=Role.WAITER, password="short")


def test_people_of_another_store_are_not_found(shop: Shop) -> None:
    other = make_shop("新店", prefix="b-")
    with pytest.raises(NotFound):
        queries.get_member(shop.id, other.staff[Role.OWNER].id)
    assert len(queries.list_members(shop.id)) == len(Role)
    assert queries.find_member(shop.id, "b-owner") is None
