"""What kitchen screens pull, and what the counter watches."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.sequences import current_value
from app.core.system import epoch
from app.kitchen.models import KitchenEvent, Screen, Ticket
from app.ordering.models import Order, OrderLine
from app.ordering.present import number_text

SEQUENCE = "kitchen"
MAX_EVENTS = 500
# A screen not heard of for this long counts as gone.
SCREEN_ALIVE_S = 30


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """A ticket with the order it belongs to and the lines its station makes."""

    ticket: Ticket
    order: Order
    lines: tuple[OrderLine, ...]


def head(store_id: str) -> int:
    """The number of the store's latest kitchen event."""
    return current_value(store_id, SEQUENCE)


def feed(store_id: str, since: int, station_id: str | None = None) -> dict[str, Any]:
    """The events after number `since`, each with its ticket as it is now.

    At most `MAX_EVENTS` at a time: whoever has not reached `head` asks again. Events of other
    stations are left out when `station_id` is given; tickets without a station go to all.
    """
    last = head(store_id)
    query = (
        select(KitchenEvent)
        .where(KitchenEvent.store_id == store_id, KitchenEvent.seq > since)
        .where(KitchenEvent.seq <= last)
        .order_by(KitchenEvent.seq)
        .limit(MAX_EVENTS)
    )
    if station_id is not None:
        query = query.where(
            or_(KitchenEvent.station_id == station_id, KitchenEvent.station_id.is_(None))
        )
    rows = list(db.session.scalars(query))
    facts = load_tickets(store_id, {row.ticket_id for row in rows})
    return {
        "epoch": epoch(),
        "head": last,
        "server_time": clock.now().isoformat(timespec="milliseconds"),
        "events": [
            {"seq": row.seq, "kind": row.kind.value, "ticket": ticket_json(facts[row.ticket_id])}
            for row in rows
        ],
    }


def load_tickets(store_id: str, ticket_ids: set[str]) -> dict[str, TicketFacts]:
    """Tickets of the store by id."""
    rows = db.session.execute(
        select(Ticket, Order)
        .join(Order, Order.id == Ticket.order_id)
        .where(Ticket.store_id == store_id, Ticket.id.in_(ticket_ids))
        .options(selectinload(Order.lines))
        .execution_options(populate_existing=True)
    ).all()
    return {ticket.id: _facts(ticket, order) for ticket, order in rows}


def list_open_tickets(store_id: str, station_id: str | None = None) -> list[TicketFacts]:
    """The tickets that are not finished, oldest first."""
    query = select(Ticket.id).where(Ticket.store_id == store_id, Ticket.closed_at.is_(None))
    if station_id is not None:
        query = query.where(or_(Ticket.station_id == station_id, Ticket.station_id.is_(None)))
    facts = load_tickets(store_id, set(db.session.scalars(query)))
    return sorted(facts.values(), key=lambda f: (f.ticket.opened_at, f.ticket.seq))


def list_recent_tickets(
    store_id: str, station_id: str | None = None, limit: int = 30
) -> list[TicketFacts]:
    """The tickets finished last, latest first: for taking one back."""
    query = select(Ticket.id).where(Ticket.store_id == store_id, Ticket.closed_at.is_not(None))
    if station_id is not None:
        query = query.where(or_(Ticket.station_id == station_id, Ticket.station_id.is_(None)))
    ids = db.session.scalars(query.order_by(Ticket.closed_at.desc()).limit(limit)).all()
    facts = load_tickets(store_id, set(ids))
    return [facts[ticket_id] for ticket_id in ids]


def get_ticket(store_id: str, ticket_id: str) -> TicketFacts:
    """A ticket of the store. Raises NotFound."""
    facts = load_tickets(store_id, {ticket_id}).get(ticket_id)
    if facts is None:
        raise NotFound
    return facts


def list_unseen(store_id: str, older_than: timedelta) -> list[Ticket]:
    """Tickets shown by no screen and printed nowhere, opened longer ago than `older_than`."""
    query = select(Ticket).where(
        Ticket.store_id == store_id,
        Ticket.shown_at.is_(None),
        Ticket.printed_at.is_(None),
        Ticket.closed_at.is_(None),
        Ticket.opened_at < clock.now() - older_than,
    )
    return list(db.session.scalars(query.order_by(Ticket.opened_at)))


def list_alarms(store_id: str) -> list[TicketFacts]:
    """Tickets whose alarm is sounding, oldest first."""
    query = select(Ticket.id).where(
        Ticket.store_id == store_id,
        Ticket.alarmed_at.is_not(None),
        Ticket.shown_at.is_(None),
        Ticket.printed_at.is_(None),
        Ticket.closed_at.is_(None),
    )
    facts = load_tickets(store_id, set(db.session.scalars(query)))
    return sorted(facts.values(), key=lambda f: f.ticket.opened_at)


def list_screens(store_id: str) -> list[tuple[Screen, bool]]:
    """The store's screens, each with whether it is alive."""
    alive_since = clock.now() - timedelta(seconds=SCREEN_ALIVE_S)
    query = select(Screen).where(Screen.store_id == store_id).order_by(Screen.name)
    return [(screen, screen.seen_at >= alive_since) for screen in db.session.scalars(query)]


def ticket_json(facts: TicketFacts) -> dict[str, Any]:
    """A ticket as screens see it."""
    ticket, order = facts.ticket, facts.order
    return {
        "id": ticket.id,
        "order_id": order.id,
        "order_number": number_text(order.number),
        "table": order.table_name or None,
        "order_type": order.order_type.value,
        "round": order.round,
        "covers": order.covers,
        "note": order.note,
        "status": order.status.value,
        "station_id": ticket.station_id,
        "placed_at": _iso(order.placed_at),
        "closed_at": _iso(ticket.closed_at),
        "lines": [_line_json(line) for line in facts.lines],
    }


def _line_json(line: OrderLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "dish_id": line.dish_id,
        "name": line.name,
        "name_en": line.name_en,
        "options": [option["name"] for option in line.options],
        "note": line.note,
        "quantity": line.quantity,
        "status": line.status.value,
        "started_at": _iso(line.started_at),
        "done_at": _iso(line.done_at),
    }


def _facts(ticket: Ticket, order: Order) -> TicketFacts:
    lines = tuple(line for line in order.lines if line.station_id == ticket.station_id)
    return TicketFacts(ticket, order, lines)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="milliseconds") if moment else None
