"""Why the kitchen objects."""

from flask_babel import lazy_gettext

from app.core.errors import Conflict


class StationBusy(Conflict):
    """Tickets of the station are still open."""

    code = "station_busy"
    message = lazy_gettext("This station still has open tickets. Finish them, then retire it.")
