"""The demonstration that is shown in the place of an empty shop: who may enter and end it."""

import functools
from collections.abc import Callable
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import trial
from app.core.errors import NotFound
from app.core.extensions import limiter
from app.setup import queries, service
from app.setup.errors import NotInvited
from app.staff import queries as staff
from app.staff.models import LoginKind
from app.staff.rights import Role
from app.staff.service import issue_login
from app.stores import queries as stores
from app.tables import codes
from app.tables import queries as tables
from app.web import limits
from app.web.auth import public
from app.web.devices import origin
from app.web.setup.blueprint import bp, device_token
from app.web.staff_door import first_page, let_in

_ROLES = (Role.OWNER, Role.CASHIER, Role.KITCHEN)


View = Callable[..., ResponseReturnValue]


def while_demo(view: View) -> View:
    """Let a view answer only in a demonstration that covers an empty shop. Raises NotFound."""

    @functools.wraps(view)
    def answer(*args: str, **kwargs: str) -> ResponseReturnValue:
        if not queries.is_demo_shown():
            raise NotFound
        return view(*args, **kwargs)

    return answer


def describe_demo() -> dict[str, Any]:
    """What every template is told: whether all this is only a demonstration."""
    return {"is_demo_shown": queries.is_demo_shown()}


@bp.get("/setup/demo")
@public
def demo() -> ResponseReturnValue:
    """The doors of the demonstration; a page that waits while it is being made ready."""
    if queries.is_demo_shown():
        store_id = stores.list_stores()[0].id
        table = tables.list_tables(store_id)[0]
        return render_template(
            "setup/demo.html",
            may_end=queries.may_end_demo(device_token()),
            roles=_ROLES,
            table=table,
            table_code=codes.code_of(table),
        )
    if trial.find(current_app.config["KAIFAN"].data_dir) is None:
        return redirect(url_for("staff_door.front"))
    return render_template("setup/waiting.html", next=url_for(".demo"), is_ending=False)


@bp.post("/setup/demo/enter")
@limiter.limit(limits.LOGIN)
@public
@while_demo
def enter_demo() -> ResponseReturnValue:
    """Let the device that asked for the demonstration in, as one of its people."""
    if not queries.may_end_demo(device_token()):
        raise NotInvited
    role = next((each for each in _ROLES if each == request.form.get("role")), Role.OWNER)
    people = staff.list_members(stores.list_stores()[0].id)
    member = next(each for each in people if each.role is role)
    return let_in(issue_login(member, LoginKind.BROWSER, origin()), first_page(role))


@bp.post("/setup/demo/end")
@limiter.limit(limits.LOGIN)
@public
@while_demo
def end_demo() -> ResponseReturnValue:
    """Close the demonstration and bring the empty shop back."""
    service.end_demo(device_token())
    return render_template("setup/waiting.html", next=url_for(".welcome"), is_ending=True)
