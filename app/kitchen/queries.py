"""What kitchen screens pull, and what the counter watches."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, or_, select
from sqlalchemy.orm import selectinload

from app.core import clock
from app.core.db import db, execute
from app.core.errors import NotFound
from app.core.sequences import committed_value, current_value
from app.core.system import epoch
from app.kitchen.models import KitchenEvent, Screen, Ticket
from app.kitchen.rules import minutes_between
from app.kitchen.settings import KitchenSettings
from app.ordering.models import LineStatus, Order, OrderLine
from app.ordering.present import number_text
from app.ordering.rules import FINISHED
from app.settings import queries as settings

SEQUENCE = "kitchen"
MAX_EVENTS = 500
# A screen not heard of for this long counts as gone.
SCREEN_ALIVE_S = 30

# Nobody knows of it: no screen, no paper, no voice.
UNSEEN: tuple[ColumnElement[bool], ...] = (
    Ticket.shown_at.is_(None),
    Ticket.printed_at.is_(None),
    Ticket.told_at.is_(None),
    Ticket.closed_at.is_(None),
)
# A cook has done something about these.
BEGUN = (LineStatus.COOKING, *FINISHED)
_WANTED: BindParameter[Any] = bindparam("ids", expanding=True)
_TICKET_ROWS = select(*Ticket.__table__.c).where(
    Ticket.store_id == bindparam("store"), Ticket.id.in_(_WANTED)
)
_ORDER_ROWS = select(*Order.__table__.c).where(Order.id.in_(_WANTED))
_LINE_ROWS = (
    select(*OrderLine.__table__.c)
    .where(OrderLine.order_id.in_(_WANTED))
    .order_by(OrderLine.order_id, OrderLine.position)
)


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """A ticket with the order it belongs to and the lines its station makes."""

    ticket: Ticket
    order: Order
    lines: tuple[OrderLine, ...]


def head(store_id: str) -> int:
    """The number of the store's latest kitchen event."""
    return current_value(store_id, SEQUENCE)


def committed_head(store_id: str) -> int:
    """The same, of what is committed now: for those who ask again and again."""
    return committed_value(store_id, SEQUENCE)


def feed(store_id: str, since: int, station_id: str | None = None) -> dict[str, Any]:
    """The events after number `since`, each with its ticket as it is now.

    At most `MAX_EVENTS` at a time: whoever has not reached `head` asks again. Events of other
    stations are left out when `station_id` is given; tickets without a station go to all.
    """
    last = head(store_id)
    return {
        "epoch": epoch(),
        "head": last,
        "server_time": clock.now().isoformat(timespec="milliseconds"),
        "events": list_events(store_id, since, last, station_id),
    }


def list_events(
    store_id: str, since: int, last: int, station_id: str | None
) -> list[dict[str, Any]]:
    """The events after `since` and up to `last`, as screens see them, at most `MAX_EVENTS`."""
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
    facts = read_tickets(store_id, {row.ticket_id for row in rows})
    return [
        {"seq": row.seq, "kind": row.kind.value, "ticket": ticket_json(facts[row.ticket_id])}
        for row in rows
    ]


def first_events(store_id: str, limit: int) -> list[KitchenEvent]:
    """The store's oldest events, at most `limit`, in their order."""
    query = select(KitchenEvent).where(KitchenEvent.store_id == store_id)
    return list(db.session.scalars(query.order_by(KitchenEvent.seq).limit(limit)))


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


def read_tickets(store_id: str, ticket_ids: set[str]) -> dict[str, TicketFacts]:
    """Tickets of the store by id as plain rows: for showing and printing, not for changing."""
    tickets = execute(_TICKET_ROWS, {"store": store_id, "ids": list(ticket_ids)}).all()
    order_ids = list({ticket.order_id for ticket in tickets})
    orders = {order.id: order for order in execute(_ORDER_ROWS, {"ids": order_ids})}
    lines: dict[tuple[str, str | None], list[Any]] = {}
    for line in execute(_LINE_ROWS, {"ids": order_ids}):
        if line.is_set:
            continue
        lines.setdefault((line.order_id, line.station_id), []).append(line)
    return {
        ticket.id: TicketFacts(
            cast("Ticket", ticket),
            cast("Order", orders[ticket.order_id]),
            tuple(lines.get((ticket.order_id, ticket.station_id), ())),
        )
        for ticket in tickets
    }


