"""Errors become answers here, once: problem documents for programs, a page for people."""

import logging
from typing import Any

from apiflask import HTTPError
from flask import Flask, Response, json, redirect, render_template, request, url_for
from flask_babel import lazy_gettext
from flask_wtf.csrf import CSRFError
from pydantic import ValidationError
from sqlalchemy.exc import DatabaseError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import BadHost, HTTPException, MethodNotAllowed, TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from app.core.errors import (
    AppError,
    BadRequest,
    DatabaseAway,
    Invalid,
    NotFound,
    NotLoggedIn,
    TooMany,
    Unavailable,
)
from app.staff.errors import ConfirmIdentity
from app.web import confirming, disk_errors
from app.web.auth import bearer_token
from app.web.field_messages import plain_message

log = logging.getLogger(__name__)

_RETRY_AFTER_S = 10
# What the framework would say in English; anything else could not be understood.
_WORDS = {
    405: lazy_gettext("Nothing of this kind can be done at this address."),
    413: lazy_gettext("What was sent is too large."),
    415: lazy_gettext("What was sent is of another kind than is taken here."),
}


class NotSent(BadRequest):
    """The page is too old, or the request comes from another site."""

    code = "csrf"
    message = lazy_gettext("This page is too old. Reload it and try again.")


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(AppError, _answer)
    app.register_error_handler(ValidationError, lambda error: _answer(_from_pydantic(error)))
    app.register_error_handler(CSRFError, lambda _error: _answer(NotSent()))
    app.register_error_handler(DatabaseError, _from_database)
    app.register_error_handler(NoConnection, _all_wait)
    app.register_error_handler(OSError, _from_system)
    app.register_error_handler(MemoryError, _without_memory)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _unexpected)
    app.error_callback = lambda error: _answer(_from_apiflask(error))  # type: ignore[attr-defined]


def problem(error: AppError) -> dict[str, Any]:
    """An error as a problem document (RFC 9457)."""
    extra = {name: _plain(value) for name, value in error.extra.items()}
    return {
        "type": "about:blank",
        "title": str(error.message),
        "status": error.status,
        "detail": str(error.message),
        "code": error.code,
        **extra,
    }


def wants_json() -> bool:
    """Whether the request comes from a program or a script rather than from an address bar."""
    if request.path.startswith("/api/") or request.is_json:
        return True
    if isinstance(request.routing_exception, BadHost):
        return True  # no page can be linked from an address that is none
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html")
    return best == "application/json"


def _answer(error: AppError) -> BaseResponse:
    is_program = isinstance(error, ConfirmIdentity) and bearer_token() is not None
    if wants_json() or is_program:
        body = json.dumps(problem(error), ensure_ascii=False)
        response: BaseResponse = Response(
            body, error.status, content_type="application/problem+json"
        )
    elif isinstance(error, ConfirmIdentity):
        if request.method == "GET":
            return redirect(url_for("confirming.page", next=request.full_path.rstrip("?")))
        response = Response(confirming.ask(error), error.status)
    elif isinstance(error, NotLoggedIn) and error.code == "not_logged_in":
        return redirect(url_for("staff_door.login", next=request.full_path.rstrip("?")))
    else:
        page = "errors/session_over.html" if error.code == "session_over" else "errors/error.html"
        html = render_template(page, error=error, fields=error.extra.get("fields", {}))
        response = Response(html, error.status)
    if error.status in (429, 503):
        wait_s = error.extra.get("retry_after") or error.extra.get("retry_after_s")
        response.headers["Retry-After"] = str(wait_s or _RETRY_AFTER_S)
    response.headers["Cache-Control"] = "no-store"
    return response


def _unexpected(error: Exception) -> BaseResponse:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return _answer(_Unexpected())


class NoMemory(Unavailable):
    """The machine had no memory left for it."""

    code = "no_memory"
    message = lazy_gettext(
        "The shop's computer is out of memory, so nothing was saved. Try again in a moment; if it"
        " stays so, start the computer anew."
    )


def _without_memory(error: Exception) -> BaseResponse:
    log.error("%s %s: no memory", request.method, request.path, exc_info=error)
    return _answer(NoMemory())


class _Unexpected(AppError):
    status = 500
    code = "unexpected"
    message = lazy_gettext("Something went wrong on our side. It has been written down.")


def _answer_http(error: HTTPException) -> BaseResponse:
    response = _answer(_from_http(error))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _from_http(error: HTTPException) -> AppError:
    if isinstance(error, TooManyRequests):
        return TooMany()
    if error.code == 404:
        return NotFound()
    code = (error.name or "error").lower().replace(" ", "_")
    mapped = BadRequest(_WORDS.get(error.code or 500), code=code)
    mapped.status = error.code or 500  # type: ignore[misc]
    return mapped


def _from_apiflask(error: HTTPError) -> AppError:
    if isinstance(error.__cause__, ValidationError):
        return _from_pydantic(error.__cause__)
    mapped = BadRequest(error.message)
    mapped.status = error.status_code  # type: ignore[misc]
    return mapped


def _from_pydantic(error: ValidationError) -> AppError:
    fields: dict[str, Any] = {}
    for each in error.errors():
        path = ".".join(map(str, each["loc"])) or "body"
        fields.setdefault(path, plain_message(each))
    return Invalid(fields)


def _from_database(error: DatabaseError) -> BaseResponse:
    known = disk_errors.from_database(error)
    return _unexpected(error) if known is None else _answer(known)


def _all_wait(error: NoConnection) -> BaseResponse:
    """Every connection waits for a database that says nothing."""
    log.error("database: %s", error)
    return _answer(DatabaseAway())


def _from_system(error: OSError) -> BaseResponse:
    known = disk_errors.from_system(error)
    return _unexpected(error) if known is None else _answer(known)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
