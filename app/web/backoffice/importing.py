"""Importing a menu file after a preview of what it would do; exporting the menu."""

from datetime import datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app.catalog import menu_export, queries
from app.catalog import service as catalog
from app.core import clock
from app.core.errors import Invalid
from app.staff.rights import Right
from app.stores import queries as stores
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice import uploads
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.downloads import XLSX, download
from app.web.backoffice.forms import Typed, problems_into

COLUMN_WORDS = {
    "code": lazy_gettext("Code"),
    "name": lazy_gettext("Name"),
    "name_en": lazy_gettext("English name"),
    "category": lazy_gettext("Category"),
    "price": lazy_gettext("Price"),
    "member_price": lazy_gettext("Member price"),
    "description": lazy_gettext("Description"),
    "description_en": lazy_gettext("English description"),
    "cook_minutes": lazy_gettext("Cooking minutes"),
    "spice_level": lazy_gettext("Spiciness"),
    "remaining": lazy_gettext("Portions left"),
    "required_per": lazy_gettext("Put into the first order"),
    "row": lazy_gettext("Row"),
}


@bp.get("/backoffice/menu/import")
@staff_only(Right.MENU)
def import_page() -> ResponseReturnValue:
    """Where a menu file is chosen, and the menu can be fetched as a file."""
    return page("backoffice/importing/start.html", typed=Typed({}))


@bp.post("/backoffice/menu/import")
@staff_only(Right.MENU)
def preview_import() -> ResponseReturnValue:
    """What importing this file would do, with every error; nothing is changed yet."""
    typed = Typed({})
    with problems_into(typed):
        content = _uploaded_file()
        report = catalog.import_menu(content, actor=current_actor(), dry_run=True)
        token = uploads.keep(content, require_staff().staff_id)
        return page(
            "backoffice/importing/preview.html", report=report, token=token, columns=COLUMN_WORDS
        )
    return page("backoffice/importing/start.html", typed=typed), 422


@bp.post("/backoffice/menu/import/<token>")
@staff_only(Right.MENU)
def confirm_import(token: str) -> ResponseReturnValue:
    """Import the file whose preview was shown."""
    staff_id = require_staff().staff_id
    report = catalog.import_menu(uploads.read(token, staff_id), actor=current_actor())
    uploads.drop(token, staff_id)
    sentence = gettext(
        "Imported: %(created)d new dishes, %(updated)d updated, %(refused)d rows left out.",
        created=report.created,
        updated=report.updated,
        refused=len({error.row for error in report.errors}),
    )
    flash(sentence, "success")
    return redirect(url_for(".menu"))


@bp.get("/backoffice/menu/template.csv")
@staff_only(Right.MENU)
def import_template() -> ResponseReturnValue:
    """A CSV with the headings and two examples."""
    return download(menu_export.template_csv(), "kaifan-menu-template.csv", "text/csv")


@bp.get("/backoffice/menu/menu.csv")
@staff_only(Right.EXPORT, fresh=True)
def export_csv() -> ResponseReturnValue:
    """The menu as CSV."""
    content = menu_export.menu_csv(queries.list_dishes(require_staff().store_id))
    return download(content, f"kaifan-menu-{_today():%Y%m%d}.csv", "text/csv")


@bp.get("/backoffice/menu/menu.xlsx")
@staff_only(Right.EXPORT, fresh=True)
def export_xlsx() -> ResponseReturnValue:
    """The menu as an Excel workbook."""
    content = menu_export.menu_xlsx(queries.list_dishes(require_staff().store_id))
    return download(content, f"kaifan-menu-{_today():%Y%m%d}.xlsx", XLSX)


def _uploaded_file() -> bytes:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Invalid({"file": lazy_gettext("Choose a file first.")})
    content: bytes = upload.read()
    return content


def _today() -> datetime:
    return stores.get_facts(require_staff().store_id).local(clock.now())
