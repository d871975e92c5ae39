"""The check of the licences 证照公示 that guests must be able to see."""

from datetime import timedelta

from flask_babel import gettext

from app.core import clock
from app.settings import queries as settings
from app.stores import queries as stores
from app.stores.settings import LicencesSettings
from app.upkeep.findings import Finding, Level

WARNED_BEFORE = timedelta(days=30)


def check_licences(store_id: str) -> Finding:
    """Whether both licences are shown, and for how long the food licence is good."""
    shown = settings.get(store_id, LicencesSettings)
    if not shown.is_complete:
        words = gettext("Guests cannot see both licence numbers.")
        ask = gettext("Enter them under “Licences”: the law requires them to be shown.")
        return Finding("licences", Level.WARN, words, ask)
    until = shown.food_licence_until
    if until is None:
        words = gettext("Both are shown; nobody has entered until when the food licence is valid.")
        ask = gettext("Enter the day under “Licences”, so that you are warned in time.")
        return Finding("licences", Level.WARN, words, ask)
    left = until - stores.get_facts(store_id).local(clock.now()).date()
    words = gettext("The food licence is valid until %(day)s.", day=until.isoformat())
    if left < timedelta(0):
        words = gettext("The food licence ended on %(day)s.", day=until.isoformat())
        return Finding("licences", Level.BAD, words, gettext("Renew it, then enter the new day."))
    if left <= WARNED_BEFORE:
        return Finding("licences", Level.WARN, words, gettext("Renew it now: this takes weeks."))
    return Finding("licences", Level.OK, words)
