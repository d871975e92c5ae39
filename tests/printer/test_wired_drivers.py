"""USB, serial, CUPS and Windows: the right printer or none, its state, and honest words."""

import errno
import os
import pty
import sys
import threading
import tty
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from printer import channels, usb_driver
from printer.errors import (
    CoverOpen,
    DriverMissing,
    NotAllowed,
    Offline,
    PaperOut,
    PrinterError,
    Refused,
    Stalled,
)
from printer.serial_driver import SerialDriver
from printer.spool_drivers import CupsDriver, WindowsDriver
from printer.usb_driver import UsbDriver
from tests.simulators.usb_printer import UsbPrinter

JOB = b"\x1b@" + "菜".encode("gbk") * 3000 + b"\n"
ADDRESS = "04b8:0e15"


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "STATUS_TIMEOUT_S", 0.1)
    monkeypatch.setattr(channels, "JOB_TIMEOUT_S", 0.1)


def _job(received: bytes) -> bytes:
    start = received.find(b"\x1b@")
    return received[start : start + len(JOB)] if start >= 0 else b""


def test_a_usb_printer_that_answers_confirms() -> None:
    printer = UsbPrinter()
    assert UsbDriver(ADDRESS, backend=printer).send(JOB) == "confirmed"
    assert _job(bytes(printer.received)) == JOB
    assert printer.held_by_system, "the system's driver gets its printer back"


@pytest.mark.parametrize("port", [None, 0, 0x18])
def test_a_silent_usb_printer_is_sent_to_only(port: int | None) -> None:
    printer = UsbPrinter()
    printer.answers, printer.port = None, port
    assert UsbDriver(ADDRESS, backend=printer).send(JOB) == "sent"
    assert _job(bytes(printer.received)) == JOB


@pytest.mark.parametrize(("port", "error"), [(0x38, PaperOut), (0x10, Offline)])
def test_the_port_says_paper_out_where_the_printer_says_nothing(
    port: int, error: type[PrinterError]
) -> None:
    printer = UsbPrinter()
    printer.answers, printer.port = None, port
    with pytest.raises(error) as raised:
        UsbDriver(ADDRESS, backend=printer).send(JOB)
    assert not raised.value.may_have_printed
    assert not printer.received


def test_an_open_cover_is_told_before_the_job() -> None:
    printer = UsbPrinter()
    printer.answers = {1: 0x1A, 2: 0x16, 4: 0x12}
    with pytest.raises(CoverOpen):
        UsbDriver(ADDRESS, backend=printer).send(JOB)
    assert not _job(bytes(printer.received))


def test_only_the_printer_with_the_serial_number_is_printed_to() -> None:
    other = UsbPrinter(serial="SN2")
    with pytest.raises(Offline):
        UsbDriver(f"{ADDRESS}:SN1", backend=other).send(JOB)
    assert not other.received
    assert UsbDriver(f"{ADDRESS}:SN2", backend=other).send(JOB) == "confirmed"


@pytest.mark.parametrize(
    ("number", "error"),
    [(errno.EACCES, NotAllowed), (errno.EBUSY, Refused), (errno.ENODEV, Offline)],
)
def test_a_usb_printer_that_cannot_be_taken(number: int, error: type[PrinterError]) -> None:
    printer = UsbPrinter()
    printer.claim_error = number
    with pytest.raises(error):
        UsbDriver(ADDRESS, backend=printer).send(JOB)


@pytest.mark.parametrize("count", [9, 10, 4096, len(JOB)])
def test_a_usb_printer_that_stalls_is_never_done(count: int) -> None:
    printer = UsbPrinter()
    printer.stalls_after = count
    with pytest.raises(Stalled) as raised:
        UsbDriver(ADDRESS, timeout_s=0.2, backend=printer).send(JOB)
    assert raised.value.may_have_printed


def test_an_unplugged_printer_and_a_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Offline):
        UsbDriver(ADDRESS, backend=UsbPrinter(is_there=False)).send(JOB)
    with pytest.raises(Offline):
        UsbDriver("/dev/usb/lp0")

    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(usb_driver.importlib, "import_module", missing)
    with pytest.raises(DriverMissing):
        UsbDriver(ADDRESS).send(JOB)


def test_the_real_libusb_loads_and_knows_no_such_printer() -> None:
    with pytest.raises(Offline):
        UsbDriver("fffe:fffe").send(JOB)


