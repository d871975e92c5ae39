"""Payments with their refunds, and the books, as files: a day's, or those of a span of days."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import audit
from app.core.tabular import Cell, csv_bytes, xlsx_bytes
from app.ledger import queries as ledger
from app.ordering import queries as orders
from app.ordering.present import number_text
from app.payments import queries as payments
from app.payments.models import Payment
from app.payments.refunds import queries as refunds
from app.staff.rights import Right
from app.stores import queries as stores
from app.stores.queries import StoreFacts
from app.web import payment_words
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp
from app.web.backoffice.downloads import XLSX, download
from app.web.backoffice.overview import wanted_day

_MAX_DAYS = 366
_MAX_ENTRIES = 100_000
_PAYMENT_WIDTHS = (12, 20, 12, 14, 12, 20, 30, 18, 30, 30)
_BOOK_WIDTHS = (8, 20, 12, 18, 30, 18, 24, 12, 12, 68)


@bp.get("/backoffice/payments.csv")
@staff_only(Right.EXPORT)
def payments_csv() -> ResponseReturnValue:
    """Payments and refunds as CSV."""
    return _payments_file("csv")


@bp.get("/backoffice/payments.xlsx")
@staff_only(Right.EXPORT)
def payments_xlsx() -> ResponseReturnValue:
    """Payments and refunds as a workbook."""
    return _payments_file("xlsx")


@bp.get("/backoffice/books.csv")
@staff_only(Right.EXPORT)
def books_csv() -> ResponseReturnValue:
    """The books as CSV, one row a posting, with the seals."""
    return _books_file("csv")


@bp.get("/backoffice/books.xlsx")
@staff_only(Right.EXPORT)
def books_xlsx() -> ResponseReturnValue:
    """The books as a workbook."""
    return _books_file("xlsx")


def _payments_file(kind: str) -> Response:
    store = stores.get_facts(require_staff(Right.MONEY).store_id)
    head = (gettext("Business day"), gettext("Time"), gettext("Kind"), gettext("Channel"),
            gettext("Amount (yuan)"), gettext("Orders"), gettext("Our number"),
            gettext("By"), gettext("Who owes it"), gettext("Reason"))  # fmt: skip
    return _file(kind, "payments", gettext("Payments"), head, _payment_rows(store), _PAYMENT_WIDTHS)


def _books_file(kind: str) -> Response:
    store = stores.get_facts(require_staff(Right.MONEY).store_id)
    head = (gettext("Entry"), gettext("Time"), gettext("Business day"), gettext("Kind"),
            gettext("Number"), gettext("By"), gettext("Account"), gettext("Debit"),
            gettext("Credit"), gettext("Seal"))  # fmt: skip
    return _file(kind, "books", gettext("Books"), head, _book_rows(store), _BOOK_WIDTHS)


def _file(
    kind: str,
    name: str,
    title: str,
    head: tuple[str, ...],
    rows: Iterator[tuple[Cell, ...]],
    widths: tuple[int, ...],
) -> Response:
    first, last = _days()
    content = xlsx_bytes(title, head, rows, widths) if kind == "xlsx" else csv_bytes(head, rows)
    asked = {"from": first.isoformat(), "to": last.isoformat()}
    audit.log_alone(f"{name}.exported", actor=current_actor(), target=(name, kind), asked=asked)
    span = first.isoformat() if first == last else f"{first.isoformat()}_{last.isoformat()}"
    return download(content, f"kaifan-{name}-{span}.{kind}", XLSX if kind == "xlsx" else "text/csv")


def _days() -> tuple[date, date]:
    """The day in the address, or all days from `from` to it, a year at the most."""
    last, _today = wanted_day()
    try:
        first = date.fromisoformat(request.args.get("from", ""))
    except ValueError:
        return last, last
    return max(min(first, last), last - timedelta(days=_MAX_DAYS - 1)), last


def _each_day() -> Iterator[date]:
    first, last = _days()
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


def _payment_rows(store: StoreFacts) -> Iterator[tuple[Cell, ...]]:
    for day in _each_day():
        paid = payments.list_payments(store.id, day)
        given_back = refunds.list_of_day(store.id, day)
        numbers = _numbers(store.id, [*paid, *(back.payment for back in given_back)])
        for each in reversed(paid):
            yield (
                day.isoformat(),
                store.local(each.taken_at).strftime("%Y-%m-%d %H:%M:%S"),
                gettext("Payment"),
                str(payment_words.CHANNEL[each.channel]),
                Decimal(each.amount_fen) / 100,
                _orders_of(each, numbers),
                each.attempt_id or each.id,
                each.taken_by,
                each.account_name,
                "",
            )
        for back in reversed(given_back):
            yield (
                day.isoformat(),
                store.local(back.asked_at).strftime("%Y-%m-%d %H:%M:%S"),
                f"{gettext('Refund')} ({payment_words.REFUND[back.status][0]})",
                str(payment_words.CHANNEL[back.payment.channel]),
                -Decimal(back.amount_fen) / 100,
                _orders_of(back.payment, numbers),
                back.id,
                back.asked_by,
                back.payment.account_name,
                back.reason,
            )


def _numbers(store_id: str, settled_by: list[Payment]) -> dict[str, int]:
    """The numbers of the orders that these payments settled."""
    ids = {part.order_id for payment in settled_by for part in payment.allocations}
    return orders.numbers_of(store_id, ids)


def _orders_of(payment: Payment, numbers: dict[str, int]) -> str:
    told = (number_text(numbers[part.order_id]) for part in payment.allocations)
    return str(gettext(", ")).join(told)


def _book_rows(store: StoreFacts) -> Iterator[tuple[Cell, ...]]:
    for day in _each_day():
        for entry in reversed(ledger.list_entries(store.id, day=day, limit=_MAX_ENTRIES)):
            for each in entry.postings:
                fen = each.amount_fen
                yield (
                    entry.seq,
                    store.local(entry.at).strftime("%Y-%m-%d %H:%M:%S"),
                    day.isoformat(),
                    str(payment_words.ENTRY.get(entry.kind, entry.kind)),
                    entry.ref,
                    entry.by,
                    payment_words.account(each.account),
                    Decimal(fen) / 100 if fen > 0 else "",
                    Decimal(-fen) / 100 if fen < 0 else "",
                    entry.seal,
                )
