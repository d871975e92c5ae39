"""Why a call is refused."""

from flask_babel import lazy_gettext

from app.core.errors import Conflict, TooMany


class CallTooSoon(TooMany):
    """The party has just called for the same. Extra member: `retry_after_s`."""

    code = "call_too_soon"
    message = lazy_gettext("The staff know already and are on their way.")


class NothingToChase(Conflict):
    """Every dish of the order is on the table, or nobody cooks it yet."""

    code = "nothing_to_chase"
    message = lazy_gettext("Nothing of this order is being cooked. Please call the waiter.")
