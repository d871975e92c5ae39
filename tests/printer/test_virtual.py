"""The virtual printer as a program: real bytes over TCP, its state, its page, its misfortunes."""

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
from escpos.printer import Dummy, Network

from printer import channels, drivers
from printer.decode import decode
from printer.decoded import Barcode, Drawer, Line, Qr, Raster, Unknown
from printer.drivers import NetworkDriver
from printer.elements import Cut, Size
from printer.encode import render
from printer.errors import CoverOpen, Offline, PaperOut, PrinterError, Stalled
from printer.paper import MM80
from printer.virtual.machine import Machine
from printer.virtual.page import jobs_html, serve
from tests.printer import samples

ROOT = Path(__file__).resolve().parents[2]
JOB = render(samples.SLIP, MM80)


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "STATUS_TIMEOUT_S", 20.0)
    monkeypatch.setattr(channels, "JOB_TIMEOUT_S", 0.3)


@pytest.fixture
def machine() -> Iterator[Machine]:
    """A machine on a free port."""
    made = Machine("127.0.0.1", 0)
    yield made
    made.close()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "this never came true"
        time.sleep(0.01)


def driver(machine: Machine, timeout_s: float = 20.0) -> NetworkDriver:
    return NetworkDriver("127.0.0.1", machine.port, timeout_s)


def test_our_own_driver_prints_and_is_confirmed(machine: Machine) -> None:
    assert driver(machine).send(JOB) == "confirmed"
    until(lambda: bool(machine.jobs) and machine.jobs[0].is_over)
    assert JOB in machine.jobs[0].paper
    assert "宫保鸡丁".encode("gbk") in machine.jobs[0].paper


@pytest.mark.parametrize(
    ("state", "error"),
    [
        ({"paper": "out"}, PaperOut),
        ({"is_cover_open": True}, CoverOpen),
        ({"is_offline": True}, Offline),
    ],
)
def test_its_misfortunes_are_what_our_driver_sees(
    machine: Machine, state: dict[str, object], error: type[PrinterError]
) -> None:
    machine.change(**state)
    with pytest.raises(error) as raised:
        driver(machine).send(JOB)
    assert not raised.value.may_have_printed
    machine.change(paper="ok", is_cover_open=False, is_offline=False)
    assert driver(machine).send(JOB) == "confirmed"


def test_a_stalled_machine_stalls_our_driver(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "STATUS_TIMEOUT_S", 0.5)
    machine.change(is_stalled=True)
    with pytest.raises(Stalled) as raised:
        driver(machine, timeout_s=0.5).send(JOB * 20_000)
    assert raised.value.may_have_printed


def test_a_silent_machine_gets_the_job_unconfirmed(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "STATUS_TIMEOUT_S", 0.2)
    monkeypatch.setattr(drivers, "STATUS_TIMEOUT_S", 0.2)
    machine.change(is_silent=True)
    assert driver(machine).send(JOB) == "sent"


def test_without_paper_bytes_wait_in_the_buffer_and_a_reset_loses_them(machine: Machine) -> None:
    with socket.create_connection(("127.0.0.1", machine.port)) as connection:
        connection.sendall(b"first\n")
        until(lambda: bool(machine.jobs) and machine.jobs[0].printed == 6)
        machine.change(paper="out")
        connection.sendall(b"second\n")
        until(lambda: len(machine.jobs[0].received) == 13)
        assert machine.jobs[0].paper == b"first\n"
        machine.change(paper="ok")
        until(lambda: machine.jobs[0].paper == b"first\nsecond\n")
        machine.change(paper="out")
        connection.sendall(b"third\n")
        until(lambda: len(machine.jobs[0].received) == 19)
        machine.reset()
        with pytest.raises(OSError, match="reset"):
            connection.recv(1)
    until(lambda: machine.jobs[0].is_over)
    assert machine.jobs[0].paper == b"first\nsecond\n"
    assert machine.jobs[0].was_lost


def test_automatic_status_is_sent_at_each_change(machine: Machine) -> None:
    with socket.create_connection(("127.0.0.1", machine.port)) as connection:
        connection.settimeout(60)
        connection.sendall(b"\x1da\xff")
        assert connection.recv(4) == b"\x10\x00\x00\x0f"
        machine.change(is_cover_open=True)
        assert connection.recv(4) == b"\x38\x00\x00\x0f"
        machine.change(is_cover_open=False, paper="out")
        assert connection.recv(4) == b"\x18\x00\x0f\x0f"


def test_a_question_inside_a_picture_is_none(machine: Machine) -> None:
    picture = b"\x1dv0\x00\x02\x00\x03\x00" + b"\x10\x04\x01\x10\x04\x02"
    with socket.create_connection(("127.0.0.1", machine.port)) as connection:
        connection.settimeout(60)
        connection.sendall(picture + b"\x10\x04\x04")
        assert connection.recv(16) == b"\x12"


