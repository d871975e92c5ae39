"""The virtual printer's paper on the screen, drawn from the very bytes it was sent."""

from datetime import UTC, datetime
from pathlib import Path

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from markupsafe import Markup

from app.core.errors import NotFound
from app.printing import queries
from app.printing.devices import paper_of
from app.printing.models import Printer, PrinterKind
from app.staff.rights import Right
from app.web.auth import require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from printer.drivers import virtual_jobs
from printer.language import Language
from printer.preview import job_to_html

_SLIPS_SHOWN = 20


@bp.get("/printers/<printer_id>/preview")
@staff_only(Right.PRINT)
def preview(printer_id: str) -> ResponseReturnValue:
    """What a virtual printer printed, newest first."""
    found = _virtual_printer(printer_id)
    return page("backoffice/printers/preview.html", printer=found, **_paper(found))


@bp.get("/printers/<printer_id>/preview/slips")
@staff_only(Right.PRINT)
def preview_slips(printer_id: str) -> ResponseReturnValue:
    """The slips alone; nothing when `newest` is the newest still, so that nothing flickers."""
    found = _virtual_printer(printer_id)
    jobs = virtual_jobs(queries.virtual_folder(printer_id))
    if request.args.get("newest", "") == (jobs[0].stem if jobs else ""):
        return "", 204
    return page("backoffice/printers/_slips.html", printer=found, **_paper(found))


def _virtual_printer(printer_id: str) -> Printer:
    found = queries.get_printer(require_staff().store_id, printer_id)
    if found.kind is not PrinterKind.VIRTUAL:
        raise NotFound
    return found


def _paper(found: Printer) -> dict[str, object]:
    files = virtual_jobs(queries.virtual_folder(found.id))
    slips = [slip for file in files[:_SLIPS_SHOWN] if (slip := _slip(file, found)) is not None]
    return {"slips": slips, "newest": files[0].stem if files else "", "total": len(files)}


def _slip(file: Path, found: Printer) -> tuple[datetime, Markup] | None:
    """When a job was printed and its paper; None when it was just cleared away."""
    try:
        payload = file.read_bytes()
    except FileNotFoundError:
        return None
    printed_at = datetime.fromtimestamp(int(file.stem.split("-")[0]) / 1000, UTC)
    language: Language = "en" if str(get_locale()) == "en" else "zh"
    # Every text of the bytes is escaped.
    html = job_to_html(payload, paper_of(found), language)
    return printed_at, Markup(html)  # noqa: S704
