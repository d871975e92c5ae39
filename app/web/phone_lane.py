"""The short way of what phones send: a basket to be priced or ordered, past the framework.

Who asks is looked at anew each time, what comes with a cookie must be sent by one of our own pages,
and each is counted where the app counts it. Whatever is out of the ordinary goes the whole way,
where the app has the words for it.
"""

import gzip
import io
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from flask import Flask, g
from itsdangerous import BadData
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import http_date, parse_cookie
from werkzeug.wrappers import Request

from app.core import idempotency, logs
from app.core.errors import AppError
from app.core.extensions import limiter
from app.core.network import THIS_MACHINE
from app.ordering.cart.inputs import PlaceCartInput
from app.ordering.inputs import PlaceOrderInput, QuoteInput
from app.ordering.service import Placed
from app.staff import queries as staff
from app.tables import queries as tables
from app.tables.queries import Presence
from app.web import compression, limits, observing
from app.web.api import cart, orders
from app.web.api.answers import MET, REPLAYED
from app.web.api.diner import phone_quote
from app.web.auth import PLACE_HEADER
from app.web.kitchen_lane import holds_csrf
from app.web.menu_lane import MenuLane, StartResponse, takes_gzip
from app.web.proxies import PROXIED, WsgiApp

# With one of these the app has more to think about.
_UNUSUAL = frozenset({PROXIED, "HTTP_TRANSFER_ENCODING", "HTTP_EXPECT", "HTTP_CONTENT_ENCODING"})
_BODY_BYTES = 64 * 1024
_OK, _CREATED = "200 OK", "201 CREATED"
_TABLE_NAMED = f"HTTP_{cart.SESSION_HEADER.upper().replace('-', '_')}"
# What is another one in each answer, and what one browser alone may be given.
_EACH_ITS_OWN = frozenset(
    name.lower()
    for name in (
        "Date",
        "Content-Length",
        "Content-Encoding",
        "Set-Cookie",
        observing.HEADER,
        PLACE_HEADER,
        REPLAYED,
    )
)

_Headers = list[tuple[str, str]]
_Environ = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Said:
    """What the app would say: the body, and the headers that are this answer's own."""

    body: dict[str, Any]
    headers: _Headers


@dataclass(frozen=True, slots=True)
class _Way:
    """What phones send to one address, and what is done with it."""

    view: str
    input: type[BaseModel]
    act: Callable[[_Environ, Presence, Any], _Said | None]
    status: str
    rate: RateLimitItem
    # How often from one address, which several phones may share.
    rate_from_one: RateLimitItem | None = None


def _quote(_environ: _Environ, phone: Presence, given: QuoteInput) -> _Said:
    return _Said(phone_quote(phone, given), [])


def _order(environ: _Environ, phone: Presence, given: PlaceOrderInput) -> _Said | None:
    return _placed(environ, phone, partial(orders.place_for_phone, phone, given))


def _order_cart(environ: _Environ, phone: Presence, given: PlaceCartInput) -> _Said | None:
    cart.refuse_other_table(phone, environ.get(_TABLE_NAMED))
    return _placed(environ, phone, partial(cart.place_for_phone, phone, given))


def _placed(environ: _Environ, phone: Presence, place: Callable[[str], Placed]) -> _Said | None:
    key = idempotency.checked_key(environ.get("HTTP_IDEMPOTENCY_KEY"))
    try:
        placed = place(key)
    except Exception as error:  # noqa: BLE001 - the app has the words for it, and tries no more
        environ[MET] = error
        return None
    replayed = [(REPLAYED, "true")] if placed.replayed else []
    return _Said(placed.order, [(PLACE_HEADER, phone.place), *replayed])


_PLACING = (_CREATED, parse(limits.PLACE_ORDER), parse(limits.PLACE_ORDER_FROM_ONE))
_WAYS = {
    "/api/v1/quotes": _Way("api_diner.quote", QuoteInput, _quote, _OK, parse(limits.QUOTE)),
    "/api/v1/orders": _Way("api_orders.place", PlaceOrderInput, _order, *_PLACING),
    "/api/v1/cart/orders": _Way("api_cart.place", PlaceCartInput, _order_cart, *_PLACING),
}