def test_python_escpos_prints_on_it_and_reads_its_state(machine: Machine) -> None:
    printer = Network("127.0.0.1", machine.port, timeout=60)
    assert printer.is_online()
    assert printer.paper_status() == 2
    machine.change(paper="near_end")
    assert printer.paper_status() == 1
    printer.set(double_width=True, double_height=True)
    printer.text("HELLO\n")
    printer.qr("https://example.test", native=True)
    printer.barcode("4006381333931", "EAN13", function_type="B")
    printer.cashdraw(2)
    printer.cut()
    printer.close()
    until(lambda: bool(machine.jobs) and machine.jobs[0].is_over)
    found = decode(machine.jobs[0].paper)
    assert not [each for each in found if isinstance(each, Unknown)]
    [hello] = [e for e in found if isinstance(e, Line) and e.text == "HELLO"]
    assert hello.runs[0].size == Size(2, 2)
    assert [each.text for each in found if isinstance(each, Qr)] == ["https://example.test"]
    kinds = Counter(type(each) for each in found)
    assert (kinds[Barcode], kinds[Drawer], kinds[Cut]) == (1, 1, 1)


def test_pictures_of_python_escpos_in_every_way_it_has() -> None:
    from PIL import Image

    picture = Image.new("1", (64, 40), 0)
    for way in ("bitImageRaster", "graphics", "bitImageColumn"):
        printer = Dummy()
        printer.image(picture, impl=way)
        found = decode(printer.output)
        assert not [each for each in found if isinstance(each, Unknown)], way
        rasters = [each for each in found if isinstance(each, Raster)]
        assert {raster.width for raster in rasters} == {64}, way


def test_the_barcodes_of_a_real_stream_are_all_read(shared_file: Callable[[str], Path]) -> None:
    payload = shared_file("escpos/python-escpos_barcode.bin").read_bytes()
    found = decode(payload)
    assert len([each for each in found if isinstance(each, Barcode)]) == 40
    assert not [each for each in found if isinstance(each, Unknown)]


def test_what_it_does_not_know_is_listed(machine: Machine) -> None:
    with socket.create_connection(("127.0.0.1", machine.port)) as connection:
        connection.sendall("<b>菜</b>".encode("gb18030") + b"\x1d\xfe\x01\n")
    until(lambda: bool(machine.jobs) and machine.jobs[0].is_over)
    shown = jobs_html(machine, MM80, "en")
    assert "Unknown commands: 2" in shown
    assert "1d fe" in shown
    assert "<b>" not in shown


@pytest.fixture
def page(machine: Machine) -> Iterator[str]:
    """The address of the machine's page."""
    server = serve(machine, "127.0.0.1", 0, ("127.0.0.1", machine.port))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_page_shows_the_paper_and_has_the_switches(machine: Machine, page: str) -> None:
    with urllib.request.urlopen(f"{page}/?lang=zh") as answer:
        text = answer.read().decode()
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert f"127.0.0.1:{machine.port}" in text
    driver(machine).send(JOB)
    until(lambda: machine.jobs[0].is_over)
    with urllib.request.urlopen(f"{page}/jobs?lang=zh&mm=80") as answer:
        told = json.load(answer)
    assert "宫" in told["jobs"]
    urllib.request.urlopen(f"{page}/", data=b"do=paper&value=out").close()
    urllib.request.urlopen(f"{page}/", data=b"do=cover&value=1").close()
    assert (machine.state.paper, machine.state.is_cover_open) == ("out", True)
    with urllib.request.urlopen(f"{page}/jobs/1.bin") as answer:
        assert JOB in answer.read()
    urllib.request.urlopen(f"{page}/", data=b"do=reset").close()
    urllib.request.urlopen(f"{page}/", data=b"do=clear").close()
    assert (machine.state.paper, len(machine.jobs)) == ("ok", 0)


def test_another_site_cannot_play_with_it(machine: Machine, page: str) -> None:
    asked = urllib.request.Request(
        f"{page}/", b"do=paper&value=out", {"Origin": "https://elsewhere.test"}
    )
    with pytest.raises(HTTPError, match="403"):
        urllib.request.urlopen(asked)
    assert machine.state.paper == "ok"


def test_it_runs_as_a_program() -> None:
    command = [sys.executable, "-m", "printer.virtual", "--port", "0", "--web-port", "0"]
    program = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ}
    )
    assert program.stdout is not None
    try:
        port = int(re.findall(r":(\d+)", program.stdout.readline())[0])
        address = program.stdout.readline().split()[1]
        assert NetworkDriver("127.0.0.1", port).send(JOB) == "confirmed"
        with urllib.request.urlopen(f"{address}jobs?lang=zh") as answer:
            assert "宫" in json.load(answer)["jobs"]
    finally:
        program.terminate()
        program.communicate(timeout=60)
