"""Every form of every page, with garbage in each of its fields, sent by somebody who may send it.

The forms are read from the pages themselves; what a route asks for and no page of this shop shows
is found by listening to what it asks for. An answer is never a fault of ours (5xx), a refusal says
why in words, and nothing of another store is changed or pointed at.
"""

import sys
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import update

from app.catalog.models import Dish
from app.core.db import db, transaction
from app.stores.models import Store
from tests.factories.shop import Shop
from tests.security.garbage import House, Sent, walk_through
from tests.security.page_fields import Field, Form, forms_of


def report(capsys: pytest.CaptureFixture[str], sent: Counter[str]) -> None:
    """Say how much was sent."""
    with capsys.disabled():
        sys.stdout.write(f"\ngarbage: {sent.total()} forms to {len(sent)} addresses\n")


def test_garbage_in_any_field_is_refused_in_words_or_harmless(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sent, wrong = walk_through(House(app, shop, monkeypatch))
    report(capsys, sent)
    assert len(sent) > 200
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_so_is_each_sort_of_garbage_in_each_field(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sent, wrong = walk_through(House(app, shop, monkeypatch), is_whole=True)
    report(capsys, sent)
    assert not wrong, "\n".join(wrong)


def _trips() -> str:
    return str(int(request.form["name"]))


def _says_nothing() -> tuple[str, int]:
    return "<!doctype html><p>…</p>", 422


def _changes_a_neighbour() -> str:
    with transaction():
        db.session.execute(update(Store).where(Store.name == "别家").values(name="x"))
    return ""


def _points_at_a_neighbour() -> str:
    with transaction():
        db.session.execute(update(Dish).values(category_id=request.form["name"]))
    return ""


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (_trips, "500 ValueError"),
        (_says_nothing, "422 without a word"),
        (_changes_a_neighbour, "changes store of another store"),
        (_points_at_a_neighbour, "points at another store from dish"),
    ],
)
def test_control_a_view_that_takes_it_badly_is_found(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch, view: Callable[[], object], said: str
) -> None:
    house = House(app, shop, monkeypatch)
    form = Form("/backoffice/categories/new", [Field("name", shop.categories["hot"].id)])
    endpoint, _ = house.routes.match(form.address, method="POST")
    sent = Sent(endpoint, form, "name", "an id of another store")
    assert house.complaint(sent) == ""
    monkeypatch.setitem(app.view_functions, endpoint, view)
    assert said in house.complaint(sent)


def test_the_forms_of_a_page_are_read_as_a_browser_sends_them() -> None:
    text = """<form id="a" method="post"><input name="n" value="1"><input type="checkbox" name="c">
      <select name="s"><option value="x"><option value="y" selected></select>
      <textarea name="t">words</textarea><button formaction="/else?q=1">go</button></form>
      <button form="a" name="place" value="2" hx-post="/third" hx-vals='{"k": "v"}'></button>
      <template><form method="post"></form></template><form action="/search"></form>"""
    own = [("n", "1"), ("c", None), ("s", "y"), ("t", "words"), ("place", "2")]
    read = [
        (form.address, [(each.name, each.value) for each in form.fields])
        for form in forms_of("/page", text)
    ]
    assert read == [("/page", own), ("/else?q=1", own), ("/third", [*own, ("k", "v")])]


def test_a_pin_from_a_device_that_is_no_longer_the_shops_is_told_so(
    app: Flask, shop: Shop, client: FlaskClient
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    answer = client.post("/login/pin", data={"person": "x", "pin": "1"})
    assert answer.status_code == 401
    assert "PIN 只能在本店登记过的设备上使用" in answer.text
