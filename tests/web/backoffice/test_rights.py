"""Who may enter which page of the back-office, and whose things they see there."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.staff.rights import Role
from tests.factories.printing import make_printer
from tests.factories.shop import Shop, make_shop
from tests.fixtures.callers import PageClient

PAGES = (
    "/backoffice",
    "/backoffice/orders",
    "/backoffice/menu",
    "/backoffice/dishes/new",
    "/backoffice/categories/new",
    "/backoffice/options",
    "/backoffice/options/new",
    "/backoffice/menu/import",
    "/backoffice/tables",
    "/backoffice/areas/new",
    "/backoffice/tables/cards",
    "/backoffice/printers",
    "/backoffice/printers/new",
    "/backoffice/staff",
    "/backoffice/settings",
)


@pytest.mark.parametrize("role", list(Role))
def test_only_owner_and_manager_enter(staff_page: Callable[[Role], PageClient], role: Role) -> None:
    expected = 200 if role in (Role.OWNER, Role.MANAGER) else 403
    page = staff_page(role)
    assert {path: page.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, expected)


def test_without_a_login_one_is_sent_to_the_door(app: Flask, shop: Shop) -> None:
    client = app.test_client()
    for path in PAGES:
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (302, f"/login?next={path}")


def test_a_waiter_changes_nothing(staff_page: Callable[[Role], PageClient], shop: Shop) -> None:
    waiter, dish = staff_page(Role.WAITER), shop.dish["tofu"]
    for path in (
        f"/backoffice/dishes/{dish.id}",
        f"/backoffice/dishes/{dish.id}/remove",
        f"/backoffice/tables/{shop.tables[0].id}/rotate",
        "/backoffice/tables/rotate",
        "/backoffice/settings/ordering",
    ):
        assert waiter.post(path).status_code == 403, path
    assert dish.price_fen == 1800
    assert shop.tables[0].code_version == 1


def test_the_things_of_another_store_do_not_exist(owner: PageClient, shop: Shop) -> None:
    other = make_shop("别家", prefix="other-")
    printer = make_printer(other.actor)
    paths = (
        f"/backoffice/dishes/{other.dish['tofu'].id}",
        f"/backoffice/categories/{other.categories['hot'].id}",
        f"/backoffice/options/{other.spice.id}",
        f"/backoffice/tables/{other.tables[0].id}",
        f"/backoffice/areas/{other.areas[0].id}",
        f"/backoffice/printers/{printer.id}",
        f"/printers/{printer.id}/preview",
    )
    for path in paths:
        assert owner.get(path).status_code == 404, path
    changes = (
        f"/backoffice/dishes/{other.dish['tofu'].id}/shelf",
        f"/backoffice/dishes/{other.dish['tofu'].id}/remove",
        f"/backoffice/tables/{other.tables[0].id}/remove",
        f"/backoffice/printers/{printer.id}/test",
    )
    for path in changes:
        assert owner.post(path, data={"on": "0"}).status_code == 404, path
    assert other.dish["tofu"].is_on_shelf


def test_the_kitchen_sees_the_paper_but_no_door_to_the_office(
    staff_page: Callable[[Role], PageClient], shop: Shop
) -> None:
    printer = make_printer(shop.actor)
    page = staff_page(Role.KITCHEN).get(f"/printers/{printer.id}/preview")
    assert page.status_code == 200
    assert "/backoffice/" not in page.text
