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
