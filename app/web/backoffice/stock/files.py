"""Ingredients as files: in after a preview of what would change, and out."""

from collections.abc import Iterator

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app.core.errors import Invalid
from app.core.tabular import csv_bytes, xlsx_bytes
from app.inventory import queries
from app.inventory.service.importing import HEADINGS, export_cells, import_ingredients
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice import uploads
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.downloads import XLSX, download
from app.web.backoffice.forms import Typed, problems_into

_WIDTHS = (20, 20, 14, 18, 10, 10, 12, 12, 12, 20, 22, 18, 16, 20, 14, 12, 14)


@bp.get("/backoffice/stock/import")
@staff_only(Right.STOCK)
def stock_files() -> ResponseReturnValue:
    """Where a file of ingredients is chosen, and fetched."""
    return page("backoffice/stock/files.html", typed=Typed({}), report=None, token="")


@bp.post("/backoffice/stock/import")
@staff_only(Right.STOCK)
def preview_ingredients() -> ResponseReturnValue:
    """What importing this file would do; nothing is changed yet."""
    typed = Typed({})
    with problems_into(typed):
        upload = request.files.get("file")
        content = upload.read() if upload is not None else b""
        if not content:
            raise Invalid({"file": lazy_gettext("Choose a file first.")})
        report = import_ingredients(content, actor=current_actor(), dry_run=True)
        token = uploads.keep(content, require_staff().staff_id)
        return page(
            "backoffice/stock/files.html",
            typed=typed,
            report=report,
            token=token,
            columns={name: words[0] for name, words in HEADINGS.items()},
        )
    return page("backoffice/stock/files.html", typed=typed, report=None, token=""), 422


@bp.post("/backoffice/stock/import/<token>")
@staff_only(Right.STOCK)
def confirm_ingredients(token: str) -> ResponseReturnValue:
    """Import the file whose preview was shown."""
    staff_id = require_staff().staff_id
    report = import_ingredients(uploads.read(token, staff_id), actor=current_actor())
    uploads.drop(token, staff_id)
    sentence = gettext(
        "Imported: %(created)d new ingredients, %(updated)d changed.",
        created=report.created,
        updated=report.updated,
    )
    flash(sentence, "success")
    return redirect(url_for(".stock"))


@bp.get("/backoffice/stock/ingredients.csv")
@staff_only(Right.EXPORT)
def ingredients_csv() -> Response:
    """All ingredients as CSV."""
    return download(csv_bytes(_headings(), _cells()), "kaifan-ingredients.csv", "text/csv")


@bp.get("/backoffice/stock/ingredients.xlsx")
@staff_only(Right.EXPORT)
def ingredients_xlsx() -> Response:
    """All ingredients as a workbook."""
    content = xlsx_bytes("原料", _headings(), _cells(), _WIDTHS)
    return download(content, "kaifan-ingredients.xlsx", XLSX)


def _headings() -> tuple[str, ...]:
    return tuple(words[0] for words in HEADINGS.values())


def _cells() -> Iterator[tuple[str, ...]]:
    store_id = require_staff().store_id
    stocks = queries.stocks_of(store_id)
    for each in queries.list_ingredients(store_id):
        yield export_cells(each, stocks[each.id].on_hand, stocks[each.id].value)
