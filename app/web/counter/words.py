"""The words and colours of states on the counter: a colour never stands without its word."""

from flask_babel import lazy_gettext

from app.calls.models import CallKind
from app.ordering.models import LineStatus, OrderStatus
from app.ordering.rules import PartyStatus
from app.ordering.settings import PauseScope
from app.web import payment_words

# The colour is a modifier of `.status` in components.css; "" is grey.
PARTY = {
    PartyStatus.FREE: (lazy_gettext("Free"), ""),
    PartyStatus.SCANNED: (lazy_gettext("Scanned"), "info"),
    PartyStatus.WAITING: (lazy_gettext("To confirm"), "danger"),
    PartyStatus.TO_COLLECT: (lazy_gettext("To collect"), "danger"),
    PartyStatus.OPENED: (lazy_gettext("Opened"), "info"),
    PartyStatus.DINING: (lazy_gettext("Dining"), "brand"),
    PartyStatus.TO_PAY: (lazy_gettext("Served, to pay"), "warn"),
    PartyStatus.PART_PAID: (lazy_gettext("Part paid"), "warn"),
    PartyStatus.PAID: (lazy_gettext("Paid in full"), "success"),
}

ORDER = {
    OrderStatus.UNPAID: (lazy_gettext("To be paid first"), "warn"),
    OrderStatus.SCHEDULED: (lazy_gettext("Ordered ahead"), "info"),
    OrderStatus.WAITING: (lazy_gettext("To confirm"), "danger"),
    OrderStatus.PLACED: (lazy_gettext("In the kitchen"), "info"),
    OrderStatus.COOKING: (lazy_gettext("Cooking"), "brand"),
    OrderStatus.READY: (lazy_gettext("Ready"), "success"),
    OrderStatus.COMPLETED: (lazy_gettext("Completed"), ""),
    OrderStatus.CANCELLED: (lazy_gettext("Cancelled"), ""),
}

LINE = {
    LineStatus.HELD: (lazy_gettext("On hold"), "warn"),
    LineStatus.PLACED: (lazy_gettext("Queued"), ""),
    LineStatus.COOKING: (lazy_gettext("Cooking"), "brand"),
    LineStatus.DONE: (lazy_gettext("Done"), "success"),
    LineStatus.SERVED: (lazy_gettext("Served"), ""),
    LineStatus.CANCELLED: (lazy_gettext("Cancelled"), "danger"),
}

# A word and a symbol.
CALL = {
    CallKind.WAITER: (lazy_gettext("calls the waiter"), "bell"),
    CallKind.BILL: (lazy_gettext("asks for the bill"), "money"),
    CallKind.CHASE: (lazy_gettext("chases its dishes"), "clock"),
}

PAUSE_SCOPE = {
    PauseScope.ALL: lazy_gettext("All guests"),
    PauseScope.DINE_IN: lazy_gettext("Only at the tables"),
    PauseScope.PICKUP: lazy_gettext("Only pick-up"),
}

VOIDED = (lazy_gettext("Dish taken back"), "danger")

LINE_CHANGE = {
    "comp": lazy_gettext("Given for nothing:"),
    "price_change": lazy_gettext("Price changed:"),
}

CHANNEL = payment_words.CHANNEL
ATTEMPT = payment_words.ATTEMPT
REFUND = payment_words.REFUND
why = payment_words.why
reason = payment_words.reason

CANCEL_REASONS = (
    lazy_gettext("Guest changed their mind"),
    lazy_gettext("Ordered by mistake"),
    lazy_gettext("Dish has run out"),
    lazy_gettext("No such guests at the table"),
)

ORDER_KEYS = (
    (
        lazy_gettext("Enter"),
        lazy_gettext("Adds the best hit; with Shift you can write a note first"),
    ),
    ("gb*3", lazy_gettext("The dish three times; only *3 sets the quantity of the last line")),
    ("+  −", lazy_gettext("One more or one less of the last line")),
    ("F2", lazy_gettext("Holds the last line, or lets it go")),
    ("F9", lazy_gettext("Holds all dishes, or lets them go")),
    ("F4", lazy_gettext("Open item")),
    ("Ctrl + Enter", lazy_gettext("Sends the order to the kitchen")),
    ("Esc", lazy_gettext("Empties the search, or closes a sheet")),
    ("↓ → ← ↑", lazy_gettext("Go through the dishes")),
)
