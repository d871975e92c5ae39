"""Changing accounts: nobody reaches up, and somebody always keeps all rights."""

import pytest
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import db
from app.core.errors import Denied, Invalid, NotFound
from app.staff import queries, service
from app.staff.errors import (
    LastOwner,
    NotOnYourself,
    NotOverThisPerson,
    NotYoursToGive,
    UsernameTaken,
    WrongPassword,
)
from app.staff.rights import Right, Role
from tests.factories.shop import Shop, make_shop
from tests.factories.staff import PASSWORD, make_member, token_of


def change(shop: Shop, who: Role, by: Role, role: Role | None = None, **exceptions: bool) -> None:
    """Give a person of the shop another role or other rights, by somebody."""
    member = shop.staff[who]
    service.change_member(
        member.id,
        name=member.name,
        role=role or who,
        exceptions={Right(name): on for name, on in exceptions.items()},
        actor=shop.person(by),
    )


def may(shop: Shop, who: Role, right: Right) -> bool:
    """What a login of that person says."""
    found = queries.find_logged_in(token_of(shop.staff[who]))
    assert found is not None
    return found.may(right)


def test_a_person_s_own_rights_go_before_the_role(shop: Shop) -> None:
    token = token_of(shop.staff[Role.WAITER])
    change(shop, Role.WAITER, Role.OWNER, take_payment=True, cancel=False)
    found = queries.find_logged_in(token)
    assert found is not None, "a login goes on with the new rights"
    assert found.may(Right.TAKE_PAYMENT)
    assert not found.may(Right.CANCEL)
    assert found.may(Right.ORDER)
    change(shop, Role.WAITER, Role.OWNER)
    assert not may(shop, Role.WAITER, Right.TAKE_PAYMENT)


def test_an_exception_that_changes_nothing_is_not_kept(shop: Shop) -> None:
    change(shop, Role.WAITER, Role.OWNER, order=True, cook=False)
    assert queries.get_member(shop.id, shop.staff[Role.WAITER].id).exceptions == []


def test_a_manager_does_not_touch_owners(shop: Shop) -> None:
    owner, manager = shop.staff[Role.OWNER], shop.person(Role.MANAGER)
    with pytest.raises(NotOverThisPerson):
        change(shop, Role.OWNER, Role.MANAGER, Role.WAITER)
    with pytest.raises(NotOverThisPerson):
        service.reset_password(owner.id, actor=manager)
    with pytest.raises(NotOverThisPerson):
        service.set_active(owner.id, False, actor=manager)
    login = queries.hash_token(token_of(owner))
    with pytest.raises(NotOverThisPerson):
        service.end_login(login, actor=manager)
    with pytest.raises(NotYoursToGive):
        change(shop, Role.WAITER, Role.MANAGER, Role.OWNER)
    with pytest.raises(NotYoursToGive):
        service.add_member(
            shop.id, username="boss", name="x", role=Role.OWNER, password=PASSWORD, actor=manager
        )


def test_nobody_gives_what_they_do_not_have(shop: Shop) -> None:
    change(shop, Role.WAITER, Role.OWNER, staff=True)
    with pytest.raises(NotYoursToGive):
        change(shop, Role.COURIER, Role.WAITER, Role.MANAGER)
    with pytest.raises(NotOverThisPerson):
        change(shop, Role.MANAGER, Role.WAITER, Role.KITCHEN)
    with pytest.raises(NotOnYourself):
        change(shop, Role.WAITER, Role.WAITER, reports=True)
    change(shop, Role.COURIER, Role.WAITER, order=True)


def test_the_last_owner_keeps_all_rights(shop: Shop) -> None:
    second = make_member(shop.id, Role.OWNER, "second")
    shop.staff[Role.OWNER], first = second, shop.staff[Role.OWNER]
    by_second = shop.person(Role.OWNER)
    service.change_member(
        first.id, name="x", role=Role.OWNER, exceptions={Right.AUDIT: False}, actor=by_second
    )
    shop.staff[Role.OWNER] = first
    for exceptions, role in (({Right.MENU: False}, Role.OWNER), ({}, Role.WAITER)):
        with pytest.raises(LastOwner):
            service.change_member(
                second.id, name="y", role=role, exceptions=exceptions, actor=shop.actor
            )
    with pytest.raises(LastOwner):
        service.set_active(second.id, False, actor=shop.actor)
    assert queries.list_full_owners(shop.id) == [queries.get_member(shop.id, second.id)]


