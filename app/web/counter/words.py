"""The words and colours of states on the counter: a colour never stands without its word."""

from flask_babel import lazy_gettext

from app.ordering.models import LineStatus, OrderStatus
from app.ordering.rules import PartyStatus
from app.payments.models import Channel

# The colour is a modifier of `.status` in components.css; "" is grey.
PARTY = {
    PartyStatus.FREE: (lazy_gettext("Free"), ""),
    PartyStatus.SCANNED: (lazy_gettext("Scanned"), "info"),
    PartyStatus.WAITING: (lazy_gettext("To confirm"), "danger"),
    PartyStatus.OPENED: (lazy_gettext("Opened"), "info"),
    PartyStatus.DINING: (lazy_gettext("Dining"), "brand"),
    PartyStatus.TO_PAY: (lazy_gettext("Served, to pay"), "warn"),
    PartyStatus.PART_PAID: (lazy_gettext("Part paid"), "warn"),
    PartyStatus.PAID: (lazy_gettext("Paid in full"), "success"),
}

ORDER = {
    OrderStatus.WAITING: (lazy_gettext("To confirm"), "danger"),
    OrderStatus.PLACED: (lazy_gettext("In the kitchen"), "info"),
    OrderStatus.COOKING: (lazy_gettext("Cooking"), "brand"),
    OrderStatus.READY: (lazy_gettext("Ready"), "success"),
    OrderStatus.COMPLETED: (lazy_gettext("Completed"), ""),
    OrderStatus.CANCELLED: (lazy_gettext("Cancelled"), ""),
}

LINE = {
    LineStatus.PLACED: (lazy_gettext("Queued"), ""),
    LineStatus.COOKING: (lazy_gettext("Cooking"), "brand"),
    LineStatus.DONE: (lazy_gettext("Done"), "success"),
    LineStatus.CANCELLED: (lazy_gettext("Cancelled"), "danger"),
}

CHANNEL = {
    Channel.CASH: lazy_gettext("Cash"),
    Channel.STATIC_CODE: lazy_gettext("Static code"),
}

CANCEL_REASONS = (
    lazy_gettext("Guest changed their mind"),
    lazy_gettext("Ordered by mistake"),
    lazy_gettext("Dish has run out"),
    lazy_gettext("No such guests at the table"),
)
