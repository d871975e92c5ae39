"""Table cards to print: chosen, looked at, and made into a PDF or single pictures of codes."""

import io
import zipfile

import segno
from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core.ids import new_id
from app.settings import queries as settings
from app.staff.rights import Right
from app.stores import queries as stores
from app.tables import queries
from app.tables.models import Table
from app.tables.settings import TablesSettings
from app.web.auth import require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.cards_choice import (
    Wanted,
    address_of,
    base_url,
    everything,
    read_wanted,
)
from app.web.backoffice.cards_layout import LAYOUTS, Card, Sheet, draw_sheets
from app.web.backoffice.cards_paper import chosen_printer, first_card, paper_printers
from app.web.backoffice.cards_pdf import write_pdf
from app.web.schemes import reaches_only_here

# Sheets that the page shows; the PDF has them all.
_SHOWN_SHEETS = 3
# 33 modules and the quiet zone at 24 dots: sharp up to 8 cm at 300 dots an inch.
_PNG_DOTS = 24


@bp.get("/backoffice/tables/cards")
@staff_only(Right.TABLE_SETUP)
def cards() -> ResponseReturnValue:
    """The first sheets as they will be printed, with the address that the codes lead to."""
    store_id = require_staff().store_id
    wanted, base, printer = read_wanted(), base_url(), chosen_printer()
    return page(
        "backoffice/tables/cards.html",
        wanted=wanted,
        layouts=LAYOUTS,
        areas=queries.list_areas(store_id),
        everything=everything(store_id),
        sheets=_sheets(wanted)[:_SHOWN_SHEETS],
        base=base,
        is_only_here=reaches_only_here(base),
        printers=paper_printers(),
        printer=printer,
        paper_card=first_card(wanted, printer),
        print_key=new_id(),
        is_chosen=bool(settings.get(store_id, TablesSettings).public_url),
    )


@bp.get("/backoffice/tables/cards.pdf")
@staff_only(Right.TABLE_SETUP)
def cards_pdf() -> ResponseReturnValue:
    """All sheets as a PDF."""
    wanted = read_wanted()
    if not wanted.tables:
        return redirect(url_for(".cards"))
    store = stores.get_facts(require_staff().store_id)
    return _file(write_pdf(store.name, _sheets(wanted)), "application/pdf", "table-cards.pdf")


@bp.get("/backoffice/tables/codes.zip")
@staff_only(Right.TABLE_SETUP)
def codes_zip() -> ResponseReturnValue:
    """The codes alone, as pictures for a print shop: an SVG and a PNG of each table."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, table in enumerate(read_wanted().tables, 1):
            # A table may be called "1/2", which would be a folder.
            name = f"{number:03d}-{table.name.replace('/', '_')}"
            archive.writestr(f"{name}.svg", _picture(table, "svg"))
            archive.writestr(f"{name}.png", _picture(table, "png"))
    return _file(content.getvalue(), "application/zip", "table-codes.zip")


@bp.get("/backoffice/tables/<table_id>/code.svg")
@staff_only(Right.TABLE_SETUP)
def code_svg(table_id: str) -> ResponseReturnValue:
    """A table's code as a drawing. Raises NotFound."""
    table = queries.get_table(require_staff().store_id, table_id)
    return _file(_picture(table, "svg"), "image/svg+xml", f"code-{table.locator}.svg")


@bp.get("/backoffice/tables/<table_id>/code.png")
@staff_only(Right.TABLE_SETUP)
def code_png(table_id: str) -> ResponseReturnValue:
    """A table's code as a picture. Raises NotFound."""
    table = queries.get_table(require_staff().store_id, table_id)
    return _file(_picture(table, "png"), "image/png", f"code-{table.locator}.png")


def _sheets(wanted: Wanted) -> list[Sheet]:
    store = stores.get_facts(require_staff().store_id)
    drawn = [Card(table.name, address_of(table), table.is_pickup) for table in wanted.tables]
    name = (store.name_en or store.name) if wanted.language == "en" else store.name
    return draw_sheets(name, drawn, LAYOUTS[wanted.layout], wanted.language)


def _picture(table: Table, kind: str) -> bytes:
    content = io.BytesIO()
    code = segno.make(address_of(table), error="m", micro=False)
    code.save(content, kind=kind, border=4, scale=_PNG_DOTS if kind == "png" else 1)
    return content.getvalue()


def _file(content: bytes, mimetype: str, name: str) -> Response:
    response = Response(content, mimetype=mimetype)
    is_shown = mimetype == "application/pdf"
    kind = "inline" if is_shown else "attachment"
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
