"""The page that sets a device up for HTTPS, basic mode by its name, and cookies kept apart."""

import plistlib
import ssl

import pytest
from cryptography import x509
from flask import Flask
from flask.testing import FlaskClient

from app.config import Config
from app.core.certificates import keeping, renewing
from app.core.clock import FixedClock
from app.upkeep import certificate
from tests.factories.shop import Shop
from tests.factories.staff import PASSWORD
from tests.fixtures.installation import MOMENT

LAN = "http://192.168.1.20:8000"
SECURE = "https://192.168.1.20:8000"


@pytest.fixture
def signed(config: Config) -> Config:
    """An installation with a certificate for 192.168.1.20."""
    renewing.renew(config.data_dir, ["localhost", "192.168.1.20"], MOMENT)
    return config


def test_the_page_says_what_is_lacking_and_shows_the_fingerprint(
    signed: Config, client: FlaskClient
) -> None:
    text = client.get("/https", base_url=LAN).text
    assert f'data-trust-url-value="{SECURE}"' in text
    assert "简易模式" in text
    assert keeping.fingerprint(signed.data_dir)[:19] in text
    secure = client.get("/https", base_url=SECURE).text
    assert "当前页面已加密" in secure
    assert "简易模式" not in secure
    elsewhere = client.get("/https", base_url="http://8.8.8.8:8000").text
    assert "证书不适用于 8.8.8.8:8000" in elsewhere


@pytest.mark.parametrize(
    ("agent", "title"), [("Android 11", "Android"), ("iPad; CPU OS", "iPad / iPhone")]
)
def test_the_device_s_own_steps_are_open(
    signed: Config, client: FlaskClient, agent: str, title: str
) -> None:
    text = client.get("/https", headers={"User-Agent": agent}).text
    assert f"<summary>{title} <span" in text
    assert text.count('class="way" open') == 1


def test_every_file_is_the_same_authority(signed: Config, client: FlaskClient) -> None:
    files = {kind: client.get(f"/https/kaifan.{kind}") for kind in ("crt", "pem", "mobileconfig")}
    assert files["crt"].mimetype == "application/x-x509-ca-cert"
    der = files["crt"].data
    assert x509.load_der_x509_certificate(der)
    assert ssl.PEM_cert_to_DER_cert(files["pem"].text) == der
    profile = plistlib.loads(files["mobileconfig"].data)
    assert profile["PayloadContent"][0]["PayloadContent"] == der
    assert profile["PayloadContent"][0]["PayloadType"] == "com.apple.security.root"
    assert not any(b"PRIVATE" in answer.data for answer in files.values())


def test_without_a_certificate_the_page_says_so(client: FlaskClient) -> None:
    assert "本店没有 HTTPS" in client.get("/https").text
    assert client.get("/https/kaifan.crt").status_code == 404


def test_the_login_names_the_basic_mode_only_where_it_is_one(client: FlaskClient) -> None:
    assert "简易模式" in client.get("/login", base_url=LAN).text
    assert "简易模式" not in client.get("/login", base_url=SECURE).text
    assert "简易模式" not in client.get("/login", base_url="http://127.0.0.1:8000").text


def test_a_login_over_https_is_no_login_over_http(app: Flask, shop: Shop) -> None:
    client = app.test_client()
    form = {"username": "owner", "password": PASSWORD}
    page = client.get("/login", base_url=SECURE)
    token = page.text.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    # Without a Referer: some phones never send one.
    answer = client.post("/login", data=form | {"csrf_token": token}, base_url=SECURE)
    assert answer.status_code == 302
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-kf_session=")
    assert "Secure" in cookie
    assert client.get("/account", base_url=SECURE).status_code == 200
    assert "/login" in client.get("/account", base_url=LAN).headers["Location"]


def test_the_self_test_knows_the_certificate(
    app: Flask, config: Config, clock: FixedClock
) -> None:
    assert certificate.check_https(config).level == "warn"
    renewing.renew(config.data_dir, ["localhost"], MOMENT)
    found = certificate.check_https(config)
    assert found.level == "ok"
    assert keeping.fingerprint(config.data_dir) in str(found.words)
    clock.move(days=370)
    assert certificate.check_https(config).level == "warn"
    clock.move(days=30)
    assert certificate.check_https(config).level == "bad"
    object.__setattr__(config, "public_url", "https://order.example.com")
    assert certificate.check_https(config).level == "ok"
