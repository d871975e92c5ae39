"""Cloud printers: signed calls, errors inside a 200, and no paper claimed that is not there."""

import socket
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from printer import cloud
from printer.cloud import CloudAccount, CloudDriver, split
from printer.encode import render
from printer.errors import CloudRefused, CloudWaiting, Offline, PaperOut
from printer.feie import FeieDriver
from printer.paper import MM58, MM80, TAGGED, Commands
from printer.xpyun import XpyunDriver
from printer.yilianyun import YilianyunDriver
from tests.printer import samples
from tests.simulators.cloud_printers import DEVICE, KEY, USER, CloudPrinters

NOW = 1_767_330_660.0
DRIVERS: dict[Commands, type[CloudDriver]] = {
    "feie": FeieDriver,
    "xpyun": XpyunDriver,
    "yilianyun": YilianyunDriver,
}


@pytest.fixture
def service() -> Iterator[CloudPrinters]:
    """All three services on a local port."""
    running = CloudPrinters(NOW)
    yield running
    running.close()


@pytest.fixture(params=TAGGED)
def commands(request: pytest.FixtureRequest) -> Commands:
    """Each of the three."""
    chosen: Commands = request.param
    return chosen


def driver(
    commands: Commands, service: CloudPrinters, folder: Path, *, key: str = KEY,
    device: str = DEVICE, now: float = NOW,
) -> CloudDriver:  # fmt: skip
    account = CloudAccount(USER, key, device, folder)
    return DRIVERS[commands](account, service.url, now=lambda: now, pause=lambda _s: None)


def test_a_slip_is_handed_over_and_confirmed_when_the_service_says_printed(
    commands: Commands, service: CloudPrinters, tmp_path: Path
) -> None:
    service.asks = 3
    payload = render(samples.SLIP, replace(MM58, commands=commands))
    assert driver(commands, service, tmp_path).send(payload) == "confirmed"
    [content] = service.printed
    assert "宫保鸡丁" in content
    assert "加菜" in content


@pytest.mark.parametrize(("state", "error"), [("off", Offline), ("no_paper", PaperOut)])
def test_a_printer_in_trouble_is_not_handed_to(
    commands: Commands,
    service: CloudPrinters,
    tmp_path: Path,
    state: str,
    error: type[Exception],
) -> None:
    service.printer = state
    with pytest.raises(error) as raised:
        driver(commands, service, tmp_path).send("菜".encode())
    assert not raised.value.may_have_printed  # type: ignore[attr-defined]
    assert service.printed == []


def test_taken_is_not_printed(
    commands: Commands,
    service: CloudPrinters,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cloud, "_PATIENCE_S", 0.0)
    service.asks = None
    with pytest.raises(CloudWaiting) as raised:
        driver(commands, service, tmp_path).send("菜".encode())
    assert raised.value.may_have_printed
    assert len(service.printed) == 1


def test_a_wrong_key_or_number_is_refused_in_a_200(
    commands: Commands, service: CloudPrinters, tmp_path: Path
) -> None:
    for wrong in ({"key": "wrong"}, {"device": "1"}):
        with pytest.raises(CloudRefused) as raised:
            driver(commands, service, tmp_path / str(wrong), **wrong).send(b"x")
        assert not raised.value.may_have_printed
    assert service.printed == []


@pytest.mark.parametrize("commands", ["feie", "xpyun"], indirect=True)
def test_a_clock_that_is_wrong_is_refused(
    commands: Commands, service: CloudPrinters, tmp_path: Path
) -> None:
    with pytest.raises(CloudRefused, match="时间戳"):
        driver(commands, service, tmp_path, now=NOW - 3600).send(b"x")


def test_no_service_is_offline(commands: Commands, service: CloudPrinters, tmp_path: Path) -> None:
    service.http_status = 502
    with pytest.raises(Offline):
        driver(commands, service, tmp_path).send(b"x")
    with socket.create_server(("127.0.0.1", 0)) as free:
        service.url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(Offline) as raised:
        driver(commands, service, tmp_path).send(b"x")
    assert not raised.value.may_have_printed


def test_a_token_is_kept_and_fetched_anew_only_when_it_is_no_longer_good(
    service: CloudPrinters, tmp_path: Path
) -> None:
    for _ in range(3):
        driver("yilianyun", service, tmp_path).send(b"x")
    assert len(service.tokens) == 1
    kept = tmp_path / "yilianyun.token"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert KEY not in kept.read_text()
    service.expire_tokens()
    driver("yilianyun", service, tmp_path).send(b"x")
    assert service.calls.count("/oauth/oauth") == 2
    assert len(service.printed) == 4


def test_a_long_job_goes_in_parts_that_are_short_enough(
    service: CloudPrinters, tmp_path: Path
) -> None:
    many = replace(samples.SLIP, lines=samples.SLIP.lines * 60)
    payload = render(many, replace(MM80, commands="feie"))
    assert len(payload) > 10_000
    assert driver("feie", service, tmp_path).send(payload) == "confirmed"
    assert len(service.printed) > 2
    whole = "<BR>".join(service.printed)
    assert whole.count("宫保鸡丁") == 60
    assert all(len(part.encode()) <= 5_000 for part in service.printed)
    count = len(service.printed)
    for number, part in enumerate(service.printed, 1):
        lines = [line for line in part.split("<BR>") if line]
        mark = f"- {number}/{count} -"
        assert (lines[0] == mark) == (number > 1), "who reads a part knows that there was another"
        assert (lines[-1] == mark) == (number < count), "and that one follows"


def test_parts_are_parted_at_ends_of_lines_and_lose_nothing() -> None:
    payload = b"<BR>".join(b"%d" % number * 9 for number in range(100))
    parts = split(payload, 200, b"<BR>")
    assert all(len(part) <= 200 for part in parts)
    assert b"".join(parts) == payload


def test_no_remark_is_a_tag(commands: Commands) -> None:
    note = "<CUT><PLUGIN><QR>x</QR></B>@@2<BR>"
    line = replace(samples.SLIP.lines[0], note=note, name=note)
    plain = render(samples.SLIP, replace(MM58, commands=commands)).decode()
    text = render(
        replace(samples.SLIP, note=note, lines=(line, samples.SLIP.lines[1])),
        replace(MM58, commands=commands),
    ).decode()
    for tag in ("<CUT>", "<PLUGIN>", "<QR>", "@@"):
        assert text.count(tag) == plain.count(tag)
    assert "＜" in text
