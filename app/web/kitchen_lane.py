"""The kitchen's short way: what every screen asks after each hint, past the framework.

Two hundred screens pull, and say what they have shown, after every order. Who asks is looked at
anew each time; whatever is out of the ordinary goes the whole way, where the app has the words for
it: a refusal, a proxy, a strange query, a browser's session that is to be renewed.
"""

import gzip
import hmac
import io
import json
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import Accept
from werkzeug.http import http_date, parse_accept_header, parse_cookie

from app.core import clock, logs
from app.core.errors import AppError
from app.core.ids import new_id
from app.kitchen import screens, sharing
from app.kitchen import service as kitchen
from app.staff import queries as staff
from app.staff.queries import LoggedIn
from app.staff.rights import Right
from app.staff.service import note_seen
from app.web import observing, schemes
from app.web.proxies import PROXIED, WsgiApp

_EVENTS, _SHOWN = "/api/v1/kitchen/events", "/api/v1/kitchen/shown"
_VIEWS = {_EVENTS: "api_kitchen.events", _SHOWN: "api_kitchen.shown"}
_METHODS = {_EVENTS: "GET", _SHOWN: "POST"}
# With one of these the app has more to think about.
_UNUSUAL = frozenset({PROXIED, "HTTP_TRANSFER_ENCODING", "HTTP_EXPECT", "HTTP_RANGE"})
_QUERY = re.compile(r"since=([0-9]{1,15})(?:&station=([0-9A-Za-z]{26}))?")
_SAYS = frozenset({"screen", "seq", "station"})
_BODY_BYTES, _HIGHEST = 1_024, 2**53
_ID_LENGTH = len(new_id())
# A smaller answer is three packets at most, and is sent sooner than packed.
_PACKED_BYTES, _PACKED_LEVEL = 4_000, 1
# What is another one in each answer, and what one browser alone may be given.
_EACH_ITS_OWN = frozenset(
    {"date", "content-length", "content-encoding", "set-cookie", observing.HEADER.lower()}
)

_Headers = list[tuple[str, str]]
_StartResponse = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class _Session:
    token: str
    csrf: str
    signed_at: float


