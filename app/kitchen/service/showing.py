"""What screens say they show: many reports become one commit.

A report that tells something new is answered once it is committed, so a success means that it
stands in the database: a power cut loses only reports that were not answered, which their screens
send again, and until then the ticket counts as unseen and its alarm comes. A report that says only
"still here" costs no place among the writers: it is written beside the next news, or by itself
within a second; losing it makes the screen look a second older than it is.
"""

import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import BindParameter, Executable, bindparam, select, text, update

from app.core import clock, turns
from app.core.actors import Actor
from app.core.db import atomic, db, execute, insert_rows, release
from app.core.errors import Invalid
from app.core.ids import new_id
from app.core.types import UtcDateTime
from app.kitchen import queries, screens
from app.kitchen.models import AlarmEnd, Screen, Showing, Ticket
from app.kitchen.service.alarms import end_alarm

log = logging.getLogger(__name__)

MAX_SCREEN_NAME = 64
# A screen that says nothing new is written down this often; it counts as alive for longer.
SCREEN_NOTED_EVERY = timedelta(seconds=5)
# How long reports are gathered: a hint reaches all screens at once, they answer within moments.
GATHER_NEWS_S = 0.1
GATHER_ALIVE_S = 1.0
_WRITTEN_HELD = 4096

_NOTE_SCREEN = text(
    "INSERT INTO kitchen_screen (store_id, name, station_id, shown_seq, seen_at)"
    " VALUES (:store_id, :name, :station_id, :shown_seq, :seen_at)"
    " ON CONFLICT (store_id, name) DO UPDATE SET station_id = excluded.station_id,"
    " shown_seq = excluded.shown_seq, seen_at = excluded.seen_at"
).bindparams(bindparam("seen_at", type_=UtcDateTime()))


def _known(station: BindParameter[Any] | None) -> Executable:
    """What is written down of a screen, and whether it is the first to show some ticket."""
    unshown = queries.unshown(bindparam("store"), bindparam("seq"), station)
    is_first = select(Ticket.id).where(*unshown).exists().label("is_first")
    return select(Screen.shown_seq, Screen.station_id, Screen.seen_at, is_first).where(
        Screen.store_id == bindparam("store"), Screen.name == bindparam("screen")
    )


_KNOWN, _KNOWN_AT_STATION = _known(None), _known(bindparam("station"))


@dataclass(frozen=True, slots=True)
class Report:
    """A screen of a station, or of all, has shown every event up to `seq`; it said so at `at`."""

    store_id: str
    screen: str
    station_id: str | None
    seq: int
    at: datetime


