"""Letting a person go, and taking that back at once."""

from collections.abc import Callable

from app.core.db import db
from app.staff import queries
from app.staff.rights import Role
from tests.factories.shop import Shop
from tests.factories.staff import token_of
from tests.fixtures.callers import PageClient
from tests.web.backoffice.offers import take_back_path


def test_who_was_let_go_by_mistake_is_taken_back_with_one_touch(
    owner: PageClient, shop: Shop, staff_page: Callable[[Role], PageClient]
) -> None:
    waiter = shop.staff[Role.WAITER]
    token = token_of(waiter)
    page = owner.post(
        f"/backoffice/staff/{waiter.id}/active", data={"on": "0"}, follow_redirects=True
    ).text
    assert f"{waiter.name}已全部退出登录" in page
    assert not waiter.is_active and queries.find_logged_in(token) is None
    path = take_back_path(page)
    assert 'name="on" value="1"' in page[page.index(path) :][:400]
    back = owner.post(path, data={"on": "1"}, follow_redirects=True).text
    assert f"{waiter.name}可以重新用密码登录" in back
    db.session.expire_all()
    assert waiter.is_active
    assert queries.find_logged_in(token) is None, "old logins stay ended"
    assert staff_page(Role.WAITER).get("/counter").status_code == 200
