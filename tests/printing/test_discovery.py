"""Printers are found in the shop's own network, in bounded time, and nowhere else."""

import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from ipaddress import IPv4Network
from pathlib import Path

import pytest
from flask import Flask

from app.core.db import transaction
from app.printing import discovery
from app.printing.discovery import list_usb, own_hosts, scan_lan
from app.printing.errors import NoNetwork, NotOurNetwork
from app.printing.models import PrinterKind
from printer import probe
from printer.usb_driver import UsbDriver
from tests.printer.fake_printers import (
    PAPER_OUT,
    FakePrinter,
    Talk,
    answering,
    closing_at_once,
    naming,
    never_reading,
    silent,
)

Start = Callable[[int, Talk], FakePrinter]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who answers is waited for also on a busy machine."""
    monkeypatch.setattr(probe, "CONNECT_TIMEOUT_S", 2.0)
    monkeypatch.setattr(probe, "ANSWER_TIMEOUT_S", 2.0)


@pytest.fixture
def port() -> int:
    """A port that was free on this machine a moment ago."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe_socket:
        return int(probe_socket.getsockname()[1])


@pytest.fixture
def start(port: int) -> Iterator[Start]:
    """Starts a fake printer at 127.0.0.<number>, all on one port."""
    started: list[FakePrinter] = []

    def begin(number: int, talk: Talk) -> FakePrinter:
        started.append(FakePrinter(talk, f"127.0.0.{number}", port))
        return started[-1]

    yield begin
    for fake in started:
        fake.close()


LOOPBACK = [f"127.0.0.{number}" for number in range(2, 21)]


def test_printers_are_found_with_what_they_say_of_themselves(
    app: Flask, start: Start, port: int
) -> None:
    start(3, naming("EPSON", "TM-T20II"))
    start(5, answering(PAPER_OUT))
    start(7, silent)
    start(9, closing_at_once)
    start(11, never_reading)
    scan = scan_lan(LOOPBACK, port=port)
    assert (scan.asked, scan.total) == (19, 19)
    facts = {each.host: (each.answers, each.model, each.trouble) for each in scan.found}
    assert facts == {
        "127.0.0.3": (True, "EPSON TM-T20II", ""),
        "127.0.0.5": (True, "", "paper_out"),
        "127.0.0.7": (False, "", ""),
        "127.0.0.9": (False, "", "printer_refused"),
        "127.0.0.11": (False, "", ""),
    }


def test_a_scan_prints_nothing_and_asks_no_model_of_what_is_silent(
    app: Flask, start: Start, port: int
) -> None:
    talking, mute = start(3, naming("EPSON", "TM-T20II")), start(4, silent)
    scan_lan(LOOPBACK, port=port)
    assert bytes(mute.received) == b"\x10\x04\x01"
    assert talking.job == b"\x1dIB\x1dIC"


def test_a_network_in_which_everybody_hangs_is_given_up(
    app: Flask, start: Start, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2, 21):
        start(number, never_reading)
    monkeypatch.setattr(discovery, "_THREADS", 2)
    monkeypatch.setattr(probe, "ANSWER_TIMEOUT_S", 3600.0)
    scan = scan_lan(LOOPBACK, port=port, deadline_s=2)
    assert 0 < scan.asked < scan.total == 19


def test_one_that_never_stops_answering_is_given_up(app: Flask, start: Start, port: int) -> None:
    def babbling(fake: FakePrinter, connection: socket.socket) -> None:
        while not fake.stopping.is_set():
            connection.sendall(b"\x00" * 64)

    start(4, babbling)
    scan = scan_lan(["127.0.0.4"], port=port, deadline_s=2)
    assert [each.answers for each in scan.found] == [False]


@pytest.mark.parametrize("host", ["8.8.8.8", "1.2.3.4", "169.254.1.1", "0.0.0.0", "shop.example"])
def test_nothing_outside_the_shops_network_is_asked(app: Flask, host: str) -> None:
    with pytest.raises(NotOurNetwork):
        scan_lan([host])


def test_this_machine_is_not_asked_in_a_real_shop(app: Flask) -> None:
    app.config["KAIFAN"] = replace(app.config["KAIFAN"], testing=False)
    with pytest.raises(NotOurNetwork):
        scan_lan(["127.0.0.2"])


