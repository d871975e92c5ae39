"""The self-test's page, the backups on it, and the restore that waits for the owner."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.config import Config
from app.core import outgoing, system
from app.core.outgoing import HOLD_KEY, Hold
from app.staff.rights import Role
from app.upkeep import backups
from tests.fixtures.callers import PageClient
from tests.fixtures.installation import MOMENT

HEALTH = "/backoffice/health"


@pytest.fixture
def held(app: Flask) -> None:
    """As after a restore."""
    system.keep_value(HOLD_KEY, Hold("kaifan-x.db", MOMENT, MOMENT).to_text())
    outgoing._holds.clear()


def test_the_page_says_how_things_stand(owner: PageClient) -> None:
    page = owner.get(HEALTH)
    assert page.status_code == 200
    for words in ("体检", "时间正常", "还没有备份", "state warn", f'href="{HEALTH}"'):
        assert words in page.text
    assert "恢复自" not in page.text


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.OWNER, Role.MANAGER)])
def test_others_do_not_enter(staff_page: Callable[[Role], PageClient], role: Role) -> None:
    for method, path in (
        ("GET", HEALTH),
        ("POST", "/backoffice/backups"),
        ("POST", "/backoffice/backups/x/drill"),
        ("GET", "/backoffice/backups/x"),
        ("POST", "/backoffice/outgoing"),
    ):
        assert staff_page(role).open(path, method=method).status_code == 403, path


@pytest.mark.sqlite("backups are its files")
def test_a_backup_is_made_tried_and_taken_away(
    owner: PageClient, config: Config, staff_page: Callable[[Role], PageClient]
) -> None:
    assert owner.post("/backoffice/backups", follow_redirects=True).status_code == 200
    [backup] = backups.list_backups(config.backup_dir)
    path = f"/backoffice/backups/{backup.name}"
    assert "试恢复成功" in owner.post(f"{path}/drill", follow_redirects=True).text
    answer = owner.get(path)
    assert answer.data == backup.file.read_bytes()
    answer.close()
    assert "no-store" in answer.headers["Cache-Control"]
    assert backup.name in answer.headers["Content-Disposition"]
    assert staff_page(Role.MANAGER).get(path).status_code == 403


@pytest.mark.parametrize(
    "name", ["..%2Fsecret.key", "../kaifan.db", "%2Fetc%2Fpasswd", "kaifan.db", "kaifan-x.db"]
)
def test_nothing_but_backups_can_be_taken(owner: PageClient, config: Config, name: str) -> None:
    owner.post("/backoffice/backups")
    assert owner.get(f"/backoffice/backups/{name}").status_code == 404
    assert owner.post(f"/backoffice/backups/{name}/drill").status_code in (404, 405)


@pytest.mark.sqlite("backups are its files")
def test_a_damaged_backup_is_told(owner: PageClient, config: Config) -> None:
    owner.post("/backoffice/backups")
    [backup] = backups.list_backups(config.backup_dir)
    backup.file.write_bytes(backup.file.read_bytes()[:-100])
    page = owner.post(f"/backoffice/backups/{backup.name}/drill", follow_redirects=True)
    assert "无法恢复" in page.text
    assert "试恢复失败" in owner.get(HEALTH).text


def test_a_restore_is_said_loudly_until_the_owner_confirms(
    owner: PageClient, staff_page: Callable[[Role], PageClient], held: None
) -> None:
    manager = staff_page(Role.MANAGER)
    for page in (owner.get("/backoffice/menu"), manager.get("/backoffice/menu")):
        assert "恢复自 kaifan-x.db" in page.text
    assert "恢复自 kaifan-x.db" in staff_page(Role.WAITER).get("/counter/alerts").text
    assert "已核对" not in manager.get(HEALTH).text
    assert manager.post("/backoffice/outgoing").status_code == 403
    assert outgoing.find_hold() is not None
    assert "已恢复打印" in owner.post("/backoffice/outgoing", follow_redirects=True).text
    assert "恢复自" not in owner.get(HEALTH).text
    assert "恢复自" not in staff_page(Role.WAITER).get("/counter/alerts").text
