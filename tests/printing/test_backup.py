"""A printer in trouble: its backup prints and says so; both in trouble is an alarm."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.clock import FixedClock
from app.core.db import db, transaction
from app.core.errors import Invalid
from app.notices.kinds import NoticeKind
from app.notices.models import Notice
from app.printing import queries, service, workers
from app.printing.errors import in_plain_words
from app.printing.inputs import PrinterInput
from app.printing.models import JobStatus, Printer, PrinterKind, PrintJob
from app.upkeep import watching
from printer.drivers import VirtualDriver
from printer.errors import PaperOut, Stalled
from tests.factories.ordering import place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop

Drain = Callable[[], int]


class Devices:
    """Printers by name, of which some are in trouble; `papers` are the bytes that came out."""

    def __init__(self) -> None:
        self.troubled: dict[str, Exception] = {}
        self.papers: dict[str, list[bytes]] = {}

    def driver_of(self, printer: Printer, folder: Path) -> object:
        devices = self

        class Driver:
            def send(self, payload: bytes) -> str:
                if printer.name in devices.troubled:
                    raise devices.troubled[printer.name]
                devices.papers.setdefault(printer.name, []).append(payload)
                return VirtualDriver(folder).send(payload)

        return Driver()


@pytest.fixture
def devices(monkeypatch: pytest.MonkeyPatch) -> Devices:
    """All printers of the shop, well."""
    made = Devices()
    monkeypatch.setattr(workers, "driver_of", made.driver_of)
    return made


@pytest.fixture
def backup(shop: Shop) -> Printer:
    """The printer at the counter."""
    return make_printer(shop.actor, "前台", prints_kitchen=False)


@pytest.fixture
def kitchen(shop: Shop, backup: Printer) -> Printer:
    """The kitchen's printer, for which the counter's stands in."""
    return make_printer(shop.actor, "后厨", prints_bills=False, backup_id=backup.id)


def send(*printers: Printer) -> None:
    for printer in printers:
        workers.send_due(printer.id, threading.Event())


def jobs() -> list[PrintJob]:
    db.session.expire_all()
    return list(db.session.scalars(select(PrintJob).order_by(PrintJob.id)))


def words(payload: bytes) -> str:
    return payload.decode("gbk", "replace")


def test_the_backup_prints_after_two_tries_and_says_for_whom(
    shop: Shop,
    kitchen: Printer,
    backup: Printer,
    devices: Devices,
    drain: Drain,
    clock: FixedClock,
) -> None:
    devices.troubled["后厨"] = PaperOut("no paper")
    place_at_counter(shop.actor, shop.dish["tofu"])
    place_at_counter(shop.actor, shop.dish["beer"])
    drain()
    send(kitchen, backup)
    assert devices.papers == {}, "one failure may mend by itself"
    clock.move(seconds=3)
    send(kitchen, backup)
    slips = [words(paper) for paper in devices.papers["前台"]]
    assert len(slips) == 2
    assert all("代打 后厨" in slip for slip in slips)
    assert not any("可能重复" in slip for slip in slips)
    assert {job.meant_for.name for job in jobs() if job.meant_for} == {"后厨"}
    assert {job.status for job in jobs()} == {JobStatus.CONFIRMED}


def test_a_slip_that_may_lie_in_the_troubled_printer_says_so_at_the_backup(
    shop: Shop,
    kitchen: Printer,
    backup: Printer,
    devices: Devices,
    drain: Drain,
    clock: FixedClock,
) -> None:
    devices.troubled["后厨"] = Stalled("stopped", may_have_printed=True)
    place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    send(kitchen)
    clock.move(seconds=3)
    send(kitchen, backup)
    [slip] = devices.papers["前台"]
    assert "可能重复" in words(slip)
    assert "代打 后厨" in words(slip)


def test_without_a_backup_it_waits_and_a_test_page_stays_where_it_belongs(
    shop: Shop,
    kitchen: Printer,
    backup: Printer,
    devices: Devices,
    clock: FixedClock,
    drain: Drain,
) -> None:
    alone = make_printer(shop.actor, "吧台")
    for printer in (alone, kitchen):
        devices.troubled[printer.name] = PaperOut("no paper")
        service.print_test_page(printer.id, actor=shop.actor)
    place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    for _ in range(3):
        send(alone, kitchen, backup)
        clock.move(seconds=5)
    stayed = [job.document["kind"] for job in jobs() if job.printer_id == alone.id]
    assert sorted(stayed) == ["kitchen_slip", "test_page"]
    assert [j.document["kind"] for j in jobs() if j.printer_id == kitchen.id] == ["test_page"]
    assert len(devices.papers["前台"]) == 1


def test_when_both_fail_the_slip_waits_and_the_alarm_is_told_at_once(
    app: Flask,
    shop: Shop,
    kitchen: Printer,
    backup: Printer,
    devices: Devices,
    drain: Drain,
    clock: FixedClock,
) -> None:
    devices.troubled["后厨"] = PaperOut("no paper")
    place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    send(kitchen)
    clock.move(seconds=3)
    send(kitchen)
    watching.watch_shop()
    assert _open_notices(shop) == {NoticeKind.PRINTER_STOOD_IN}
    devices.troubled["前台"] = PaperOut("no paper either")
    for _ in range(3):
        send(backup, kitchen)
        clock.move(seconds=40)
    watching.watch_shop()
    assert _open_notices(shop) == {NoticeKind.PRINTERS_BOTH_FAILING}
    [job] = jobs()
    assert (job.status, job.printer_id) == (JobStatus.QUEUED, backup.id)
    devices.troubled.clear()
    send(backup)
    assert len(devices.papers["前台"]) == 1


def _open_notices(shop: Shop) -> set[NoticeKind]:
    db.session.expire_all()
    about = (NoticeKind.PRINTER_STOOD_IN, NoticeKind.PRINTERS_BOTH_FAILING)
    query = select(Notice.kind).where(
        Notice.store_id == shop.id, Notice.open_key.is_not(None), Notice.kind.in_(about)
    )
    return set(db.session.scalars(query))


def test_an_expired_slip_prints_only_when_somebody_chooses_so(
    shop: Shop,
    kitchen: Printer,
    backup: Printer,
    devices: Devices,
    drain: Drain,
    clock: FixedClock,
) -> None:
    for dish in ("tofu", "beer", "rice"):
        place_at_counter(shop.actor, shop.dish[dish])
    drain()
    clock.move(minutes=31)
    send(kitchen, backup)
    assert devices.papers == {}
    since = clock.now().replace(year=2000)
    expired = queries.list_unprinted(shop.id, since)
    assert len(expired) == 3
    at_home, elsewhere, gone = expired
    service.retry_job(at_home.id, actor=shop.actor)
    service.retry_job(elsewhere.id, actor=shop.actor, printer_id=backup.id)
    assert service.drop_jobs([gone.id], actor=shop.actor) == 1
    send(kitchen, backup)
    clock.move(minutes=60)
    send(kitchen, backup)
    assert {name: len(papers) for name, papers in devices.papers.items()} == {"后厨": 1, "前台": 1}
    assert "代打 后厨" in words(devices.papers["前台"][0])
    assert queries.list_unprinted(shop.id, since) == []


def test_the_numbers_of_the_day_show_what_is_not_on_paper(
    shop: Shop, kitchen: Printer, devices: Devices, drain: Drain, clock: FixedClock
) -> None:
    start = clock.now()
    for _ in range(3):
        place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    first, second, third = jobs()
    send(kitchen)
    [station] = queries.slip_numbers(shop.id, start)
    assert (station.last, station.open_jobs, station.missing) == (3, (), ())
    with transaction():
        second.status = JobStatus.EXPIRED
        db.session.delete(first)
    [station] = queries.slip_numbers(shop.id, start)
    assert ([job.id for job in station.open_jobs], station.missing) == ([second.id], (1,))
    assert third.slip_number == 3


@pytest.mark.parametrize(
    ("kind", "path", "field"),
    [
        ("usb", "/dev/usb/lp0", "path"),
        ("file", "/etc/passwd", "path"),
        ("file", "/dev/usb/lp0/../../../etc/passwd", "path"),
        ("serial", "COM3; rm", "path"),
        ("cups", "-o raw", "path"),
        ("windows", "", "path"),
        ("feie", "x y", "path"),
        ("xpyun", "91850001", "account"),
    ],
)
def test_a_place_that_cannot_be_is_refused(shop: Shop, kind: str, path: str, field: str) -> None:
    given = PrinterInput(name="x", kind=PrinterKind(kind), path=path)
    with pytest.raises(Invalid) as refused:
        service.add_printer(given, actor=shop.actor)
    assert field in refused.value.extra["fields"]


def test_a_cloud_printers_key_is_kept_when_none_is_given(shop: Shop) -> None:
    given = PrinterInput(
        name="云", kind=PrinterKind.FEIE, path="918500001", account="a@b.test", secret="ukey"
    )
    printer = service.add_printer(given, actor=shop.actor)
    changed = given.model_copy(update={"secret": None, "name": "云打印"})
    service.change_printer(printer.id, changed, actor=shop.actor)
    assert queries.get_printer(shop.id, printer.id).secret == "ukey"


def test_a_printer_is_no_backup_of_itself_and_a_removed_one_of_none(
    shop: Shop, kitchen: Printer, backup: Printer
) -> None:
    given = PrinterInput(name="后厨", kind=PrinterKind.VIRTUAL, backup_id=kitchen.id)
    with pytest.raises(Invalid):
        service.change_printer(kitchen.id, given, actor=shop.actor)
    service.remove_printer(backup.id, actor=shop.actor)
    assert queries.find_backup(shop.id, kitchen.id) is None


@pytest.mark.parametrize("code", ["driver_missing", "cloud_refused", "cloud_waiting"])
def test_every_cause_has_plain_words(app: Flask, code: str) -> None:
    assert str(in_plain_words(code)) != str(in_plain_words("no such code"))
