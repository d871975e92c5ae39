"""The privacy self-check looks at what is, and the notice tells guests the same."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import BaseModel

from app.core.db import db, transaction
from app.ordering import inputs
from app.ordering.models import Order
from app.staff.models import StaffMember
from app.staff.rights import Role
from app.tables.models import Table
from app.upkeep import privacy
from app.upkeep.findings import Level
from app.web import security
from tests.factories.ordering import place
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.fixtures.callers import PageClient
from tests.fixtures.installation import REPO_ROOT

DINER_PAGES = REPO_ROOT / "templates" / "diner"


def test_the_page_names_every_point(owner: PageClient, shop: Shop) -> None:
    page = owner.get("/backoffice/privacy").text
    for words in ("点餐向顾客索取什么", "第三方", "保存顾客什么", "不用手机也能点", "不要手机号"):
        assert words in page


def test_as_it_is_nothing_is_asked_of_guests(app: Flask) -> None:
    assert privacy.check_asked(DINER_PAGES).level is Level.OK
    assert privacy.check_permissions(security.PERMISSIONS).level is Level.OK
    assert privacy.check_kept().level is Level.OK
    with app.test_request_context():
        assert privacy.check_others(security.content_policy()).level is Level.OK


def test_control_a_field_for_a_phone_number_is_found(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Registration(BaseModel):
        phone: str

    monkeypatch.setattr(inputs, "Registration", Registration, raising=False)
    found = privacy.check_asked(DINER_PAGES)
    assert found.level is Level.WARN and "phone" in str(found.words)
    monkeypatch.undo()
    (tmp_path / "cart.html").write_text('<input type="tel">', encoding="utf-8")
    assert "cart.html" in str(privacy.check_asked(tmp_path).words)


def test_control_other_holes_are_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = "default-src 'self'; script-src 'self' https://stats.example; img-src cdn.example.com"
    words = str(privacy.check_others(policy).words)
    assert "https://stats.example" in words and "cdn.example.com" in words
    assert "geolocation" in str(privacy.check_permissions("camera=(), microphone=()").words)
    monkeypatch.setattr(privacy, "_OWN", {"store.address", "printer.address"})
    assert "store.phone" in str(privacy.check_kept().words)


def test_a_number_in_a_note_is_found(app: Flask, shop: Shop) -> None:
    assert privacy.check_notes(shop.id).level is Level.OK
    order = place(presence_at(shop.tables[0], shop.actor), shop.dish["tofu"])
    with transaction():
        db.session.get_one(Order, order.id).note = "到了打 13800138000"
    assert privacy.check_notes(shop.id).level is Level.WARN


def test_a_shop_where_only_phones_order_is_told_so(app: Flask, shop: Shop) -> None:
    assert privacy.check_way_without_phone(shop.id).level is Level.OK
    with transaction():
        for member in db.session.query(StaffMember):
            member.is_active = False
    assert privacy.check_way_without_phone(shop.id).level is Level.BAD


@pytest.mark.parametrize("path", ["/privacy", "/licences"])
def test_guests_read_it_without_a_table_and_in_both_languages(
    client: FlaskClient, shop: Shop, path: str
) -> None:
    chinese = client.get(path)
    assert chinese.status_code == 200 and "老街小馆" in chinese.text
    client.set_cookie("kf_lang", "en")
    english = client.get(path)
    assert english.status_code == 200 and 'lang="en"' in english.text


def test_the_menu_leads_there(diner_page: Callable[[Table], PageClient], shop: Shop) -> None:
    menu = diner_page(shop.tables[0]).get("/menu").text
    assert 'href="/licences"' in menu and 'href="/privacy"' in menu


def test_a_cashier_does_not_see_the_check(
    staff_page: Callable[[Role], PageClient], shop: Shop
) -> None:
    assert staff_page(Role.CASHIER).get("/backoffice/privacy").status_code == 403
