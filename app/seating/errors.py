"""Why seating is refused."""

from flask_babel import lazy_gettext

from app.core.errors import Conflict


class WrongStep(Conflict):
    """The number or the reservation is not in a state that allows this step."""

    code = "illegal_transition"
    message = lazy_gettext("This step is not possible now: somebody was faster. Look again.")


class TableBooked(Conflict):
    """Another reservation keeps the table at that time. Extra member: `others`."""

    code = "table_booked"
    message = lazy_gettext("This table is reserved at that time already.")
