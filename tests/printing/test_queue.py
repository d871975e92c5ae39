"""Every slip comes out at least once, a possible second copy says so, old ones stay away."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.clock import FixedClock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.kitchen import queries as kitchen
from app.ordering import service as ordering
from app.printing import queries, service, workers
from app.printing.errors import NoPrinter
from app.printing.models import JobStatus, Printer, PrinterKind, PrintJob
from app.printing.service.queueing import SLIP_EXPIRES
from printer.errors import BadDocument, Offline, PaperOut, Stalled
from tests.factories.ordering import place, place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop, make_shop
from tests.factories.tables import presence_at
from tests.printer.fake_printers import FakePrinter, never_reading, silent

Drain = Callable[[], int]


def jobs(printer: Printer | None = None) -> list[PrintJob]:
    db.session.expire_all()
    query = select(PrintJob).order_by(PrintJob.id)
    if printer is not None:
        query = query.where(PrintJob.printer_id == printer.id)
    return list(db.session.scalars(query))


def send(printer: Printer) -> None:
    workers.send_due(printer.id, threading.Event())


@contextmanager
def broken(monkeypatch: pytest.MonkeyPatch, error: Exception) -> Iterator[list[bytes]]:
    """Every driver takes the bytes and then raises."""
    taken: list[bytes] = []

    class Broken:
        def send(self, payload: bytes) -> str:
            taken.append(payload)
            raise error

    with monkeypatch.context() as patch:
        patch.setattr(workers, "driver_of", lambda *_a: Broken())
        yield taken


@pytest.fixture
def printer(shop: Shop) -> Printer:
    """A printer for the whole kitchen and the bills."""
    return make_printer(shop.actor)


@pytest.fixture
def slip(shop: Shop, printer: Printer, drain: Drain) -> PrintJob:
    """A slip that waits in its queue."""
    place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    [job] = jobs()
    return job


def test_slips_go_to_the_printers_of_their_stations(shop: Shop, drain: Drain) -> None:
    hot = make_printer(shop.actor, "炒锅", station_ids=(shop.stations["hot"].id,))
    cold = make_printer(shop.actor, "凉菜", station_ids=(shop.stations["cold"].id,))
    total = make_printer(shop.actor, "总单")
    bills = make_printer(shop.actor, "前台", prints_kitchen=False)
    off = make_printer(shop.actor, "坏的", is_enabled=False)
    place_at_counter(shop.actor, shop.dish["tofu"], shop.dish["cucumber"], shop.dish["rice"])
    drain()
    counts = [len(jobs(each)) for each in (hot, cold, total, bills, off)]
    assert counts == [2, 2, 3, 0, 0]


def test_a_slip_is_sent_and_its_ticket_is_seen(
    shop: Shop, printer: Printer, slip: PrintJob
) -> None:
    send(printer)
    [job] = jobs()
    assert job.status in (JobStatus.SENT, JobStatus.CONFIRMED)
    ticket = kitchen.get_ticket(shop.id, job.ticket_id or "").ticket
    assert ticket.printed_at is not None


def test_slips_are_numbered_per_station_without_a_gap(shop: Shop, drain: Drain) -> None:
    make_printer(shop.actor)
    for _ in range(4):
        place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    assert [job.document["slip_number"] for job in jobs()] == [1, 2, 3, 4]


def test_a_slip_has_one_number_at_all_its_printers(shop: Shop, drain: Drain) -> None:
    first, second = make_printer(shop.actor), make_printer(shop.actor, "传菜")
    for _ in range(3):
        place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    for printer in (first, second):
        assert [job.slip_number for job in jobs(printer)] == [1, 2, 3]


def test_retries_wait_longer_and_keep_the_order(
    shop: Shop,
    printer: Printer,
    slip: PrintJob,
    clock: FixedClock,
    drain: Drain,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place_at_counter(shop.actor, shop.dish["beer"])
    drain()
    waits = []
    with broken(monkeypatch, PaperOut("no paper")):
        for _ in range(7):
            send(printer)
            first, second = jobs()
            assert (first.status, second.attempts) == (JobStatus.QUEUED, 0)
            waits.append((first.next_try_at - clock.now()).total_seconds())
            clock.move(seconds=waits[-1])
    assert waits == [2, 4, 8, 16, 30, 30, 30]
    assert queries.get_printer(shop.id, printer.id).last_error == "paper_out"
    send(printer)
    assert all(job.finished_at for job in jobs())
    assert queries.get_printer(shop.id, printer.id).last_error is None


@pytest.mark.parametrize(
    ("error", "marked"),
    [
        (Offline("nobody there"), False),
        (Stalled("in the middle", may_have_printed=True), True),
        (OSError("cable"), True),
    ],
)
def test_only_a_possible_second_copy_is_marked(
    printer: Printer,
    slip: PrintJob,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    marked: bool,
) -> None:
    with broken(monkeypatch, error):
        send(printer)
    assert jobs()[0].may_have_printed is marked
    clock.move(seconds=5)
    claimed = service.claim_next(printer.id)
    assert claimed is not None
    assert claimed.document["copy"] == ("possible_copy" if marked else "")


def test_a_crash_between_sending_and_marking_prints_again_and_says_so(
    printer: Printer, slip: PrintJob
) -> None:
    assert service.claim_next(printer.id)
    assert service.claim_next(printer.id) is None
    assert service.recover_interrupted() == 1
    again = service.claim_next(printer.id)
    assert again is not None
    assert again.document["copy"] == "possible_copy"


def test_control_without_recovery_the_slip_would_be_lost(printer: Printer, slip: PrintJob) -> None:
    service.claim_next(printer.id)
    assert service.claim_next(printer.id) is None
    assert jobs()[0].status is JobStatus.SENDING


def test_last_nights_slip_never_prints_by_itself(
    shop: Shop, printer: Printer, slip: PrintJob, clock: FixedClock
) -> None:
    clock.move(seconds=SLIP_EXPIRES.total_seconds())
    send(printer)
    assert jobs()[0].status is JobStatus.EXPIRED
    service.retry_job(slip.id, actor=shop.person())
    send(printer)
    assert jobs()[0].status in (JobStatus.SENT, JobStatus.CONFIRMED)


def test_a_document_that_cannot_be_printed_holds_nobody_up(
    shop: Shop, printer: Printer, slip: PrintJob, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    with broken(monkeypatch, BadDocument("no such field")):
        send(printer)
    assert jobs()[0].status is JobStatus.FAILED
    place_at_counter(shop.actor, shop.dish["beer"])
    drain()
    send(printer)
    assert jobs()[1].finished_at is not None


def test_a_reprint_says_so(shop: Shop, printer: Printer, slip: PrintJob) -> None:
    send(printer)
    assert slip.ticket_id is not None
    assert service.reprint_ticket(slip.ticket_id, actor=shop.person()) == 1
    assert jobs()[1].document["copy"] == "reprint"


def test_a_printed_slip_that_is_cancelled_gets_a_void_slip(
    shop: Shop, printer: Printer, drain: Drain
) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    send(printer)
    ordering.cancel_order(order, actor=shop.actor)
    drain()
    first, void = jobs()
    assert (first.document["purpose"], void.document["purpose"]) == ("", "void")
    send(printer)
    assert jobs()[1].status in (JobStatus.SENT, JobStatus.CONFIRMED)


def test_bills_need_a_printer_for_bills(shop: Shop) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    place(presence, shop.dish["tofu"])
    make_printer(shop.actor, "灶台", prints_bills=False)
    with pytest.raises(NoPrinter):
        service.print_pre_bill(presence.session_id, actor=shop.person())
    make_printer(shop.actor, prints_kitchen=False)
    assert service.print_pre_bill(presence.session_id, actor=shop.person())


@pytest.mark.parametrize("talk", [never_reading, silent])
def test_a_dead_printer_delays_no_order_and_no_other_printer(
    app: Flask, shop: Shop, drain: Drain, talk: Callable[..., None]
) -> None:
    """The dead one accepts and never answers; the other's slip is out while it is being tried."""
    dead = FakePrinter(talk)
    try:
        first = make_printer(
            shop.actor, "死的", kind=PrinterKind.NETWORK, host="127.0.0.1", port=dead.port
        )
        alive = make_printer(shop.actor, "活的")
        place_at_counter(shop.actor, shop.dish["tofu"])
        drain()
        threads = [workers.PrinterWorker(app, each.id) for each in (first, alive)]
        for thread in threads:
            thread.start()
        start = time.monotonic()
        place_at_counter(shop.actor, shop.dish["beer"])
        drain()
        ordered_in = time.monotonic() - start
        while time.monotonic() - start < 60 and not all(j.finished_at for j in jobs(alive)):
            time.sleep(0.02)
        assert all(job.finished_at for job in jobs(alive))
        assert ordered_in < 10
    finally:
        dead.close()
        for thread in threads:
            thread.stop()
        for thread in threads:
            thread.join(60)


