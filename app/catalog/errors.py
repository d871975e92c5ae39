"""Why a dish cannot be had."""

from flask_babel import lazy_gettext

from app.core.errors import Conflict


class SoldOut(Conflict):
    """Some dishes are not there in the wanted quantity.

    Extra members: `dish_ids`, and `missing`: [{dish_id, name, wanted, remaining}], for guests
    also `alike`: [{dish_id, name, name_en}], for staff `ingredients`: [{id, name, name_en,
    left}].
    """

    code = "sold_out"
    message = lazy_gettext("Some dishes have just sold out. Please choose something else.")


class StationInUse(Conflict):
    """Dishes are still made at the station. Extra member: `dishes`, how many."""

    code = "station_in_use"
    message = lazy_gettext("Dishes still go to this station. Choose where they go from now on.")
