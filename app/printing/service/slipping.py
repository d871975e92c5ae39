"""Queueing what a round prints: slips by station, whole orders, labels, guests' numbers."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import BindParameter, bindparam, select

from app.core.db import EFFECTS, atomic_in, execute
from app.core.sequences import next_value, want
from app.kitchen import queries as kitchen
from app.kitchen.queries import TicketFacts
from app.ordering import queries as orders
from app.ordering.models import OrderLine
from app.printing import paperwork, queries
from app.printing.models import Printer, PrintJob, SlipForm
from app.printing.service.queueing import SLIP_EXPIRES, job_row, station_name, store_jobs
from app.printing.settings import PrintingSettings
from app.printing.slips import label_key, slip_key, total_key
from app.settings import queries as settings
from app.stores import queries as stores
from printer.documents import Document

# Whole orders are numbered by themselves, as a station of their own.
_TOTALS = "total"
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_THERE = select(PrintJob.key).where(PrintJob.key.in_(_KEYS))


@atomic_in(EFFECTS)
def print_kitchen_slips(store_id: str, ticket_ids: list[str]) -> int:
    """Queue what these tickets print at the printers of their stations; return how many jobs.

    Doing it again for a ticket queues nothing: each job's key says what it is for.
    """
    found = kitchen.read_tickets(store_id, set(ticket_ids))
    tickets = [found[ticket_id] for ticket_id in ticket_ids]
    wanted = _Wanted(store_id)
    for facts in tickets:
        wanted.add_slips(facts)
    by_order: dict[str, list[TicketFacts]] = defaultdict(list)
    for facts in tickets:
        by_order[facts.order.id].append(facts)
    for of_order in by_order.values():
        wanted.add_total(of_order)
        wanted.add_labels(of_order)
        wanted.add_for_guest(of_order)
    return wanted.store()


# Printer, ticket, whose number it takes, and what is on it.
_Job = tuple[Printer, str | None, str | None, Any]


class _Wanted:
    """The jobs that are to be there, by key; those that are there already are left alone."""

    def __init__(self, store_id: str) -> None:
        self._store = stores.get_facts(store_id)
        self._printers = queries.read_enabled(store_id)
        self._forms = queries.slip_forms(store_id)
        self._names: dict[str | None, str] = {}
        self._jobs: dict[str, _Job] = {}

    def add_slips(self, facts: TicketFacts) -> None:
        """A station's slips of one ticket: one for all of it, or one for each dish."""
        station_id = facts.ticket.station_id
        name = self._name_of(station_id)
        for printer in queries.able_for(self._printers, station_id):
            whole = paperwork.kitchen_slip(self._store, facts, name, None)
            ticket_id = facts.ticket.id
            if self._forms.get(station_id or "") is not SlipForm.DISH or len(whole.lines) < 2:
                self._add(printer, slip_key(ticket_id, printer.id), facts, whole)
                continue
            standing = paperwork.standing_lines(facts)
            for piece, line in enumerate(standing, 1):
                slip = paperwork.dish_slip(whole, line, piece, len(standing))
                self._add(printer, slip_key(ticket_id, printer.id, line.id), facts, slip)

    def add_total(self, tickets: list[TicketFacts]) -> None:
        """The whole order for the pass 传菜总单."""
        order = tickets[0].order
        for printer in self._printers:
            if printer.prints_totals:
                slip = paperwork.total_slip(self._store, tickets, None)
                number_of = None if order.is_test else _TOTALS
                self._jobs[total_key(order.id, printer.id)] = (printer, None, number_of, slip)

    def add_labels(self, tickets: list[TicketFacts]) -> None:
        """A label for each portion, numbered over the order."""
        portions = list(_portions(tickets))
        for printer in (each for each in self._printers if each.prints_labels):
            for piece, (facts, line, portion) in enumerate(portions, 1):
                if queries.covers(printer, facts.ticket.station_id):
                    label = paperwork.cup_label(self._store, facts, line, piece, len(portions))
                    key = label_key(facts.ticket.id, printer.id, line.id, portion)
                    self._jobs[key] = (printer, facts.ticket.id, None, label)

    def add_for_guest(self, tickets: list[TicketFacts]) -> None:
        """The guest's number and the bag's slip, where the owner wants them printed by itself."""
        order = tickets[0].order
        if order.is_test or order.order_type.value == "dine_in":
            return
        chosen = settings.get(self._store.id, PrintingSettings)
        printer = queries.find_bill_printer(self._store.id)
        if printer is None:
            return
        papers: dict[str, Document] = {}
        if chosen.pickup_numbers:
            papers["pickup"] = paperwork.pickup_number(self._store, tickets)
        if chosen.takeout_slips:
            papers["takeout"] = paperwork.takeout_slip(
                self._store, orders.read_order(self._store.id, order.id)
            )
        for kind, document in papers.items():
            self._jobs[f"{kind}:{order.id}"] = (printer, None, None, document)

    def store(self) -> int:
        """Write the jobs that are new, each kitchen slip with its station's next number."""
        keys = list(self._jobs)
        there = set(execute(_THERE, {"keys": keys}).scalars())
        new = {key: job for key, job in self._jobs.items() if key not in there}
        numbers, rows = self._numbers_of(new), []
        for key, (printer, ticket_id, number_of, document) in new.items():
            row = {**job_row(printer, document, SLIP_EXPIRES), "key": key, "ticket_id": ticket_id}
            row["slip_number"] = None
            if number_of is not None:
                row["slip_number"] = numbers[number_of, key.replace(printer.id, "")]
                row["document"]["slip_number"] = row["slip_number"]
            rows.append(row)
        store_jobs(rows)
        return len(rows)

    def _numbers_of(self, new: dict[str, _Job]) -> dict[tuple[str, str], int]:
        """The stations' next numbers, taken with one statement.

        The same slip has the same one at every printer.
        """
        slips: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for key, (printer, _ticket_id, number_of, _document) in new.items():
            if number_of is not None:
                slips[number_of][key.replace(printer.id, "")] = None
        day = stores.get_facts(self._store.id).business_date().isoformat()
        names = {station: f"slip:{station}:{day}" for station in slips}
        for station, each in slips.items():
            want(self._store.id, names[station], len(each))
        numbers = {}
        for station, each in slips.items():
            last = next_value(self._store.id, names[station], len(each))
            for number, slip in enumerate(each, last - len(each) + 1):
                numbers[station, slip] = number
        return numbers

    def _add(self, printer: Printer, key: str, facts: TicketFacts, slip: Document) -> None:
        # The numbers show the cook that no slip is missing: a test takes none of them.
        number_of = None if facts.order.is_test else facts.ticket.station_id or "-"
        self._jobs[key] = (printer, facts.ticket.id, number_of, slip)

    def _name_of(self, station_id: str | None) -> str:
        if station_id not in self._names:
            self._names[station_id] = station_name(self._store.id, station_id)
        return self._names[station_id]


def _portions(tickets: list[TicketFacts]) -> Iterator[tuple[TicketFacts, OrderLine, int]]:
    for facts in tickets:
        for line in paperwork.standing_lines(facts):
            yield from ((facts, line, portion) for portion in range(1, line.quantity + 1))
