"""Drivers against local printers that are well, broken, silent, slow or gone."""

import errno
import os
import pty
import socket
import threading
import time
import tty
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest

from printer import channels, drivers
from printer.drivers import FileDriver, NetworkDriver, VirtualDriver, virtual_jobs
from printer.encode import render
from printer.errors import (
    CoverOpen,
    NotAllowed,
    Offline,
    PaperOut,
    PrinterError,
    Refused,
    Stalled,
)
from printer.paper import MM80
from tests.printer import fake_printers, samples
from tests.printer.fake_printers import FakePrinter, Talk

Start = Callable[[Talk], FakePrinter]
JOB = render(samples.SLIP, MM80)
PATIENCE_S = 20.0
# More than the two machines' buffers can hide from the sender.
LARGE_JOB = JOB * 40_000


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever answers is waited for, however busy the machine is."""
    monkeypatch.setattr(channels, "STATUS_TIMEOUT_S", PATIENCE_S)
    monkeypatch.setattr(channels, "JOB_TIMEOUT_S", 0.3)


@pytest.fixture
def hasty(patient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who never answers is not waited for."""
    monkeypatch.setattr(channels, "STATUS_TIMEOUT_S", 0.2)


def _driver(printer: FakePrinter, timeout_s: float = PATIENCE_S) -> NetworkDriver:
    return NetworkDriver("127.0.0.1", printer.port, timeout_s)


def test_a_well_printer_gets_the_job_and_confirms(start_printer: Start) -> None:
    printer = start_printer(fake_printers.answering(fake_printers.FINE))
    assert _driver(printer).send(JOB) == "confirmed"
    assert printer.job == JOB


def test_a_printer_without_queued_answers_confirms_too(start_printer: Start) -> None:
    printer = start_printer(fake_printers.answering(fake_printers.FINE, queued=None))
    assert _driver(printer).send(JOB) == "confirmed"


@pytest.mark.usefixtures("hasty")
def test_a_silent_printer_gets_the_job_unconfirmed(start_printer: Start) -> None:
    printer = start_printer(fake_printers.silent)
    assert _driver(printer).send(JOB) == "sent"
    printer.close()
    assert printer.job == JOB


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        (fake_printers.PAPER_OUT, PaperOut),
        (fake_printers.COVER_OPEN, CoverOpen),
        (fake_printers.OFFLINE, Offline),
    ],
)
def test_a_printer_in_trouble_is_not_sent_to(
    start_printer: Start, answers: dict[int, int], error: type[PrinterError]
) -> None:
    printer = start_printer(fake_printers.answering(answers))
    with pytest.raises(error) as raised:
        _driver(printer).send(JOB)
    assert not raised.value.may_have_printed
    printer.close()
    assert printer.job == b""


@pytest.mark.parametrize("queued", [None, b"\x0c"])
def test_paper_that_ends_in_the_job_is_reported(start_printer: Start, queued: bytes | None) -> None:
    talk = fake_printers.answering(fake_printers.FINE, fake_printers.PAPER_OUT, queued=queued)
    with pytest.raises(PaperOut) as raised:
        _driver(start_printer(talk)).send(JOB)
    assert raised.value.may_have_printed


def test_a_closed_port_refuses() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Refused) as raised:
        NetworkDriver("127.0.0.1", port).send(JOB)
    assert not raised.value.may_have_printed


def test_a_printer_busy_with_another_connection_refuses(start_printer: Start) -> None:
    printer = start_printer(fake_printers.closing_at_once)
    with pytest.raises(Refused):
        _driver(printer).send(JOB)


def test_a_full_backlog_ends_at_the_connect_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drivers, "CONNECT_TIMEOUT_S", 0.3)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    address = listener.getsockname()
    waiting = [socket.socket() for _ in range(4)]
    for client in waiting:
        client.setblocking(False)
        client.connect_ex(address)
    started = time.monotonic()
    with pytest.raises(Offline):
        NetworkDriver(*address).send(JOB)
    assert time.monotonic() - started < PATIENCE_S
    for opened in (*waiting, listener):
        opened.close()


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    "talk", [fake_printers.never_reading, fake_printers.stalling_after(50_000)]
)
def test_a_printer_that_stops_reading_ends_at_the_deadline(
    start_printer: Start, talk: Talk
) -> None:
    printer = start_printer(talk)
    started = time.monotonic()
    with pytest.raises(Stalled) as raised:
        _driver(printer, timeout_s=0.6).send(LARGE_JOB)
    assert raised.value.may_have_printed
    assert time.monotonic() - started < PATIENCE_S


