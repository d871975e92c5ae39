"""Notices in the reader's words, with what to do next and where."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import LazyString, format_date, gettext, lazy_gettext, ngettext

from app.core import money
from app.notices.kinds import NoticeKind
from app.notices.models import Notice
from app.notices.stock_words import STOCK_TITLES
from app.printing.errors import in_plain_words
from app.staff.rights import Right
from app.web.auth import require_staff

SEVERITY: dict[str, tuple[LazyString, str]] = {
    "severe": (lazy_gettext("Act now"), "danger"),
    "warn": (lazy_gettext("See to it"), "warn"),
    "note": (lazy_gettext("For your information"), "info"),
}


def title(notice: Notice) -> str:
    """What is the matter, in one sentence."""
    return _TITLES[notice.kind](notice.params)


def advice(notice: Notice) -> str:
    """What to do next, "" when nothing is to do."""
    if notice.kind in _OF_PRINTERS:
        return str(in_plain_words(notice.params["error"]))
    return str(_ADVICE.get(notice.kind, ""))


def place_of(notice: Notice) -> str:
    """The page where one sees to it, "" when the reader may not go there."""
    endpoint, right = _PLACES[notice.kind]
    if not require_staff().may(right):
        return ""
    is_printer = notice.kind in _OF_PRINTERS
    return url_for(endpoint, printer_id=notice.subject) if is_printer else url_for(endpoint)


def _outbox(params: dict[str, Any]) -> str:
    count = params["late"] + params["given_up"]
    return str(
        ngettext(
            "%(num)d slip or message did not go out.",
            "%(num)d slips or messages did not go out.",
            count,
        )
    )


def _unseen(params: dict[str, Any]) -> str:
    unseen, gone = params["count"], params.get("gone", 0)
    tickets = ngettext(
        "%(num)d kitchen ticket was seen by nobody.",
        "%(num)d kitchen tickets were seen by nobody.",
        unseen,
    )
    dishes = ngettext(
        "%(num)d dish was taken back, and no cook knows.",
        "%(num)d dishes were taken back, and no cook knows.",
        gone,
    )
    return " ".join(str(said) for said, count in ((tickets, unseen), (dishes, gone)) if count)


def _licence(params: dict[str, Any]) -> str:
    day = format_date(date.fromisoformat(params["until"]))
    return str(gettext("The food licence is valid until %(day)s.", day=day))


def _overdue(params: dict[str, Any]) -> str:
    return str(
        ngettext(
            "The last backup is %(num)d day old.",
            "The last backup is %(num)d days old.",
            params["days"],
        )
    )


_OF_PRINTERS = frozenset(
    {
        NoticeKind.PRINTER_FAILING,
        NoticeKind.PRINTER_STOOD_IN,
        NoticeKind.PRINTERS_BOTH_FAILING,
    }
)
_TITLES: dict[NoticeKind, Callable[[dict[str, Any]], str]] = {
    NoticeKind.PRINTER_FAILING: lambda p: gettext(
        "Printer %(name)s does not print.", name=p["name"]
    ),
    NoticeKind.PRINTER_STOOD_IN: lambda p: gettext(
        "%(backup)s prints for %(name)s, which does not print.", name=p["name"], backup=p["backup"]
    ),
    NoticeKind.PRINTERS_BOTH_FAILING: lambda p: gettext(
        "Neither %(name)s nor its backup %(backup)s prints.", name=p["name"], backup=p["backup"]
    ),
    NoticeKind.KITCHEN_UNSEEN: _unseen,
    NoticeKind.BACKUP_FAILED: lambda p: gettext("The backup failed: %(why)s", why=p["why"]),
    NoticeKind.BACKUP_OVERDUE: _overdue,
    NoticeKind.DRILL_FAILED: lambda p: gettext(
        "%(name)s cannot be restored: %(why)s", name=p["name"], why=p["why"]
    ),
    NoticeKind.DISK_LOW: lambda p: gettext("Only %(mb)d MB are free on the disk.", mb=p["mb"]),
    NoticeKind.CLOCK_WRONG: lambda _p: gettext("The computer’s clock is wrong, or it jumped."),
    NoticeKind.DATABASE_DAMAGED: lambda _p: gettext("The database is damaged."),
    NoticeKind.GUESSING: lambda _p: gettext("Somebody has been guessing passwords or PINs."),
    NoticeKind.DEVICE_ENROLLED: lambda p: gettext(
        "%(by)s enrolled the device %(name)s: PINs count on it.", by=p["by"], name=p["name"]
    ),
    NoticeKind.LICENCE_EXPIRING: _licence,
    NoticeKind.OUTBOX_STUCK: _outbox,
    NoticeKind.MONEY_UNSURE: lambda p: gettext(
        "It is not sure whether ¥%(amount)s was paid.", amount=money.show(p["fen"])
    ),
    NoticeKind.REFUND_FAILED: lambda p: gettext(
        "A refund of ¥%(amount)s did not go through.", amount=money.show(p["fen"])
    ),
    NoticeKind.BILL_DIFFERS: lambda p: str(
        ngettext(
            "%(num)d difference between a channel’s bill and the books.",
            "%(num)d differences between channels’ bills and the books.",
            p["count"],
        )
    ),
    NoticeKind.MONEY_RETURNED: lambda p: gettext(
        "¥%(amount)s came too late or twice and goes back by itself.", amount=money.show(p["fen"])
    ),
    NoticeKind.INVOICE_ASKED: lambda p: gettext(
        "%(table)s asks for an invoice of ¥%(amount)s.",
        table=p["table"],
        amount=money.show(p["fen"]),
    ),
    NoticeKind.BOOKS_DAMAGED: lambda p: gettext(
        "The books do not hold together from entry %(seq)d on.", seq=p["seq"]
    ),
    **STOCK_TITLES,
}
_ADVICE: dict[NoticeKind, LazyString] = {
    NoticeKind.KITCHEN_UNSEEN: lazy_gettext("Tell the kitchen in person, now."),
    NoticeKind.BACKUP_FAILED: lazy_gettext("Look at the disk space, then press “Back up now”."),
    NoticeKind.BACKUP_OVERDUE: lazy_gettext("Press “Back up now”."),
    NoticeKind.DRILL_FAILED: lazy_gettext("Back up now, then try that one."),
    NoticeKind.DISK_LOW: lazy_gettext(
        "Make room: delete what is not needed, or move the shop to a larger disk."
    ),
    NoticeKind.CLOCK_WRONG: lazy_gettext(
        "Set the computer's date and time, and let it set them by itself over NTP."
    ),
    NoticeKind.DATABASE_DAMAGED: lazy_gettext(
        "Stop Kaifan and restore the newest backup: python run.py restore FILE"
    ),
    NoticeKind.GUESSING: lazy_gettext("See that all devices and logins are yours."),
    NoticeKind.DEVICE_ENROLLED: lazy_gettext("Revoke it if it does not belong to the shop."),
    NoticeKind.LICENCE_EXPIRING: lazy_gettext(
        "Renew it, then write the new date into the settings."
    ),
    NoticeKind.OUTBOX_STUCK: lazy_gettext("The self-test says what stands in the way."),
    NoticeKind.MONEY_UNSURE: lazy_gettext(
        "The list says what each channel answered, and what to do."
    ),
    NoticeKind.REFUND_FAILED: lazy_gettext("Send it again, or give the money back in cash."),
    NoticeKind.BILL_DIFFERS: lazy_gettext("Each difference says what to do next."),
    NoticeKind.MONEY_RETURNED: lazy_gettext("Tell the guest that nothing is owed."),
    NoticeKind.INVOICE_ASKED: lazy_gettext("Issue it, then write its number into the list."),
    NoticeKind.BOOKS_DAMAGED: lazy_gettext(
        "Somebody changed rows in the database. Compare with the latest backup."
    ),
    NoticeKind.STOCK_LOW: lazy_gettext("Buy it: the list of purchases suggests how much."),
    NoticeKind.STOCK_SHORT: lazy_gettext("Count it, or receive what came."),
    NoticeKind.STOCK_OUT_SOON: lazy_gettext("Get some, or tell the waiters what to offer."),
    NoticeKind.STOCK_EXPIRING: lazy_gettext("Use it first, or write it off."),
    NoticeKind.STOCK_LOSS: lazy_gettext("Look at its movements since the last count."),
    NoticeKind.STOCK_PRICE: lazy_gettext("Look at the margin of the dishes that need it."),
}
_PLACES: dict[NoticeKind, tuple[str, Right]] = {
    NoticeKind.PRINTER_FAILING: ("backoffice.printer", Right.PRINTERS),
    NoticeKind.PRINTER_STOOD_IN: ("backoffice.printer", Right.PRINTERS),
    NoticeKind.PRINTERS_BOTH_FAILING: ("backoffice.printer", Right.PRINTERS),
    NoticeKind.KITCHEN_UNSEEN: ("counter.floor", Right.TABLES),
    NoticeKind.BACKUP_FAILED: ("backoffice.health", Right.SETTINGS),
    NoticeKind.BACKUP_OVERDUE: ("backoffice.health", Right.SETTINGS),
    NoticeKind.DRILL_FAILED: ("backoffice.health", Right.SETTINGS),
    NoticeKind.DISK_LOW: ("backoffice.health", Right.SETTINGS),
    NoticeKind.CLOCK_WRONG: ("backoffice.health", Right.SETTINGS),
    NoticeKind.DATABASE_DAMAGED: ("backoffice.health", Right.SETTINGS),
    NoticeKind.GUESSING: ("backoffice.devices", Right.STAFF),
    NoticeKind.DEVICE_ENROLLED: ("backoffice.devices", Right.STAFF),
    NoticeKind.LICENCE_EXPIRING: ("backoffice.licences", Right.SETTINGS),
    NoticeKind.OUTBOX_STUCK: ("backoffice.health", Right.SETTINGS),
    NoticeKind.MONEY_UNSURE: ("backoffice.payments", Right.MONEY),
    NoticeKind.REFUND_FAILED: ("backoffice.payments", Right.MONEY),
    NoticeKind.BILL_DIFFERS: ("backoffice.reconciliation", Right.MONEY),
    NoticeKind.MONEY_RETURNED: ("backoffice.payments", Right.MONEY),
    NoticeKind.INVOICE_ASKED: ("backoffice.invoices", Right.MONEY),
    NoticeKind.BOOKS_DAMAGED: ("backoffice.books", Right.MONEY),
    NoticeKind.STOCK_LOW: ("backoffice.purchases", Right.STOCK),
    NoticeKind.STOCK_SHORT: ("backoffice.stock", Right.STOCK),
    NoticeKind.STOCK_OUT_SOON: ("backoffice.purchases", Right.STOCK),
    NoticeKind.STOCK_EXPIRING: ("backoffice.stock", Right.STOCK),
    NoticeKind.STOCK_LOSS: ("backoffice.stock_movements", Right.STOCK),
    NoticeKind.STOCK_PRICE: ("backoffice.recipes", Right.STOCK),
}
