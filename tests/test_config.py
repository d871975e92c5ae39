"""Settings of an installation."""

import os
import stat
from ipaddress import IPv4Network
from pathlib import Path
from unittest import mock

import pytest
from sqlalchemy.engine import make_url

from app.config import Config, ConfigError


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = Config.load(tmp_path / "data")
    again = Config.load(tmp_path / "data")
    mode = stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode)
    assert first.secret_key == again.secret_key
    assert len(first.secret_key) >= 43
    assert mode == 0o600
    assert Config.load(tmp_path / "other").secret_key != first.secret_key


@pytest.mark.parametrize("left", ["", "\n", "abc"])
def test_what_a_power_cut_left_of_the_secret_signs_nothing(tmp_path: Path, left: str) -> None:
    (tmp_path / "secret.key").write_text(left)
    with pytest.raises(ConfigError, match=r"secret\.key is empty or cut off"):
        Config.load(tmp_path)
    assert (tmp_path / "secret.key").read_text() == left


def test_of_two_first_starts_both_have_one_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost_the_race(_written: str, file: Path) -> None:
        file.write_text("x" * 43)
        raise FileExistsError

    monkeypatch.setattr(os, "link", lost_the_race)
    assert Config.load(tmp_path).secret_key == "x" * 43
    assert sorted(each.name for each in tmp_path.iterdir()) == ["kaifan.db", "secret.key"]


def test_a_disk_without_links_has_a_secret_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", mock.Mock(side_effect=PermissionError))
    assert len(Config.load(tmp_path).secret_key) >= 43
    assert sorted(each.name for each in tmp_path.iterdir()) == ["kaifan.db", "secret.key"]


def test_the_database_lies_in_a_folder_of_whatever_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    odd = tmp_path / "开饭 店? #1 %20&;'x'"
    assert Config.load(odd).sqlite_file == odd / "kaifan.db"
    assert make_url(Config.load(odd).database_url).database == str(odd / "kaifan.db")
    assert list(tmp_path.iterdir()) == [odd]


def test_limits_cannot_be_lifted_outside_a_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIFAN_LIMITS", "off")
    with pytest.raises(ConfigError, match="--demo"):
        Config.load(tmp_path)
    assert not Config.load(tmp_path, demo=True).limits_enabled
    monkeypatch.setenv("KAIFAN_LIMITS", "on")
    assert Config.load(tmp_path).limits_enabled


def test_the_file_gives_way_to_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    (tmp_path / "config.toml").write_text('REDIS_URL = "redis://shop"\nKAIFAN_HTTPS = "on"\n')
    assert Config.load(tmp_path).redis_url == "redis://shop"
    assert Config.load(tmp_path).secure_cookies
    monkeypatch.setenv("REDIS_URL", "redis://other")
    assert Config.load(tmp_path).redis_url == "redis://other"


@pytest.mark.parametrize("content", [b"REDIS_URL = ", b"\xff\xfe", b"[["])
def test_a_broken_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "config.toml").write_bytes(content)
    with pytest.raises(ConfigError, match=r"config\.toml"):
        Config.load(tmp_path)


def test_the_database_lies_in_the_data_folder_unless_it_is_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert Config.load(tmp_path).sqlite_file == tmp_path / "kaifan.db"
    monkeypatch.setenv("DATABASE_URL", "postgresql://shop")
    assert Config.load(tmp_path).sqlite_file is None


@pytest.mark.parametrize(
    ("given", "hosts", "ports"),
    [
        ("postgres://me:p%2F@a:5432,b:5433/shop", "a,b", "5432,5433"),
        ("postgresql+psycopg://me@[::1]:6000,b/shop?sslmode=require", "::1,b", "6000,5432"),
        ("postgresql://a,b,c", "a,b,c", "5432,5432,5432"),
    ],
)
def test_of_several_database_servers_the_one_that_writes_is_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, hosts: str, ports: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", given)
    url = make_url(Config.load(tmp_path).database_url)
    told = url.get_dialect()().create_connect_args(url)[1]
    assert (told["host"], told["port"]) == (hosts, ports)
    assert told["target_session_attrs"] == "read-write"
    assert told.get("password") == ("p/" if "p%2F" in given else None)
    assert told.get("sslmode") == ("require" if "sslmode" in given else None)


def test_a_list_of_database_servers_that_is_none_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://a:x,b/shop")
    with pytest.raises(ConfigError, match="host1:5432,host2:5432"):
        Config.load(tmp_path)


@pytest.mark.parametrize("text", ["8.8.8.0/24", "10.0.0.0/8", "127.0.0.0/27", "home"])
def test_printers_are_not_looked_for_just_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("KAIFAN_SCAN_NETWORK", text)
    with pytest.raises(ConfigError, match="KAIFAN_SCAN_NETWORK"):
        Config.load(tmp_path)


def test_the_network_to_look_for_printers_in_can_be_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIFAN_SCAN_NETWORK", "192.168.8.0/25")
    assert Config.load(tmp_path).scan_network == IPv4Network("192.168.8.0/25")
    monkeypatch.setenv("KAIFAN_SCAN_NETWORK", "127.0.0.0/27")
    assert Config.load(tmp_path, demo=True).scan_network == IPv4Network("127.0.0.0/27")
