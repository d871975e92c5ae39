"""Watching that every ticket is seen: the alarm, what caused it, and what ended it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update

from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db, insert_rows, read
from app.core.ids import new_id
from app.kitchen import queries
from app.kitchen.events import TicketAlarmed, TicketSeen
from app.kitchen.models import AlarmEnd, Ticket, TicketAlarm
from app.kitchen.settings import KitchenSettings
from app.settings import queries as settings
from app.stores import queries as stores

_NOTE_PRINTED = (
    update(Ticket)
    .where(
        Ticket.id == bindparam("ticket"),
        Ticket.store_id == bindparam("store"),
        Ticket.printed_at.is_(None),
    )
    .values(printed_at=bindparam("now"))
    .returning(Ticket.id, Ticket.alarmed_at)
)


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


@atomic
def _raise_alarm(store_id: str, ticket_ids: list[str]) -> None:
    now = clock.now()
    # Conditional: a screen may have shown one of them since they were looked up.
    raised = db.session.scalars(
        update(Ticket)
        .where(Ticket.id.in_(ticket_ids), Ticket.alarmed_at.is_(None), *queries.UNSEEN)
        .values(alarmed_at=now)
        .returning(Ticket.id)
        .execution_options(synchronize_session=False)
    ).all()
    for ticket_id in raised:
        row = {"id": new_id(), "store_id": store_id, "ticket_id": ticket_id, "raised_at": now}
        insert_rows(TicketAlarm, {**row, "causes": [], "ended_by": ""})
        events.publish(TicketAlarmed(store_id, ticket_id))


@atomic
def note_causes(
    store_id: str, ticket_id: str, causes: Sequence[dict[str, Any]], line_id: str | None = None
) -> None:
    """Write down why nobody has seen the ticket, or that its dish is gone, as far as we know."""
    db.session.execute(
        update(TicketAlarm)
        .where(*_sounding(store_id, ticket_id, line_id))
        .values(causes=list(causes))
        .execution_options(synchronize_session=False)
    )


def end_alarm(
    store_id: str, ticket_id: str, how: AlarmEnd, who: str = "", *, line_id: str | None = None
) -> None:
    """The alarm of a ticket, or of one dish of it that was taken back, is over.

    Within the caller's transaction; the counter falls silent.
    """
    ended = db.session.execute(
        update(TicketAlarm)
        .where(*_sounding(store_id, ticket_id, line_id))
        .values(ended_at=clock.now(), ended_how=how, ended_by=who[:80])
        .returning(TicketAlarm.id)
        .execution_options(synchronize_session=False)
    ).first()
    if ended is not None:
        events.publish(TicketSeen(store_id, ticket_id))


def share_alarm(ticket: Ticket, part: Ticket) -> None:
    """Where the counter rings for a ticket, it rings for the part it is divided into as well.

    Within the caller's transaction.
    """
    sounding = select(TicketAlarm).where(*_sounding(ticket.store_id, ticket.id, None))
    for alarm in db.session.scalars(sounding):
        row = {"id": new_id(), "store_id": part.store_id, "ticket_id": part.id, "ended_by": ""}
        insert_rows(TicketAlarm, {**row, "raised_at": alarm.raised_at, "causes": alarm.causes})
        events.publish(TicketAlarmed(part.store_id, part.id))


def _sounding(
    store_id: str, ticket_id: str, line_id: str | None
) -> tuple[ColumnElement[bool], ...]:
    return (
        TicketAlarm.store_id == store_id,
        TicketAlarm.ticket_id == ticket_id,
        TicketAlarm.line_id.is_not_distinct_from(line_id),
        TicketAlarm.ended_at.is_(None),
    )


@atomic
def record_printed(store_id: str, *ticket_ids: str) -> None:
    """The tickets' slips went to their printer."""
    noted = {"store": store_id, "now": clock.now()}
    for first in read(_NOTE_PRINTED, [{**noted, "ticket": each} for each in ticket_ids]):
        if first.alarmed_at:
            end_alarm(store_id, first.id, AlarmEnd.PRINTED)


@atomic
def tell_by_voice(ticket_id: str, *, actor: Actor) -> None:
    """Staff told the kitchen in person: the ticket's alarm stops. Raises NotFound."""
    ticket = queries.get_ticket(actor.store_id, ticket_id).ticket
    audit.log("ticket.told", actor=actor, target=("ticket", ticket_id))
    if ticket.told_at is None:
        ticket.told_at, ticket.told_by = clock.now(), actor.name[:80]
    end_alarm(actor.store_id, ticket_id, AlarmEnd.TOLD, actor.name)
