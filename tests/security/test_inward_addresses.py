"""Addresses that would make the server call where it should not (SSRF): none is ever called.

All that calls out of the shop is named in `CALLERS`; each is tried with addresses that lead inward,
with names that lead elsewhere by the time they are used, and with answers that send it on.
"""

import dataclasses
import re
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.core.errors import Invalid
from app.notices.robots import base, service
from app.notices.robots.models import RobotKind
from app.notices.robots.service import ROBOTS, RobotInput
from app.payments.providers import alipay_client
from app.printing import devices
from app.printing.addresses import check_address
from app.printing.models import PrinterKind
from printer.cloud import CloudAccount
from printer.drivers import NetworkDriver
from printer.errors import Offline
from printer.feie import FeieDriver
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.simulators.http import Answer, Headers, Server

ROOT = Path(__file__).resolve().parents[2]
# What opens a connection to somewhere, and whose word it takes for where.
CALLERS = {
    "app/notices/robots/base.py": "the owner's address, of the service's own host alone",
    "app/payments/channels/probing.py": "the channel's address and our own, both of the set-up",
    "app/payments/providers/alipay_client.py": "Alipay's answer, of Alipay's hosts alone",
    "app/payments/providers/alipay_renewing.py": "nobody's: Alipay's own gateway",
    "app/core/network.py": "nobody's: it asks the routing table",
    "app/serving_port.py": "nobody's: it looks whether our own port is free",
    "printer/cloud.py": "nobody's: the service's own address",
    "printer/drivers.py": "the owner's address, in the shop's network alone",
    "printer/probe.py": "a search of the shop's network: tests/printing/test_discovery.py",
}
_CALLS = re.compile(
    r"urllib\.request|create_connection|http\.client|import_module\(\"requests\"\)|import requests"
    r"|import httpx|socket\.socket\("
)
INWARD = (
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "0177.0.0.01",
    "①②⑦.0.0.1", "localhost", "0", "0.0.0.0", "::", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1",
    "169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "::ffff:a9fe:a9fe",
    "fe80::1", "100.100.100.200", "224.0.0.251", "255.255.255.255", "240.0.0.1", "192.0.2.1",
    "198.18.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "8.8.8.8", "2001:4860:4860::8888",
    "http://127.0.0.1", "127.0.0.1/", "a@127.0.0.1", "127.0.0.1:80", "[::1]", "\n127.0.0.1",
    "127.0.0.1#.shop", "x" * 300, "a..b", "",
)  # fmt: skip


