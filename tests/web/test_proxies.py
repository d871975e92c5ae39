"""Forwarding headers: one configured proxy is believed, everybody else is not."""

from ipaddress import ip_network

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from app import create_app
from app.config import Config, ConfigError
from app.staff.rights import Role
from app.web.limits import phone_key
from tests.factories.shop import Shop
from tests.factories.staff import token_of
from tests.fixtures.installation import make_config

PROXY, STRANGER = "172.18.0.5", "192.168.1.66"
CLAIMS = {
    "X-Forwarded-For": "6.6.6.6, 203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "order.example.com",
}
Asked = tuple[str, str, str, bool]


def ask(config: Config, peer: str, headers: dict[str, str]) -> tuple[Asked, FlaskClient]:
    """What a view sees of a request, and the client that asked."""
    app = create_app(config)
    seen: list[Asked] = []

    def look() -> str:
        seen.append((phone_key(), request.host_url, request.scheme, "X-Forwarded-For" in
                     request.headers))  # fmt: skip
        return "seen"

    look.guard = "public"  # type: ignore[attr-defined]
    app.add_url_rule("/look", view_func=look)
    client = app.test_client()
    client.get("/look", headers=headers, environ_base={"REMOTE_ADDR": peer})
    return seen[0], client


@pytest.fixture
def behind_proxy(config: Config) -> Config:
    """An installation behind a proxy of 172.18.0.0/16."""
    return make_config(
        config.data_dir,
        trusted_proxies=(ip_network("172.18.0.0/16"),),
        public_url="https://order.example.com",
    )


def test_a_stranger_s_headers_are_dropped(behind_proxy: Config) -> None:
    (key, url, scheme, is_kept), _ = ask(behind_proxy, STRANGER, CLAIMS)
    assert (key, url, scheme, is_kept) == (STRANGER, "http://localhost/", "http", False)


def test_nobody_is_believed_unless_configured(config: Config) -> None:
    (key, url, *_), _ = ask(config, "127.0.0.1", CLAIMS)
    assert (key, url) == ("127.0.0.1", "http://localhost/")


def test_the_proxy_is_believed_for_one_hop(behind_proxy: Config) -> None:
    (key, url, scheme, _), _ = ask(behind_proxy, PROXY, CLAIMS)
    # The last address is what the proxy saw; the one before was written by whoever asked.
    assert (key, url, scheme) == ("203.0.113.9", "https://order.example.com/", "https")


def test_https_is_promised_only_for_a_public_name_behind_a_proxy(behind_proxy: Config) -> None:
    client = create_app(behind_proxy).test_client()
    header = "Strict-Transport-Security"

    def promised(peer: str, host: str, scheme: str = "https") -> bool:
        claims = {**CLAIMS, "X-Forwarded-Host": host, "X-Forwarded-Proto": scheme}
        answer = client.get("/healthz", headers=claims, environ_base={"REMOTE_ADDR": peer})
        return header in answer.headers

    assert promised(PROXY, "order.example.com")
    assert not promised(PROXY, "order.example.com", "http")
    assert not promised(PROXY, "192.168.1.20")
    assert not promised(STRANGER, "order.example.com")
    own = client.get("/healthz", base_url="https://192.168.1.20:8000")
    assert header not in own.headers


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("KAIFAN_TRUSTED_PROXIES", "caddy"),
        ("KAIFAN_PUBLIC_URL", "order.example.com"),
        ("KAIFAN_PUBLIC_URL", "https://order.example.com/menu"),
    ],
)
def test_a_wrong_setting_is_named(
    config: Config, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(ConfigError, match=name):
        Config.load(config.data_dir)


def test_settings_are_read(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAIFAN_TRUSTED_PROXIES", "127.0.0.1, 172.18.0.0/16")
    monkeypatch.setenv("KAIFAN_PUBLIC_URL", "https://Order.Example.com/")
    monkeypatch.setenv("KAIFAN_MDNS", "off")
    monkeypatch.setenv("KAIFAN_HTTPS", "off")
    read = Config.load(config.data_dir)
    assert [str(network) for network in read.trusted_proxies] == ["127.0.0.1/32", "172.18.0.0/16"]
    assert read.public_url == "https://order.example.com"
    assert not read.announces_name
    assert not read.has_own_https


def test_printed_codes_lead_to_where_guests_are(app: Flask, shop: Shop) -> None:
    token = token_of(shop.staff[Role.OWNER])
    bearer = {"Authorization": f"Bearer {token}"}

    def base_of(address: str) -> bool:
        page = app.test_client().get("/backoffice/tables/cards", headers=bearer, base_url=address)
        assert page.status_code == 200
        return "http://192.168.1.20:8000" in page.text

    # Guests do not install our authority: their codes stay with plain HTTP.
    assert base_of("http://192.168.1.20:8000")
    assert base_of("https://192.168.1.20:8000")
    object.__setattr__(app.config["KAIFAN"], "public_url", "https://order.example.com")
    assert not base_of("http://192.168.1.20:8000")
