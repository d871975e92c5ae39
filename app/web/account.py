"""One's own account: the password, and the PIN for the shop's devices."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app.core.errors import Invalid
from app.core.extensions import limiter
from app.staff import queries as staff
from app.staff import service
from app.staff.errors import LockedOut
from app.web import limits
from app.web.auth import require_staff, staff_only
from app.web.devices import origin
from app.web.staff_door import first_page

bp = Blueprint("account", __name__)


@bp.get("/account")
@staff_only()
def page() -> ResponseReturnValue:
    """Password and PIN of the person who is logged in."""
    return _page()


@bp.post("/account/password")
@limiter.limit(limits.LOGIN)
@staff_only()
def change_password() -> ResponseReturnValue:
    """Change one's own password; one's other logins end."""
    form = request.form
    new = form.get("new", "")
    try:
        if new != form.get("again", ""):
            raise Invalid({"again": lazy_gettext("The two new passwords differ.")})
        old = form.get("old", "")[:128]
        service.change_own_password(require_staff(), old, new, place=origin().place)
    except (Invalid, LockedOut) as wrong:
        return _page("password", wrong), wrong.status
    flash(gettext("Your password was changed. Your other logins have ended."), "success")
    return redirect(url_for(".page"))


@bp.post("/account/pin")
@limiter.limit(limits.LOGIN)
@staff_only()
def set_pin() -> ResponseReturnValue:
    """Set one's PIN; the password proves who asks."""
    form = request.form
    password, pin = form.get("old", "")[:128], form.get("pin", "")
    try:
        service.set_own_pin(require_staff(), password, pin, place=origin().place)
    except (Invalid, LockedOut) as wrong:
        return _page("pin", wrong), wrong.status
    flash(gettext("Your PIN was saved. It counts on the shop's devices only."), "success")
    return redirect(url_for(".page"))


@bp.post("/account/pin/drop")
@staff_only()
def drop_pin() -> ResponseReturnValue:
    """Come in by password only."""
    service.drop_own_pin(require_staff())
    flash(gettext("Your PIN was removed."), "success")
    return redirect(url_for(".page"))


def _page(part: str = "", wrong: Invalid | LockedOut | None = None) -> str:
    person = require_staff()
    fields = wrong.extra.get("fields", {"": wrong.message}) if wrong else {}
    return render_template(
        "account/page.html",
        person=person,
        has_pin=staff.get_member(person.store_id, person.staff_id).pin_hash is not None,
        part=part,
        errors=fields,
        back=first_page(person.role),
    )
