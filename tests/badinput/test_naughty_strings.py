"""The big list of naughty strings through every field that people type into."""

import contextlib
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import Invalid
from app.core.ids import new_id
from app.kitchen.queries import list_open_tickets
from app.ordering.models import Order
from app.printing import paperwork
from app.staff.models import StaffMember
from app.staff.rights import Role
from app.stores import queries as stores
from app.tables import queries as tables
from app.tables import service as tables_service
from app.tables.errors import NameTaken
from app.tables.models import Table
from printer.documents import from_json, to_json
from printer.encode import render
from printer.paper import MM58, MM80
from tests.factories.shop import Shop
from tests.fixtures.callers import Caller, PageClient

# Bytes that would make a printer open the drawer or cut, were they taken from a note.
_COMMANDS = (b"\x1bp", b"\x1dV", b"\x10\x14")


@pytest.fixture(scope="session")
def naughty(shared: Path) -> list[str]:
    """The list."""
    file = shared / "data" / "badinput" / "blns.json"
    strings: list[str] = json.loads(file.read_text(encoding="utf-8"))
    return [*strings, "\x1bp\x00\x19\xfa 开钱箱", "\x1dV\x00切纸", "\u202e倒着写", "a\x00b"]


def cleaned(text: str) -> str:
    """What is kept of a note: without control characters and blanks around."""
    return "".join(
        c for c in text.strip() if unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn")
    )


def order_with(phone: Caller, shop: Shop, note: str, line_note: str) -> Any:
    line = {"dish_id": shop.dish["rice"].id, "note": line_note}
    return phone.post("/orders", {"lines": [line], "note": note}, key=new_id())


def test_notes_are_kept_as_typed_or_refused(
    shop: Shop, as_diner: Callable[[Table], Caller], naughty: list[str]
) -> None:
    phone = as_diner(shop.tables[0])
    kept = 0
    for text in naughty:
        answer = order_with(phone, shop, text, text[:100])
        assert answer.status_code in (201, 422), text
        if answer.status_code == 201:
            kept += 1
            assert cleaned(answer.json["note"]) == answer.json["note"]
            assert answer.json["note"].strip() == cleaned(text).strip(), text
    assert kept > len(naughty) * 0.9


def test_notes_come_out_of_the_printer_as_text_alone(
    shop: Shop, as_diner: Callable[[Table], Caller], naughty: list[str]
) -> None:
    """Never a drawer that opens, never a cut in the middle, whatever the note says."""
    phone = as_diner(shop.tables[0])
    for text in naughty:
        order_with(phone, shop, text[:200], text[:100])
    facts = list_open_tickets(shop.id)
    store = stores.get_facts(shop.id)
    plain = paperwork.kitchen_slip(store, facts[0], "炒锅", 1)
    for each in facts:
        slip = paperwork.kitchen_slip(store, each, "炒锅", 1)
        for paper in (MM58, MM80):
            sent = render(from_json(to_json(slip)), paper)
            expected = render(plain, paper)
            for command in _COMMANDS:
                assert sent.count(command) == expected.count(command), each.order.note


def test_pages_show_notes_as_text(
    app: Flask,
    shop: Shop,
    as_diner: Callable[[Table], Caller],
    diner_page: Callable[[Table], PageClient],
    staff_page: Callable[[Role], PageClient],
) -> None:
    attack = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>"
    order_with(as_diner(shop.tables[0]), shop, attack, attack)
    pages = [diner_page(shop.tables[0]), staff_page(Role.OWNER)]
    seen = 0
    for page in pages:
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.arguments or rule.rule.startswith("/api/"):
                continue
            answer = page.get(rule.rule, headers={"Accept": "text/html"}, follow_redirects=True)
            assert answer.status_code < 500, rule.rule
            if answer.mimetype == "text/html":
                assert "<img src=x" not in answer.text, rule.rule
                assert "<script>alert" not in answer.text, rule.rule
                seen += str(escape("<img src=x onerror")) in answer.text
    assert seen > 0


def test_covers_are_a_number_or_refused(
    shop: Shop, as_diner: Callable[[Table], Caller], naughty: list[str]
) -> None:
    phone = as_diner(shop.tables[0])
    line = {"dish_id": shop.dish["rice"].id}
    for text in naughty:
        answer = phone.post("/orders", {"lines": [line], "covers": text}, key=new_id())
        assert answer.status_code == 422, text
    assert db.session.scalar(select(func.count(Order.id))) == 0


def test_the_staff_door_withstands_them(
    client: FlaskClient, shop: Shop, naughty: list[str]
) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = False
    with pytest.MonkeyPatch.context() as patch:
        # argon2 is slow by design; here only what is done with the name matters.
        patch.setattr(PasswordHasher, "verify", _refuse)
        for text in naughty:
            answer = client.post("/login", data={"username": text, "password": text})
            assert answer.status_code in (200, 400, 401, 422, 429), text
    assert db.session.scalar(select(func.count(StaffMember.id))) == len(Role)


def test_table_names_are_kept_as_typed_or_refused(shop: Shop, naughty: list[str]) -> None:
    for text in naughty:
        with contextlib.suppress(Invalid, NameTaken):
            table = tables_service.add_table(text, actor=shop.actor)
            db.session.expire_all()
            assert tables.get_table(shop.id, table.id).name == text.strip()


def test_codes_and_keys_are_read_strictly(
    app: Flask, shop: Shop, as_diner: Callable[[Table], Caller], naughty: list[str]
) -> None:
    stranger = Caller(app, "")
    phone = as_diner(shop.tables[0])
    for text in naughty:
        assert stranger.post("/table-sessions", {"code": text}).status_code in (404, 422), text
        answer = phone.get(f"/orders/{text.encode('utf-8', 'replace').hex()[:60] or 'x'}")
        assert answer.status_code == 404


def _refuse(*_a: object) -> None:
    raise VerifyMismatchError
