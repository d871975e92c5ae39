"""Printers are found and added with one touch."""

from dataclasses import replace
from ipaddress import IPv4Network

import pytest
from flask import Flask

from app.printing import discovery, queries
from app.printing.discovery import Scan, UsbLook, UsbPrinter
from app.printing.errors import NoNetwork
from app.printing.models import PrinterKind
from printer.probe import Listener
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient

HX = {"HX-Request": "true"}


def test_the_search_goes_on_step_by_step_and_says_how_far(
    owner: PageClient, app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = IPv4Network("127.0.1.0/25")
    app.config["KAIFAN"] = replace(app.config["KAIFAN"], scan_network=network)
    asked: list[str] = []

    def scan(hosts: list[str]) -> Scan:
        asked.extend(hosts)
        hits = [host for host in hosts if host.endswith(".9")]
        return Scan(tuple(Listener(h, 9100, True, "EPSON TM") for h in hits), len(hosts), 126)

    monkeypatch.setattr(discovery, "scan_lan", scan)
    first = owner.post("/backoffice/printers/find", headers=HX).text
    assert "64 / 126" in first and "EPSON TM" in first and 'hx-trigger="load"' in first
    last = owner.post("/backoffice/printers/find", data={"start": "64", "found": "1"}).text
    assert "找到 1 台打印机" in last and 'hx-trigger="load"' not in last
    assert asked == [str(host) for host in network.hosts()]


def test_looking_at_the_page_sends_nothing(
    owner: PageClient, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discovery, "scan_lan", None)
    monkeypatch.setattr(discovery, "list_usb", lambda: UsbLook((), "usb_other_system"))
    assert "只有 Linux 能列出" in owner.get("/backoffice/printers/find").text


def test_without_a_network_the_search_says_what_to_do(
    owner: PageClient, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> list[str]:
        raise NoNetwork

    monkeypatch.setattr(discovery, "own_hosts", refuse)
    assert "本机没有连上店里的网络" in owner.post("/backoffice/printers/find").text


def test_a_found_printer_is_added_once_and_then_marked(
    owner: PageClient, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = UsbLook((UsbPrinter("EPSON TM", "/dev/usb/lp0"), UsbPrinter("XP", "", "usb_no_driver")))
    monkeypatch.setattr(discovery, "list_usb", lambda: look)
    page = owner.get("/backoffice/printers/find").text
    assert "usblp" in page and page.count("/printers/find/add") == 2
    chosen = {"kind": "file", "place": "/dev/usb/lp0", "name": "EPSON TM"}
    row = owner.post("/backoffice/printers/find/add", data=chosen, headers=HX).text
    assert "已添加" in row and "打印测试页" in row
    printer = queries.list_printers(shop.id)[0]
    assert (printer.kind, printer.path) == (PrinterKind.FILE, "/dev/usb/lp0")
    assert "已添加" in owner.get("/backoffice/printers/find").text


def test_a_printer_reached_by_libusb_is_added_by_its_address(owner: PageClient, shop: Shop) -> None:
    chosen = {"kind": "usb", "place": "0519:2013:A7", "name": "XP-58"}
    assert "已添加" in owner.post("/backoffice/printers/find/add", data=chosen, headers=HX).text
    printer = queries.list_printers(shop.id)[0]
    assert (printer.kind, printer.path) == (PrinterKind.USB, "0519:2013:A7")


def test_two_of_one_model_get_names_apart(owner: PageClient, shop: Shop) -> None:
    for last in (7, 8):
        chosen = {"kind": "network", "place": f"192.168.1.{last}", "name": "EPSON TM"}
        owner.post("/backoffice/printers/find/add", data=chosen)
    owner.post("/backoffice/printers/find/add", data={"place": "192.168.1.9"})
    names = {printer.host: printer.name for printer in queries.list_printers(shop.id)}
    assert names == {
        "192.168.1.7": "EPSON TM",
        "192.168.1.8": "EPSON TM 2",
        "192.168.1.9": "打印机 192.168.1.9",
    }


@pytest.mark.parametrize("place", ["8.8.8.8", "169.254.169.254", ""])
def test_only_the_shops_own_addresses_are_added(owner: PageClient, shop: Shop, place: str) -> None:
    answer = owner.post("/backoffice/printers/find/add", data={"place": place})
    assert answer.status_code == 422
    assert queries.list_printers(shop.id) == []
