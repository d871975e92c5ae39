"""Opening tickets, following their lines, and watching that each is seen."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, text, update

from app.core import audit, clock, events
from app.core.actors import Actor, system
from app.core.db import atomic, db, execute, insert_rows
from app.core.errors import Invalid
from app.core.ids import new_id
from app.core.sequences import next_value
from app.core.types import UtcDateTime
from app.kitchen import queries
from app.kitchen.errors import StationBusy
from app.kitchen.events import KitchenChanged, TicketAlarmed, TicketSeen
from app.kitchen.models import EventKind, KitchenEvent, Ticket
from app.kitchen.settings import KitchenSettings
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.models import LineStatus, OrderLine, OrderStatus
from app.ordering.rules import FINISHED
from app.settings import queries as settings
from app.stores import queries as stores

MAX_SCREEN_NAME = 64
_OVER = (*FINISHED, LineStatus.CANCELLED)
# A screen that says nothing new is written down this often; it counts as alive for longer.
SCREEN_NOTED_EVERY = timedelta(seconds=5)
# Long enough for a look at the screen once the paper is out; and no test lies there all day.
TEST_LASTS_PRINTED = timedelta(minutes=1)
TEST_LASTS = timedelta(minutes=10)

_NOTE_SCREEN = text(
    "INSERT INTO kitchen_screen (store_id, name, station_id, shown_seq, seen_at)"
    " VALUES (:store_id, :name, :station_id, :shown_seq, :seen_at)"
    " ON CONFLICT (store_id, name) DO UPDATE SET station_id = excluded.station_id,"
    " shown_seq = excluded.shown_seq, seen_at = excluded.seen_at"
).bindparams(bindparam("seen_at", type_=UtcDateTime()))

_NOTE_PRINTED = (
    update(Ticket)
    .where(
        Ticket.id == bindparam("ticket"),
        Ticket.store_id == bindparam("store"),
        Ticket.printed_at.is_(None),
    )
    .values(printed_at=bindparam("now"))
    .returning(Ticket.alarmed_at, Ticket.shown_at)
)


@atomic
def open_tickets(
    store_id: str, order_id: str, lines: tuple[tuple[str, str | None], ...]
) -> list[str]:
    """Open a ticket at each station that makes a line of the order; return their ids."""
    stations = list(dict.fromkeys(station_id for _line_id, station_id in lines))
    now = clock.now()
    last = next_value(store_id, queries.SEQUENCE, len(stations))
    tickets, numbered = [], []
    for seq, station_id in enumerate(stations, start=last - len(stations) + 1):
        ticket_id = new_id()
        tickets.append(
            {
                "id": ticket_id,
                "store_id": store_id,
                "order_id": order_id,
                "station_id": station_id,
                "seq": seq,
                "opened_at": now,
            }
        )
        numbered.append(_event_row(store_id, seq, EventKind.OPENED, ticket_id, station_id))
    insert_rows(Ticket, tickets)
    insert_rows(KitchenEvent, numbered)
    events.publish(KitchenChanged(store_id, last))
    return [str(ticket["id"]) for ticket in tickets]


@atomic
def follow_lines(store_id: str, order_id: str, line_ids: tuple[str, ...], *, cooks: bool) -> None:
    """Lines of an order changed: announce their tickets, and close those that are finished with.

    `cooks` tells that it was the kitchen's own step: then it has evidently seen the ticket.
    """
    query = select(Ticket).where(Ticket.store_id == store_id, Ticket.order_id == order_id)
    tickets = {ticket.station_id: ticket for ticket in db.session.scalars(query)}
    lines = [line for line in _lines_of(order_id) if not line.is_set]
    touched = {line.station_id for line in lines if line.id in line_ids}
    for station_id in sorted(touched & tickets.keys(), key=str):
        ticket = tickets[station_id]
        mine = [line.status for line in lines if line.station_id == station_id]
        ticket.closed_at = clock.now() if all(status in _OVER for status in mine) else None
        if cooks:
            _mark_seen(ticket, shown=True)
        _announce(ticket, EventKind.CHANGED)


@atomic
def divide_tickets(store_id: str, from_order_id: str, to_order_id: str) -> None:
    """Lines of an order became an order of their own: so do their tickets, as old as they are.

    What was seen of a ticket was seen of both parts; no screen rings anew.
    """
    query = select(Ticket).where(Ticket.store_id == store_id, Ticket.order_id == from_order_id)
    lines = [line for line in _lines_of(to_order_id) if not line.is_set]
    kept = [line for line in _lines_of(from_order_id) if not line.is_set]
    for ticket in sorted(db.session.scalars(query), key=lambda each: each.seq):
        mine = [line for line in lines if line.station_id == ticket.station_id]
        if not mine:
            continue
        part = Ticket(
            store_id=store_id,
            order_id=to_order_id,
            station_id=ticket.station_id,
            seq=next_value(store_id, queries.SEQUENCE),
            opened_at=ticket.opened_at,
            shown_at=ticket.shown_at,
            printed_at=ticket.printed_at,
            alarmed_at=ticket.alarmed_at,
            closed_at=_closed(ticket, mine),
        )
        db.session.add(part)
        db.session.flush()
        row = _event_row(store_id, part.seq, EventKind.CHANGED, part.id, part.station_id)
        insert_rows(KitchenEvent, row)
        left = [line for line in kept if line.station_id == ticket.station_id]
        ticket.closed_at = _closed(ticket, left)
        _announce(ticket, EventKind.CHANGED)


def _closed(ticket: Ticket, lines: list[OrderLine]) -> datetime | None:
    """When a ticket with these lines is finished with: at once when nothing is left to do."""
    if all(line.status in _OVER for line in lines):
        return ticket.closed_at or clock.now()
    return None


def _lines_of(order_id: str) -> list[OrderLine]:
    return list(db.session.scalars(select(OrderLine).where(OrderLine.order_id == order_id)))


@atomic
def cancel_tickets(store_id: str, order_id: str) -> list[str]:
    """The order was cancelled: announce and close its tickets; return their ids."""
    query = select(Ticket).where(Ticket.store_id == store_id, Ticket.order_id == order_id)
    tickets = list(db.session.scalars(query))
    for ticket in tickets:
        ticket.closed_at = clock.now()
        _announce(ticket, EventKind.CANCELLED)
    return [ticket.id for ticket in tickets]


@atomic
def close_tickets(store_id: str, session_id: str) -> None:
    """The table was cleared: what was left unfinished on its tickets is finished with."""
    facts = queries.list_open_tickets(store_id)
    for each in facts:
        is_over = each.order.status is OrderStatus.COMPLETED
        if each.order.table_session_id == session_id and is_over:
            each.ticket.closed_at = clock.now()
            _announce(each.ticket, EventKind.CHANGED)


@atomic
def close_order_tickets(store_id: str, order_id: str) -> None:
    """The order was handed over: what was left unfinished on its tickets is finished with."""
    query = select(Ticket).where(
        Ticket.store_id == store_id, Ticket.order_id == order_id, Ticket.closed_at.is_(None)
    )
    for ticket in list(db.session.scalars(query)):
        ticket.closed_at = clock.now()
        _announce(ticket, EventKind.CHANGED)


def refuse_busy_station(store_id: str, station_id: str) -> None:
    """Object to closing a station down. Raises StationBusy while tickets of it are open."""
    query = select(Ticket.id).where(
        Ticket.store_id == store_id, Ticket.station_id == station_id, Ticket.closed_at.is_(None)
    )
    if db.session.scalar(query.limit(1)) is not None:
        raise StationBusy


def record_shown(screen: str, seq: int, *, actor: Actor, station_id: str | None = None) -> None:
    """A screen says that it has shown every event up to `seq`.

    Screens say so after every change and every few seconds: only what is news is written.
    Raises Invalid for a nameless screen or a number that does not exist yet.
    """
    if not 1 <= len(screen) <= MAX_SCREEN_NAME:
        raise Invalid({"screen": f"1–{MAX_SCREEN_NAME}"})
    head = queries.head(actor.store_id)
    if not 0 <= seq <= head:
        raise Invalid({"seq": f"0–{head}"})
    row = queries.find_screen(actor.store_id, screen)
    is_known = (
        row is not None
        and (row.shown_seq, row.station_id) == (seq, station_id)
        and clock.now() - row.seen_at < SCREEN_NOTED_EVERY
    )
    if not is_known or queries.has_unshown(actor.store_id, seq, station_id):
        _note_shown(actor.store_id, screen, seq, station_id)


@atomic
def _note_shown(store_id: str, screen: str, seq: int, station_id: str | None) -> None:
    said = {"store_id": store_id, "name": screen, "station_id": station_id}
    db.session.execute(_NOTE_SCREEN, {**said, "shown_seq": seq, "seen_at": clock.now()})
    # Conditional, so that of two screens showing a ticket at once one marks it and tells of it.
    marked = db.session.execute(
        update(Ticket)
        .where(*queries.unshown(store_id, seq, station_id))
        .values(shown_at=clock.now())
        .returning(Ticket.id, Ticket.alarmed_at, Ticket.printed_at)
        .execution_options(synchronize_session=False)
    ).all()
    for ticket in marked:
        if ticket.alarmed_at is not None and ticket.printed_at is None:
            events.publish(TicketSeen(store_id, ticket.id))


@atomic
def record_printed(store_id: str, ticket_id: str) -> None:
    """The ticket's slip went to its printer."""
    wanted = {"ticket": ticket_id, "store": store_id, "now": clock.now()}
    first = execute(_NOTE_PRINTED, wanted).one_or_none()
    if first is not None and first.alarmed_at is not None and first.shown_at is None:
        events.publish(TicketSeen(store_id, ticket_id))