def test_a_printer_that_is_held_up_holds_up_no_other(
    app: Flask, shop: Shop, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other's slip is out before the one that hangs has let go."""
    held, other = (make_printer(shop.actor, name) for name in ("挂住的", "好的"))
    hangs, goes_on = threading.Event(), threading.Event()
    usual, held_id = workers.driver_of, held.id

    def driver_of(printer: Printer, *given: Any) -> Any:
        if printer.id == held_id:
            hangs.set()
            goes_on.wait(120)
        return usual(printer, *given)

    monkeypatch.setattr(workers, "driver_of", driver_of)
    place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    threads = [workers.PrinterWorker(app, each.id) for each in (held, other)]
    try:
        threads[0].start()
        assert hangs.wait(60)
        threads[1].start()
        end = time.monotonic() + 60
        while not all(job.finished_at for job in jobs(other)):
            assert time.monotonic() < end, "it waits for the other printer"
            time.sleep(0.02)
        assert not any(job.finished_at for job in jobs(held))
    finally:
        goes_on.set()
        for thread in threads:
            if thread.is_alive():
                thread.stop()
                thread.join(60)


def test_another_stores_printers_are_out_of_reach(
    shop: Shop, printer: Printer, slip: PrintJob
) -> None:
    other = make_shop("新店", prefix="b-")
    with pytest.raises(NotFound):
        queries.get_printer(other.id, printer.id)
    with pytest.raises(NotFound):
        service.retry_job(slip.id, actor=other.person())
    with pytest.raises(NotFound):
        service.remove_printer(printer.id, actor=other.person())


@pytest.mark.parametrize(
    ("host", "port", "allowed"),
    [
        ("192.168.1.50", 9100, True),
        ("10.0.0.7", 9101, True),
        ("192.168.1.50", 22, False),
        ("8.8.8.8", 9100, False),
        ("169.254.169.254", 9100, False),
        ("0.0.0.0", 9100, False),
        ("::ffff:8.8.8.8", 9100, False),
        ("", 9100, False),
    ],
)
def test_a_printer_lies_in_the_shops_own_network(
    shop: Shop, host: str, port: int, allowed: bool
) -> None:
    def add() -> Printer:
        return make_printer(shop.actor, kind=PrinterKind.NETWORK, host=host, port=port)

    if allowed:
        assert add().host == host
    else:
        with pytest.raises(Invalid):
            add()


@pytest.mark.parametrize("path", ["/etc/passwd", "/dev/sda", "", "../lp0", "/dev/usb/../sda"])
def test_a_device_is_a_printers_device(shop: Shop, path: str) -> None:
    with pytest.raises(Invalid):
        make_printer(shop.actor, kind=PrinterKind.FILE, path=path)


def test_a_printer_that_takes_jobs_at_once_gets_several_with_one_commit(
    shop: Shop, printer: Printer, slip: PrintJob, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        place_at_counter(shop.actor, shop.dish["beer"])
    drain()
    taken: list[int] = []
    monkeypatch.setattr(workers, "_MOMENT_S", 60)
    claim = service.mark_printed_and_claim

    def note(sent: list[service.Sent], printer_id: str, most: int) -> list[service.Claimed]:
        taken.append(len(sent))
        return claim(sent, printer_id, most)

    monkeypatch.setattr(service, "mark_printed_and_claim", note)
    send(printer)
    assert taken == [1, 2, 3]
    assert {job.status for job in jobs()} == {JobStatus.CONFIRMED}


def test_of_jobs_taken_together_only_the_one_that_failed_is_marked_and_order_is_kept(
    shop: Shop, printer: Printer, slip: PrintJob, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        place_at_counter(shop.actor, shop.dish["beer"])
    drain()
    sent: list[bytes] = []

    class Jams:
        def send(self, payload: bytes) -> str:
            if len(sent) == 1:
                raise Stalled("jam", may_have_printed=True)
            sent.append(payload)
            return "sent"

    monkeypatch.setattr(workers, "_MOMENT_S", 60)
    with monkeypatch.context() as patch:
        patch.setattr(workers, "driver_of", lambda *_a: Jams())
        workers.send_due(printer.id, threading.Event(), 4)
    first, jammed, *behind = jobs()
    assert first.status is JobStatus.SENT
    assert (jammed.status, jammed.may_have_printed) == (JobStatus.QUEUED, True)
    assert {(job.status, job.attempts, job.may_have_printed) for job in behind} == {
        (JobStatus.QUEUED, 0, False)
    }
    assert service.claim_due(printer.id, 4) == [], "the jammed one is first, and waits"


def test_a_slow_printer_gets_one_job_at_a_time(
    shop: Shop, printer: Printer, slip: PrintJob, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    place_at_counter(shop.actor, shop.dish["beer"])
    drain()
    monkeypatch.setattr(workers, "_MOMENT_S", -1)
    assert workers.send_due(printer.id, threading.Event(), 4) == 1
    assert [(job.status, job.attempts) for job in jobs()] == [(JobStatus.CONFIRMED, 1)] * 2
