"""The way to Postgres: encrypted where it leaves this machine, unless the owner says otherwise."""

import pytest

from app.core import postgres

_AT = "postgresql+psycopg://me:pw@"


@pytest.mark.parametrize(
    ("address", "is_plain"),
    [
        (f"{_AT}127.0.0.1:5432/kaifan", True),
        (f"{_AT}localhost/kaifan", True),
        (f"{_AT}[::1]:5432/kaifan", True),
        (f"{_AT}/kaifan?host=127.0.0.1,localhost&port=5432,5433", True),
        (f"{_AT}/kaifan?host=127.0.0.1,db.example.com&port=5432,5432", False),
        (f"{_AT}db.example.com/kaifan", False),
        (f"{_AT}localhost.example.com/kaifan", False),
        (f"{_AT}192.168.1.20:5432/kaifan", False),
        (f"{_AT}127.0.0.1/kaifan?sslmode=require", False),
    ],
)
def test_only_what_stays_on_this_machine_may_go_unencrypted(
    monkeypatch: pytest.MonkeyPatch, address: str, is_plain: bool
) -> None:
    monkeypatch.delenv("PGSSLMODE", raising=False)
    assert (postgres.way_to(address).get("sslmode") == "allow") is is_plain


def test_what_the_system_says_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert "sslmode" not in postgres.way_to(f"{_AT}127.0.0.1/kaifan")


def test_how_long_it_waits_is_as_the_address_says() -> None:
    said = postgres.way_to(f"{_AT}db.example.com/kaifan?connect_timeout=9")
    assert "connect_timeout" not in said
    assert said["keepalives_idle"] == "5"