class ReportWriter(threading.Thread):
    """Writes down what many screens say at once with one commit for each store."""

    def __init__(self, app: Flask) -> None:
        """Ready to be started."""
        super().__init__(name="screen-reports", daemon=True)
        self._app = app
        self._changed = threading.Condition()
        self._waiting: list[tuple[Report, Future[None] | None]] = []
        self._due_at = 0.0
        self._stopping = False

    def write(self, report: Report) -> None:
        """Return once the report is committed. Whatever its writing raised is raised here."""
        done: Future[None] = Future()
        if self._put(report, done, GATHER_NEWS_S):
            with turns.aside():
                done.result()
        else:
            note_reports([report])

    def note(self, report: Report) -> None:
        """Have it written soon; nobody waits for it."""
        self._put(report, None, GATHER_ALIVE_S)

    def run(self) -> None:
        """Write what was gathered, for as long as the process lives."""
        while (batch := self._gather()) is not None:
            error = self._try(batch)
            for _report, done in batch:
                if done is not None and error is not None:
                    done.set_exception(error)
                elif done is not None:
                    done.set_result(None)

    def stop(self) -> None:
        """Write what waits, then end; later reports are written by whoever brings them."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self.join(timeout=5)

    def _put(self, report: Report, done: Future[None] | None, within_s: float) -> bool:
        due_at = time.monotonic() + within_s
        with self._changed:
            if self._stopping:
                return False
            self._due_at = min(self._due_at, due_at) if self._waiting else due_at
            self._waiting.append((report, done))
            self._changed.notify()
        return True

    def _gather(self) -> list[tuple[Report, Future[None] | None]] | None:
        """What to write now; None when the thread is to end and nothing waits."""
        with self._changed:
            while not self._stopping:
                left_s = self._due_at - time.monotonic() if self._waiting else None
                if left_s is not None and left_s <= 0:
                    break
                self._changed.wait(left_s)
            batch, self._waiting = self._waiting, []
            return batch or None

    def _try(self, batch: list[tuple[Report, Future[None] | None]]) -> Exception | None:
        try:
            with self._app.app_context():
                note_reports([report for report, _done in batch])
        except Exception as error:
            log.exception("what screens say was not written")
            return error
        return None


_writer: ReportWriter | None = None
# What this process wrote last, by store and screen: whoever says more than that tells news.
_written: dict[tuple[str, str], tuple[str | None, int]] = {}


def start_writer(app: Flask) -> None:
    """Start the writing thread; before that, whoever brings a report writes it."""
    global _writer
    _writer = ReportWriter(app)
    _writer.start()


def stop_writer() -> None:
    """Stop it; what waits is written."""
    global _writer
    if _writer is not None:
        _writer.stop()
        _writer = None


def record_shown(screen: str, seq: int, *, actor: Actor, station_id: str | None = None) -> None:
    """A screen says that it has shown every event up to `seq`; news is committed on return.

    Screens say so after every change and every few seconds: only what is news is written.
    Raises Invalid for a nameless screen or a number that does not exist yet.
    """
    if not 1 <= len(screen) <= MAX_SCREEN_NAME:
        raise Invalid({"screen": f"1–{MAX_SCREEN_NAME}"})
    head = queries.committed_head(actor.store_id)
    if not 0 <= seq <= head:
        raise Invalid({"seq": f"0–{head}"})
    report = Report(actor.store_id, screen, station_id, seq, clock.now())
    last = _written.get((report.store_id, screen))
    is_news = last is not None and (last[0], last[1] < seq) == (station_id, True)
    seen_at = None if is_news else _known_since(report)
    if seen_at is None:
        _write(report)
    elif report.at - seen_at >= SCREEN_NOTED_EVERY:
        _note(report)


def share_showings(ticket: Ticket, part: Ticket) -> None:
    """Who showed a ticket showed also the part that it is divided into, at the same moment.

    Within the caller's transaction.
    """
    for shown in screens.shown_on([ticket])[ticket.id]:
        row = {"id": new_id(), "store_id": part.store_id, "screen": shown.screen, "at": shown.at}
        span = {"after_seq": part.seq - 1, "seq": part.seq, "station_id": part.station_id}
        insert_rows(Showing, {**row, **span})


def note_reports(reports: Sequence[Report]) -> None:
    """Write reports down, the latest of each screen; one commit for each store."""
    stores: dict[str, dict[str, Report]] = {}
    for report in reports:
        of_store = stores.setdefault(report.store_id, {})
        before = of_store.get(report.screen)
        of_store[report.screen] = _later(before, report) if before else report
    for store_id, of_store in stores.items():
        _note_store(store_id, list(of_store.values()))
        if len(_written) > _WRITTEN_HELD:
            _written.clear()
        for name, report in of_store.items():
            _written[store_id, name] = (report.station_id, report.seq)


def _later(first: Report, second: Report) -> Report:
    """What both say together: of one station the higher number, else what was said last."""
    if first.station_id != second.station_id:
        return second
    return replace(second, seq=max(first.seq, second.seq))


def _known_since(report: Report) -> datetime | None:
    """When the screen last said what it says now; None when the report tells something new."""
    row = execute(_KNOWN if report.station_id is None else _KNOWN_AT_STATION, {
        "store": report.store_id,
        "screen": report.screen,
        "seq": report.seq,
        "station": report.station_id,
    }).one_or_none()  # fmt: skip
    if row is None or row.station_id != report.station_id or row.shown_seq < report.seq:
        return None
    seen_at: datetime = row.seen_at
    return None if row.is_first else seen_at


def _write(report: Report) -> None:
    writer = _writer
    if writer is None:
        note_reports([report])
        return
    # One thread writes for all: a connection that waits for it would be missing elsewhere.
    release()
    writer.write(report)


def _note(report: Report) -> None:
    writer = _writer
    if writer is None:
        note_reports([report])
    else:
        writer.note(report)


@atomic
def _note_store(store_id: str, reports: list[Report]) -> None:
    names = [report.screen for report in reports]
    query = select(Screen.name, Screen.station_id, Screen.shown_seq)
    rows = db.session.execute(query.where(Screen.store_id == store_id, Screen.name.in_(names)))
    # What each had shown before, of the same station: 0 for one that draws its whole board.
    before = {(row.name, row.station_id): row.shown_seq for row in rows}
    known = [(report, before.get((report.screen, report.station_id), 0)) for report in reports]
    _keep_showings(
        [
            (report, after)
            for report, after in known
            if after < report.seq or (report.screen, report.station_id) not in before
        ]
    )
    execute(
        _NOTE_SCREEN,
        [
            {
                "store_id": store_id,
                "name": report.screen,
                "station_id": report.station_id,
                "shown_seq": max(report.seq, after),
                "seen_at": report.at,
            }
            for report, after in known
        ],
    )
    furthest: dict[str | None, Report] = {}
    for report in sorted(reports, key=lambda each: each.seq):
        furthest[report.station_id] = report
    for report in furthest.values():
        _mark_shown(report)


def _keep_showings(news: list[tuple[Report, int]]) -> None:
    """Keep who showed what when: one row for each report that tells something new."""
    if news:
        rows = [
            {
                "id": new_id(),
                "store_id": report.store_id,
                "screen": report.screen,
                "station_id": report.station_id,
                "after_seq": after,
                "seq": report.seq,
                "at": report.at,
            }
            for report, after in news
        ]
        insert_rows(Showing, rows)


def _mark_shown(report: Report) -> None:
    """Mark what a screen is the first to show, and end the alarms of those tickets.

    Conditional, so that of two screens showing a ticket at once one marks it and tells of it.
    """
    marked = db.session.execute(
        update(Ticket)
        .where(*queries.unshown(report.store_id, report.seq, report.station_id))
        .values(shown_at=report.at)
        .returning(Ticket.id, Ticket.alarmed_at)
        .execution_options(synchronize_session=False)
    ).all()
    for ticket in marked:
        if ticket.alarmed_at is not None:
            end_alarm(report.store_id, ticket.id, AlarmEnd.SHOWN, report.screen)
