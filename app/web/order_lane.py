"""The short way to an order: what a party was told of it is told again while it would be the same.

A party's phones look at an order again and again while the kitchen works. The app's answer is kept
for as long as nothing at all was committed to the database; who asks is looked at anew each time.
"""

import re
import time
from collections.abc import Iterable
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import http_date, parse_cookie

from app.core import logs
from app.core.changes import Changes, Mark
from app.core.db import db
from app.core.errors import AppError
from app.staff import queries as staff
from app.stores import queries as stores
from app.tables import queries as tables
from app.web import observing
from app.web.language import COOKIE as LANGUAGE_COOKIE
from app.web.menu_lane import Answer, MenuLane, StartResponse, is_plain, overhear, takes_gzip
from app.web.proxies import WsgiApp

_PATH = re.compile(r"/api/v1/orders/([0-9a-z]{26})")
_VIEW = "api_orders.show"
_MOST = 512

_Key = tuple[object, ...]


class OrderLane:
    """WSGI middleware beside the menu's."""

    def __init__(self, wsgi_app: WsgiApp, app: Flask, menu_lane: MenuLane) -> None:
        """Guard `wsgi_app`, the way into `app`; `menu_lane` knows how phones say who they are."""
        self._wsgi_app, self._app, self._menu_lane = wsgi_app, app, menu_lane
        with app.app_context():
            self._changes = Changes(db.engine)
        self._kept: tuple[Mark | None, dict[_Key, Answer]] = (None, {})

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer a phone that asks for an order; whatever else it is, let the app do it."""
        path = _PATH.fullmatch(environ.get("PATH_INFO", ""))
        if path is None or not is_plain(environ) or "HTTP_IF_NONE_MATCH" in environ:
            return self._wsgi_app(environ, start_response)
        begun_at = time.perf_counter()
        # The mark first: what is committed meanwhile makes another one.
        mark = self._changes.mark()
        key = self._key(environ, path[1]) if mark is not None else None
        if key is None:
            return self._wsgi_app(environ, start_response)
        if self._kept[0] != mark:
            self._kept = mark, {}
        kept = self._kept[1] if self._kept[0] == mark else {}
        answer = kept.get(key)
        if answer is None:
            return self._ask(environ, start_response, kept, key)
        own = [("Date", http_date()), (observing.HEADER, logs.start(method="GET", view=_VIEW))]
        start_response(answer.status, [*answer.headers, *own])
        observing.count("GET", _VIEW, int(answer.status[:3]), time.perf_counter() - begun_at)
        logs.stop()
        return answer.body

    def _key(self, environ: dict[str, Any], order_id: str) -> _Key | None:
        """All that the app's answer depends on beside the database, None when it has to see to it.

        A session that is over, and staff, whose rights may end at any moment, go the whole way.
        """
        has_cookies, token = self._menu_lane.token(environ)
        if not token:
            return None
        with self._app.app_context():
            try:
                if staff.find_logged_in(token) is not None:
                    return None
                session_id = tables.get_presence(token).session_id
                spoken = stores.default_language()
            except (AppError, SQLAlchemyError, OSError):
                return None
        chosen = parse_cookie(environ.get("HTTP_COOKIE", "")).get(LANGUAGE_COOKIE)
        speaks = chosen, spoken, environ.get("HTTP_ACCEPT_LANGUAGE", "")
        packed = takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return order_id, session_id, has_cookies, packed, environ["wsgi.url_scheme"], *speaks

    def _ask(
        self,
        environ: dict[str, Any],
        start_response: StartResponse,
        kept: dict[_Key, Answer],
        key: _Key,
    ) -> Iterable[bytes]:
        """Let the app answer, and keep that for the next time."""
        answer, chunks = overhear(self._wsgi_app, environ, start_response)
        if answer.status[:3] == "200" and answer.is_common and len(kept) < _MOST:
            kept[key] = answer
        return chunks
