"""Why a printer cannot be set up, and what a printer's own errors mean in plain words."""

from flask_babel import LazyString, lazy_gettext

from app.core.errors import Conflict

_PLAIN: dict[str, LazyString] = {
    "printer_offline": lazy_gettext("Nobody answers. Check its power, cable and address."),
    "printer_refused": lazy_gettext("It refuses. Check the port, or whether it is busy."),
    "paper_out": lazy_gettext("It is out of paper. Put in a new roll."),
    "cover_open": lazy_gettext("Its cover is open. Close it."),
    "printer_stalled": lazy_gettext("It stopped in the middle. Switch it off and on again."),
    "printer_no_permission": lazy_gettext(
        "This computer does not let Kaifan write to it. Add the user that runs Kaifan to the group"
        " “lp” (sudo usermod -aG lp USER), then start Kaifan again."
    ),
    "printer_silent": lazy_gettext(
        "It listens and does not say what it is. Add it and print a test page to find out."
    ),
    "usb_no_driver": lazy_gettext(
        "Plugged in, but this computer offers no device to print to. Type “sudo modprobe usblp”,"
        " plug it out and in again, then look again."
    ),
    "usb_other_system": lazy_gettext(
        "USB printers can be listed on Linux only. Here, connect the printer by network cable."
    ),
    "driver_missing": lazy_gettext(
        "The program that this kind of printer needs is not on this computer."
    ),
    "cloud_refused": lazy_gettext(
        "The cloud service refused. Check account, key and the number on the printer."
    ),
    "cloud_waiting": lazy_gettext(
        "The cloud service took it, and the printer does not print it. Is it on, with paper?"
    ),
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


class NoNetwork(Conflict):
    """This computer is in no network in which printers could be looked for."""

    code = "no_network"
    message = lazy_gettext(
        "This computer is in no shop network. Connect it to the shop’s router, then search again."
    )


class NotOurNetwork(Conflict):
    """Printers are looked for in the shop's own network and nowhere else."""

    code = "not_our_network"
    message = lazy_gettext("Printers are looked for in the shop’s own network only.")


def in_plain_words(code: str | None) -> LazyString | str:
    """What a printer's error code means and what to do about it."""
    return _PLAIN.get(code or "", lazy_gettext("It reported an error."))
