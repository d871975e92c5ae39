"""Why a shift or a day is not opened or closed."""

from flask_babel import lazy_gettext

from app.core.errors import Conflict


class ShiftOpen(Conflict):
    """There is an open shift."""

    code = "shift_open"
    message = lazy_gettext("A shift is still open. Close it first.")


class NoShift(Conflict):
    """There is no open shift."""

    code = "no_shift"
    message = lazy_gettext("No shift is open. Open one with its float first.")


class TablesOpen(Conflict):
    """Guests have not paid yet. Extra members: `tables`, `due_fen`."""

    code = "tables_open"
    message = lazy_gettext(
        "Some bills are still open. Carry them over to the next day, or take their money first."
    )


class MoneyUnsure(Conflict):
    """A payment is under way with a channel, or nobody knows how it ended."""

    code = "money_unsure"
    message = lazy_gettext(
        "A payment is still under way. Wait until the channel has answered, then close the day."
    )
