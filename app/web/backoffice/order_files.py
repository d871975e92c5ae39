"""Orders as a file: one row each, for a spreadsheet."""

from collections.abc import Iterator
from decimal import Decimal

from flask_babel import gettext

from app.core.tabular import Cell, csv_bytes, xlsx_bytes
from app.ordering.models import Order
from app.ordering.present import number_text
from app.reports import order_search
from app.reports.order_search import OrderSearch
from app.stores.queries import StoreFacts
from app.web.backoffice import words

_MAX_ROWS = 100_000
_AT_ONCE = 500
_WIDTHS = (12, 8, 20, 10, 12, 8, 12, 60, 12, 12, 16, 30)


def orders_csv(store: StoreFacts, wanted: OrderSearch) -> bytes:
    """The orders that fit as CSV, newest first."""
    return csv_bytes(_headings(), _rows(store, wanted))


def orders_xlsx(store: StoreFacts, wanted: OrderSearch) -> bytes:
    """The orders that fit as a workbook, newest first; amounts are numbers."""
    return xlsx_bytes(gettext("Orders"), _headings(), _rows(store, wanted), _WIDTHS)


def _headings() -> tuple[str, ...]:
    return (
        gettext("Business day"),
        gettext("Number"),
        gettext("Placed at"),
        gettext("Kind"),
        gettext("Table"),
        gettext("Covers"),
        gettext("Status"),
        gettext("Dishes"),
        gettext("Total (yuan)"),
        gettext("Paid (yuan)"),
        gettext("Paid by"),
        gettext("Note"),
    )


def _rows(store: StoreFacts, wanted: OrderSearch) -> Iterator[tuple[Cell, ...]]:
    for orders in _portions(store.id, wanted):
        channels = order_search.channels_of([order.id for order in orders])
        for order in orders:
            yield _row(store, order, channels.get(order.id, []))


def _portions(store_id: str, wanted: OrderSearch) -> Iterator[list[Order]]:
    """Some orders at a time, so that a year of them does not lie in memory at once."""
    place, taken = None, 0
    while taken < _MAX_ROWS:
        found = order_search.find_orders(store_id, wanted, limit=_AT_ONCE, after=place)
        if not found:
            return
        yield found
        taken += len(found)
        place = (found[-1].business_date, found[-1].number)


def _row(store: StoreFacts, order: Order, channels: list[str]) -> tuple[Cell, ...]:
    dishes = (f"{line.name}×{line.quantity}" for line in order.lines)
    return (
        order.business_date.isoformat(),
        number_text(order.number),
        store.local(order.placed_at).strftime("%Y-%m-%d %H:%M:%S"),
        str(words.ORDER_TYPE[order.order_type.value]),
        order.table_name,
        order.covers or "",
        str(words.ORDER_STATUS[order.status.value][0]),
        gettext(", ").join(dishes),
        Decimal(order.total_fen) / 100,
        Decimal(order.paid_fen) / 100,
        gettext(", ").join(str(words.CHANNEL.get(name, name)) for name in channels),
        order.note,
    )
