"""The way of one order from the tap to the paper, in the terminal."""

from datetime import date, datetime

import click

from app.core.errors import NotFound
from app.ordering import queries as ordering
from app.ordering.models import Order
from app.printing.errors import in_plain_words
from app.reports import order_search
from app.reports.chain import TicketChain, chains_of
from app.reports.order_history import Step, history_of
from app.reports.order_search import OrderSearch
from app.stores import queries as stores
from app.stores.queries import StoreFacts
from app.web import chain_words
from app.web.backoffice import words


@click.command("trace")
@click.argument("order")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Business day of a number (today).")
def trace(order: str, day: datetime | None) -> None:
    """Show what happened to ORDER: its id, or its number on a day.

    Every step has its moment: accepted, shown on a screen, printed, begun, done, paid. The ids are
    those of the lines in `logs/server.jsonl`.
    """
    found = _find(order, day.date() if day else None)
    if not found:
        raise click.ClickException(f"There is no order {order!r} on that day.")
    for each in found:
        click.echo("\n".join(_told(each)))


def _find(text: str, day: date | None) -> list[Order]:
    """The orders of that id or number; several stores may have the number."""
    found = []
    for store in stores.list_stores():
        facts = stores.get_facts(store.id)
        if text.lstrip("#").isdecimal():
            wanted, number = day or facts.business_date(), int(text.lstrip("#"))
            search = OrderSearch(text=str(number), since_day=wanted, until_day=wanted)
            listed = order_search.find_orders(store.id, search, limit=1000)
            found += [order for order in listed if order.number == number]
            continue
        try:
            found.append(ordering.get_order(store.id, text))
        except NotFound:
            continue
    return found


def _told(order: Order) -> list[str]:
    store = stores.get_facts(order.store_id)
    place = order.table_name or order.order_type.value
    lines = [f"#{order.number} {place}  {order.business_date}  id {order.id}", ""]
    lines += [_step(each, store) for each in history_of(order).steps]
    for chain in chains_of(order.store_id, order.id):
        lines += ["", f"ticket {chain.ticket.id}", *_links(chain, store)]
    return lines


def _step(step: Step, store: StoreFacts) -> str:
    parts = [str(words.step(step.what))]
    if step.document:
        parts.append(str(words.DOCUMENT.get(step.document, step.document)))
    parts += [step.about] if step.about else []
    if step.reason:
        is_job = bool(step.document)
        parts.append(str(in_plain_words(step.reason.split(":")[0])) if is_job else step.reason)
    if step.actor[0]:
        parts.append(f"by {words.doer(*step.actor)}")
    return f"{_moment(step.at, store)}  {' · '.join(parts)}"


def _links(chain: TicketChain, store: StoreFacts) -> list[str]:
    """The links of a ticket's chain; what has not happened says so."""
    found = [_link("accepted", chain.ticket.opened_at, store)]
    if chain.event is not None:
        found.append(_link(f"event {chain.event.seq}", chain.event.at, store))
    found += [_link(f"shown on {each.screen}", each.at, store) for each in chain.shown]
    found += [] if chain.shown else [_link("on no screen", None, store)]
    for slip in chain.slips:
        word, _look = chain_words.SLIP[slip.status]
        number = f" {slip.number}" if slip.number else ""
        found.append(_link(f"slip{number} {word} · {slip.printer}", slip.at, store))
    found += [] if chain.slips else [_link("no slip", None, store)]
    found += [_link("alarm", alarm.raised_at, store) for alarm in chain.alarms]
    for line in chain.lines:
        name = f"{line.name} ×{line.quantity}"
        moments = {"taken back": line.voided_at} if line.voided_at else {
            "begun": line.started_at, "done": line.done_at, "served": line.served_at,
        }  # fmt: skip
        found += [_link(f"{name}: {what}", at, store) for what, at in moments.items()]
    return found


def _link(what: str, at: datetime | None, store: StoreFacts) -> str:
    return f"{_moment(at, store)}  {what}"


def _moment(at: datetime | None, store: StoreFacts) -> str:
    """Hours to milliseconds as the shop's clock shows them, a dash while it has not happened."""
    return f"{store.local(at):%H:%M:%S.%f}"[:-3] if at is not None else f"{'-':<12}"
