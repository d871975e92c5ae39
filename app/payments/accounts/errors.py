"""Why an account cannot be settled so."""

from flask_babel import lazy_gettext

from app.core.errors import Conflict


class OwesLess(Conflict):
    """More was to be taken than is owed, or it changed meanwhile."""

    code = "owes_less"
    message = lazy_gettext("So much is not owed any more. Look at the account again.")