def list_open_tickets(store_id: str, station_id: str | None = None) -> list[TicketFacts]:
    """The tickets that are not finished, oldest first."""
    query = select(Ticket.id).where(Ticket.store_id == store_id, Ticket.closed_at.is_(None))
    facts = load_tickets(store_id, set(db.session.scalars(at_station(query, station_id))))
    return sorted(facts.values(), key=lambda f: (f.ticket.opened_at, f.ticket.seq))


def late_minutes(store_id: str) -> dict[str, int]:
    """How long the oldest unfinished dish of each party waits, where that is too long; minutes.

    By table session. Dishes on hold 等叫 wait for the guests, and are counted from their call.
    """
    allowed = settings.get(store_id, KitchenSettings).late_minutes
    query = (
        select(Order.table_session_id, Ticket.opened_at, OrderLine.fired_at)
        .join(Order, Order.id == Ticket.order_id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(
            Ticket.store_id == store_id,
            Ticket.closed_at.is_(None),
            Order.table_session_id.is_not(None),
            OrderLine.is_set.is_(False),
            OrderLine.station_id.is_not_distinct_from(Ticket.station_id),
            OrderLine.status.in_([LineStatus.PLACED, LineStatus.COOKING]),
        )
    )
    now, late = clock.now(), dict[str, int]()
    for session_id, opened_at, fired_at in db.session.execute(query):
        waits = minutes_between(fired_at or opened_at, now)
        if waits >= allowed:
            late[str(session_id)] = max(waits, late.get(str(session_id), 0))
    return late


def list_order_tickets(store_id: str, order_id: str) -> list[TicketFacts]:
    """The tickets of one order, in the order of their numbers."""
    query = select(Ticket.id).where(Ticket.store_id == store_id, Ticket.order_id == order_id)
    facts = load_tickets(store_id, set(db.session.scalars(query)))
    return sorted(facts.values(), key=lambda each: each.ticket.seq)


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
        *UNSEEN,
        Ticket.opened_at < clock.now() - older_than,
    )
    return list(db.session.scalars(query.order_by(Ticket.opened_at)))


def list_alarms(store_id: str) -> list[TicketFacts]:
    """Tickets whose alarm is sounding, oldest first."""
    query = select(Ticket.id).where(
        Ticket.store_id == store_id,
        Ticket.alarmed_at.is_not(None),
        *UNSEEN,
    )
    facts = load_tickets(store_id, set(db.session.scalars(query)))
    return sorted(facts.values(), key=lambda f: f.ticket.opened_at)


def unshown(store_id: Any, seq: Any, station_id: Any) -> tuple[ColumnElement[bool], ...]:
    """What makes a ticket up to event `seq` one that no screen has shown and that still matters.

    Given values, or parameters of a statement that is made once; `station_id` is None for all.
    """
    wanted = (
        Ticket.store_id == store_id,
        Ticket.closed_at.is_(None),
        Ticket.shown_at.is_(None),
        Ticket.seq <= seq,
    )
    if station_id is None:
        return wanted
    return (*wanted, _is_at(station_id))


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
        "pickup_code": order.pickup_code or None,
        "order_type": order.order_type.value,
        "round": order.round,
        "covers": order.covers,
        "note": order.note,
        "status": order.status.value,
        "is_test": order.is_test,
        "station_id": ticket.station_id,
        "placed_at": _iso(order.placed_at),
        "due_at": _iso(order.due_at),
        "quoted_at": _iso(order.quoted_at),
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
        "set_name": line.set_name,
        "set_name_en": line.set_name_en,
        "status": line.status.value,
        "started_at": _iso(line.started_at),
        "done_at": _iso(line.done_at),
    }


def at_station(query: Select[str], station_id: str | None) -> Select[str]:
    """Tickets of one station and those that belong to none; all when no station is asked for."""
    if station_id is None:
        return query
    return query.where(_is_at(station_id))


def _is_at(station_id: Any) -> ColumnElement[bool]:
    return or_(
        Ticket.station_id == station_id,
        Ticket.station_id.is_(None),
        Ticket.lent_to == station_id,
    )


def _facts(ticket: Ticket, order: Order) -> TicketFacts:
    lines = tuple(
        line for line in order.lines if line.station_id == ticket.station_id and not line.is_set
    )
    return TicketFacts(ticket, order, lines)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="milliseconds") if moment else None
