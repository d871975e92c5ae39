"""A tablet becomes a kitchen screen: it shows a code, the owner enters it, the page goes on."""

import segno
from flask import Response, jsonify, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user
from markupsafe import Markup

from app.core.errors import Conflict
from app.core.extensions import limiter
from app.kitchen import screens
from app.kitchen import service as kitchen
from app.web import limits
from app.web.auth import StaffUser, public
from app.web.devices import client_name
from app.web.kitchen.blueprint import bp
from app.web.schemes import guests_url

# What the signed cookie carries meanwhile: the secret that becomes the screen's own.
_KEPT = "kitchen_pairing"


@bp.get("/kitchen/pair")
@public
def pair() -> ResponseReturnValue:
    """The code of this tablet; once it was entered, the screen itself."""
    secret = session.get(_KEPT, "")
    if _let_in(secret):
        return redirect(url_for(".screen"))
    waiting = screens.find_waiting(secret) if secret else None
    return _page(waiting.code if waiting else "")


@bp.post("/kitchen/pair")
@limiter.limit(limits.PAIRING)
@public
def ask_pairing() -> ResponseReturnValue:
    """Show a new code."""
    try:
        _code, secret = kitchen.ask_pairing(client_name())
    except Conflict as full:
        return _page("", full.message), full.status
    session[_KEPT] = secret
    return redirect(url_for(".pair"))


@bp.get("/kitchen/pair/now")
@public
def pairing_state() -> Response:
    """Whether the code was entered meanwhile, and whether it still counts."""
    secret = session.get(_KEPT, "")
    is_paired = bool(secret) and screens.find_logged_in(secret) is not None
    is_waiting = bool(secret) and screens.find_waiting(secret) is not None
    answer = jsonify(paired=is_paired, waiting=is_waiting)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _let_in(secret: str) -> bool:
    facts = screens.find_logged_in(secret) if secret else None
    if facts is None:
        return False
    session.clear()
    login_user(StaffUser(secret, facts), remember=False)
    session.permanent = True
    return True


def _page(code: str, problem: object = "") -> str:
    address = f"{guests_url()}{url_for('backoffice.new_screen', code=code)}" if code else ""
    drawing = segno.make(address, error="m", micro=False) if code else None
    return render_template(
        "kitchen/pair.html",
        code=code,
        problem=problem,
        # segno draws it: paths and figures, nothing that anybody typed.
        picture=Markup(drawing.svg_inline(omitsize=True, border=2, light="white", lineclass=None))  # noqa: S704
        if drawing
        else "",
        minutes=int(kitchen.PAIRING_LASTS.total_seconds() // 60),
    )
