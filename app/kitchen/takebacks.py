"""Reading dishes that were taken back 退菜 and that nobody in the kitchen has seen to be gone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, select

from app.core import clock
from app.core.db import db, locks_rows
from app.kitchen import queries
from app.kitchen.models import Takeback, Ticket
from app.kitchen.queries import TicketFacts
from app.ordering.models import OrderLine

# Whatever a cook began an earlier day is made or thrown away by now.
_LASTS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GoneDish:
    """A dish that was taken back, with the ticket on which the kitchen has it."""

    takeback: Takeback
    facts: TicketFacts
    line: OrderLine


def list_alarms(store_id: str) -> list[GoneDish]:
    """The dishes for which the counter rings, the one that was taken back first before."""
    query = _unseen(store_id).where(Takeback.alarmed_at.is_not(None))
    found = list(db.session.scalars(query.order_by(Takeback.at, Takeback.line_id)))
    tickets = queries.load_tickets(store_id, {each.ticket_id for each in found})
    return [
        GoneDish(each, tickets[each.ticket_id], line)
        for each in found
        for line in tickets[each.ticket_id].lines
        if line.id == each.line_id
    ]


def list_overdue(store_id: str, older_than: timedelta) -> list[Takeback]:
    """Dishes that were taken back longer ago, and of which the counter has not rung yet."""
    query = _unseen(store_id).where(
        Takeback.alarmed_at.is_(None), Takeback.at < clock.now() - older_than
    )
    return list(db.session.scalars(query))


def orders_to_touch(store_id: str, station_id: str | None) -> Select[str]:
    """The orders of which a station has a ticket with a dish that nobody knows to be gone."""
    query = (
        select(Ticket.order_id)
        .join(Takeback, Takeback.ticket_id == Ticket.id)
        .where(Takeback.store_id == store_id, *_is_open())
    )
    return queries.at_station(query, station_id)


def of_tickets(ticket_ids: list[str]) -> dict[str, Takeback]:
    """By line id: what was taken back of these tickets and had to be seen."""
    query = select(Takeback).where(Takeback.ticket_id.in_(ticket_ids))
    return {each.line_id: each for each in db.session.scalars(query)}


def find_open(store_id: str, line_id: str) -> Takeback | None:
    """The dish's taking back, while nobody has seen it."""
    # A screen's touch and the printer's note of a slip are not in one line.
    locked = True if locks_rows() else None
    found = db.session.get(Takeback, line_id, populate_existing=True, with_for_update=locked)
    is_open = found is not None and found.store_id == store_id and found.seen_at is None
    return found if is_open else None


def list_open_of(ticket_id: str, until: datetime) -> list[Takeback]:
    """What was taken back of a ticket by that moment and that nobody has seen."""
    query = select(Takeback).where(
        Takeback.ticket_id == ticket_id, Takeback.seen_at.is_(None), Takeback.at <= until
    )
    return list(db.session.scalars(query))


def _unseen(store_id: str) -> Select[Takeback]:
    return select(Takeback).where(Takeback.store_id == store_id, *_is_open())


def _is_open() -> tuple[ColumnElement[bool], ...]:
    return (Takeback.seen_at.is_(None), Takeback.at >= clock.now() - _LASTS)