@atomic
def tell_by_voice(ticket_id: str, *, actor: Actor) -> None:
    """Staff told the kitchen in person: the ticket's alarm stops. Raises NotFound."""
    ticket = queries.get_ticket(actor.store_id, ticket_id).ticket
    audit.log("ticket.told", actor=actor, target=("ticket", ticket_id))
    _mark_seen(ticket, shown=True)


def watch_tickets() -> int:
    """Raise the alarm for tickets that nobody has seen in time; return how many. Run by a job."""
    raised = 0
    for store in stores.list_stores():
        waits = timedelta(seconds=settings.get(store.id, KitchenSettings).alarm_after_s)
        overdue = [t.id for t in queries.list_unseen(store.id, waits) if t.alarmed_at is None]
        if overdue:
            _raise_alarm(store.id, overdue)
        raised += len(overdue)
    return raised


def end_tests() -> int:
    """End test orders that were printed everywhere or grew old; return how many. Run by a job."""
    ended = 0
    for store in stores.list_stores():
        for order in orders.list_open_tests(store.id):
            query = select(Ticket.printed_at).where(Ticket.order_id == order.id)
            is_printed = all(db.session.scalars(query))
            if clock.now() - order.placed_at >= (TEST_LASTS_PRINTED if is_printed else TEST_LASTS):
                ordering.end_test_order(order.id, actor=system(store.id))
                ended += 1
    return ended


