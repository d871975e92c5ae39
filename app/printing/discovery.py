"""Looking for printers: on port 9100 in the shop's own network, and on this computer's USB."""

import ipaddress
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from app.core.db import in_transaction, release
from app.core.network import is_shops_own, lan_address, own_network
from app.printing.errors import NoNetwork, NotOurNetwork
from app.printing.models import PrinterKind
from printer.errors import NotAllowed
from printer.probe import Listener, probe

PORT = 9100
MAX_HOSTS = 256
DEADLINE_S = 5.0
_THREADS = 64
# The interface class that every USB printer names, whatever its maker.
_USB_PRINTER = "07"


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found; `asked` of `total` addresses were looked at before time ran out."""

    found: tuple[Listener, ...]
    asked: int
    total: int


@dataclass(frozen=True, slots=True)
class UsbPrinter:
    """A printer on USB. `trouble` is "" when `path` can be printed to, else a code for its cause.

    `path` is the device that Linux made for it or, without one, maker:product:serial number for
    libusb. "usb_no_driver": neither is known, and `path` is ""; "printer_no_permission": the
    printer is there, and this program may not write to it.
    """

    name: str
    path: str
    trouble: str = ""
    kind: PrinterKind = PrinterKind.FILE


@dataclass(frozen=True, slots=True)
class UsbLook:
    """The printers on USB; `reason` is a code for why none can be listed, else ""."""

    printers: tuple[UsbPrinter, ...]
    reason: str = ""


def own_hosts() -> list[str]:
    """The addresses of the shop's network without this machine's. Raises NoNetwork."""
    network = current_app.config["KAIFAN"].scan_network or own_network()
    if network is None:
        raise NoNetwork
    mine = lan_address()
    return [str(host) for host in network.hosts() if str(host) != mine]


def scan_lan(hosts: list[str], *, port: int = PORT, deadline_s: float = DEADLINE_S) -> Scan:
    """Look for printers at these addresses of the shop's network, within `deadline_s` in all.

    Started by the owner only. Sends a status question and nothing that prints. Raises NotOurNetwork
    for an address outside the shop's network or for more than `MAX_HOSTS`; RuntimeError inside a
    transaction, which would lock out every order meanwhile.
    """
    _refuse_foreign(hosts)
    if in_transaction():
        raise RuntimeError("a scan takes seconds and must not run inside a transaction")
    # Also what was only read keeps a connection to the database, which others may need.
    release()
    deadline = time.monotonic() + deadline_s
    with ThreadPoolExecutor(_THREADS, "printer-scan") as pool:
        answers = list(pool.map(lambda host: _ask(host, port, deadline), hosts))
    found = tuple(listener for was_asked, listener in answers if was_asked and listener)
    return Scan(found, sum(was_asked for was_asked, _listener in answers), len(hosts))


def list_usb(
    sysfs: Path = Path("/sys"),
    devices: Path = Path("/dev/usb"),
    platform: str = sys.platform,
    bus: Path = Path("/dev/bus/usb"),
) -> UsbLook:
    """The printers on this computer's USB, by what Linux knows of them; needs no further library.

    Elsewhere the list is empty, with the reason "usb_other_system".
    """
    if platform != "linux":
        return UsbLook((), "usb_other_system")
    nodes = _nodes_by_interface(sysfs)
    found = [
        _usb_printer(interface, nodes.get(interface.name), devices, bus)
        for interface in sorted((sysfs / "bus/usb/devices").glob("*:*"))
        if _read(interface / "bInterfaceClass") == _USB_PRINTER
    ]
    return UsbLook(tuple(found))


def _ask(host: str, port: int, deadline: float) -> tuple[bool, Listener | None]:
    if time.monotonic() >= deadline:
        return False, None
    return True, probe(host, port, deadline)


def _refuse_foreign(hosts: list[str]) -> None:
    is_local_allowed = current_app.config["KAIFAN"].allows_local_printers
    if len(hosts) > MAX_HOSTS:
        raise NotOurNetwork
    for host in hosts:
        try:
            address = ipaddress.IPv4Address(host)
        except ValueError:
            raise NotOurNetwork from None
        if not (is_shops_own(address) or (address.is_loopback and is_local_allowed)):
            raise NotOurNetwork


def _nodes_by_interface(sysfs: Path) -> dict[str, str]:
    """The names of the writable devices by the USB interface they belong to: "1-1:1.0" -> "lp0"."""
    return {
        (node / "device").resolve().name: node.name
        for node in sorted((sysfs / "class/usbmisc").glob("lp*"))
    }


def _usb_printer(interface: Path, node: str | None, devices: Path, bus: Path) -> UsbPrinter:
    # The device of interface "1-1:1.0" lies beside it as "1-1" and carries the names.
    device = interface.parent / interface.name.partition(":")[0]
    names = [_read(device / file) for file in ("manufacturer", "product")]
    name = " ".join(word for word in names if word) or interface.name
    if node is not None:
        path = devices / node
        return UsbPrinter(name, str(path), _hindrance(path))
    address = _libusb_address(device)
    if not address:
        return UsbPrinter(name, "", "usb_no_driver")
    place = bus / _read(device / "busnum").zfill(3) / _read(device / "devnum").zfill(3)
    return UsbPrinter(name, address, _hindrance(place), PrinterKind.USB)


def _libusb_address(device: Path) -> str:
    """Maker, product and serial number as the USB driver takes them, "" when unknown."""
    numbers = [_read(device / file) for file in ("idVendor", "idProduct")]
    if not all(numbers):
        return ""
    serial = _read(device / "serial")
    return ":".join([*numbers, serial] if serial else numbers)


def _hindrance(path: Path) -> str:
    return "" if os.access(path, os.W_OK) else NotAllowed.code


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
