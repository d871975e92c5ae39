"""Watching that the kitchen learns what was taken back 退菜: touched, read on paper, or told."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import update

from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db, insert_rows
from app.core.ids import new_id
from app.kitchen import queries, takebacks
from app.kitchen.events import TakebackAlarmed
from app.kitchen.models import AlarmEnd, Takeback, Ticket, TicketAlarm
from app.kitchen.service.alarms import end_alarm
from app.kitchen.settings import KitchenSettings
from app.ordering import queries as orders
from app.ordering.models import LineStatus, OrderLine
from app.settings import queries as settings
from app.stores import queries as stores


@atomic
def note_takebacks(store_id: str, order_id: str, line_ids: Iterable[str] | None = None) -> None:
    """These dishes of an order were taken back, or all of it: who may be cooking must see it.

    That is: the kitchen knew of the ticket, and the dish was not made yet. A test is no order.
    """
    wanted = None if line_ids is None else set(line_ids)
    found = queries.list_order_tickets(store_id, order_id)
    known = takebacks.of_tickets([facts.ticket.id for facts in found])
    for facts in found:
        if facts.order.is_test or not _is_known(facts.ticket):
            continue
        for line in facts.lines:
            is_wanted = wanted is None or line.id in wanted
            if is_wanted and line.id not in known and _may_be_cooked(line):
                row = {"line_id": line.id, "store_id": store_id, "ticket_id": facts.ticket.id}
                insert_rows(Takeback, {**row, "at": clock.now(), "seen_by": ""})


def _is_known(ticket: Ticket) -> bool:
    return bool(ticket.shown_at or ticket.printed_at or ticket.told_at)


def _may_be_cooked(line: OrderLine) -> bool:
    return line.status is LineStatus.CANCELLED and not (line.done_at or line.served_at)


def watch_takebacks() -> int:
    """Ring for dishes taken back that nobody has touched in time; how many. Run by a job."""
    raised = 0
    for store in stores.list_stores():
        waits = settings.get(store.id, KitchenSettings).takeback_alarm_after_s
        overdue = takebacks.list_overdue(store.id, timedelta(seconds=waits))
        if overdue:
            _raise_alarm(store.id, [each.line_id for each in overdue])
        raised += len(overdue)
    return raised


@atomic
def _raise_alarm(store_id: str, line_ids: list[str]) -> None:
    now = clock.now()
    # Conditional: a cook may have touched one of them since they were looked up.
    raised = db.session.execute(
        update(Takeback)
        .where(
            Takeback.line_id.in_(line_ids),
            Takeback.alarmed_at.is_(None),
            Takeback.seen_at.is_(None),
        )
        .values(alarmed_at=now)
        .returning(Takeback.line_id, Takeback.ticket_id)
        .execution_options(synchronize_session=False)
    ).all()
    for line_id, ticket_id in raised:
        row = {"id": new_id(), "store_id": store_id, "ticket_id": ticket_id, "line_id": line_id}
        insert_rows(TicketAlarm, {**row, "raised_at": now, "causes": [], "ended_by": ""})
        events.publish(TakebackAlarmed(store_id, ticket_id, line_id))


@atomic
def touch_takeback(line_id: str, screen: str, *, actor: Actor) -> None:
    """A cook has touched the struck-through dish on a screen. Again, it changes nothing.

    Raises NotFound.
    """
    line = orders.get_line(actor.store_id, line_id)
    _see(actor.store_id, line.id, AlarmEnd.TOUCHED, screen)


@atomic
def tell_takeback(line_id: str, *, actor: Actor) -> None:
    """Staff told the kitchen in person that a dish is gone. Raises NotFound."""
    line = orders.get_line(actor.store_id, line_id)
    audit.log("takeback.told", actor=actor, target=("order_line", line.id), name=line.name)
    _see(actor.store_id, line.id, AlarmEnd.TOLD, actor.name)


@atomic
def record_takeback_printed(store_id: str, ticket_id: str, asked_at: datetime) -> None:
    """A void slip of the ticket is out that was written at `asked_at`.

    Where a screen showed the ticket somebody has to touch it there; paper tells those who have no
    screen, and everybody once the counter rang and the slip was asked for because of that.
    """
    is_on_screen = queries.get_ticket(store_id, ticket_id).ticket.shown_at is not None
    for each in takebacks.list_open_of(ticket_id, asked_at):
        is_answer = each.alarmed_at is not None and each.alarmed_at <= asked_at
        if is_answer or not is_on_screen:
            _see(store_id, each.line_id, AlarmEnd.PRINTED, "")


def _see(store_id: str, line_id: str, how: AlarmEnd, who: str) -> None:
    found = takebacks.find_open(store_id, line_id)
    if found is None:
        return
    found.seen_at, found.seen_how, found.seen_by = clock.now(), how, who[:80]
    db.session.flush()
    end_alarm(store_id, found.ticket_id, how, who, line_id=line_id)
