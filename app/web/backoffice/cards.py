"""Table cards to print: chosen, looked at, and made into a PDF or single pictures of codes."""

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import segno
from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.settings import queries as settings
from app.staff.rights import Right
from app.stores import queries as stores
from app.tables import codes, queries
from app.tables.models import Table
from app.tables.settings import TablesSettings
from app.web.auth import require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.cards_layout import LANGUAGES, LAYOUTS, Card, Sheet, draw_sheets
from app.web.backoffice.cards_pdf import write_pdf
from app.web.schemes import guests_url, reaches_only_here

# Sheets that the page shows; the PDF has them all.
_SHOWN_SHEETS = 3
# 33 modules and the quiet zone at 24 dots: sharp up to 8 cm at 300 dots an inch.
_PNG_DOTS = 24


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which cards: of the ticked tables, of one area, or of all; and how they look."""

    tables: list[Table]
    ticked: list[str]
    area_id: str
    layout: str
    language: str

    @property
    def query(self) -> dict[str, Any]:
        """The same wish in the address of another page."""
        return {
            "layout": self.layout,
            "language": self.language,
            "table": self.ticked,
            "area": self.area_id or None,
        }


@bp.get("/backoffice/tables/cards")
@staff_only(Right.TABLE_SETUP)
def cards() -> ResponseReturnValue:
    """The first sheets as they will be printed, with the address that the codes lead to."""
    store_id = require_staff().store_id
    wanted, base = _wanted(), base_url()
    return page(
        "backoffice/tables/cards.html",
        wanted=wanted,
        layouts=LAYOUTS,
        areas=queries.list_areas(store_id),
        everything=_everything(store_id),
        sheets=_sheets(wanted)[:_SHOWN_SHEETS],
        base=base,
        is_only_here=reaches_only_here(base),
        is_chosen=bool(settings.get(store_id, TablesSettings).public_url),
    )


@bp.get("/backoffice/tables/cards.pdf")
@staff_only(Right.TABLE_SETUP)
def cards_pdf() -> ResponseReturnValue:
    """All sheets as a PDF."""
    wanted = _wanted()
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
        for number, table in enumerate(_wanted().tables, 1):
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


def base_url() -> str:
    """Where printed codes lead: the owner's choice, else where guests reach the shop."""
    chosen = settings.get(require_staff().store_id, TablesSettings).public_url
    return chosen or guests_url()


def _wanted() -> _Wanted:
    store_id = require_staff().store_id
    ticked, area_id = request.args.getlist("table"), request.args.get("area", "")
    found = _everything(store_id)
    if ticked:
        found = [queries.get_table(store_id, table_id) for table_id in dict.fromkeys(ticked)]
    elif area_id:
        found = [table for table in found if table.area_id == area_id]
    layout, language = request.args.get("layout", ""), request.args.get("language", "")
    return _Wanted(
        found,
        ticked,
        area_id,
        layout if layout in LAYOUTS else "4",
        language if language in LANGUAGES else "both",
    )


def _everything(store_id: str) -> list[Table]:
    pickup = queries.find_pickup_point(store_id)
    tables = queries.list_tables(store_id)
    return tables if pickup is None else [*tables, pickup]


def _sheets(wanted: _Wanted) -> list[Sheet]:
    store = stores.get_facts(require_staff().store_id)
    drawn = [Card(table.name, _address(table), table.is_pickup) for table in wanted.tables]
    name = (store.name_en or store.name) if wanted.language == "en" else store.name
    return draw_sheets(name, drawn, LAYOUTS[wanted.layout], wanted.language)


def _address(table: Table) -> str:
    return f"{base_url()}/t/{codes.code_of(table)}"


def _picture(table: Table, kind: str) -> bytes:
    content = io.BytesIO()
    code = segno.make(_address(table), error="m", micro=False)
    code.save(content, kind=kind, border=4, scale=_PNG_DOTS if kind == "png" else 1)
    return content.getvalue()


def _file(content: bytes, mimetype: str, name: str) -> Response:
    response = Response(content, mimetype=mimetype)
    is_shown = mimetype == "application/pdf"
    kind = "inline" if is_shown else "attachment"
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
