"""Importing a menu file after a look at what it would do, and taking the menu away as a file."""

import csv
import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.catalog import menu_file
from app.catalog.models import Dish
from app.core.clock import FixedClock
from app.core.db import db
from app.staff.rights import Role
from tests.factories.catalog import make_dish
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient

MIXED = "编码,菜名,价格,分类\n901,新菜,38,热菜\n902,,abc,热菜\n903,坏价,1.234,热菜\n".encode()


def upload(page: PageClient, content: bytes, name: str = "menu.csv") -> TestResponse:
    """Choose a file and have it checked."""
    form = {"file": (io.BytesIO(content), name)}
    return page.post("/backoffice/menu/import", data=form)


def confirm_path(preview: TestResponse) -> str:
    """Where the preview's button sends the confirmation."""
    found = re.search(r'action="(/backoffice/menu/import/[0-9a-z]+)"', preview.text)
    assert found
    return found.group(1)


def count_dishes() -> int:
    """How many dishes there are."""
    return db.session.scalar(select(func.count(Dish.id))) or 0


def test_the_preview_names_every_mistake_and_changes_nothing(owner: PageClient, shop: Shop) -> None:
    before = count_dishes()
    preview = upload(owner, MIXED)
    assert preview.status_code == 200
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", preview.text)
    assert [cells[i] for i in range(0, len(cells), 3)] == ["3", "4"]
    assert count_dishes() == before


def test_confirming_imports_the_good_rows_once(owner: PageClient, shop: Shop, app: Flask) -> None:
    before = count_dishes()
    path = confirm_path(upload(owner, MIXED))
    assert owner.post(path).location == "/backoffice/menu"
    assert count_dishes() == before + 1
    assert owner.post(path).status_code == 410
    assert not list((app.config["KAIFAN"].data_dir / "imports").glob("*"))


def test_a_file_waits_an_hour_and_only_for_who_brought_it(
    owner: PageClient,
    staff_page: Callable[[Role], PageClient],
    shop: Shop,
    app: Flask,
    clock: FixedClock,
) -> None:
    path = confirm_path(upload(owner, MIXED))
    assert staff_page(Role.MANAGER).post(path).status_code == 410
    file = next((app.config["KAIFAN"].data_dir / "imports").glob("*"))
    an_hour_ago = clock.now().timestamp() - 3601
    os.utime(file, (an_hour_ago, an_hour_ago))
    assert owner.post(path).status_code == 410
    assert not file.exists()


@pytest.mark.parametrize("token", ["x", "..%2F..%2Fkaifan.db", "0" * 26, "A" * 26])
def test_a_made_up_token_finds_no_file(owner: PageClient, shop: Shop, token: str) -> None:
    assert owner.post(f"/backoffice/menu/import/{token}").status_code in (404, 410)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("noise.csv", bytes(range(256)) * 20),
        ("broken.xlsx", b"PK\x03\x04 not a workbook"),
        ("columns.csv", "甲,乙\n1,2\n".encode()),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
    ],
)
def test_a_file_that_is_no_menu_is_refused_in_plain_words(
    owner: PageClient, shop: Shop, name: str, content: bytes
) -> None:
    answer = upload(owner, content, name)
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text


def test_no_file_at_all_is_said(owner: PageClient, shop: Shop) -> None:
    assert owner.post("/backoffice/menu/import").status_code == 422


def test_what_a_file_says_is_shown_as_text(owner: PageClient, shop: Shop) -> None:
    content = b"name,price\nx,<script>alert(1)</script>\n"
    assert "<script>alert" not in upload(owner, content).text


def test_an_export_runs_no_formula_and_comes_back_unchanged(owner: PageClient, shop: Shop) -> None:
    make_dish(shop.actor, shop.categories["hot"], "=HYPERLINK(1)", 100)
    make_dish(shop.actor, shop.categories["hot"], "@SUM(A1)", 100)
    text = owner.get("/backoffice/menu/menu.csv").data.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    book = openpyxl.load_workbook(io.BytesIO(owner.get("/backoffice/menu/menu.xlsx").data))
    kinds = {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row}
    assert "f" not in kinds
    preview = upload(owner, owner.get("/backoffice/menu/menu.xlsx").data, "menu.xlsx")
    path = confirm_path(preview)
    before = count_dishes()
    owner.post(path)
    assert count_dishes() == before
    assert db.session.scalars(select(Dish).where(Dish.name == "=HYPERLINK(1)")).one()


def test_the_empty_form_can_be_imported_as_it_is(owner: PageClient, shop: Shop) -> None:
    content = owner.get("/backoffice/menu/template.csv").data
    assert len(menu_file.read_rows(content)) == 2
    assert "错误明细" not in upload(owner, content).text


def test_the_real_menu_is_imported(owner: PageClient, shop: Shop, shared: Path) -> None:
    content = (shared / "data" / "menus" / "teddy_menu_zh.csv").read_bytes()
    before = count_dishes()
    owner.post(confirm_path(upload(owner, content)))
    assert count_dishes() >= before + 149
    assert owner.get("/backoffice/menu").status_code == 200
