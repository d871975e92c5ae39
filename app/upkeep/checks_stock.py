"""The self-test's look at stock: what is kept must be the sum of the ledger."""

from flask_babel import gettext, ngettext

from app.inventory import queries
from app.upkeep.findings import Finding, Level


def check_stock() -> Finding:
    """Whether every ingredient's balance is the sum of its movements."""
    wrong = len(queries.find_differences())
    if wrong:
        words = ngettext(
            "%(num)d ingredient is not what its movements add up to.",
            "%(num)d ingredients are not what their movements add up to.",
            wrong,
        )
        ask = gettext("Somebody changed rows in the database. Compare with the latest backup.")
        return Finding("stock", Level.BAD, words, ask)
    return Finding("stock", Level.OK, gettext("Every balance is the sum of its movements."))
