"""What can go wrong at a table's code."""

from flask_babel import lazy_gettext

from app.core.errors import Conflict, Gone, NotFound, NotLoggedIn


class CodeUnknown(NotFound):
    """The code is no code of this house."""

    code = "code_unknown"
    message = lazy_gettext("This code is not one of ours. Please ask the staff.")


class CodeRotated(Gone):
    """The code was replaced by a newer one."""

    code = "code_rotated"
    message = lazy_gettext("This code has been replaced. Please scan the new one on the table.")


class SessionOver(NotLoggedIn):
    """The table was cleared, or the session expired."""

    code = "session_over"
    message = lazy_gettext("This table's meal has ended. Please scan the code on the table again.")


class TableInUse(Conflict):
    """The table cannot be removed while a party sits at it."""

    code = "table_in_use"
    message = lazy_gettext("Guests are at this table. Clear it first.")


class TableTaken(Conflict):
    """Somebody sits at the table that a party was to move to."""

    code = "table_taken"
    message = lazy_gettext("Somebody is at that table now. Choose a free one.")


class PartyNeeded(Conflict):
    """Several parties share the table: the phone has to say to which it belongs."""

    code = "party_needed"
    message = lazy_gettext(
        "Several parties share this table. Type the number that your companions or the staff"
        " tell you."
    )


class WrongPin(PartyNeeded):
    """No party at this table has this number."""

    code = "wrong_pin"
    message = lazy_gettext("No party at this table has this number. Please ask the staff.")


class PartyJoined(Conflict):
    """The party is part of another one now."""

    code = "party_joined"
    message = lazy_gettext("This party was joined with another one. Look at the floor again.")


class NameTaken(Conflict):
    """Another table or area has this name."""

    code = "name_taken"
    message = lazy_gettext("This name is taken. Choose another one.")
