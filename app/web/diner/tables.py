"""Scanning a table's code with a phone."""

from datetime import timedelta

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.errors import AppError
from app.core.extensions import limiter
from app.tables import queries
from app.tables import service as tables
from app.tables.errors import CodeRotated, CodeUnknown, PartyNeeded, WrongPin
from app.tables.models import SessionStatus
from app.tables.service.sessions import OPEN_FOR
from app.web import code_walks, limits
from app.web.auth import TABLE_COOKIE, public, table_token
from app.web.diner.blueprint import bp
from app.web.schemes import set_cookie

# Who orders at the pick-up point may do so for a day weeks ahead, and wants to see it until then.
_AHEAD_FOR = timedelta(days=40)


@bp.get("/t/<code>")
@limiter.limit(limits.SCAN)
@public
def scan(code: str) -> ResponseReturnValue:
    """Take part at the table of a code; the token goes into a cookie, never into an address.

    On the phone of somebody who checks the stickers it is noted what the code is instead.
    """
    if code_walks.is_walking():
        return code_walks.note_scan()
    answer = make_response(redirect(url_for(".menu"), 303))
    answer.headers["Cache-Control"] = "no-store"
    try:
        if not _is_already_at(code):
            found = tables.scan(code)
            _remember(answer, found.token, _AHEAD_FOR if found.table.is_pickup else OPEN_FOR)
    except (CodeUnknown, CodeRotated) as error:
        return render_template("diner/tables/code_unusable.html", error=error), error.status
    except PartyNeeded:
        return _ask_party(code)
    return answer


@bp.post("/t/<code>/party")
@limiter.limit(limits.PARTY_PIN)
@public
def join_party(code: str) -> ResponseReturnValue:
    """Take part in that party at a shared table whose number was typed."""
    try:
        joined = tables.join_party(code, request.form.get("pin", "")[:6])
    except WrongPin as error:
        return _ask_party(code, error)
    except (CodeUnknown, CodeRotated) as error:
        return render_template("diner/tables/code_unusable.html", error=error), error.status
    return _to_menu(joined.token)


@bp.post("/t/<code>/party/new")
@limiter.limit(limits.PARTY_PIN)
@public
def start_party(code: str) -> ResponseReturnValue:
    """Begin another party at a shared table; its first order waits for staff."""
    try:
        started = tables.start_party(code)
    except PartyNeeded as error:
        return _ask_party(code, error)
    except (CodeUnknown, CodeRotated) as error:
        return render_template("diner/tables/code_unusable.html", error=error), error.status
    return _to_menu(started.token)


def _ask_party(code: str, error: PartyNeeded | None = None) -> ResponseReturnValue:
    table = queries.get_table_by_code(code)
    seats = queries.list_seats_at(table.id)
    page = render_template(
        "diner/tables/party.html",
        code=code,
        error=error.message if error else "",
        may_start=all(each.status is SessionStatus.OPEN for each in seats),
    )
    return page, 200 if error is None else error.status


def _to_menu(token: str) -> Response:
    answer = make_response(redirect(url_for(".menu"), 303))
    answer.headers["Cache-Control"] = "no-store"
    _remember(answer, token, OPEN_FOR)
    return answer


def _is_already_at(code: str) -> bool:
    """Whether this phone takes part at the code's table: then it keeps its session.

    At the pick-up point a second scan would otherwise hide the orders of the first.
    """
    table = queries.get_table_by_code(code)
    try:
        presence = queries.get_presence(table_token() or "")
    except AppError:
        return False
    return presence.table_id == table.id


def _remember(answer: Response, token: str, lasts: timedelta) -> None:
    # The cookie outlives a session that still waits for staff: opening the table prolongs the
    # session, and the server alone decides whether a token is still good.
    set_cookie(answer, TABLE_COOKIE, token, max_age_s=int(lasts.total_seconds()))