class PhoneLane:
    """WSGI middleware beside the menu's."""

    def __init__(self, wsgi_app: WsgiApp, app: Flask, menu_lane: MenuLane) -> None:
        """Guard `wsgi_app`, the way into `app`; `menu_lane` knows how phones say who they are."""
        self._wsgi_app, self._app, self._menu_lane = wsgi_app, app, menu_lane
        # What the app says beside the body, by address and whether a cookie was read for it.
        self._headers: dict[tuple[str, bool], _Headers] = {}
        self._is_our_page = lru_cache(maxsize=1024)(self._reads_as_our_page)

    def __call__(self, environ: _Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a phone in the ordinary case; whatever else it is, let the app do it."""
        way = _WAYS.get(environ.get("PATH_INFO", ""))
        if way is None or environ["REQUEST_METHOD"] != "POST" or environ.get("QUERY_STRING"):
            return self._wsgi_app(environ, start_response)
        if not environ.keys().isdisjoint(_UNUSUAL):
            return self._wsgi_app(environ, start_response)
        has_cookies, token = self._menu_lane.token(environ)
        headers = self._headers.get((way.view, has_cookies))
        if headers is None:
            return self._wsgi_app(environ, self._learning(way, has_cookies, start_response))
        begun_at = time.perf_counter()
        request_id = logs.start(method="POST", view=way.view)
        is_let_in = token and (not has_cookies or self._is_sent_by_us(environ))
        said = self._answer(environ, way, token) if is_let_in else None
        if said is None:
            return self._wsgi_app(environ, start_response)
        body, own = said
        own += [("Date", http_date()), (observing.HEADER, request_id)]
        if way.status == _OK:
            body = _packed(body, environ, own)
        own.append(("Content-Length", str(len(body))))
        status = int(way.status[:3])
        observing.count("POST", way.view, status, time.perf_counter() - begun_at)
        logs.stop()
        start_response(way.status, [*headers, *own])
        return [body]

    def _answer(self, environ: _Environ, way: _Way, token: str) -> tuple[bytes, _Headers] | None:
        """The body, and the headers that are its own; None when the app has to see to it."""
        with self._app.app_context():
            g.asking = Request(environ)
            try:
                if staff.find_logged_in(token) is not None:
                    return None
                phone = tables.get_presence(token)
                given = _read(environ, way.input)
                if given is None or not _is_counted(environ, way, token):
                    return None
                logs.note(actor=phone.device_id, store=phone.store_id, session=phone.session_id)
                said = way.act(environ, phone, given)
            except (AppError, SQLAlchemyError, OSError, ValueError, RecursionError):
                return None  # the app meets it too, and has the words for it
            if said is None:
                return None
            body = self._app.json.dumps(said.body, separators=(",", ":"), ensure_ascii=False)
        return body.encode(), said.headers

    def _learning(
        self, way: _Way, has_cookies: bool, start_response: StartResponse
    ) -> StartResponse:
        """Keep what the app says beside the body of a success."""

        def start(status: str, headers: _Headers, *others: Any) -> Any:
            if status[:3] == way.status[:3]:
                common = [pair for pair in headers if pair[0].lower() not in _EACH_ITS_OWN]
                self._headers[way.view, has_cookies] = common
            return start_response(status, headers, *others)

        return start

    def _is_sent_by_us(self, environ: _Environ) -> bool:
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


def _packed(body: bytes, environ: _Environ, own: _Headers) -> bytes:
    """The body as the app would pack it."""
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    if len(body) < compression.LEAST_BYTES or not takes_gzip(accepted):
        return body
    own.append(("Content-Encoding", "gzip"))
    return gzip.compress(body, compression.LEVEL)


def _read(environ: _Environ, shape: type[BaseModel]) -> BaseModel | None:
    """What was sent. Raises ValueError."""
    length = environ.get("CONTENT_LENGTH", "")
    if environ.get("CONTENT_TYPE") != "application/json" or not length.isdecimal():
        return None
    if int(length) > _BODY_BYTES:
        return None
    raw = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(raw)  # the app reads it once more if it has to
    return shape.model_validate(json.loads(raw))


def _is_counted(environ: _Environ, way: _Way, token: str) -> bool:
    """Count the phone as the app would, who then does not; False when it asks too often."""
    if not limiter.enabled:
        return True
    if not isinstance(limiter.storage, MemoryStorage):
        return False  # several processes count together, and the app knows what to do without
    counted = [(way.rate, limits.key_of(token))]
    address = environ.get("REMOTE_ADDR", "")
    if way.rate_from_one is not None and address not in THIS_MACHINE:
        counted.append((way.rate_from_one, address))
    if not all(key and limiter.limiter.test(rate, key, way.view) for rate, key in counted):
        return False
    for rate, key in counted:
        limiter.limiter.hit(rate, key, way.view)
    environ[limits.COUNTED] = True
    return True
