"""The empty shop's first page, and the one-time link that opens it."""

import functools
import os
from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from app.core.errors import AppError
from app.core.extensions import limiter
from app.setup import queries, service
from app.setup.errors import LinkExpired, LinkUsed, LinkWrong, NotInvited
from app.web import limits
from app.web.auth import public
from app.web.setup.blueprint import bp, device_token, remember

View = Callable[..., ResponseReturnValue]


def while_empty(view: View) -> View:
    """Let a view answer only until there is a shop; afterwards it leads to the login."""

    @functools.wraps(view)
    def answer(*args: str, **kwargs: str) -> ResponseReturnValue:
        if not queries.is_empty():
            return redirect(url_for("staff_door.login"))
        return view(*args, **kwargs)

    return answer


@bp.get("/setup")
@public
@while_empty
def welcome() -> ResponseReturnValue:
    """What one can do here: open the shop, or look around first."""
    return _welcome()


@bp.post("/setup")
@limiter.limit(limits.LOGIN)
@public
@while_empty
def choose() -> ResponseReturnValue:
    """Go on with what the device that sets up has chosen."""
    if not queries.is_set_up_device(device_token()):
        return _welcome(NotInvited()), NotInvited.status
    return _go(request.form.get("choice", ""), device_token())


@bp.post("/setup/link")
@limiter.limit(limits.LOGIN)
@public
@while_empty
def enter_link() -> ResponseReturnValue:
    """The link, or its last part, typed in by hand."""
    token = request.form.get("link", "").strip().rstrip("/").rpartition("/")[2].lower()
    try:
        queries.check_link(token)
    except (LinkWrong, LinkUsed, LinkExpired) as error:
        return _welcome(error), error.status
    return redirect(url_for(".link", token=token))


@bp.get("/setup/<token>")
@limiter.limit(limits.SETUP_LINK)
@public
@while_empty
def link(token: str) -> ResponseReturnValue:
    """What the one-time link opens; looking at it does not use it up."""
    try:
        queries.check_link(token)
    except LinkUsed as error:
        if queries.is_set_up_device(device_token()):
            return redirect(url_for(".welcome"))
        return _welcome(error), error.status
    except (LinkWrong, LinkExpired) as error:
        return _welcome(error), error.status
    return render_template("setup/welcome.html", action=request.path, can_show_demo=_can_show())


@bp.post("/setup/<token>")
@limiter.limit(limits.LOGIN)
@public
@while_empty
def use_link(token: str) -> ResponseReturnValue:
    """Use the link up: this browser is the one that sets up from now on."""
    try:
        device = service.redeem_link(token)
    except (LinkWrong, LinkUsed, LinkExpired) as error:
        return _welcome(error), error.status
    return remember(_go(request.form.get("choice", ""), device), device)


def _go(choice: str, device: str) -> BaseResponse:
    if choice == "demo" and _can_show():
        service.show_demo(device)
        return redirect(url_for(".demo"))
    return redirect(url_for(".owner"))


def _welcome(error: AppError | None = None) -> str:
    may_choose = queries.is_set_up_device(device_token())
    return render_template(
        "setup/welcome.html",
        action=url_for(".choose") if may_choose else None,
        can_show_demo=_can_show(),
        error=None if may_choose else error,
    )


def _can_show() -> bool:
    # Windows has no process that would start the server again with the demonstration.
    return os.name != "nt"