class KitchenLane:
    """WSGI middleware before the app, behind the turns that screens take."""

    def __init__(self, wsgi_app: WsgiApp, app: Flask) -> None:
        """Guard `wsgi_app`, the way into `app`."""
        self._wsgi_app, self._app = wsgi_app, app
        # What the app says beside the body, by path and whether a cookie was read for it.
        self._headers: dict[tuple[str, bool], _Headers] = {}
        self._session = lru_cache(maxsize=1024)(self._read_session)
        self._is_sent_from = lru_cache(maxsize=1024)(self._holds_csrf)

    def __call__(self, environ: dict[str, Any], start_response: _StartResponse) -> Iterable[bytes]:
        """Answer a screen in the ordinary case; whatever else it is, let the app do it."""
        path = environ.get("PATH_INFO", "")
        if _METHODS.get(path) != environ["REQUEST_METHOD"]:
            return self._wsgi_app(environ, start_response)
        if not environ.keys().isdisjoint(_UNUSUAL):
            return self._wsgi_app(environ, start_response)
        place = (path, environ.get("HTTP_AUTHORIZATION") is None)
        headers = self._headers.get(place)
        if headers is None:
            return self._wsgi_app(environ, self._learning(place, start_response))
        begun_at = time.perf_counter()
        request_id = logs.start(method=_METHODS[path], view=_VIEWS[path])
        body = self._answer(environ, path)
        if body is None:
            return self._wsgi_app(environ, start_response)
        own: _Headers = [("Date", http_date()), (observing.HEADER, request_id)]
        body = self._sized(body, environ, own)
        status = "200 OK" if body else "204 NO CONTENT"
        observing.count(
            _METHODS[path], _VIEWS[path], int(status[:3]), time.perf_counter() - begun_at
        )
        logs.stop()
        start_response(status, [*headers, *own])
        return [body] if body else []

    def _answer(self, environ: dict[str, Any], path: str) -> bytes | None:
        """The body; None when the app has to see to it."""
        with self._app.app_context():
            try:
                person = self._find_person(environ, by_header=path == _SHOWN)
                if person is None or not person.may(Right.COOK):
                    return None
                logs.note(actor=person.staff_id, store=person.store_id)
                note_seen(person)
                return _events(environ, person) if path == _EVENTS else _shown(environ, person)
            except (AppError, SQLAlchemyError, OSError, ValueError):
                return None  # the app meets it too, and has the words for it

    def _sized(self, body: bytes, environ: dict[str, Any], own: _Headers) -> bytes:
        if not body:
            return body
        if len(body) >= _PACKED_BYTES and _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
            body = gzip.compress(body, _PACKED_LEVEL)
            own.append(("Content-Encoding", "gzip"))
        own.append(("Content-Length", str(len(body))))
        return body

    def _learning(self, place: tuple[str, bool], start_response: _StartResponse) -> _StartResponse:
        """Keep what the app says beside the body of a success."""

        def start(status: str, headers: _Headers, *others: Any) -> Any:
            if status[:3] in ("200", "204"):
                common = [pair for pair in headers if pair[0].lower() not in _EACH_ITS_OWN]
                self._headers[place] = common
            return start_response(status, headers, *others)

        return start

    def _find_person(self, environ: dict[str, Any], *, by_header: bool) -> LoggedIn | None:
        """Who asks, by token or by a browser's session; with `by_header` only our own pages may."""
        header = environ.get("HTTP_AUTHORIZATION")
        if header is not None:
            is_bearer = header[:7].lower() == "bearer "
            return staff.find_logged_in(header[7:].strip()) if is_bearer else None
        is_secure = environ["wsgi.url_scheme"] == "https"
        is_secure = is_secure or self._app.config["KAIFAN"].secure_cookies
        prefix = schemes.SECURE_PREFIX if is_secure else ""
        name = prefix + self._app.config["SESSION_COOKIE_NAME"]
        session = self._session(parse_cookie(environ.get("HTTP_COOKIE", "")).get(name, ""))
        if session is None:
            return None
        # The app renews it: see there.
        if clock.now().timestamp() - session.signed_at > schemes.RENEWED_AFTER.total_seconds():
            return None
        if by_header and not self._is_sent_from(session.csrf, environ.get("HTTP_X_CSRFTOKEN", "")):
            return None
        return staff.find_logged_in(session.token) or screens.find_logged_in(session.token)

    def _read_session(self, cookie: str) -> _Session | None:
        """What stands in a signed cookie; it never comes to be otherwise."""
        signer = self._app.session_interface.get_signing_serializer(self._app)  # type: ignore[attr-defined]
        try:
            values, signed_at = signer.loads(cookie, return_timestamp=True)
        except BadData:
            return None
        token, csrf = values.get("_user_id"), values.get("csrf_token", "")
        is_ours = isinstance(token, str) and isinstance(csrf, str) and values.get("_permanent")
        return _Session(token, csrf, signed_at.timestamp()) if is_ours else None

    def _holds_csrf(self, csrf: str, header: str) -> bool:
        return holds_csrf(self._app, csrf, header)


def holds_csrf(app: Flask, csrf: str, header: str) -> bool:
    """Whether a page's header was made for this session, as Flask-WTF makes and reads it."""
    signer = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token")
    try:
        said = signer.loads(header)
    except BadData:
        return False
    return bool(csrf) and isinstance(said, str) and hmac.compare_digest(said, csrf)


def _events(environ: dict[str, Any], person: LoggedIn) -> bytes | None:
    asked = _QUERY.fullmatch(environ.get("QUERY_STRING", ""))
    if asked is None or environ.get("CONTENT_LENGTH", "") not in ("", "0"):
        return None
    return sharing.feed_json(person.store_id, int(asked[1]), asked[2]).encode()


def _shown(environ: dict[str, Any], person: LoggedIn) -> bytes | None:
    length = environ.get("CONTENT_LENGTH", "")
    is_json = environ.get("CONTENT_TYPE", "").partition(";")[0].strip() == "application/json"
    if not is_json or not length.isdecimal() or int(length) > _BODY_BYTES:
        return None
    raw = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(raw)  # the app reads it once more if it has to
    said = json.loads(raw)
    if not isinstance(said, dict) or not said.keys() <= _SAYS:
        return None
    screen, seq, station = said.get("screen"), said.get("seq"), said.get("station")
    if type(seq) is not int or not 0 <= seq <= _HIGHEST:
        return None
    if not isinstance(screen, str) or not isinstance(station, str | None):
        return None
    if station and len(station) > _ID_LENGTH:
        return None
    device = screens.find_device(person)
    name = device.name if device else screen
    station_id = device.station_id if device else station or None
    kitchen.record_shown(name, seq, actor=person.actor, station_id=station_id)
    return b""


@lru_cache(maxsize=256)
def _takes_gzip(accepted: str) -> bool:
    return bool(parse_accept_header(accepted, Accept)["gzip"])
