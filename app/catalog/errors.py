"""Why a dish cannot be had."""

from flask_babel import lazy_gettext

from app.core.errors import Conflict


class SoldOut(Conflict):
    """Some dishes are not there in the wanted quantity.

    Extra members: `dish_ids`, and `missing`: [{dish_id, name, wanted, remaining}].
    """

    code = "sold_out"
    message = lazy_gettext("Some dishes have just sold out. Please choose something else.")
