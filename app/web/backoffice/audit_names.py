"""What the things in the audit log are called: names and numbers for people instead of ids."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext

from app.catalog import queries as catalog
from app.core.errors import NotFound
from app.inventory import papers
from app.inventory import queries as inventory
from app.kitchen import queries as kitchen
from app.ordering import queries as orders
from app.ordering.present import number_text
from app.payments import queries as payments
from app.printing import queries as printing
from app.staff import queries as staff
from app.tables import queries as tables
from app.web.formats import named

# Which sort of thing a fact's id belongs to.
_KIND_OF_FACT = {
    "dish": "dish",
    "job": "print_job",
    "moved_to": "station",
    "order": "order",
    "original": "dish",
    "payment": "payment",
    "station": "station",
}


class Names:
    """Names of a store's things by kind and id, each looked up once."""

    def __init__(self, store_id: str) -> None:
        self._store_id = store_id
        self._known: dict[tuple[str, str], str] = {}

    def of(self, kind: str, thing_id: str) -> str:
        """What the thing is called; "" when that is not known."""
        if (kind, thing_id) not in self._known:
            self._known[kind, thing_id] = self._find(kind, thing_id)
        return self._known[kind, thing_id]

    def said(self, fact: str, value: Any) -> Any:
        """A fact's value, with the name in place of an id that is known."""
        kind = _KIND_OF_FACT.get(fact, "")
        return (self.of(kind, value) or value) if kind and isinstance(value, str) else value

    def _find(self, kind: str, thing_id: str) -> str:
        find = _FIND.get(kind)
        try:
            return find(self._store_id, thing_id) if find and thing_id else ""
        except NotFound:
            return ""


def _by_name(get: Callable[[str, str], Any]) -> Callable[[str, str], str]:
    return lambda store_id, thing_id: named(get(store_id, thing_id))


def _member(store_id: str, staff_id: str) -> str:
    found = staff.get_member(store_id, staff_id)
    return found.name or found.username


def _order(store_id: str, order_id: str) -> str:
    number = orders.numbers_of(store_id, [order_id]).get(order_id)
    return "" if number is None else number_text(number)


def _line(store_id: str, line_id: str) -> str:
    found = orders.get_line(store_id, line_id)
    return f"{named(found)} · {number_text(found.order.number)}"


def _payment(store_id: str, payment_id: str) -> str:
    paid = payments.get_payment(store_id, payment_id).allocations
    numbers = orders.numbers_of(store_id, {each.order_id for each in paid})
    shown = str(gettext(", ")).join(map(number_text, sorted(numbers.values())))
    return str(gettext("for order %(numbers)s", numbers=shown)) if shown else ""


def _ticket(store_id: str, ticket_id: str) -> str:
    return number_text(kitchen.get_ticket(store_id, ticket_id).order.number)


_FIND: dict[str, Callable[[str, str], str]] = {
    "area": _by_name(tables.get_area),
    "category": _by_name(catalog.get_category),
    "device": _by_name(staff.get_device),
    "dish": _by_name(catalog.get_any_dish),
    "ingredient": _by_name(inventory.get_ingredient),
    "option_group": _by_name(catalog.get_option_group),
    "order": _order,
    "order_line": _line,
    "payment": _payment,
    "print_job": lambda store_id, job_id: printing.get_job(store_id, job_id).printer.name,
    "printer": _by_name(printing.get_printer),
    "purchase": lambda store_id, each: str(papers.get_purchase(store_id, each).number),
    "staff": _member,
    "station": _by_name(catalog.get_station),
    "stock_place": _by_name(inventory.get_place),
    "supplier": _by_name(inventory.get_supplier),
    "table": _by_name(tables.get_table),
    "table_session": lambda store_id, each: tables.get_session(store_id, each).table.name,
    "ticket": _ticket,
}
