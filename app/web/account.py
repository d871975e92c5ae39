"""One's own account: the password, the PIN for the shop's devices, and the second step."""

from collections.abc import Mapping

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from markupsafe import Markup

from app.core.errors import Invalid
from app.core.extensions import limiter
from app.core.sealing import Unsealable
from app.staff import queries as staff
from app.staff import service, totp
from app.staff.errors import LockedOut
from app.stores import queries as stores
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


@bp.get("/account/two-step")
@staff_only(fresh=True)
def totp_key() -> ResponseReturnValue:
    """A new key for the authenticator app, as a QR code and to type."""
    person = require_staff()
    if person.has_totp:
        return redirect(url_for(".page"))
    return _key_page(totp.seal_offer(person.staff_id, totp.new_key()))


@bp.post("/account/two-step")
@limiter.limit(limits.LOGIN)
@staff_only(fresh=True)
def turn_totp_on() -> ResponseReturnValue:
    """The app has the key: from now on a login asks for its code."""
    offer, code = request.form.get("offer", ""), request.form.get("code", "")[:40]
    try:
        return _codes_page(service.turn_totp_on(require_staff(), offer, code))
    except Invalid as wrong:
        return _key_page(offer, wrong.extra["fields"]), wrong.status


@bp.post("/account/two-step/codes")
@staff_only(fresh=True)
def renew_codes() -> ResponseReturnValue:
    """New recovery codes in place of the old ones."""
    if not require_staff().has_totp:
        return redirect(url_for(".page"))
    return _codes_page(service.renew_recovery_codes(require_staff()))


@bp.post("/account/two-step/off")
@limiter.limit(limits.LOGIN)
@staff_only()
def turn_totp_off() -> ResponseReturnValue:
    """Back to the password alone; the password and a code prove who asks."""
    form, person = request.form, require_staff()
    password, code = form.get("password", "")[:128], form.get("code", "")[:40]
    try:
        # Where it is off already, as from another tab, there is nothing to prove.
        if person.has_totp:
            service.turn_totp_off(person, password, code, place=origin().place)
    except (Invalid, LockedOut) as wrong:
        return _page("totp", wrong), wrong.status
    flash(gettext("Two-step login is off."), "success")
    return redirect(url_for(".page"))


def _key_page(offer: str, errors: Mapping[str, object] | None = None) -> str:
    person = require_staff()
    try:
        key = totp.unseal_offer(person.staff_id, offer)
    except Unsealable:
        key = totp.new_key()
        offer = totp.seal_offer(person.staff_id, key)
    shop = stores.get_store(person.store_id).name
    address = totp.uri_of(key, account=person.username, shop=shop)
    code = segno.make(address, error="m", micro=False)
    return render_template(
        "account/totp.html",
        person=person,
        offer=offer,
        key=" ".join(key[place : place + 4] for place in range(0, len(key), 4)),
        # segno draws it: paths and figures, nothing that anybody typed. White also where it is
        # dark around: few cameras read a code with its colours turned.
        qr=Markup(code.svg_inline(omitsize=True, border=2, light="white", lineclass=None)),  # noqa: S704
        errors=errors or {},
    )


def _codes_page(codes: list[str]) -> str:
    person = require_staff()
    store = stores.get_store(person.store_id)
    return render_template("account/recovery.html", person=person, codes=codes, store=store)


def _page(part: str = "", wrong: Invalid | LockedOut | None = None) -> str:
    person = require_staff()
    fields = wrong.extra.get("fields", {"": wrong.message}) if wrong else {}
    return render_template(
        "account/page.html",
        person=person,
        has_pin=staff.get_member(person.store_id, person.staff_id).pin_hash is not None,
        codes_left=staff.count_recovery_codes(person.staff_id) if person.has_totp else 0,
        part=part,
        errors=fields,
        back=first_page(person.role),
    )
