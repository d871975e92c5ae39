"""Why money is not taken."""

from flask_babel import lazy_gettext

from app.core.errors import Conflict


class NothingDue(Conflict):
    """There is nothing to pay, or less than was offered. Extra member: `due_fen`."""

    code = "nothing_due"
    message = lazy_gettext("This is more than what is still to be paid. Look at the bill again.")


class TooLittleTendered(Conflict):
    """The cash handed over does not cover the amount."""

    code = "too_little_tendered"
    message = lazy_gettext("The cash handed over is less than the amount.")


class BillChanged(Conflict):
    """Another amount is due than the one that was on the screen. Extra member: `due_fen`."""

    code = "bill_changed"
    message = lazy_gettext("The bill has changed meanwhile. Look at the new amount, then take it.")
