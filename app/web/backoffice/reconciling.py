"""Reconciliation 对账: the channels' bills beside the books, and what to do about each."""

from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, gettext, lazy_gettext

from app.core import tabular
from app.core.errors import Invalid, NotFound
from app.core.money import show
from app.payments.checking import files, queries, service
from app.payments.checking.models import DifferenceKind
from app.payments.models import Channel
from app.reports import queries as reports
from app.reports import three_ways
from app.staff.rights import Right
from app.web import payment_words
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.downloads import XLSX, download
from app.web.backoffice.overview import neighbours, wanted_day
from app.web.backoffice.three_way_words import FINDING

KIND: dict[DifferenceKind, tuple[LazyString, LazyString]] = {
    DifferenceKind.MISSING_HERE: (
        lazy_gettext("The channel has it, the shop does not"),
        lazy_gettext(
            "Look it up in the channel’s console. If no order belongs to it, refund it there."
        ),
    ),
    DifferenceKind.MISSING_THERE: (
        lazy_gettext("The shop has it, the channel does not"),
        lazy_gettext(
            "Ask the channel. The money has not arrived: see whether it came on another day."
        ),
    ),
    DifferenceKind.AMOUNT: (
        lazy_gettext("The amounts differ"),
        lazy_gettext("Compare with the channel’s console, and give back what was too much."),
    ),
    DifferenceKind.STATE: (
        lazy_gettext("The channel did not carry it out"),
        lazy_gettext("A refund that failed: send it again, or give the money back in cash."),
    ),
    DifferenceKind.FEE: (
        lazy_gettext("The fee is unusually high"),
        lazy_gettext("Compare with your contract, and ask the channel."),
    ),
    DifferenceKind.FLOW: (
        lazy_gettext("The channel’s lists disagree: it is listed, and other money moved"),
        lazy_gettext(
            "Look at the flow of funds 资金账单 in the channel’s console, and ask the channel."
        ),
    ),
}

WRONG_FILE: dict[str, LazyString] = {
    "nothing": lazy_gettext("Choose a file first."),
    "no_bill": lazy_gettext(
        "This is no bill of WeChat Pay or Alipay. Take the file as the console gives it out,"
        " without opening it in Excel."
    ),
    "damaged": lazy_gettext("The file is damaged or not complete. Fetch it once more."),
    "fund_flow": lazy_gettext(
        "This is the flow of funds 资金账单. Take the trade bill 交易账单 of the same day."
    ),
    "empty": lazy_gettext("The bill holds no payment and no refund: there is nothing to compare."),
    "several_days": lazy_gettext("The bill is of several days. Fetch one for each day."),
    "another_merchant": lazy_gettext(
        "The bill is another merchant’s: its merchant number is not the one under Channels."
    ),
    "too_large": lazy_gettext("The file is larger than 20 MB. A day’s bill is smaller."),
}


@bp.get("/backoffice/reconciliation")
@staff_only(Right.MONEY)
def reconciliation() -> ResponseReturnValue:
    """A business day three ways, what is open, and the looks of the last days."""
    store_id = require_staff().store_id
    day, today = wanted_day()
    return page(
        "backoffice/payments/reconciliation.html",
        open_ones=queries.list_open(store_id),
        checks=queries.list_checks(store_id),
        kinds=KIND,
        words=payment_words,
        channels=service.CHANNELS,
        report=reports.day_report(store_id, day),
        sides=three_ways.list_sides(store_id, day),
        findings=FINDING,
        **neighbours(day, today),
    )


@bp.post("/backoffice/reconciliation")
@staff_only(Right.MONEY)
def check_bill() -> ResponseReturnValue:
    """Fetch a channel's bill of a day now."""
    channel, day = _wanted()
    check = service.check_day(channel, day, actor=current_actor())
    if check.is_done:
        flash(gettext("Looked at %(n)d rows.", n=check.rows), "success")
    else:
        flash(str(payment_words.why(check.problem)), "danger")
    return redirect(url_for(".reconciliation"), 303)


@bp.post("/backoffice/reconciliation/file")
@staff_only(Right.MONEY)
def check_bill_file() -> ResponseReturnValue:
    """Compare a bill that was fetched by hand from the channel's console."""
    upload = request.files.get("file")
    content = upload.read(files.MAX_BYTES + 1) if upload is not None else b""
    try:
        check = service.check_file(content, actor=current_actor())
    except files.WrongFile as wrong:
        flash(str(WRONG_FILE[wrong.why]), "danger")
        return redirect(url_for(".reconciliation"), 303)
    flash(
        gettext(
            "%(channel)s, %(day)s: looked at %(n)d rows.",
            channel=payment_words.CHANNEL[check.channel],
            day=check.day.isoformat(),
            n=check.rows,
        ),
        "success",
    )
    return redirect(url_for(".reconciliation"), 303)


@bp.post("/backoffice/differences/<difference_id>/settle")
@staff_only(Right.MONEY)
def settle_difference(difference_id: str) -> ResponseReturnValue:
    """Say what was done about a difference."""
    note = request.form.get("note", "").strip()[:200]
    service.settle(difference_id, actor=current_actor(), note=note)
    return redirect(url_for(".reconciliation"), 303)


@bp.get("/backoffice/reconciliation.csv")
@staff_only(Right.EXPORT)
def differences_csv() -> ResponseReturnValue:
    """The open differences as CSV."""
    return download(tabular.csv_bytes(*_listed()), "differences.csv", "text/csv")


@bp.get("/backoffice/reconciliation.xlsx")
@staff_only(Right.EXPORT)
def differences_xlsx() -> ResponseReturnValue:
    """The open differences as a workbook."""
    content = tabular.xlsx_bytes("differences", *_listed(), (12, 14, 30, 30, 12, 12))
    return download(content, "differences.xlsx", XLSX)


def _listed() -> tuple[list[str], list[list[str]]]:
    head = [gettext("Day"), gettext("Channel"), gettext("Kind of difference"), gettext("Number"),
            gettext("Here"), gettext("There")]  # fmt: skip
    rows = [
        [
            check.day.isoformat(),
            str(payment_words.CHANNEL[check.channel]),
            str(KIND[found.kind][0]),
            found.ref,
            show(found.ours_fen),
            show(found.theirs_fen),
        ]
        for found, check in queries.list_open(require_staff().store_id)
    ]
    return head, rows


def _wanted() -> tuple[Channel, date]:
    try:
        channel, day = Channel(request.form.get("channel", "")), request.form.get("day", "")
        found = date.fromisoformat(day)
    except ValueError:
        raise Invalid({"day": lazy_gettext("Choose a day.")}) from None
    if channel not in service.CHANNELS:
        raise NotFound
    return channel, found
