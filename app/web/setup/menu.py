"""The fifth step: the menu from a file, from the sample, or begun empty."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext, ngettext

from app.catalog import queries
from app.catalog import service as catalog
from app.catalog.service.importing import ImportReport
from app.core.errors import Invalid
from app.setup import sample
from app.setup import service as setup
from app.setup.settings import Step
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice import uploads
from app.web.backoffice.forms import Typed, problems_into
from app.web.backoffice.importing import COLUMN_WORDS
from app.web.setup.blueprint import bp
from app.web.setup.frame import after, step_page, while_running


@bp.get("/setup/menu")
@staff_only(Right.MENU)
@while_running
def menu() -> ResponseReturnValue:
    """The three ways to a menu."""
    return _page(Typed({}))


@bp.post("/setup/menu")
@staff_only(Right.MENU)
@while_running
def check_menu_file() -> ResponseReturnValue:
    """What importing this file would do, with every error; nothing is changed yet."""
    typed = Typed({})
    with problems_into(typed):
        upload = request.files.get("file")
        if upload is None or not upload.filename:
            raise Invalid({"file": lazy_gettext("Choose a file first.")})
        content: bytes = upload.read()
        report = catalog.import_menu(content, actor=current_actor(), dry_run=True)
        token = uploads.keep(content, require_staff().staff_id)
        return _page(typed, report=report, token=token)
    return _page(typed), 422


@bp.post("/setup/menu/import")
@staff_only(Right.MENU)
@while_running
def import_menu_file() -> ResponseReturnValue:
    """Import the file whose check was shown."""
    staff_id, token = require_staff().staff_id, request.form.get("token", "")
    report = catalog.import_menu(uploads.read(token, staff_id), actor=current_actor())
    uploads.drop(token, staff_id)
    return _go_on(report)


@bp.post("/setup/menu/sample")
@staff_only(Right.MENU)
@while_running
def take_sample_menu() -> ResponseReturnValue:
    """Import the sample menu, to be written over."""
    return _go_on(catalog.import_menu(sample.menu_csv(), actor=current_actor()))


@bp.post("/setup/menu/keep")
@staff_only(Right.MENU)
@while_running
def keep_menu() -> ResponseReturnValue:
    """Go on with the dishes that are there."""
    setup.note_done(Step.MENU, actor=current_actor())
    return redirect(after(Step.MENU))


def _go_on(report: ImportReport) -> ResponseReturnValue:
    setup.note_done(Step.MENU, actor=current_actor())
    count = report.created + report.updated
    flash(ngettext("%(num)d dish is on the menu.", "%(num)d dishes are on the menu.", count))
    return redirect(after(Step.MENU))


def _page(typed: Typed, report: ImportReport | None = None, token: str = "") -> str:
    wrong_rows = len({error.row for error in report.errors}) if report else 0
    return step_page(
        "setup/menu.html",
        Step.MENU,
        typed=typed,
        report=report,
        token=token,
        wrong_rows=wrong_rows,
        columns=COLUMN_WORDS,
        dish_count=len(queries.list_dishes(require_staff().store_id)),
        sample_count=sample.dish_count(),
    )
