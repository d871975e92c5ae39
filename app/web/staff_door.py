"""The staff door: log in by password or PIN, log out, and where each role goes first."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length

from app.core.errors import AppError
from app.core.extensions import limiter
from app.setup import queries as setup
from app.staff import queries as staff
from app.staff import service
from app.staff.errors import (
    CodeNeeded,
    LockedOut,
    LogInAgain,
    WrongCode,
    WrongPassword,
    WrongPin,
)
from app.staff.queries import LoggedIn
from app.staff.rights import Role
from app.stores import queries as stores
from app.web import limits
from app.web.auth import StaffUser, bearer_token, own_path, public, require_staff, staff_only
from app.web.devices import DEVICE_COOKIE, origin, present_device, remember_device
from app.web.schemes import read_cookie

bp = Blueprint("staff_door", __name__)

# What the cookie carries between the two steps; it opens nothing by itself.
_TICKET = "second_step"

_FIRST_PAGE = {
    Role.OWNER: "backoffice.home",
    Role.MANAGER: "backoffice.home",
    Role.CASHIER: "counter.floor",
    Role.WAITER: "counter.floor",
    Role.KITCHEN: "kitchen.screen",
    Role.COURIER: "staff_door.nothing_here",
}


class LoginForm(FlaskForm):  # type: ignore[misc]
    """User name and password."""

    username = StringField(lazy_gettext("User name"), validators=[DataRequired(), Length(max=40)])
    password = PasswordField(lazy_gettext("Password"), validators=[DataRequired(), Length(max=128)])


@bp.get("/")
@public
def front() -> ResponseReturnValue:
    """The address without a path: staff go to their page, others to the login."""
    if setup.is_demo_shown() and not current_user.is_authenticated:
        return redirect(url_for("setup.demo"))
    if setup.is_empty():
        return redirect(url_for("setup.welcome"))
    if current_user.is_authenticated:
        return redirect(_way_on(current_user.facts))
    return redirect(url_for(".login"))


@bp.get("/login")
@public
def login() -> ResponseReturnValue:
    """The login page: by PIN on a device of the shop, else by password."""
    if current_user.is_authenticated:
        return redirect(first_page(current_user.facts.role))
    return _login_page(LoginForm(), by_pin=not request.args.get("password"))


@bp.post("/login")
@limiter.limit(limits.LOGIN)
@public
def submit_login() -> ResponseReturnValue:
    """Check the password, start a fresh session, go on to where the person wanted to go."""
    form = LoginForm()
    if not form.validate():
        return _login_page(form), 422
    try:
        token = service.log_in(form.username.data, form.password.data, origin())
    except CodeNeeded as half:
        session[_TICKET] = half.ticket
        return redirect(url_for(".code", next=_wanted_page()))
    except (WrongPassword, LockedOut) as error:
        form.password.errors = [str(error.message)]
        return _refused(_login_page(form), error)
    return _enter(token)


@bp.get("/login/code")
@public
def code() -> ResponseReturnValue:
    """The second step: who gave the right password is asked for a code."""
    if service.find_half_logged_in(session.get(_TICKET, "")) is None:
        return redirect(url_for(".login", next=_wanted_page()))
    return _code_page()


@bp.post("/login/code")
@limiter.limit(limits.LOGIN)
@public
def submit_code() -> ResponseReturnValue:
    """Check the code; only now is the person logged in."""
    try:
        typed = request.form.get("code", "")[:40]
        token = service.log_in_with_code(session.get(_TICKET, ""), typed, origin())
    except LogInAgain as error:
        session.pop(_TICKET, None)
        flash(str(error.message), "warn")
        return redirect(url_for(".login", next=_wanted_page()))
    except (WrongCode, WrongPassword, LockedOut) as error:
        return _refused(_code_page(error), error)
    return _enter(token)


@bp.post("/login/pin")
@limiter.limit(limits.PIN)
@public
def submit_pin() -> ResponseReturnValue:
    """Check the PIN of a person on a device of the shop, then as after a password."""
    person, pin = request.form.get("person", ""), request.form.get("pin", "")
    try:
        token = service.log_in_by_pin(person[:26], pin[:20], origin())
    except (WrongPin, WrongPassword, LockedOut) as error:
        page = _login_page(LoginForm(formdata=None), by_pin=True, wrong=error, person=person)
        return _refused(page, error)
    return _enter(token)


@bp.post("/logout")
@staff_only()
def logout() -> ResponseReturnValue:
    """End the login on the server, not only in the browser."""
    service.log_out(bearer_token() or current_user.token)
    logout_user()
    session.clear()
    return redirect(url_for(".login"))


@bp.get("/nothing-here")
@staff_only()
def nothing_here() -> ResponseReturnValue:
    """A role whose pages do not exist yet is told so."""
    return render_template("staff_door/nothing_here.html", person=require_staff())


def first_page(role: Role) -> str:
    """Where a role goes after logging in."""
    return url_for(_FIRST_PAGE[role])


def let_in(token: str, page: str) -> BaseResponse:
    """Start a fresh session for the login behind `token`, then go to `page`."""
    facts = staff.find_logged_in(token)
    if facts is None:
        raise WrongPassword
    # What was in the session before the login belongs to nobody in particular.
    session.clear()
    login_user(StaffUser(token, facts), remember=False)
    session.permanent = True
    response: BaseResponse = redirect(page)
    device = present_device()
    enrolment = read_cookie(DEVICE_COOKIE)
    if device is not None and enrolment is not None:
        service.note_device_used(device)
        remember_device(response, enrolment)
    return response


def _enter(token: str) -> BaseResponse:
    facts = staff.find_logged_in(token)
    if facts is None:
        raise WrongPassword
    return let_in(token, _wanted_page() or _way_on(facts))


def _way_on(facts: LoggedIn) -> str:
    """The first page of a person; the owner of a shop that is being set up goes on with that."""
    progress = setup.progress(facts.store_id)
    if facts.role == Role.OWNER and progress.is_running:
        return url_for(f"setup.{progress.next_step.value}")
    return first_page(Role(facts.role))


def _refused(page: str, error: AppError) -> ResponseReturnValue:
    wait_s = error.extra.get("retry_after")
    return page, error.status, {"Retry-After": str(wait_s)} if wait_s else {}


def _code_page(wrong: AppError | None = None) -> str:
    member = service.find_half_logged_in(session.get(_TICKET, ""))
    return render_template(
        "staff_door/code.html",
        name=member.name if member else "",
        wrong=wrong,
        next_path=_wanted_page(),
    )


def _login_page(
    form: LoginForm, *, by_pin: bool = False, wrong: AppError | None = None, person: str = ""
) -> str:
    found = stores.list_stores()
    device = present_device()
    people = staff.list_people_with_pin(device.store_id) if device else []
    return render_template(
        "staff_door/login.html",
        form=form,
        store=stores.get_store(device.store_id) if device else found[0] if found else None,
        device=device,
        people=people,
        by_pin=by_pin and bool(people),
        wrong_pin=wrong,
        person_id=person,
    )


def _wanted_page() -> str | None:
    return own_path(request.args.get("next", ""))
