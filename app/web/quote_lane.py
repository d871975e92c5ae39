"""The short way to a quote: what a basket costs, past the framework.

A phone asks at each change of its basket. Who asks is looked at anew each time, what comes with a
cookie must be sent by one of our own pages, and each is counted where the app counts it. Whatever
is out of the ordinary goes the whole way, where the app has the words for it.
"""

import gzip
import io
import json
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from flask import Flask
from itsdangerous import BadData
from limits import parse
from limits.storage import MemoryStorage
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import http_date, parse_cookie

from app.core import logs
from app.core.errors import AppError
from app.core.extensions import limiter
from app.ordering.inputs import QuoteInput
from app.staff import queries as staff
from app.tables import queries as tables
from app.web import compression, limits, observing
from app.web.api.diner import phone_quote
from app.web.kitchen_lane import holds_csrf
from app.web.menu_lane import MenuLane, StartResponse, takes_gzip
from app.web.proxies import PROXIED, WsgiApp

_PATH, _VIEW = "/api/v1/quotes", "api_diner.quote"
# With one of these the app has more to think about.
_UNUSUAL = frozenset({PROXIED, "HTTP_TRANSFER_ENCODING", "HTTP_EXPECT", "HTTP_CONTENT_ENCODING"})
_BODY_BYTES = 64 * 1024
# What is another one in each answer, and what one browser alone may be given.
_EACH_ITS_OWN = frozenset(
    {"date", "content-length", "content-encoding", "set-cookie", observing.HEADER.lower()}
)
_RATE = parse(limits.QUOTE)

_Headers = list[tuple[str, str]]


class QuoteLane:
    """WSGI middleware beside the menu's."""

    def __init__(self, wsgi_app: WsgiApp, app: Flask, menu_lane: MenuLane) -> None:
        """Guard `wsgi_app`, the way into `app`; `menu_lane` knows how phones say who they are."""
        self._wsgi_app, self._app, self._menu_lane = wsgi_app, app, menu_lane
        # What the app says beside the body, by whether a cookie was read for it.
        self._headers: dict[bool, _Headers] = {}
        self._is_our_page = lru_cache(maxsize=1024)(self._reads_as_our_page)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer a phone that asks for a quote; whatever else it is, let the app do it."""
        is_asked = environ.get("PATH_INFO") == _PATH and environ["REQUEST_METHOD"] == "POST"
        if not is_asked or environ.get("QUERY_STRING") or not environ.keys().isdisjoint(_UNUSUAL):
            return self._wsgi_app(environ, start_response)
        has_cookies, token = self._menu_lane.token(environ)
        headers = self._headers.get(has_cookies)
        if headers is None:
            return self._wsgi_app(environ, self._learning(has_cookies, start_response))
        begun_at = time.perf_counter()
        request_id = logs.start(method="POST", view=_VIEW)
        is_let_in = token and (not has_cookies or self._is_sent_by_us(environ))
        body = self._answer(environ, token) if is_let_in else None
        if body is None:
            return self._wsgi_app(environ, start_response)
        own: _Headers = [("Date", http_date()), (observing.HEADER, request_id)]
        if len(body) >= compression.LEAST_BYTES and takes_gzip(
            environ.get("HTTP_ACCEPT_ENCODING", "")
        ):
            body = gzip.compress(body, compression.LEVEL)
            own.append(("Content-Encoding", "gzip"))
        own.append(("Content-Length", str(len(body))))
        observing.count("POST", _VIEW, 200, time.perf_counter() - begun_at)
        logs.stop()
        start_response("200 OK", [*headers, *own])
        return [body]

    def _answer(self, environ: dict[str, Any], token: str) -> bytes | None:
        """The body; None when the app has to see to it."""
        with self._app.app_context():
            try:
                if staff.find_logged_in(token) is not None:
                    return None
                phone = tables.get_presence(token)
                given = _read(environ)
                if given is None or not _is_counted(environ, token):
                    return None
                logs.note(actor=phone.device_id, store=phone.store_id, session=phone.session_id)
                told = phone_quote(phone, given)
            except (AppError, SQLAlchemyError, OSError, ValueError, RecursionError):
                return None  # the app meets it too, and has the words for it
            if told["adjustments"]:
                return None  # they are named in the reader's language
            said = self._app.json.dumps(told, separators=(",", ":"), ensure_ascii=False)
        return said.encode()

    def _learning(self, has_cookies: bool, start_response: StartResponse) -> StartResponse:
        """Keep what the app says beside the body of a success."""

        def start(status: str, headers: _Headers, *others: Any) -> Any:
            if status[:3] == "200":
                common = [pair for pair in headers if pair[0].lower() not in _EACH_ITS_OWN]
                self._headers[has_cookies] = common
            return start_response(status, headers, *others)

        return start

    def _is_sent_by_us(self, environ: dict[str, Any]) -> bool:
        """Whether the page that sends the cookie was given our mark in this very session."""
        cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
        session = cookies.get(self._menu_lane.session_cookie(environ), "")
        return self._is_our_page(session, environ.get("HTTP_X_CSRFTOKEN", ""))

    def _reads_as_our_page(self, session: str, header: str) -> bool:
        """It never comes to be otherwise: neither mark has an end."""
        signer = self._app.session_interface.get_signing_serializer(self._app)  # type: ignore[attr-defined]
        try:
            mark = signer.loads(session).get("csrf_token")
        except BadData:
            return False
        return isinstance(mark, str) and holds_csrf(self._app, mark, header)


def _read(environ: dict[str, Any]) -> QuoteInput | None:
    """The basket. Raises ValueError."""
    length = environ.get("CONTENT_LENGTH", "")
    if environ.get("CONTENT_TYPE") != "application/json" or not length.isdecimal():
        return None
    if int(length) > _BODY_BYTES:
        return None
    raw = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(raw)  # the app reads it once more if it has to
    return QuoteInput.model_validate(json.loads(raw))


def _is_counted(environ: dict[str, Any], token: str) -> bool:
    """Count the phone as the app would, who then does not; False when it asks too often."""
    if not limiter.enabled:
        return True
    if not isinstance(limiter.storage, MemoryStorage):
        return False  # several processes count together, and the app knows what to do without
    key = limits.key_of(token)
    if not key or not limiter.limiter.hit(_RATE, key, _VIEW):
        return False
    environ[limits.COUNTED] = True
    return True
