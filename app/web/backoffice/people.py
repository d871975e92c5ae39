"""The people of the store: their roles, rights and passwords."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict

from app.core.errors import Invalid
from app.staff import queries, service
from app.staff.models import StaffMember
from app.staff.rights import DISCOUNT_LIMITS, Right, Role, rights_of
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice import words
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, problems_into, typed_text
from app.web.backoffice.undoing import flash_removed


@bp.get("/backoffice/staff")
@staff_only(Right.STAFF)
def people() -> ResponseReturnValue:
    """Who works here, in which role."""
    members = queries.list_members(require_staff().store_id)
    return page("backoffice/people/list.html", members=members, words=words)


@bp.get("/backoffice/staff/new")
@staff_only(Right.STAFF)
def new_person() -> ResponseReturnValue:
    """An empty form for a person."""
    return _form(Typed({"username": "", "name": "", "role": Role.WAITER.value}))


@bp.post("/backoffice/staff/new")
@staff_only(Right.STAFF, fresh=True)
def add_person() -> ResponseReturnValue:
    """Add a person."""
    typed = Typed(typed_text(request.form, "username", "name", "role", "password"))
    with problems_into(typed):
        added = service.add_member(
            require_staff().store_id,
            username=typed.values["username"],
            name=typed.values["name"],
            role=_read_role(request.form),
            password=typed.values["password"],
            actor=current_actor(),
        )
        flash(gettext("%(name)s can log in now.", name=added.name), "success")
        return redirect(url_for(".people"))
    return _form(typed), typed.status


@bp.get("/backoffice/staff/<staff_id>")
@staff_only(Right.STAFF)
def person(staff_id: str) -> ResponseReturnValue:
    """One person: name, role, rights, password, employment."""
    return _form(_values_of(_member(staff_id)), staff_id)


@bp.post("/backoffice/staff/<staff_id>")
@staff_only(Right.STAFF, fresh=True)
def change_person(staff_id: str) -> ResponseReturnValue:
    """Change a person's name, role and rights."""
    member = _member(staff_id)
    typed = Typed(
        typed_text(request.form, "name", "role", "discount_limit")
        | {"username": member.username, "rights": request.form.getlist("rights")}
    )
    with problems_into(typed):
        service.change_member(
            staff_id,
            name=typed.values["name"],
            role=_read_role(request.form),
            exceptions=_read_exceptions(request.form),
            discount_limit=_read_limit(request.form),
            actor=current_actor(),
        )
        flash(gettext("Saved."), "success")
        return redirect(url_for(".people"))
    return _form(typed, staff_id), typed.status


@bp.post("/backoffice/staff/<staff_id>/password")
@staff_only(Right.STAFF, fresh=True)
def reset_password(staff_id: str) -> ResponseReturnValue:
    """Give a person a new password: the typed one, or a random one that is shown once."""
    typed = _values_of(_member(staff_id))
    password, drop = request.form.get("password", ""), request.form.get("drop_totp") == "1"
    with problems_into(typed):
        made = service.reset_password(staff_id, password, drop_totp=drop, actor=current_actor())
        # Answered at once and kept nowhere: the page is the only place that ever shows it.
        shown = "" if password else made
        return page("backoffice/people/password.html", member=_member(staff_id), password=shown)
    return _form(typed, staff_id), typed.status


@bp.post("/backoffice/staff/<staff_id>/active")
@staff_only(Right.STAFF, fresh=True)
def set_person_active(staff_id: str) -> ResponseReturnValue:
    """Let a person go, or take the person back."""
    typed = _values_of(_member(staff_id))
    with problems_into(typed):
        is_active, name = request.form.get("on") == "1", _member(staff_id).name
        service.set_active(staff_id, is_active, actor=current_actor())
        if is_active:
            flash(gettext("%(name)s can log in again, by password.", name=name), "success")
        else:
            sentence = gettext("%(name)s was logged out and cannot log in any more.", name=name)
            flash_removed(sentence, url_for(".set_person_active", staff_id=staff_id))
        return redirect(url_for(".people"))
    return _form(typed, staff_id), typed.status


def _member(staff_id: str) -> StaffMember:
    return queries.get_member(require_staff().store_id, staff_id)


def _values_of(member: StaffMember) -> Typed:
    values = {"username": member.username, "name": member.name, "role": member.role.value}
    limit = member.discount_limit
    values["discount_limit"] = "" if limit is None else str(limit)
    return Typed(values | {"rights": [right.value for right in member.rights]})


def _read_role(form: MultiDict[str, str]) -> Role:
    try:
        return Role(form.get("role", ""))
    except ValueError:
        raise Invalid({"role": words.NOT_A_CHOICE}) from None


def _read_limit(form: MultiDict[str, str]) -> int | None:
    """The highest discount in percent; left empty it is what the role may give."""
    text = form.get("discount_limit", "").strip().removesuffix("%")
    if not text or form.get("ticks_of") != form.get("role"):
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 100):
        raise Invalid({"discount_limit": lazy_gettext("A whole number from 0 to 100.")})
    return int(text)


def _read_exceptions(form: MultiDict[str, str]) -> dict[Right, bool]:
    """What the ticks say of each right; a form for another role leaves that role as it is."""
    role = _read_role(form)
    if form.get("ticks_of") != role.value:
        return {}
    ticked = set(form.getlist("rights"))
    plain = rights_of(role, {})
    return {right: right in ticked for right in Right if (right in ticked) != (right in plain)}


def _form(typed: Typed, staff_id: str = "") -> str:
    me = require_staff()
    member = _member(staff_id) if staff_id else None
    # A password is never shown again, not even to whoever typed it.
    typed.values.pop("password", None)
    roles = [each for each in Role if each is not Role.OWNER or me.role is Role.OWNER]
    if member is not None and member.role not in roles:
        roles.insert(0, member.role)
    return page(
        "backoffice/people/person.html",
        typed=typed,
        member=member,
        is_me=staff_id == me.staff_id,
        roles=[(each.value, words.ROLE[each.value]) for each in roles],
        rights=list(Right),
        role_rights=rights_of(member.role, {}) if member else frozenset(),
        role_limit=DISCOUNT_LIMITS[member.role] if member else 0,
        words=words,
    )
