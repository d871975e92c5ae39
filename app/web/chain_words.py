"""Words for the links of an order's chain, for both faces that show it."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import LazyString, gettext, lazy_gettext, ngettext

from app.printing.errors import in_plain_words

# "Sent" is all that is known of a printer that never answers; "confirmed" is what it said.
SLIP: dict[str, tuple[LazyString, str]] = {
    "queued": (lazy_gettext("waits"), "warn"),
    "sending": (lazy_gettext("is being printed"), "warn"),
    "sent": (lazy_gettext("sent"), "success"),
    "confirmed": (lazy_gettext("confirmed"), "success"),
    "failed": (lazy_gettext("failed"), "danger"),
    "expired": (lazy_gettext("expired, not printed"), "danger"),
}
# What a slip said of dishes that were known already.
PURPOSE: dict[str, LazyString] = {
    "void": lazy_gettext("void slip"),
    "change": lazy_gettext("change slip"),
    "move": lazy_gettext("slip of the move"),
    "merge": lazy_gettext("slip of the merge"),
    "split": lazy_gettext("slip of the split"),
    "rush": lazy_gettext("rush slip"),
    "fire": lazy_gettext("fire slip"),
}
ENDED: dict[str, LazyString] = {
    "shown": lazy_gettext("shown on a screen"),
    "printed": lazy_gettext("printed"),
    "told": lazy_gettext("told in person"),
    "cooked": lazy_gettext("a cook began"),
    "closed": lazy_gettext("no longer needed"),
    "touched": lazy_gettext("touched on a screen"),
}


def cause(found: Mapping[str, Any]) -> str:
    """Why nobody had seen a ticket, as a sentence."""
    what, name = found.get("what"), found.get("name", "")
    if what == "no_screen":
        return str(gettext("No kitchen screen is on."))
    if what == "screen_silent":
        return str(gettext("The screen %(name)s is on but has not shown it.", name=name))
    if what == "screen_untouched":
        return str(gettext("Nobody has touched the dish on the screen %(name)s.", name=name))
    if what == "no_printer":
        return str(gettext("No printer belongs to this station."))
    if what == "printer_failing":
        why = in_plain_words(str(found.get("error", "")))
        return str(gettext("Printer %(name)s: %(why)s", name=name, why=why))
    count = int(found.get("count", 0))
    return str(
        ngettext(
            "Printer %(name)s had not printed it; %(num)d slip waited.",
            "Printer %(name)s had not printed it; %(num)d slips waited.",
            count,
            name=name,
        )
    )


def causes(found: Iterable[Mapping[str, Any]]) -> str:
    """All causes, one sentence after the other."""
    return " ".join(cause(each) for each in found)


def lasted(seconds: int) -> str:
    """How long something lasted, in the unit that says most."""
    if seconds < 120:
        return str(gettext("%(n)d s", n=seconds))
    return str(gettext("%(n)d min", n=seconds // 60))
