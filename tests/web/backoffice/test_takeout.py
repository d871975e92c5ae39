"""All data at the back-office: gathered, fetched, previewed, imported."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.core.db import db
from app.staff.models import LoginKind
from app.staff.rights import Role
from app.takeout import running
from tests.factories import staff, stores
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient
from tests.takeout.test_exporting import finish

PATH = "/backoffice/takeout"


@pytest.fixture
def export(shop: Shop, tmp_path: Path) -> bytes:
    """The shop's export; afterwards its user names are free, as in another installation."""
    file = tmp_path / "export.zip"
    running.export_shop(shop.id, file, lambda _done, _total: None)
    db.session.connection().exec_driver_sql("UPDATE staff_member SET username = 'x' || username")
    db.session.commit()
    db.session.expire_all()
    return file.read_bytes()


@pytest.fixture
def newcomer(app: Flask, export: bytes) -> PageClient:
    """The browser of the owner of an empty shop."""
    store = stores.make_store("新店")
    member = staff.make_member(store.id, Role.OWNER, "new-owner")
    page = PageClient(app, app.response_class)
    page.log_in(staff.token_of(member, LoginKind.BROWSER))
    return page


def send(page: PageClient, content: bytes) -> TestResponse:
    """The preview of a file."""
    boundary, body = encode_multipart({"file": FileStorage(io.BytesIO(content), "a.zip")})
    kind = f"multipart/form-data; boundary={boundary}"
    return page.post(f"{PATH}/preview", data=body, content_type=kind)


def test_gathering_and_fetching(owner: PageClient, shop: Shop) -> None:
    assert owner.post(PATH).location == PATH
    run = finish(shop.id)
    runs = owner.get(f"{PATH}/runs").text
    assert f"{run.id}.zip" in runs and "hx-get" not in runs, "nothing is left to wait for"
    answer = owner.get(f"{PATH}/{run.id}.zip")
    assert answer.headers["Cache-Control"] == "no-store"
    content = answer.data
    answer.close()
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert "下载全部数据" in owner.get("/backoffice/audit").text


def test_a_page_that_waits_asks_again(
    owner: PageClient, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running.threading.Thread, "start", lambda _self: None)
    owner.post(PATH)
    page = owner.get(PATH).text
    assert "正在打包：0%" in page and 'hx-get="/backoffice/takeout/runs"' in page
    assert f'action="{PATH}"' not in page, "one at a time"


def test_only_the_owner_sees_the_door(
    owner: PageClient, staff_page: Callable[[Role], PageClient]
) -> None:
    assert PATH in owner.get("/backoffice").text
    manager = staff_page(Role.MANAGER)
    assert PATH not in manager.get("/backoffice").text
    assert manager.get(PATH).status_code == 403


def test_preview_then_import_with_passwords_shown_once(
    newcomer: PageClient, export: bytes, app: Flask
) -> None:
    preview = send(newcomer, export).text
    assert "老街小馆" in preview and "全部导入" in preview
    (path,) = re.findall(r'action="(/backoffice/takeout/import/\w+)"', preview)
    done = newcomer.post(path)
    assert done.headers["Cache-Control"] == "no-store"
    assert "一次性密码" in done.text and "<td>waiter</td>" in done.text
    assert "麻婆豆腐" in newcomer.get("/backoffice/menu").text
    assert newcomer.post(path).status_code == 410, "the file is gone"
    assert "已经有菜品" in send(newcomer, export).text


def test_a_bad_file_is_refused_beside_its_field(newcomer: PageClient) -> None:
    page = send(newcomer, b"no zip").text
    assert 'id="file-error"' in page and "不是完整的 ZIP" in page


def test_a_large_file_is_for_the_owner_alone(
    newcomer: PageClient, staff_page: Callable[[Role], PageClient]
) -> None:
    large = bytes(17 << 20)
    assert "不是完整的 ZIP" in send(newcomer, large).text
    assert send(staff_page(Role.MANAGER), large).status_code == 413
