"""The first step: the owner's account, with which the shop exists and everything can be resumed."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, get_locale, lazy_gettext

from app.core.actors import Actor, ActorKind
from app.core.db import atomic
from app.core.errors import Invalid
from app.core.extensions import limiter
from app.setup import queries, service
from app.setup.errors import NotInvited
from app.staff import rules
from app.staff.models import LoginKind, StaffMember
from app.staff.service import issue_login
from app.staff.service.accounts import REQUIRED
from app.web import limits
from app.web.auth import public
from app.web.backoffice.forms import Typed, problems_into, typed_text
from app.web.devices import origin
from app.web.setup.blueprint import bp, device_token, forget
from app.web.setup.door import while_empty
from app.web.setup.frame import step_page
from app.web.staff_door import let_in

_FIELDS = ("shop_name", "name", "username")


@bp.get("/setup/owner")
@public
@while_empty
def owner() -> ResponseReturnValue:
    """The form of the shop's name and the owner's account."""
    if not queries.is_set_up_device(device_token()):
        return redirect(url_for(".welcome"))
    return _form(Typed(dict.fromkeys(_FIELDS, "")))


@bp.post("/setup/owner")
@limiter.limit(limits.LOGIN)
@public
@while_empty
def open_shop() -> ResponseReturnValue:
    """Open the shop, log its owner in, and go on to the steps."""
    if not queries.is_set_up_device(device_token()):
        raise NotInvited
    typed = Typed(typed_text(request.form, *_FIELDS))
    with problems_into(typed):
        token = _open(typed, request.form.get("password", ""), request.form.get("again", ""))
        return forget(let_in(token, url_for(".shop")))
    return _form(typed), 422


def _form(typed: Typed) -> str:
    return step_page("setup/owner.html", None, typed=typed)


@atomic
def _open(typed: Typed, password: str, again: str) -> str:
    values = typed.values
    if problems := _problems(values, password, again):
        raise Invalid(problems)
    member = service.open_shop(
        values["shop_name"],
        name=values["name"],
        username=values["username"],
        password=password,
        language=str(get_locale()),
    )
    service.begin_steps(actor=_actor(member))
    return issue_login(member, LoginKind.BROWSER, origin())


def _problems(values: dict[str, Any], password: str, again: str) -> dict[str, LazyString]:
    """All that is wrong at once, so that nobody types two passwords again for each mistake."""
    username, name = values["username"].strip().lower(), values["name"].strip()
    found = {
        "shop_name": service.shop_name_problem(values["shop_name"]),
        "name": None if name else REQUIRED,
        "username": rules.username_problem(username),
        "password": rules.password_problem(password, (username, name)),
        "again": None if password == again else lazy_gettext("The two passwords differ."),
    }
    return {field: problem for field, problem in found.items() if problem is not None}


def _actor(member: StaffMember) -> Actor:
    return Actor(ActorKind.STAFF, member.id, member.name, member.store_id, member.role.value)
