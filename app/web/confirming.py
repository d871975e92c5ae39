"""The page that asks for the password once more before something sensitive."""

import json

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from app.core import sealing
from app.core.errors import Invalid
from app.core.extensions import limiter
from app.staff.errors import PRESENT_PASSWORD_WRONG, ConfirmIdentity
from app.web import limits
from app.web.auth import KEPT, confirm_by_form, kept_purpose, own_path, require_staff, staff_only
from app.web.staff_door import first_page

bp = Blueprint("confirming", __name__)


@bp.get("/confirm")
@staff_only()
def page() -> ResponseReturnValue:
    """Ask for the password, then go on to the page that was asked for."""
    return ask(ConfirmIdentity())


@bp.post("/confirm")
@limiter.limit(limits.LOGIN)
@staff_only()
def confirm() -> ResponseReturnValue:
    """Check the password, and the code where that is on."""
    person = require_staff()
    try:
        confirm_by_form(person)
    except ConfirmIdentity as wrong:
        return ask(wrong if wrong.problems else _without_password()), Invalid.status
    return redirect(own_path(request.values.get("next", "")) or first_page(person.role))


def _without_password() -> ConfirmIdentity:
    return ConfirmIdentity({"confirm_password": PRESENT_PASSWORD_WRONG})


def ask(error: ConfirmIdentity) -> str:
    """The page. A form that was being sent stands in it sealed and is sent with the password.

    It may hold the keys of a payment channel, or somebody's new password.
    """
    is_own_page = request.path == "/confirm"
    is_form = request.method == "POST" and not is_own_page
    wanted = request.values.get("next", "") if is_own_page else request.full_path.rstrip("?")
    kept = _kept() if is_form else ""
    return render_template(
        "account/confirm.html",
        person=require_staff(),
        error=error,
        action=request.full_path.rstrip("?") if is_form else "/confirm",
        next_path="" if is_form else own_path(wanted) or "",
        kept=kept,
        lasts=lazy_gettext("For the next ten minutes you will not be asked again."),
    )


def _kept() -> str:
    """The form that was being sent, such that nobody reads it in the page."""
    known = request.form.get(KEPT)
    if known is not None:
        return known
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in ("csrf_token", "confirm_password", "confirm_code")
    ]
    return sealing.seal(kept_purpose(require_staff()), json.dumps(fields))
