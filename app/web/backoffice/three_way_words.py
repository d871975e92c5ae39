"""What is said of a business day seen three ways, and what to do about it."""

from flask_babel import LazyString, lazy_gettext

from app.reports.three_ways import Finding

# Its name, its colour, and the next step.
FINDING: dict[Finding, tuple[LazyString, str, LazyString]] = {
    Finding.BOOKS: (
        lazy_gettext("The books differ"),
        "danger",
        lazy_gettext("A refund is still under way, or money went back by another way."),
    ),
    Finding.BILL: (
        lazy_gettext("The bill differs"),
        "danger",
        lazy_gettext("See each one under the open differences, and settle it there."),
    ),
    Finding.SETTLED: (
        lazy_gettext("Differed, and was seen to"),
        "success",
        lazy_gettext("Every difference of this bill is settled."),
    ),
    Finding.NO_BILL: (
        lazy_gettext("No bill yet"),
        "warn",
        lazy_gettext("It is there after ten o’clock of the next day; it can be fetched by hand."),
    ),
    Finding.COUNT: (
        lazy_gettext("The count differs"),
        "danger",
        lazy_gettext("Ask who was at the drawer; look through the shift’s cash and its change."),
    ),
    Finding.OPEN_SHIFT: (
        lazy_gettext("A shift is open"),
        "warn",
        lazy_gettext("Count the drawer and close the shift at the counter."),
    ),
    Finding.NOT_COUNTED: (
        lazy_gettext("Cash outside the day’s shifts"),
        "warn",
        lazy_gettext("It came or went when no shift of this day was open: count it by itself."),
    ),
    Finding.COURIERS: (
        lazy_gettext("Couriers and the day differ"),
        "warn",
        lazy_gettext("What they still carry, or handed in of another day: see the books."),
    ),
    Finding.NO_LIST: (
        lazy_gettext("Only the shop’s own word"),
        "",
        lazy_gettext("No bill of it can be fetched: compare with what really came in."),
    ),
}
