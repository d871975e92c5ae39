"""The shop's devices, and who is logged in where."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.staff import queries, service
from app.staff.models import StaffLogin
from app.staff.queries import LoggedIn
from app.staff.rights import Right, Role
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice import words
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, problems_into, typed_text
from app.web.devices import present_device, remember_device


@bp.get("/backoffice/devices")
@staff_only(Right.STAFF)
def devices() -> ResponseReturnValue:
    """Enrolled devices and the logins in force."""
    return _page(Typed({"name": ""}))


@bp.post("/backoffice/devices")
@staff_only(Right.STAFF, fresh=True)
def enrol_device() -> ResponseReturnValue:
    """Make the browser that asks one of the shop's devices."""
    typed = Typed(typed_text(request.form, "name"))
    with problems_into(typed):
        token = service.enrol_device(typed.values["name"], actor=current_actor())
        flash(gettext("PINs count in this browser now."), "success")
        response = redirect(url_for(".devices"))
        remember_device(response, token)
        return response
    return _page(typed), typed.status


@bp.post("/backoffice/devices/<device_id>/revoke")
@staff_only(Right.STAFF)
def revoke_device(device_id: str) -> ResponseReturnValue:
    """PINs count on the device no longer, and its logins end."""
    service.revoke_device(device_id, actor=current_actor())
    flash(gettext("The device was revoked and its logins have ended."), "success")
    return redirect(url_for(".devices"))


@bp.post("/backoffice/logins/<token_hash>/end")
@staff_only(Right.STAFF)
def end_login(token_hash: str) -> ResponseReturnValue:
    """End one login, at once."""
    service.end_login(token_hash, actor=current_actor())
    flash(gettext("The login has ended."), "success")
    return redirect(url_for(".devices"))


@bp.post("/backoffice/logins/end")
@staff_only(Right.STAFF)
def end_logins() -> ResponseReturnValue:
    """End every login but the one that asks."""
    count = service.end_other_logins(require_staff())
    flash(gettext("%(count)d logins have ended.", count=count), "success")
    return redirect(url_for(".devices"))


def _page(typed: Typed) -> str:
    me = require_staff()
    known = queries.list_devices(me.store_id)
    return page(
        "backoffice/devices/list.html",
        typed=typed,
        devices=known,
        device_names={each.id: each.name for each in known},
        here=present_device(),
        logins=queries.list_logins(me.store_id),
        may_end=lambda login: _may_end(login, me),
        me=me,
        words=words,
    )


def _may_end(login: StaffLogin, me: LoggedIn) -> bool:
    return me.role is Role.OWNER or login.member.role is not Role.OWNER
