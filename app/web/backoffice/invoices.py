"""Invoices 开票: what guests asked for, and what became of it."""

from collections.abc import Iterator
from decimal import Decimal

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import audit, clock
from app.core.errors import Conflict, Invalid
from app.core.tabular import Cell, csv_bytes, xlsx_bytes
from app.payments.invoices import queries, service
from app.payments.invoices.models import InvoiceRequest
from app.staff.rights import Right
from app.stores import queries as stores
from app.web import payment_words
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.downloads import XLSX, download

_MAX_ROWS = 100_000
_WIDTHS = (18, 12, 10, 40, 24, 30, 12, 24, 18, 30)


@bp.get("/backoffice/invoices")
@staff_only(Right.MONEY)
def invoices() -> ResponseReturnValue:
    """Those to be issued with all that is needed for it; below them what was seen to."""
    store_id = require_staff().store_id
    waiting = queries.list_requests(store_id, is_open=True)
    return page(
        "backoffice/payments/invoices.html",
        waiting=waiting,
        amounts=_amounts(store_id, waiting),
        settled=queries.list_requests(store_id, is_open=False),
        words=payment_words,
    )


@bp.post("/backoffice/invoices/<invoice_id>/issue")
@staff_only(Right.MONEY)
def issue_invoice(invoice_id: str) -> ResponseReturnValue:
    """It was issued, under this number."""
    try:
        service.issue(invoice_id, request.form.get("number", ""), actor=current_actor())
    except Conflict as refused:
        flash(str(refused.message), "danger")
    return redirect(url_for(".invoices"), 303)


@bp.post("/backoffice/invoices/<invoice_id>/refuse")
@staff_only(Right.MONEY)
def refuse_invoice(invoice_id: str) -> ResponseReturnValue:
    """It is not issued, and this is why."""
    try:
        service.refuse(invoice_id, request.form.get("note", ""), actor=current_actor())
    except Conflict as refused:
        flash(str(refused.message), "danger")
    except Invalid as wrong:
        flash(str(wrong.extra["fields"]["note"]), "danger")
    return redirect(url_for(".invoices"), 303)


@bp.get("/backoffice/invoices.csv")
@staff_only(Right.EXPORT)
def invoices_csv() -> ResponseReturnValue:
    """All requests as CSV."""
    return _taken_away("csv")


@bp.get("/backoffice/invoices.xlsx")
@staff_only(Right.EXPORT)
def invoices_xlsx() -> ResponseReturnValue:
    """All requests as a workbook."""
    return _taken_away("xlsx")


def _taken_away(kind: str) -> Response:
    store_id = require_staff(Right.MONEY).store_id
    if kind == "xlsx":
        content = xlsx_bytes(gettext("Invoices"), _headings(), _rows(store_id), _WIDTHS)
    else:
        content = csv_bytes(_headings(), _rows(store_id))
    audit.log_alone("invoices.exported", actor=current_actor(), target=("invoices", kind))
    name = f"kaifan-invoices-{clock.now():%Y%m%d}.{kind}"
    return download(content, name, XLSX if kind == "xlsx" else "text/csv")


def _headings() -> tuple[str, ...]:
    return (
        gettext("Asked at"),
        gettext("Status"),
        gettext("In whose name"),
        gettext("Title"),
        gettext("Tax number"),
        gettext("E-mail"),
        gettext("Amount (yuan)"),
        gettext("Invoice number"),
        gettext("Seen to by"),
        gettext("Reason"),
    )


def _rows(store_id: str) -> Iterator[tuple[Cell, ...]]:
    store = stores.get_facts(store_id)
    for is_open in (True, False):
        found = queries.list_requests(store_id, is_open=is_open, limit=_MAX_ROWS)
        amounts = _amounts(store_id, found) if is_open else {}
        for each in found:
            yield (
                store.local(each.asked_at).strftime("%Y-%m-%d %H:%M"),
                str(payment_words.INVOICE[each.status][0]),
                str(payment_words.TITLE_KIND[each.kind]),
                each.title,
                each.tax_number,
                each.email,
                Decimal(amounts.get(each.id, each.amount_fen)) / 100,
                each.number,
                each.settled_by,
                each.note,
            )


def _amounts(store_id: str, wanted: list[InvoiceRequest]) -> dict[str, int]:
    """What open requests are about by now, by id: something may have been given back since."""
    fen = queries.invoiceable_amounts(store_id, [each.table_session_id for each in wanted])
    return {each.id: fen[each.table_session_id] for each in wanted}
