"""Who waits for whom: orders for orders of their store, what follows them in a line of its own."""

import contextvars
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from app.core import outbox, postgres
from app.core.db import EFFECTS, db, transaction
from app.kitchen.models import Ticket
from app.printing import service, workers
from app.printing.models import JobStatus, PrintJob
from tests.factories.ordering import place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop

WITHIN_S = 30.0


def in_a_thread(app: Flask, act: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        with app.app_context():
            act()

    thread = threading.Thread(target=contextvars.Context().run, args=(run,), daemon=True)
    thread.start()
    return thread


def begin(connection: Connection, line: str) -> None:
    """As another process would."""
    connection.execute(text("SET lock_timeout = 50"))
    if line == EFFECTS:
        postgres.begin_in_own_line(connection, line)
    else:
        postgres.begin_in_line(connection, line)


@pytest.mark.parametrize(
    ("line", "other", "waits"),
    [
        ("a", "a", True),
        ("a", "b", False),
        ("a", "", True),
        ("", "a", True),
        ("a", EFFECTS, False),
        ("", EFFECTS, False),
        (EFFECTS, EFFECTS, True),
    ],
)
def test_a_line_holds_back_its_own_also_of_another_process(
    app: Flask, line: str, other: str, waits: bool
) -> None:
    store_id, own = ("", line) if line == EFFECTS else (line, "")
    with transaction(store_id, line=own), db.engine.connect() as another:
        if waits:
            with pytest.raises(DBAPIError, match="lock timeout"):
                begin(another, other)
        else:
            begin(another, other)
        another.invalidate()


def test_whoever_goes_on_to_the_other_line_waits_in_it(app: Flask) -> None:
    with transaction("a"), db.engine.connect() as another:
        with transaction(line=EFFECTS), pytest.raises(DBAPIError, match="lock timeout"):
            begin(another, EFFECTS)
        another.invalidate()


def test_slips_are_printed_while_an_order_is_being_placed(app: Flask, shop: Shop) -> None:
    printer = make_printer(shop.actor)
    place_at_counter(shop.actor, shop.dish["tofu"])

    def print_all() -> None:
        outbox.drain()
        workers.send_due(printer.id, threading.Event())

    with transaction(shop.actor.store_id):
        thread = in_a_thread(app, print_all)
        thread.join(WITHIN_S)
        assert not thread.is_alive()
    db.session.rollback()
    job = db.session.scalars(select(PrintJob)).one()
    assert job.status is JobStatus.CONFIRMED
    assert db.session.scalars(select(Ticket.printed_at)).one() is not None


def test_staff_who_drop_a_job_see_what_its_printer_has_just_noted(app: Flask, shop: Shop) -> None:
    make_printer(shop.actor)
    place_at_counter(shop.actor, shop.dish["tofu"])
    outbox.drain()
    with transaction(shop.actor.store_id):
        job = db.session.scalars(select(PrintJob)).one()
        job_id, printer_id = job.id, job.printer_id
        thread = in_a_thread(app, lambda: workers.send_due(printer_id, threading.Event()))
        thread.join(WITHIN_S)
        assert not thread.is_alive()
        # It was read as waiting; to send it once more now would be a second slip.
        assert job.status is JobStatus.QUEUED
        service.retry_job(job_id, actor=shop.actor)
        assert job.status is JobStatus.CONFIRMED