def test_who_leaves_is_out_at_once_and_may_come_back(shop: Shop) -> None:
    token = token_of(shop.staff[Role.WAITER])
    service.set_active(shop.staff[Role.WAITER].id, False, actor=shop.person())
    assert queries.find_logged_in(token) is None
    with pytest.raises(WrongPassword):
        service.log_in("waiter", PASSWORD)
    with pytest.raises(UsernameTaken):
        service.add_member(
            shop.id, username="waiter", name="x", role=Role.WAITER, password=PASSWORD
        )
    service.set_active(shop.staff[Role.WAITER].id, True, actor=shop.person())
    assert service.log_in("waiter", PASSWORD)
    assert queries.find_logged_in(token) is None, "a former login does not come back"


def test_a_new_password_ends_every_login(shop: Shop) -> None:
    token = token_of(shop.staff[Role.WAITER])
    made = service.reset_password(shop.staff[Role.WAITER].id, actor=shop.person(Role.MANAGER))
    assert len(made) == 12
    assert queries.find_logged_in(token) is None
    assert service.log_in("waiter", made)
    with pytest.raises(Invalid):
        service.reset_password(shop.staff[Role.WAITER].id, "12345678", actor=shop.person())
    with pytest.raises(NotOnYourself):
        service.reset_password(shop.staff[Role.OWNER].id, actor=shop.person())


def test_one_s_own_password_asks_the_old_one_and_ends_the_other_logins(shop: Shop) -> None:
    here, there = (queries.hash_token(token_of(shop.staff[Role.WAITER])) for _ in range(2))
    login = queries.find_login(here)
    assert login is not None
    with pytest.raises(Invalid):
        service.change_own_password(login, "not the old one", "a quite good one")
    with pytest.raises(Invalid):
        service.change_own_password(login, PASSWORD, "12345678")
    assert queries.find_login(there)
    service.change_own_password(login, PASSWORD, "a quite good one")
    assert queries.find_login(here)
    assert queries.find_login(there) is None
    assert service.log_in("waiter", "a quite good one")


def test_people_of_another_store_cannot_be_changed(shop: Shop) -> None:
    other = make_shop("别家", prefix="b-").staff[Role.WAITER]
    for attempt in (
        lambda: service.reset_password(other.id, actor=shop.person()),
        lambda: service.set_active(other.id, False, actor=shop.person()),
        lambda: service.end_login(queries.hash_token(token_of(other)), actor=shop.person()),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_changes_of_rights_are_in_the_audit(shop: Shop) -> None:
    change(shop, Role.WAITER, Role.OWNER, Role.CASHIER, audit=True)
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "staff.rights_changed")
    ).one()
    assert entry.detail["role"] == "cashier"
    assert entry.detail["granted"] == ["audit"]
    assert issubclass(NotOverThisPerson, Denied)


def limit(shop: Shop, who: Role, percent: int | None, by: Role = Role.OWNER) -> None:
    """Say how high a discount a person may give."""
    member = shop.staff[who]
    service.change_member(
        member.id,
        name=member.name,
        role=who,
        exceptions={Right.DISCOUNT: True},
        discount_limit=percent,
        actor=shop.person(by),
    )


def highest(shop: Shop, who: Role) -> int:
    """What a login of that person says."""
    found = queries.find_logged_in(token_of(shop.staff[who]))
    assert found is not None
    return found.highest_discount


def test_how_high_a_discount_a_person_may_give(shop: Shop) -> None:
    assert [highest(shop, role) for role in (Role.OWNER, Role.CASHIER, Role.WAITER)] == [100, 20, 0]
    limit(shop, Role.WAITER, None)
    assert highest(shop, Role.WAITER) == 10
    limit(shop, Role.WAITER, 5)
    assert highest(shop, Role.WAITER) == 5
    with pytest.raises(Invalid):
        limit(shop, Role.WAITER, 101)


def test_nobody_gives_a_higher_limit_than_they_have(shop: Shop) -> None:
    limit(shop, Role.MANAGER, 30)
    limit(shop, Role.CASHIER, 30, by=Role.MANAGER)
    with pytest.raises(NotYoursToGive):
        limit(shop, Role.CASHIER, 31, by=Role.MANAGER)
    with pytest.raises(NotOnYourself):
        limit(shop, Role.MANAGER, 100, by=Role.MANAGER)