@pytest.fixture
def strict(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The app as in a shop: in tests, printers on this very machine are allowed."""
    monkeypatch.setitem(
        app.config, "KAIFAN", dataclasses.replace(app.config["KAIFAN"], testing=False)
    )
    return app


class Trap:
    """A server inside, that nobody from outside may make us call, and one that sends there."""

    def __init__(self) -> None:
        """Both listen."""
        self.inside = Server(lambda *_: (200, {}, b'{"errcode": 0, "ret": 0}'))
        self.there = self.inside.start()
        self.outside = Server(self._send_on)
        self.here = self.outside.start()

    def _send_on(self, _method: str, path: str, _headers: Headers, _body: bytes) -> Answer:
        status = {"/307": 307, "/308": 308}.get(path, 302)
        return status, {"Location": f"{self.there}/latest/meta-data"}, b""

    def stop(self) -> None:
        """Both are gone."""
        self.inside.stop()
        self.outside.stop()


@pytest.fixture
def trap() -> Iterator[Trap]:
    """A server that answers with a way inward."""
    made = Trap()
    yield made
    made.stop()


def test_whatever_calls_out_is_known_here() -> None:
    found = {
        file.relative_to(ROOT).as_posix()
        for folder in ("app", "printer")
        for file in (ROOT / folder).rglob("*.py")
        if _CALLS.search(file.read_text(encoding="utf-8"))
    }
    assert found == set(CALLERS)


@pytest.mark.parametrize("host", INWARD)
def test_no_printer_is_anywhere_but_in_the_shops_network(strict: Flask, host: str) -> None:
    for port in (9100, 515):
        with pytest.raises(Invalid):
            check_address(host, port)


@pytest.mark.parametrize("port", [22, 80, 443, 2375, 3306, 5432, 6379, 11211, 0, -1, 65536])
def test_nor_at_another_port_than_printers_have(strict: Flask, port: int) -> None:
    with pytest.raises((Invalid, OverflowError)):
        check_address("192.168.1.50", port)


def leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name lead to one address after the other, as the name's owner has it."""
    waiting = list(addresses)

    def look_up(_host: str, port: int, **_more: Any) -> list[tuple[Any, ...]]:
        address = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        kind = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(kind, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.mark.parametrize("later", ["127.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "8.8.8.8"])
def test_a_name_that_leads_elsewhere_by_the_time_of_printing_is_not_called(
    strict: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch, later: str
) -> None:
    called: list[object] = []
    monkeypatch.setattr(socket, "create_connection", lambda address, *_: called.append(address))
    leads_to(monkeypatch, "192.168.1.50", later)
    printer = make_printer(shop.actor, kind=PrinterKind.NETWORK, host="printer.example", port=9100)
    driver = devices.driver_of(printer, Path())
    with pytest.raises(Offline, match="out of the shop's network"):
        driver.send(b"x")
    assert called == []


def test_what_is_called_is_the_address_that_was_looked_at(
    strict: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[object] = []

    def connect(address: object, *_: object) -> None:
        called.append(address)
        raise OSError("nobody there")

    monkeypatch.setattr(socket, "create_connection", connect)
    leads_to(monkeypatch, "192.168.1.50", "192.168.1.51", "127.0.0.1")
    printer = make_printer(shop.actor, kind=PrinterKind.NETWORK, host="printer.example", port=9100)
    with pytest.raises(Offline):
        devices.driver_of(printer, Path()).send(b"x")
    assert called == [("192.168.1.51", 9100)], "not the name, which may lead elsewhere once more"


def test_control_a_driver_that_does_not_look_calls_it(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[object] = []

    def connect(address: object, *_: object) -> None:
        called.append(address)
        raise OSError("nobody there")

    monkeypatch.setattr(socket, "create_connection", connect)
    leads_to(monkeypatch, "169.254.169.254")
    with pytest.raises(Offline):
        NetworkDriver("printer.example").send(b"x")
    assert called == [("169.254.169.254", 9100)]


@pytest.mark.parametrize("kind", list(RobotKind))
def test_a_robots_address_is_its_services(shop: Shop, kind: RobotKind) -> None:
    host = ROBOTS[kind].HOST
    wrong = [
        *(f"https://{each}/robot/send" for each in INWARD),
        f"http://{host}/x", f"https://{host}.evil.example/x", f"https://evil.example/{host}",
        f"https://{host}@127.0.0.1/x", f"https://127.0.0.1#{host}", f"https://127.0.0.1\\@{host}",
        f"https://a@{host}/x", f"https://{host}:8443/x", f"https://{host}\\.evil.example/x",
        f"//{host}/x", f"file://{host}/etc/passwd", f"gopher://{host}/x", f"ftp://{host}/x",
        f"https://{host}%2eevil.example/x", f"https://{host}。evil.example/x",
    ]  # fmt: skip
    for address in wrong:
        given = RobotInput(kind=kind, name="x", address_secret=address)
        with pytest.raises(Invalid):
            service.save_robot(given, actor=shop.person())
            pytest.fail(address)


@pytest.mark.parametrize("path", ["/302", "/307", "/308"])
def test_an_answer_that_sends_a_robot_on_is_a_refusal(trap: Trap, path: str) -> None:
    with pytest.raises(base.RobotRefused):
        base.post_json(trap.here + path, {})
    assert trap.outside.calls and trap.inside.calls == []


def test_control_the_library_as_it_comes_would_go_there(
    trap: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "_OPENER", urllib.request.build_opener())
    assert base.post_json(trap.here + "/302", {}) == {"errcode": 0, "ret": 0}
    assert trap.inside.calls == ["GET /latest/meta-data"]


def test_an_answer_that_sends_a_cloud_printer_on_is_no_service(trap: Trap, tmp_path: Path) -> None:
    account = CloudAccount("user", "key", "123456789", tmp_path)
    with pytest.raises(Offline):
        FeieDriver(account, trap.here + "/").send(b"x")
    assert trap.outside.calls and trap.inside.calls == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x", "https://169.254.169.254/x", "http://a.alipay.com/x",
        "https://alipay.com.evil.example/x", "https://evil.example/.alipay.com",
        "https://a.alipay.com@127.0.0.1/x", "file:///etc/passwd", "https://127.0.0.1#.alipay.com",
        "https://evil.example\\.alipay.com:80/x", "//a.alipay.com/x", "",
    ],
)  # fmt: skip
def test_a_bill_is_fetched_from_alipay_alone(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    monkeypatch.setattr("requests.get", lambda address, **_: called.append(address))
    with pytest.raises(ValueError, match="address"):
        alipay_client.fetch_bill(url, alipay_client.REAL)
    assert called == []


def test_a_bill_that_is_said_to_be_elsewhere_is_not_fetched(trap: Trap) -> None:
    content = alipay_client.fetch_bill(f"{trap.here}/bill", f"{trap.here}/gateway.do")
    assert content == b""
    assert trap.outside.calls and trap.inside.calls == []
