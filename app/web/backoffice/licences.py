"""The licences 证照公示: what guests can look up, with pictures of the papers."""

from datetime import date
from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app.catalog import pictures
from app.core.errors import Invalid
from app.settings import queries, service
from app.staff.rights import Right
from app.stores.settings import LicencePictures, LicencesSettings
from app.upkeep.licences import check_licences
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, problems_into, typed_text

_TEXTS = ("business_name", "business_licence_no", "food_licence_no", "food_licence_until")
_PAPERS = ("business", "food")


@bp.get("/backoffice/licences")
@staff_only(Right.SETTINGS)
def licences() -> ResponseReturnValue:
    """The licences as guests find them, to be changed."""
    shown = queries.get(require_staff().store_id, LicencesSettings)
    return _form(Typed({name: getattr(shown, name) or "" for name in _TEXTS}))


@bp.post("/backoffice/licences")
@staff_only(Right.SETTINGS)
def save_licences() -> ResponseReturnValue:
    """Keep numbers, the last day and new pictures; nothing when one of them is wrong."""
    typed = Typed(typed_text(request.form, *_TEXTS))
    with problems_into(typed):
        given, papers = _read(typed.values), _papers()
        service.save(given, actor=current_actor())
        service.save(papers, actor=current_actor())
        flash(gettext("Saved."), "success")
        return redirect(url_for(".licences"))
    return _form(typed), 422


def _form(typed: Typed) -> str:
    store_id = require_staff().store_id
    return page(
        "backoffice/settings/licences.html",
        typed=typed,
        papers=queries.get(store_id, LicencePictures),
        edge=pictures.PAPER_EDGE,
        finding=check_licences(store_id),
    )


def _read(values: dict[str, Any]) -> LicencesSettings:
    stripped = {name: text.strip() for name, text in values.items()}
    until = stripped["food_licence_until"]
    try:
        stripped["food_licence_until"] = date.fromisoformat(until) if until else None
    except ValueError:
        raise Invalid({"food_licence_until": lazy_gettext("Choose a day.")}) from None
    return LicencesSettings.model_validate(stripped)


def _papers() -> LicencePictures:
    """The pictures as they will be: those brought now, else the former, without those dropped."""
    folder = current_app.config["KAIFAN"].media_dir
    names = queries.get(require_staff().store_id, LicencePictures).model_dump()
    for paper in _PAPERS:
        if request.form.get(f"drop_{paper}"):
            names[paper] = ""
        upload = request.files.get(paper)
        content = upload.read() if upload is not None else b""
        if content:
            names[paper] = _stored(content, paper, folder)
    return LicencePictures(**names)


def _stored(content: bytes, paper: str, folder: Any) -> str:
    try:
        return pictures.store_paper(content, folder)
    except Invalid as wrong:
        raise Invalid({paper: wrong.extra["fields"]["picture"]}) from None
