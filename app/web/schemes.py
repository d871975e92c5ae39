"""HTTP and HTTPS side by side: by which a request came, and cookies that keep to their side."""

from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadData
from werkzeug.wrappers import Response as BaseResponse

from app.core import clock
from app.web.proxies import PROXIED

# A browser takes such a cookie only over HTTPS and from this very host, and shows it to no other:
# whoever can write plain HTTP in the Wi-Fi cannot plant one (RFC 6265bis, 4.1.3.2).
SECURE_PREFIX = "__Host-"
RENEWED_AFTER = timedelta(days=1)


class SessionsByScheme(SecureCookieSessionInterface):
    """Flask's signed sessions, one over HTTP and another over HTTPS."""

    def get_cookie_name(self, app: Flask) -> str:
        """The name on this request's side."""
        return cookie_name(super().get_cookie_name(app))

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of the request's cookie; one without a cookie needs no signer for that."""
        if "HTTP_COOKIE" not in request.environ or self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what was put in; one that nobody looked into leaves nothing to be said."""
        if session or session.accessed or session.modified:
            super().save_session(app, session, response)

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Whether the answer brings the cookie: what changed at once, else once a day.

        A page that keeps itself fresh asks while a form is on its way. The slower answer's cookie
        would bring back what the other one has just taken out, or lose what it said.
        """
        return session.modified or (session.permanent and self._is_old(app))

    def _is_old(self, app: Flask) -> bool:
        signer = self.get_signing_serializer(app)
        cookie = request.cookies.get(self.get_cookie_name(app), "")
        if signer is None:
            return False
        try:
            _said, written_at = signer.loads(cookie, return_timestamp=True)
        except BadData:
            return True
        return bool(clock.now() - written_at > RENEWED_AFTER)

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime | None:
        """None while the clock is in 1970: a browser would throw the cookie away at once."""
        return super().get_expiration_time(app, session) if clock.can_be() else None

    def get_cookie_secure(self, _app: Flask) -> bool:
        """Over HTTPS the cookie never leaves it."""
        return is_https()


def init_app(app: Flask) -> None:
    """Keep sessions apart; tell templates whether a page lacks what only HTTPS has."""
    app.session_interface = SessionsByScheme()
    app.jinja_env.globals["is_basic_mode"] = is_basic_mode


def is_https() -> bool:
    """Whether the request came by HTTPS, as far as this machine or its trusted proxy knows."""
    return bool(request.is_secure or current_app.config["KAIFAN"].secure_cookies)


def is_basic_mode() -> bool:
    """Basic mode: plain HTTP from another device, to which browsers grant less."""
    return not is_https() and not reaches_only_here(request.host_url)


def reaches_only_here(address: str) -> bool:
    """Whether an address means the very machine that uses it, so that no phone can open it."""
    host = urlsplit(address).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        parsed: Any = ip_address(host)
    except ValueError:
        return False
    return bool(parsed.is_loopback or parsed.is_unspecified)


def guests_url() -> str:
    """Where guests reach the shop: as configured, else this page's own address.

    By plain HTTP unless a proxy holds a certificate that every phone trusts: guests do not
    install ours.
    """
    config = current_app.config["KAIFAN"]
    if config.public_url:
        return str(config.public_url)
    own = request.host_url.rstrip("/")
    return own.replace("https://", "http://", 1) if is_own_https() else own


def is_own_https() -> bool:
    """Whether the request came by HTTPS with the shop's own certificate, not through a proxy."""
    return request.environ.get("wsgi.url_scheme") == "https" and not is_proxied()


def is_proxied() -> bool:
    """Whether a trusted proxy passed the request on."""
    return PROXIED in request.environ


def cookie_name(name: str) -> str:
    """The name of a cookie on this request's side."""
    return SECURE_PREFIX + name if is_https() else name


def read_cookie(name: str) -> str | None:
    """The cookie that was set on this request's side."""
    return request.cookies.get(cookie_name(name))


def set_cookie(response: BaseResponse, name: str, value: str, *, max_age_s: int) -> None:
    """Set a cookie that no script can read, on this request's side."""
    response.set_cookie(
        cookie_name(name), value, max_age=max_age_s, httponly=True, samesite="Lax",
        secure=is_https(),
    )  # fmt: skip