@atomic
def _raise_alarm(store_id: str, ticket_ids: list[str]) -> None:
    db.session.execute(
        update(Ticket)
        .where(Ticket.id.in_(ticket_ids), Ticket.shown_at.is_(None), Ticket.printed_at.is_(None))
        .values(alarmed_at=clock.now())
    )
    for ticket_id in ticket_ids:
        events.publish(TicketAlarmed(store_id, ticket_id))


def _mark_seen(ticket: Ticket, *, shown: bool) -> None:
    was_alarmed = ticket.alarmed_at is not None and not (ticket.shown_at or ticket.printed_at)
    if shown:
        ticket.shown_at = ticket.shown_at or clock.now()
    else:
        ticket.printed_at = ticket.printed_at or clock.now()
    if was_alarmed:
        events.publish(TicketSeen(ticket.store_id, ticket.id))


def _announce(ticket: Ticket, kind: EventKind) -> None:
    db.session.flush()
    seq = next_value(ticket.store_id, queries.SEQUENCE)
    row = _event_row(ticket.store_id, seq, kind, ticket.id, ticket.station_id)
    insert_rows(KitchenEvent, row)
    events.publish(KitchenChanged(ticket.store_id, seq))


def _event_row(
    store_id: str, seq: int, kind: EventKind, ticket_id: str, station_id: str | None
) -> dict[str, object]:
    return {
        "store_id": store_id,
        "seq": seq,
        "kind": kind,
        "ticket_id": ticket_id,
        "station_id": station_id,
        "at": clock.now(),
    }
