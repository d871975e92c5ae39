"""Opening tickets, following their lines, and closing them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from app.catalog import queries as catalog
from app.core import audit, clock, events
from app.core.actors import Actor, system
from app.core.db import atomic, db, insert_rows
from app.core.ids import new_id
from app.core.sequences import next_value, want
from app.kitchen import queries
from app.kitchen.errors import StationBusy
from app.kitchen.events import KitchenChanged
from app.kitchen.models import AlarmEnd, EventKind, KitchenEvent, Ticket
from app.kitchen.service.alarms import end_alarm, share_alarm
from app.kitchen.service.showing import share_showings
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.models import LineStatus, OrderLine, OrderStatus
from app.ordering.rules import FINISHED
from app.stores import queries as stores

# The id and the station of each.
Lines = tuple[tuple[str, str | None], ...]

_OVER = (*FINISHED, LineStatus.CANCELLED)
# Long enough for a look at the screen once the paper is out; and no test lies there all day.
TEST_LASTS_PRINTED = timedelta(minutes=1)
TEST_LASTS = timedelta(minutes=10)


def want_numbers(store_id: str, lines: Lines) -> None:
    """The tickets of these lines will be opened in this transaction."""
    want(store_id, queries.SEQUENCE, len(_stations(lines)))


def _stations(lines: Lines) -> list[str | None]:
    return list(dict.fromkeys(station_id for _line_id, station_id in lines))


@atomic
def open_tickets(store_id: str, order_id: str, lines: Lines) -> list[str]:
    """Open a ticket at each station that makes a line of the order; return their ids."""
    stations = _stations(lines)
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
        mine = [line for line in lines if line.station_id == station_id]
        is_over = all(line.status in _OVER for line in mine)
        flips = is_over is not (ticket.closed_at is not None) or not _was_begun(mine, line_ids)
        if cooks:
            _note_cooked(ticket)
        if is_over:
            _close(ticket)
        else:
            ticket.closed_at = None
        announce(ticket, EventKind.CHANGED)
        if flips:
            _tell_others(ticket, tickets.values())


def _was_begun(lines: list[OrderLine], changed: tuple[str, ...]) -> bool:
    """Whether a station had begun its part whatever happened to these lines of it."""
    return any(line.status in queries.BEGUN for line in lines if line.id not in changed)


def _tell_others(ticket: Ticket, tickets: Iterable[Ticket]) -> None:
    """The other stations' cards of the order say how far this one is: they are drawn anew."""
    for other in tickets:
        if other is not ticket and other.closed_at is None:
            announce(other, EventKind.CHANGED)


@atomic
def divide_tickets(store_id: str, from_order_id: str, to_order_id: str) -> None:
    """Lines of an order became an order of their own: so do their tickets, as old as they are.

    What was seen of a ticket was seen of both parts; no screen rings anew. Where the counter rings
    for a ticket, it goes on for each part that has something left to cook, until that one is seen.
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
            told_at=ticket.told_at,
            told_by=ticket.told_by,
            lent_to=ticket.lent_to,
            closed_at=_closed(ticket, mine),
        )
        db.session.add(part)
        db.session.flush()
        row = _event_row(store_id, part.seq, EventKind.CHANGED, part.id, part.station_id)
        insert_rows(KitchenEvent, row)
        share_showings(ticket, part)
        if part.closed_at is None:
            share_alarm(ticket, part)
        left = [line for line in kept if line.station_id == ticket.station_id]
        ticket.closed_at = _closed(ticket, left)
        if ticket.closed_at is not None:
            _close(ticket)
        announce(ticket, EventKind.CHANGED)


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
        _close(ticket)
        announce(ticket, EventKind.CANCELLED)
    return [ticket.id for ticket in tickets]


@atomic
def close_tickets(store_id: str, session_id: str) -> None:
    """The table was cleared: what was left unfinished on its tickets is finished with."""
    facts = queries.list_open_tickets(store_id)
    for each in facts:
        is_over = each.order.status is OrderStatus.COMPLETED
        if each.order.table_session_id == session_id and is_over:
            _close(each.ticket)
            announce(each.ticket, EventKind.CHANGED)


@atomic
def close_order_tickets(store_id: str, order_id: str) -> None:
    """The order was handed over: what was left unfinished on its tickets is finished with."""
    query = select(Ticket).where(
        Ticket.store_id == store_id, Ticket.order_id == order_id, Ticket.closed_at.is_(None)
    )
    for ticket in list(db.session.scalars(query)):
        _close(ticket)
        announce(ticket, EventKind.CHANGED)


def refuse_busy_station(store_id: str, station_id: str) -> None:
    """Object to closing a station down. Raises StationBusy while tickets of it are open."""
    query = select(Ticket.id).where(
        Ticket.store_id == store_id, Ticket.station_id == station_id, Ticket.closed_at.is_(None)
    )
    if db.session.scalar(query.limit(1)) is not None:
        raise StationBusy


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
def lend_ticket(ticket_id: str, station_id: str, *, actor: Actor) -> Ticket:
    """Show a ticket at a second station too, whose screens are on. Raises NotFound."""
    ticket = queries.get_ticket(actor.store_id, ticket_id).ticket
    station = catalog.get_station(actor.store_id, station_id)
    ticket.lent_to = None if station.id == ticket.station_id else station.id
    audit.log("ticket.lent", actor=actor, target=("ticket", ticket_id), station=station.name)
    announce(ticket, EventKind.CHANGED)
    return ticket


def announce(ticket: Ticket, kind: EventKind) -> None:
    """Give the ticket's change its number, in the caller's transaction."""
    db.session.flush()
    seq = next_value(ticket.store_id, queries.SEQUENCE)
    # A ticket that two stations show concerns both: its events go to every screen.
    station_id = None if ticket.lent_to else ticket.station_id
    row = _event_row(ticket.store_id, seq, kind, ticket.id, station_id)
    insert_rows(KitchenEvent, row)
    events.publish(KitchenChanged(ticket.store_id, seq))


def _close(ticket: Ticket) -> None:
    ticket.closed_at = ticket.closed_at or clock.now()
    if ticket.alarmed_at is not None:
        end_alarm(ticket.store_id, ticket.id, AlarmEnd.CLOSED)


def _note_cooked(ticket: Ticket) -> None:
    """Who cooks it has evidently seen it."""
    was_unseen = not (ticket.shown_at or ticket.printed_at)
    ticket.shown_at = ticket.shown_at or clock.now()
    if was_unseen and ticket.alarmed_at is not None:
        end_alarm(ticket.store_id, ticket.id, AlarmEnd.COOKED)


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
