"""Keys at rest: sealed with a file that is in no backup, and worth nothing without it."""

from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import select

from app.config import Config
from app.core import migrating, sealing, sqlite
from app.core.db import db, transaction
from app.core.sealing import Unsealable, seal, unseal
from app.notices.robots.models import NoticeRobot, RobotKind
from app.payments.channels import queries as channels
from app.payments.channels import service
from app.payments.models import Channel, ChannelAccount
from app.upkeep.backups import back_up_now
from tests.factories.shop import Shop
from tests.fixtures.installation import REPO_ROOT
from tests.simulators.pairs import pair
from tests.simulators.wechat_pay import APPID, KEY_ID

SQLITE = sqlite.choose_module()
API_KEY = "canaryApiV3KeyCanaryApiV3Key0123"
SECRET = "SECcanary-robot-sign-secret"


def save_all(shop: Shop) -> None:
    """Keys of a channel and of a robot."""
    typed = {
        "mchid": "1900000109", "appid": APPID, "serial": pair("wechat-merchant").serial,
        "private_key": pair("wechat-merchant").private_pem, "apiv3_key": API_KEY,
        "public_key_id": KEY_ID, "public_key": pair("wechat-platform").public_pem,
    }  # fmt: skip
    service.save_keys(Channel.WECHAT, typed, actor=shop.actor)
    with transaction():
        robot = NoticeRobot(
            store_id=shop.id, kind=RobotKind.FEISHU, name="群", address_secret="x", kinds=[],
            sign_secret=SECRET,
        )  # fmt: skip
        db.session.add(robot)


def lose_the_key(app: Flask) -> None:
    """The database is opened by whoever found a backup, with a key of his own."""
    app.config["SECRET_KEY"] = "another key"
    channels.forget_provider("", Channel.WECHAT)
    db.session.expire_all()


@pytest.mark.sqlite("backups are its files")
def test_a_backup_gives_no_key_away(app: Flask, shop: Shop) -> None:
    save_all(shop)
    middle = pair("wechat-merchant").private_pem.splitlines()[10]
    made = back_up_now()
    assert made is not None
    content = made.read_bytes()
    for secret in (API_KEY, SECRET, middle, str(app.config["SECRET_KEY"])):
        assert secret.encode() not in content
    assert b"1900000109" in content, "what is no secret is read as it stands"
    account = db.session.get_one(ChannelAccount, (shop.id, Channel.WECHAT))
    assert channels.keys_of(account)["apiv3_key"] == API_KEY
    assert db.session.scalars(select(NoticeRobot)).one().sign_secret == SECRET


@pytest.mark.sqlite("backups are its files")
def test_control_without_sealing_the_backup_gives_them_all_away(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "seal", lambda _purpose, text: text)
    save_all(shop)
    made = back_up_now()
    assert made is not None
    assert all(secret.encode() in made.read_bytes() for secret in (API_KEY, SECRET))


def test_the_key_file_is_beside_the_backups_and_never_in_one(tmp_path: Path) -> None:
    config = Config.load(tmp_path)
    key = (tmp_path / "secret.key").read_text(encoding="utf-8").strip()
    assert key == config.secret_key
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0
    assert not (tmp_path / "secret.key").is_relative_to(config.backup_dir)


def test_without_the_key_file_nothing_opens(app: Flask, shop: Shop) -> None:
    save_all(shop)
    lose_the_key(app)
    account = db.session.get_one(ChannelAccount, (shop.id, Channel.WECHAT))
    with pytest.raises(Unsealable):
        channels.keys_of(account)
    channels._made.clear()
    assert channels.find_provider(shop.id, Channel.WECHAT) is None, "it is off, and says so"
    assert db.session.scalars(select(NoticeRobot)).one().sign_secret == ""


def test_what_is_sealed_for_one_purpose_opens_for_no_other(app: Flask) -> None:
    sealed = seal("payment channel", "x")
    with pytest.raises(Unsealable):
        unseal("robot's secret", sealed)


@pytest.mark.sqlite("the file is read by another program")
def test_keys_from_before_are_sealed_by_the_upgrade(app: Flask, shop: Shop, config: Config) -> None:
    settings = migrating.bound(app).migrate.get_config()
    save_all(shop)
    db.session.remove()
    assert config.sqlite_file is not None
    query = "SELECT sign_secret FROM notice_robot"
    command.downgrade(settings, _revision_before("sealed_keys"))
    assert _read(config.sqlite_file, query) == SECRET, "as it stood before"
    command.upgrade(settings, "head")
    assert SECRET not in _read(config.sqlite_file, query)
    assert db.session.scalars(select(NoticeRobot)).one().sign_secret == SECRET


def _revision_before(name: str) -> str:
    file = next((REPO_ROOT / "migrations" / "versions").glob(f"*_{name}.py"))
    return f"{int(file.name.split('_')[1]) - 1:04d}"


def _read(file: Path, query: str) -> str:
    db.engine.dispose()
    with closing(SQLITE.connect(str(file))) as connection:
        return str(connection.execute(query).fetchone()[0])
