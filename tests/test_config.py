"""Settings of an installation."""

import stat
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from app.config import Config, ConfigError


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = Config.load(tmp_path / "data")
    again = Config.load(tmp_path / "data")
    mode = stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode)
    assert first.secret_key == again.secret_key
    assert len(first.secret_key) >= 43
    assert mode == 0o600
    assert Config.load(tmp_path / "other").secret_key != first.secret_key


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
