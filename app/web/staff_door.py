"""The staff door: log in, log out, and where each role goes first."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length

from app.core.extensions import limiter
from app.staff import queries as staff
from app.staff import service
from app.staff.errors import WrongPassword
from app.staff.rights import Role
from app.stores import queries as stores
from app.web import limits
from app.web.auth import StaffUser, public, require_staff, staff_only

bp = Blueprint("staff_door", __name__)

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

    username = StringField(
        lazy_gettext("User name"), validators=[DataRequired(), Length(max=40)]
    )
    password = PasswordField(
        lazy_gettext("Password"), validators=[DataRequired(), Length(max=128)]
    )


@bp.get("/")
@public
def front() -> ResponseReturnValue:
    """The address without a path: staff go to their page, others to the login."""
    if current_user.is_authenticated:
        return redirect(first_page(current_user.facts.role))
    return redirect(url_for(".login"))


@bp.get("/login")
@public
def login() -> ResponseReturnValue:
    """The login page."""
    if current_user.is_authenticated:
        return redirect(first_page(current_user.facts.role))
    return _login_page(LoginForm())


@bp.post("/login")
@limiter.limit(limits.LOGIN)
@public
def submit_login() -> ResponseReturnValue:
    """Check the password, start a fresh session, go on to where the person wanted to go."""
    form = LoginForm()
    if not form.validate():
        return _login_page(form), 422
    try:
        token = service.log_in(form.username.data, form.password.data)
    except WrongPassword as error:
        form.password.errors = [str(error.message)]
        return _login_page(form), 401
    facts = staff.find_logged_in(token)
    if facts is None:
        raise WrongPassword
    # What was in the session before the login belongs to nobody in particular.
    session.clear()
    login_user(StaffUser(token, facts), remember=False)
    session.permanent = True
    return redirect(_wanted_page() or first_page(facts.role))


@bp.post("/logout")
@staff_only()
def logout() -> ResponseReturnValue:
    """End the login on the server, not only in the browser."""
    service.log_out(current_user.token)
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


def _login_page(form: LoginForm) -> str:
    found = stores.list_stores()
    return render_template("staff_door/login.html", form=form, store=found[0] if found else None)


def _wanted_page() -> str | None:
    wanted = request.args.get("next", "")
    is_own_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_own_path else None
