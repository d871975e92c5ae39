"""Printers."""

from typing import Any

from app.core.actors import Actor
from app.printing import service
from app.printing.inputs import PrinterInput
from app.printing.models import Printer, PrinterKind


def make_printer(actor: Actor, name: str = "后厨", **more: Any) -> Printer:
    """A virtual printer for everything, unless `more` says otherwise."""
    return service.add_printer(
        PrinterInput(**{"name": name, "kind": PrinterKind.VIRTUAL, **more}), actor=actor
    )
