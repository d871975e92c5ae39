"""The kinds of notices: how grave they are and who gets them."""

from dataclasses import dataclass
from enum import StrEnum

from app.staff.rights import Right


class NoticeKind(StrEnum):
    """What a notice can be about."""

    PRINTER_FAILING = "printer_failing"
    PRINTER_STOOD_IN = "printer_stood_in"
    PRINTERS_BOTH_FAILING = "printers_both_failing"
    KITCHEN_UNSEEN = "kitchen_unseen"
    BACKUP_FAILED = "backup_failed"
    BACKUP_OVERDUE = "backup_overdue"
    DRILL_FAILED = "drill_failed"
    DISK_LOW = "disk_low"
    CLOCK_WRONG = "clock_wrong"
    DATABASE_DAMAGED = "database_damaged"
    GUESSING = "guessing"
    DEVICE_ENROLLED = "device_enrolled"
    LICENCE_EXPIRING = "licence_expiring"
    OUTBOX_STUCK = "outbox_stuck"
    MONEY_UNSURE = "money_unsure"
    REFUND_FAILED = "refund_failed"
    MONEY_RETURNED = "money_returned"
    BILL_DIFFERS = "bill_differs"
    INVOICE_ASKED = "invoice_asked"
    BOOKS_DAMAGED = "books_damaged"
    STOCK_LOW = "stock_low"
    STOCK_SHORT = "stock_short"
    STOCK_OUT_SOON = "stock_out_soon"
    STOCK_EXPIRING = "stock_expiring"
    STOCK_LOSS = "stock_loss"
    STOCK_PRICE = "stock_price"


class Severity(StrEnum):
    """How grave: something is being lost, somebody should see to it, it is good to know."""

    SEVERE = "severe"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Rule:
    """How grave a kind is, and the right of those who get it."""

    severity: Severity
    right: Right


RULES: dict[NoticeKind, Rule] = {
    NoticeKind.PRINTER_FAILING: Rule(Severity.SEVERE, Right.PRINT),
    NoticeKind.PRINTER_STOOD_IN: Rule(Severity.WARN, Right.PRINT),
    NoticeKind.PRINTERS_BOTH_FAILING: Rule(Severity.SEVERE, Right.PRINT),
    NoticeKind.KITCHEN_UNSEEN: Rule(Severity.SEVERE, Right.TABLES),
    NoticeKind.BACKUP_FAILED: Rule(Severity.SEVERE, Right.SETTINGS),
    NoticeKind.BACKUP_OVERDUE: Rule(Severity.SEVERE, Right.SETTINGS),
    NoticeKind.DRILL_FAILED: Rule(Severity.SEVERE, Right.SETTINGS),
    NoticeKind.DISK_LOW: Rule(Severity.SEVERE, Right.SETTINGS),
    NoticeKind.CLOCK_WRONG: Rule(Severity.SEVERE, Right.SETTINGS),
    NoticeKind.DATABASE_DAMAGED: Rule(Severity.SEVERE, Right.SETTINGS),
    NoticeKind.GUESSING: Rule(Severity.SEVERE, Right.STAFF),
    NoticeKind.DEVICE_ENROLLED: Rule(Severity.NOTE, Right.STAFF),
    NoticeKind.LICENCE_EXPIRING: Rule(Severity.WARN, Right.SETTINGS),
    NoticeKind.OUTBOX_STUCK: Rule(Severity.WARN, Right.SETTINGS),
    NoticeKind.MONEY_UNSURE: Rule(Severity.SEVERE, Right.TAKE_PAYMENT),
    NoticeKind.REFUND_FAILED: Rule(Severity.SEVERE, Right.TAKE_PAYMENT),
    NoticeKind.BILL_DIFFERS: Rule(Severity.SEVERE, Right.MONEY),
    NoticeKind.MONEY_RETURNED: Rule(Severity.WARN, Right.TAKE_PAYMENT),
    NoticeKind.INVOICE_ASKED: Rule(Severity.NOTE, Right.TAKE_PAYMENT),
    NoticeKind.BOOKS_DAMAGED: Rule(Severity.SEVERE, Right.MONEY),
    NoticeKind.STOCK_LOW: Rule(Severity.WARN, Right.STOCK),
    NoticeKind.STOCK_SHORT: Rule(Severity.WARN, Right.STOCK),
    NoticeKind.STOCK_OUT_SOON: Rule(Severity.WARN, Right.STOCK),
    NoticeKind.STOCK_EXPIRING: Rule(Severity.WARN, Right.STOCK),
    NoticeKind.STOCK_LOSS: Rule(Severity.WARN, Right.STOCK),
    NoticeKind.STOCK_PRICE: Rule(Severity.NOTE, Right.STOCK),
}


def kinds_for(rights: frozenset[Right]) -> list[NoticeKind]:
    """The kinds that somebody with these rights gets."""
    return [kind for kind, rule in RULES.items() if rule.right in rights]