@pytest.mark.parametrize("answers", [True, False])
@pytest.mark.parametrize("count", [1, 60, len(JOB)])
def test_a_reset_in_the_job_is_never_sent(
    start_printer: Start, count: int, answers: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not answers:
        monkeypatch.setattr(channels, "STATUS_TIMEOUT_S", 0.2)
    printer = start_printer(fake_printers.resetting_after(count, answers=answers))
    with pytest.raises(Stalled) as raised:
        _driver(printer).send(JOB)
    assert raised.value.may_have_printed


def test_automatic_status_reports_are_not_taken_for_answers(start_printer: Start) -> None:
    report, answer = b"\x14\x08\x00\x0f", b"\x00"
    talk = fake_printers.answering(fake_printers.FINE, queued=report + answer)
    assert _driver(start_printer(talk)).send(JOB) == "confirmed"


def test_a_file_grows_job_by_job(tmp_path: Path) -> None:
    driver = FileDriver(tmp_path / "out.bin")
    assert [driver.send(b"one"), driver.send(b"two")] == ["sent", "sent"]
    assert (tmp_path / "out.bin").read_bytes() == b"onetwo"


def test_a_missing_device_is_offline_and_is_not_created() -> None:
    with pytest.raises(Offline):
        FileDriver("/dev/kaifan-no-such-printer").send(JOB)
    assert not Path("/dev/kaifan-no-such-printer").exists()


def test_a_device_without_permission_and_a_busy_one_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error, expected in (
        (PermissionError(errno.EACCES, "denied"), NotAllowed),
        (OSError(errno.EBUSY, "busy"), Refused),
    ):
        monkeypatch.setattr(drivers.os, "open", Mock(side_effect=error))
        with pytest.raises(expected) as raised:
            FileDriver(tmp_path / "lp0").send(JOB)
        assert not raised.value.may_have_printed


def test_a_terminal_device_gets_the_exact_bytes() -> None:
    master, slave = pty.openpty()
    tty.setraw(slave)
    assert FileDriver(os.ttyname(slave)).send(JOB) == "sent"
    assert os.read(master, 4096) == JOB
    os.close(slave)
    os.close(master)


def test_a_device_that_takes_nothing_ends_at_the_deadline(tmp_path: Path) -> None:
    fifo = tmp_path / "lp0"
    os.mkfifo(fifo)
    with pytest.raises(Offline):
        FileDriver(fifo).send(JOB)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(Stalled) as raised:
        FileDriver(fifo, timeout_s=0.2).send(JOB * 1000)
    os.close(reader)
    assert raised.value.may_have_printed


def test_a_virtual_printer_keeps_the_exact_bytes_of_the_newest_jobs(tmp_path: Path) -> None:
    folder = tmp_path / "jobs"
    driver = VirtualDriver(folder)
    for number in range(drivers.VIRTUAL_JOBS_KEPT + 5):
        assert driver.send(b"job %d" % number) == "confirmed"
    jobs = virtual_jobs(folder)
    assert [job.read_bytes() for job in jobs] == [b"job %d" % n for n in range(204, 4, -1)]
    assert {path.suffix for path in folder.iterdir()} == {".bin"}


def test_virtual_jobs_of_many_threads_are_all_kept(tmp_path: Path) -> None:
    driver = VirtualDriver(tmp_path)
    threads = [threading.Thread(target=driver.send, args=(b"%d" % number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {job.read_bytes() for job in virtual_jobs(tmp_path)} == {b"%d" % n for n in range(40)}


def test_a_folder_that_cannot_be_written_is_offline(tmp_path: Path) -> None:
    (tmp_path / "jobs").write_text("a file in the way")
    with pytest.raises(Offline):
        VirtualDriver(tmp_path / "jobs").send(JOB)