@pytest.fixture
def serial_port() -> Iterator[tuple[int, str]]:
    """The printer's end of a line, and the name of ours."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    yield ours, os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


def _reading(line: int, answers: dict[bytes, bytes]) -> tuple[bytearray, threading.Thread]:
    received = bytearray()
    # An end of its own: the number of a closed one is given to the next test's line.
    end = os.dup(line)

    def read() -> None:
        with os.fdopen(end, "r+b", buffering=0) as port:
            answered = 0
            while not (JOB in received and answered >= len(answers)):
                try:
                    received.extend(port.read(65536))
                except OSError:
                    return
                for question, answer in answers.items():
                    if received.endswith(question):
                        port.write(answer)
                        answered += question == b"\x1dr\x01"

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    return received, thread


def test_a_serial_printer_is_asked_and_confirms(
    serial_port: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "STATUS_TIMEOUT_S", 20.0)
    line, path = serial_port
    answers = {b"\x10\x04" + bytes([n]): b"\x12" for n in (1, 2, 4)} | {b"\x1dr\x01": b"\x00"}
    received, _thread = _reading(line, answers)
    assert SerialDriver(path, 115_200).send(JOB) == "confirmed"
    assert _job(bytes(received)) == JOB


def test_a_silent_serial_printer_is_sent_to_only(serial_port: tuple[int, str]) -> None:
    line, path = serial_port
    received, thread = _reading(line, {})
    assert SerialDriver(path, 115_200).send(JOB) == "sent"
    thread.join(60)
    assert _job(bytes(received)) == JOB


def test_a_serial_printer_that_takes_nothing_is_never_done(serial_port: tuple[int, str]) -> None:
    _line, path = serial_port
    with pytest.raises(Stalled) as raised:
        SerialDriver(path, 10_000_000, timeout_s=0.2).send(JOB * 20)
    assert raised.value.may_have_printed


def test_a_serial_port_that_is_not_there() -> None:
    with pytest.raises(Offline):
        SerialDriver("/dev/ttyKAIFAN0").send(JOB)


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Commands of CUPS that keep what they are given."""
    programs = {
        "lpstat": 'echo "printer $2 $(cat "$HOME_OF_CUPS/state")"; test -e "$HOME_OF_CUPS/there"',
        "lp": 'echo "$@" > "$HOME_OF_CUPS/arguments"; cat > "$HOME_OF_CUPS/job"',
    }
    for name, script in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "state").write_text("is idle.  enabled since today")
    (tmp_path / "there").touch()
    monkeypatch.setenv("HOME_OF_CUPS", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


def test_cups_gets_the_exact_bytes_and_promises_no_paper(cups: Path) -> None:
    assert CupsDriver("kitchen").send(JOB) == "sent"
    assert (cups / "job").read_bytes() == JOB
    assert (cups / "arguments").read_text().split() == ["-s", "-d", "kitchen", "-o", "raw", "--",
                                                        "-"]  # fmt: skip


def test_a_stopped_or_unknown_queue_gets_nothing(cups: Path) -> None:
    (cups / "state").write_text("disabled since today - out of paper")
    with pytest.raises(Offline, match="disabled"):
        CupsDriver("kitchen").send(JOB)
    (cups / "there").unlink()
    with pytest.raises(Offline):
        CupsDriver("kitchen").send(JOB)
    assert not (cups / "job").exists()


def test_without_cups_the_driver_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DriverMissing):
        CupsDriver("kitchen").send(JOB)


class _Spooler(SimpleNamespace):
    """The part of pywin32's win32print that is used."""

    class error(Exception):  # noqa: N801
        """pywin32's own name for its error."""

    def __init__(self, status: int = 0) -> None:
        super().__init__(status=status, jobs=[], closed=0)

    def OpenPrinter(self, name: str) -> str:  # noqa: N802
        if name != "POS-80":
            raise self.error(1801, "OpenPrinter", "The printer name is invalid.")
        return name

    def GetPrinter(self, _handle: str, _level: int) -> dict[str, int]:  # noqa: N802
        return {"Status": self.status}

    def StartDocPrinter(self, _handle: str, level: int, about: tuple[str, None, str]) -> None:  # noqa: N802
        assert (level, about[2]) == (1, "RAW")

    def WritePrinter(self, _handle: str, payload: bytes) -> None:  # noqa: N802
        self.jobs.append(payload)

    def ClosePrinter(self, _handle: str) -> None:  # noqa: N802
        self.closed += 1

    def _nothing(self, _handle: str) -> None:
        """Page and document ends."""

    StartPagePrinter = EndPagePrinter = EndDocPrinter = _nothing


def test_windows_gets_the_raw_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    spooler = _Spooler()
    monkeypatch.setitem(sys.modules, "win32print", spooler)
    assert WindowsDriver("POS-80").send(JOB) == "sent"
    assert (spooler.jobs, spooler.closed) == ([JOB], 1)
    with pytest.raises(Offline):
        WindowsDriver("no such printer").send(JOB)


@pytest.mark.parametrize(
    ("status", "error"), [(0x10, PaperOut), (0x400000, CoverOpen), (0x80, Offline)]
)
def test_windows_reports_the_printers_trouble(
    monkeypatch: pytest.MonkeyPatch, status: int, error: type[PrinterError]
) -> None:
    spooler = _Spooler(status)
    monkeypatch.setitem(sys.modules, "win32print", spooler)
    with pytest.raises(error):
        WindowsDriver("POS-80").send(JOB)
    assert (spooler.jobs, spooler.closed) == ([], 1)


@pytest.mark.skipif(sys.platform == "win32", reason="there it may be installed")
def test_outside_windows_the_driver_is_missing() -> None:
    with pytest.raises(DriverMissing):
        WindowsDriver("POS-80").send(JOB)
