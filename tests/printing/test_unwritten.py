"""What a printer got while the database could not be written: printed again, with nobody's help."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.core.db import db
from app.printing import service, workers
from app.printing.models import PrintJob
from tests.factories.ordering import place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop


@pytest.fixture
def printer_id(shop: Shop, drain: Callable[[], int]) -> str:
    """A printer in whose queue a slip waits."""
    printer = make_printer(shop.actor)
    place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    return printer.id


def fails_once(monkeypatch: pytest.MonkeyPatch, name: str) -> threading.Event:
    """A verb of printing that the database refuses the first time it is needed."""
    verb, has_failed = getattr(service, name), threading.Event()

    def fails(*given: Any) -> Any:
        if has_failed.is_set():
            return verb(*given)
        has_failed.set()
        raise OperationalError("UPDATE print_job", {}, Exception("disk I/O error"))

    monkeypatch.setattr(service, name, fails)
    return has_failed


def printed_in_the_end() -> PrintJob:
    end = time.monotonic() + 60
    while True:
        db.session.expire_all()
        [job] = db.session.scalars(select(PrintJob))
        if job.finished_at:
            return job
        db.session.rollback()
        assert time.monotonic() < end, "the slip is never printed"
        time.sleep(0.02)


def test_what_could_not_be_written_down_is_printed_again_and_says_so(
    app: Flask, printer_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fails for a moment between the paper and its mark; nobody starts the server anew."""
    has_failed = fails_once(monkeypatch, "mark_printed_and_claim")
    worker = workers.PrinterWorker(app, printer_id)
    worker.start()
    try:
        job = printed_in_the_end()
    finally:
        worker.stop()
        worker.join(60)
    assert has_failed.is_set()
    assert (job.may_have_printed, job.attempts) == (True, 2)


def test_printers_work_though_the_database_was_held_at_the_start(
    app: Flask, printer_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_CHECK_PRINTERS_S", 0.05)
    has_failed = fails_once(monkeypatch, "recover_interrupted")
    keeper = workers.PrinterWorkers(app)
    keeper.start()
    try:
        printed_in_the_end()
    finally:
        keeper.stop()
        keeper.join(60)
    assert has_failed.is_set()
