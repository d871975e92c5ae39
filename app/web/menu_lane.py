"""The menu's short way: an answer that the app has made is given again while it would be the same.

All phones of a shop ask for one menu, so what the app answered is kept beside the menu itself and
is gone with it. Whoever asks is looked at anew each time, and counted; all that is out of the
ordinary goes the whole way: staff, a session that is over, a proxy, another kind of request.
"""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask
from itsdangerous import BadData
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import Accept
from werkzeug.http import http_date, parse_accept_header, parse_cookie

from app.catalog import queries as catalog
from app.catalog.present import menu_json
from app.catalog.rules import Menu
from app.core import clock, logs
from app.core.errors import AppError
from app.staff import queries as staff
from app.stores import queries as stores
from app.tables import queries as tables
from app.web import observing
from app.web.auth import TABLE_COOKIE
from app.web.proxies import PROXIED, WsgiApp
from app.web.schemes import SECURE_PREFIX

_PATH = "/api/v1/menu"
_VIEW = "api_diner.menu"
# With one of these the app has more to think about than what the menu is.
_UNUSUAL = (
    PROXIED,
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_RANGE",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_RANGE",
    "HTTP_TRANSFER_ENCODING",
)
_ONE_TAG = re.compile(r'(?:W/)?"([^",]*)"')
# What is another one in each answer, and what one phone alone may be given.
_EACH_ITS_OWN = frozenset({"date", observing.HEADER.lower()})
_SET_COOKIE = "set-cookie"

_Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the app answered, without what is another one each time."""

    status: str
    headers: _Headers
    body: list[bytes]

    @property
    def is_common(self) -> bool:
        """Whether it sets no cookie, which is for one phone alone."""
        return all(name.lower() != _SET_COOKIE for name, _value in self.headers)

    def is_menu(self, etag: str) -> bool:
        """Whether it is the menu of this tag, for whoever asks."""
        told = {name.lower(): value for name, value in self.headers}
        is_menu = self.status[:3] in ("200", "304") and f'"{etag}"' in told.get("etag", "")
        return is_menu and self.is_common


@dataclass(frozen=True, slots=True)
class _Place:
    menu: Menu
    etag: str
    name: str


class MenuLane:
    """WSGI middleware before the sockets and the app, behind the trusted proxies."""

    def __init__(self, wsgi_app: WsgiApp, app: Flask) -> None:
        """Guard `wsgi_app`, the way into `app`."""
        self._wsgi_app, self._app = wsgi_app, app
        self._names_nobody = lru_cache(maxsize=4096)(self._reads_as_nobody)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer a phone that asks for the menu; whatever else it is, let the app do it."""
        if environ.get("PATH_INFO") != _PATH or not is_plain(environ):
            return self._wsgi_app(environ, start_response)
        begun_at = time.perf_counter()
        kept = self._find(environ)
        if kept is None:
            return self._wsgi_app(environ, start_response)
        menu, name = kept.menu, kept.name
        answer = menu.rendered.get(name)
        if answer is None:
            return self._ask(environ, start_response, kept)
        assert isinstance(answer, Answer)
        own = [("Date", http_date()), (observing.HEADER, logs.start(method="GET", view=_VIEW))]
        start_response(answer.status, [*answer.headers, *own])
        observing.count("GET", _VIEW, int(answer.status[:3]), time.perf_counter() - begun_at)
        logs.stop()
        return answer.body

    def _find(self, environ: dict[str, Any]) -> _Place | None:
        """Where the answer to the phone that asks is kept, None when the app has to see to it."""
        has_cookies, token = self.token(environ)
        if not token:
            return None
        with self._app.app_context():
            try:
                if staff.find_logged_in(token) is not None:
                    return None
                menu = catalog.get_menu(tables.get_presence(token).store_id)
                now = stores.get_facts(menu.store_id).local(clock.now())
            except (AppError, SQLAlchemyError, OSError):
                return None  # the app meets it too, and has the words for it
            _body, etag = menu_json(menu, menu.off_hours(now))
        known = environ.get("HTTP_IF_NONE_MATCH", "")
        tag = _ONE_TAG.fullmatch(known)
        if known and tag is None:
            return None
        is_known = tag is not None and tag[1] == etag
        packed = takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return _Place(menu, etag, f"lane.{etag}.{is_known:d}{packed:d}{has_cookies:d}")

    def token(self, environ: dict[str, Any]) -> tuple[bool, str]:
        """Whether it stands in a cookie, and the token; none where a person may be logged in."""
        header = environ.get("HTTP_AUTHORIZATION", "")
        if header[:7].lower() == "bearer ":
            return False, header[7:].strip()
        cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
        session = cookies.get(self.session_cookie(environ), "")
        if session and not self._names_nobody(session):
            return True, ""
        return True, cookies.get(self._prefix(environ) + TABLE_COOKIE, "")

    def session_cookie(self, environ: dict[str, Any]) -> str:
        """The name of the session's cookie on this request's side."""
        return self._prefix(environ) + str(self._app.config["SESSION_COOKIE_NAME"])

    def _prefix(self, environ: dict[str, Any]) -> str:
        is_secure = environ["wsgi.url_scheme"] == "https"
        is_secure = is_secure or self._app.config["KAIFAN"].secure_cookies
        return SECURE_PREFIX if is_secure else ""

    def _reads_as_nobody(self, session: str) -> bool:
        """Whether nobody is logged in by a browser's session; it never comes to be otherwise."""
        signer = self._app.session_interface.get_signing_serializer(self._app)  # type: ignore[attr-defined]
        try:
            return {"_user_id", "_permanent"}.isdisjoint(signer.loads(session))
        except BadData:
            return True

    def _ask(
        self, environ: dict[str, Any], start_response: StartResponse, place: _Place
    ) -> Iterable[bytes]:
        """Let the app answer, and keep that for the next phone."""
        answer, chunks = overhear(self._wsgi_app, environ, start_response)
        if answer.is_menu(place.etag):
            place.menu.rendered[place.name] = answer
        return chunks


def overhear(
    wsgi_app: WsgiApp, environ: dict[str, Any], start_response: StartResponse
) -> tuple[Answer, list[bytes]]:
    """Let the app answer, and hear what it says."""
    told: list[Any] = []
    body = wsgi_app(environ, lambda *given: told.extend(given))
    try:
        chunks = list(body)
    finally:
        if hasattr(body, "close"):
            body.close()
    status, headers, *others = told
    common = [pair for pair in headers if pair[0].lower() not in _EACH_ITS_OWN]
    start_response(status, headers, *others)
    return Answer(status, common, chunks), chunks


def is_plain(environ: dict[str, Any]) -> bool:
    """Whether a request only asks, for the whole of something, and directly."""
    return (
        environ["REQUEST_METHOD"] == "GET"
        and not environ.get("QUERY_STRING")
        and environ.get("CONTENT_LENGTH", "") in ("", "0")
        and environ.get("HTTP_COOKIE", "").isascii()  # others may be none that can be read
        and environ.keys().isdisjoint(_UNUSUAL)
    )


@lru_cache(maxsize=256)
def takes_gzip(accepted: str) -> bool:
    """Whether a caller with this Accept-Encoding takes packed answers."""
    return bool(parse_accept_header(accepted, Accept)["gzip"])
