"""Why a printer cannot be set up, and what a printer's own errors mean in plain words."""

from flask_babel import LazyString, lazy_gettext

from app.core.errors import Conflict

_PLAIN: dict[str, LazyString] = {
    "printer_offline": lazy_gettext("Nobody answers. Check its power, cable and address."),
    "printer_refused": lazy_gettext("It refuses. Check the port, or whether it is busy."),
    "paper_out": lazy_gettext("It is out of paper. Put in a new roll."),
    "cover_open": lazy_gettext("Its cover is open. Close it."),
    "printer_stalled": lazy_gettext("It stopped in the middle. Switch it off and on again."),
    "bad_document": lazy_gettext("This document cannot be printed. Please report it."),
}


class PrinterNameTaken(Conflict):
    """Another printer of the store has this name."""

    code = "name_taken"
    message = lazy_gettext("Another printer has this name. Choose another one.")


class NoPrinter(Conflict):
    """There is no printer for this kind of document."""

    code = "no_printer"
    message = lazy_gettext("No printer is set up for this. Add one under Printers.")


def in_plain_words(code: str | None) -> LazyString | str:
    """What a printer's error code means and what to do about it."""
    return _PLAIN.get(code or "", lazy_gettext("It reported an error."))