def test_more_addresses_than_a_small_network_has_are_refused(app: Flask) -> None:
    with pytest.raises(NotOurNetwork):
        scan_lan([f"10.0.{high}.{low}" for high in (1, 2) for low in range(1, 200)])


def test_a_scan_holds_no_transaction(app: Flask) -> None:
    with pytest.raises(RuntimeError), transaction():
        scan_lan([])


def test_the_shops_own_network_is_the_one_around_this_machine(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["KAIFAN"] = replace(app.config["KAIFAN"], scan_network=None)
    monkeypatch.setattr("app.core.network.lan_address", lambda: "192.168.7.20")
    monkeypatch.setattr(discovery, "lan_address", lambda: "192.168.7.20")
    hosts = own_hosts()
    assert (len(hosts), hosts[0], hosts[-1]) == (253, "192.168.7.1", "192.168.7.254")
    assert "192.168.7.20" not in hosts


@pytest.mark.parametrize("address", [None, "203.0.114.9", "169.254.3.4"])
def test_without_a_network_of_a_shop_nothing_is_looked_for(
    app: Flask, monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    app.config["KAIFAN"] = replace(app.config["KAIFAN"], scan_network=None)
    monkeypatch.setattr("app.core.network.lan_address", lambda: address)
    with pytest.raises(NoNetwork):
        own_hosts()


def test_the_network_can_be_set(app: Flask) -> None:
    network = IPv4Network("127.0.0.0/28")
    app.config["KAIFAN"] = replace(app.config["KAIFAN"], scan_network=network)
    assert own_hosts()[0] == "127.0.0.1" and len(own_hosts()) == 14


@pytest.fixture
def sysfs(tmp_path: Path) -> Path:
    """What Linux shows of two USB printers and a mouse; one printer has a device to write to."""
    root = tmp_path / "sys"
    buses = root / "bus/usb/devices"
    for name, product, kind in (("1-1", "TM-T20II", "07"), ("1-2", "XP-58", "07"),
                                ("1-3", "Mouse", "03")):  # fmt: skip
        (buses / name).mkdir(parents=True)
        (buses / name / "product").write_text(f"{product}\n", encoding="utf-8")
        (buses / f"{name}:1.0").mkdir()
        (buses / f"{name}:1.0/bInterfaceClass").write_text(f"{kind}\n", encoding="utf-8")
    (buses / "1-1/manufacturer").write_text("EPSON\n", encoding="utf-8")
    (root / "class/usbmisc/lp0").mkdir(parents=True)
    (root / "class/usbmisc/lp0/device").symlink_to(buses / "1-1:1.0")
    return root


def test_usb_printers_are_listed_with_what_stands_in_their_way(sysfs: Path, tmp_path: Path) -> None:
    (tmp_path / "lp0").touch()
    look = list_usb(sysfs, tmp_path, "linux")
    assert [(each.name, each.path, each.trouble) for each in look.printers] == [
        ("EPSON TM-T20II", str(tmp_path / "lp0"), ""),
        ("XP-58", "", "usb_no_driver"),
    ]


def test_a_printer_without_a_device_of_linux_is_reached_by_libusb(
    sysfs: Path, tmp_path: Path
) -> None:
    device = sysfs / "bus/usb/devices/1-2"
    facts = {"idVendor": "0519", "idProduct": "2013", "serial": "A7", "busnum": "1", "devnum": "12"}
    for name, value in facts.items():
        (device / name).write_text(f"{value}\n", encoding="utf-8")
    bus = tmp_path / "bus"
    barred = list_usb(sysfs, tmp_path, "linux", bus).printers[1]
    assert (barred.path, barred.trouble) == ("0519:2013:A7", "printer_no_permission")
    (bus / "001").mkdir(parents=True)
    (bus / "001/012").touch()
    found = list_usb(sysfs, tmp_path, "linux", bus).printers[1]
    assert (found.path, found.trouble, found.kind) == ("0519:2013:A7", "", PrinterKind.USB)
    UsbDriver(found.path)


def test_a_usb_printer_that_may_not_be_written_to_says_so(
    sysfs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discovery.os, "access", lambda *_a: False)
    first = list_usb(sysfs, tmp_path, "linux").printers[0]
    assert first.trouble == "printer_no_permission"


def test_another_system_says_why_it_lists_no_usb_printer() -> None:
    look = list_usb(platform="win32")
    assert (look.printers, look.reason) == ((), "usb_other_system")
