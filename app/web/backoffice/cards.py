"""Table cards to print: a page for the browser's printer, and a PDF."""

from dataclasses import dataclass

import segno
from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.settings import queries as settings
from app.staff.rights import Right
from app.stores import queries as stores
from app.tables import codes, queries
from app.tables.models import Table
from app.tables.settings import TablesSettings
from app.web.auth import require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.cards_pdf import Card, draw_cards
from app.web.schemes import guests_url, reaches_only_here

LAYOUTS = (4, 6)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which cards: of one table, of one area, or of all."""

    tables: list[Table]
    layout: int
    table_id: str
    area_id: str


@bp.get("/backoffice/tables/cards")
@staff_only(Right.TABLE_SETUP)
def cards() -> ResponseReturnValue:
    """The cards as they will be printed, with the address that their codes lead to."""
    store_id = require_staff().store_id
    wanted, base = _wanted(), base_url()
    return page(
        "backoffice/tables/cards.html",
        wanted=wanted,
        layouts=LAYOUTS,
        areas=queries.list_areas(store_id),
        cards=[(table, _qr_svg(_address(base, table))) for table in wanted.tables],
        base=base,
        is_only_here=reaches_only_here(base),
        is_chosen=bool(settings.get(store_id, TablesSettings).public_url),
    )


@bp.get("/backoffice/tables/cards.pdf")
@staff_only(Right.TABLE_SETUP)
def cards_pdf() -> ResponseReturnValue:
    """The same cards as a PDF of A4 pages."""
    wanted, base = _wanted(), base_url()
    if not wanted.tables:
        return redirect(url_for(".cards"))
    store = stores.get_facts(require_staff().store_id)
    drawn = [Card(table.name, _address(base, table), table.is_pickup) for table in wanted.tables]
    content = draw_cards(store.name, drawn, wanted.layout)
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="table-cards.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def base_url() -> str:
    """Where printed codes lead: the owner's choice, else where guests reach the shop."""
    chosen = settings.get(require_staff().store_id, TablesSettings).public_url
    return chosen or guests_url()


def _wanted() -> _Wanted:
    store_id = require_staff().store_id
    table_id, area_id = request.args.get("table", ""), request.args.get("area", "")
    layout = 6 if request.args.get("layout") == "6" else 4
    if table_id:
        found = [queries.get_table(store_id, table_id)]
    else:
        found = [t for t in queries.list_tables(store_id) if not area_id or t.area_id == area_id]
        pickup = queries.find_pickup_point(store_id)
        if pickup is not None and not area_id:
            found.append(pickup)
    return _Wanted(found, layout, table_id, area_id)


def _address(base: str, table: Table) -> str:
    return f"{base}/t/{codes.code_of(table)}"


def _qr_svg(address: str) -> Markup:
    code = segno.make(address, error="m", micro=False)
    # The drawing consists of module coordinates alone; nothing of the address is in the markup.
    return Markup(code.svg_inline(omitsize=True, border=2, svgclass="card-qr", lineclass=None))  # noqa: S704
