"""The form of a printer: where it is, its paper and habits, what it prints, who stands in."""

from typing import Any

from flask import request
from flask_babel import LazyString, lazy_gettext
from werkzeug.datastructures import MultiDict

from app.catalog import queries as catalog
from app.core.errors import Invalid
from app.printing import queries
from app.printing.devices import options_of
from app.printing.inputs import PrinterInput
from app.printing.models import Printer
from app.printing.options import PrinterOptions
from app.web.auth import require_staff
from app.web.backoffice import words
from app.web.backoffice.blueprint import page
from app.web.backoffice.forms import Typed, read_whole, typed_text

_TEXTS = ("name", "kind", "host", "port", "path", "width_mm", "encoding", "account", "backup_id")
_SWITCHES = ("prints_kitchen", "prints_bills", "prints_totals", "prints_labels", "is_enabled")
_OPTION_TEXTS = (
    "columns", "cutter", "buzzer", "copies", "density", "feed_lines", "baud", "commands",
    "label_width_mm", "label_height_mm", "language",
)  # fmt: skip
_OPTION_SWITCHES = ("has_drawer", "obeys_busy")
_NUMBERS = ("columns", "copies", "baud", "label_width_mm", "label_height_mm")
CHOICES: dict[str, list[tuple[str, LazyString | str]]] = {
    "cutter": [
        ("", lazy_gettext("As usual for its width")),
        ("yes", lazy_gettext("It cuts")),
        ("no", lazy_gettext("Torn off by hand")),
    ],
    "density": [
        ("-2", lazy_gettext("Very light")),
        ("-1", lazy_gettext("Rather light")),
        ("0", lazy_gettext("As the printer is set")),
        ("1", lazy_gettext("Rather dark")),
        ("2", lazy_gettext("Very dark")),
    ],
    "language": [("", lazy_gettext("The shop's")), ("zh", "中文"), ("en", "English")],
    "commands": [
        ("escpos", lazy_gettext("Receipts (ESC/POS)")),
        ("tspl", lazy_gettext("Labels (TSPL)")),
        ("escpos_label", lazy_gettext("Labels (ESC/POS)")),
    ],
}


def empty() -> Typed:
    """An empty form."""
    values: dict[str, Any] = {"name": "", "kind": "network", "host": "", "port": "9100"}
    values |= {"path": "", "width_mm": "80", "encoding": "gbk", "station_ids": []}
    values |= {"account": "", "backup_id": ""} | _option_values(PrinterOptions())
    on = ("prints_kitchen", "prints_bills", "is_enabled")
    return Typed(values | {name: name in on for name in _SWITCHES})


def filled(found: Printer) -> Typed:
    """The form of a printer as it stands."""
    values: dict[str, Any] = {name: str(getattr(found, name) or "") for name in _TEXTS}
    values |= {name: getattr(found, name) for name in _SWITCHES}
    return Typed(values | _option_values(options_of(found)) | {"station_ids": found.station_ids})


def typed(form: MultiDict[str, str]) -> Typed:
    """What was sent."""
    values = typed_text(form, *_TEXTS, *_OPTION_TEXTS)
    values |= {name: bool(form.get(name)) for name in (*_SWITCHES, *_OPTION_SWITCHES)}
    return Typed(values | {"station_ids": form.getlist("station_ids")})


def read(sent: Typed) -> PrinterInput:
    """The command of a form. Raises Invalid, ValidationError."""
    values = sent.values
    chosen = {name: values[name] for name in (*_SWITCHES, "name", "kind", "host", "path")}
    secret = request.form.get("secret", "")
    return PrinterInput.model_validate(
        {
            **chosen,
            "encoding": values["encoding"] or "gbk",
            "account": values["account"],
            "port": read_whole(values["port"], "port", default=9100),
            "width_mm": 58 if values["width_mm"] == "58" else 80,
            "station_ids": tuple(values["station_ids"]),
            "backup_id": values["backup_id"] or None,
            # An empty field keeps the key that is there: it is never shown.
            "secret": secret or None,
            # Read by itself, so that what is wrong in it has its field's name.
            "options": PrinterOptions.model_validate(_read_options(values)),
        }
    )


def show(sent: Typed, printer_id: str = "") -> str:
    """The page of the form."""
    store_id = require_staff().store_id
    others = [each for each in queries.list_printers(store_id) if each.id != printer_id]
    return page(
        "backoffice/printers/form.html",
        typed=sent,
        printer_id=printer_id,
        stations=catalog.list_stations(store_id),
        backups=[("", lazy_gettext("None")), *((each.id, each.name) for each in others)],
        words=words,
        choices=CHOICES,
    )


def _option_values(chosen: PrinterOptions) -> dict[str, Any]:
    values: dict[str, Any] = {name: str(getattr(chosen, name)) for name in _OPTION_TEXTS}
    if chosen.feed_lines < 0:
        values["feed_lines"] = ""
    return values | {name: getattr(chosen, name) for name in _OPTION_SWITCHES}


def _read_options(values: dict[str, Any]) -> dict[str, Any]:
    defaults = PrinterOptions()
    read: dict[str, Any] = {
        name: read_whole(values[name], name, default=getattr(defaults, name)) for name in _NUMBERS
    }
    read["feed_lines"] = read_whole(values["feed_lines"], "feed_lines", default=999)
    if read["feed_lines"] == 999:
        read["feed_lines"] = -1
    density = values["density"].strip() or str(defaults.density)
    if density not in dict(CHOICES["density"]):
        raise Invalid({"density": words.NOT_A_CHOICE})
    read["density"] = int(density)
    read |= {name: values[name] for name in ("cutter", "buzzer", "language")}
    read["commands"] = values["commands"] or defaults.commands
    return read | {name: values[name] for name in _OPTION_SWITCHES}
