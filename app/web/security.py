"""The headers that every answer carries, and the nonce of its scripts."""

import secrets
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request

from app.web.schemes import is_proxied

# A table is told by its code; no page of ours needs to know where a phone is or what it sees.
PERMISSIONS = "geolocation=(), microphone=(), camera=()"
_A_YEAR_OF_HTTPS = "max-age=31536000"


_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("Permissions-Policy", PERMISSIONS),
)


def init_app(app: Flask) -> None:
    """Add the headers after every request; give templates `csp_nonce`."""
    app.after_request(_add_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """The nonce that this answer's script elements carry."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    if request.is_secure and is_proxied() and _has_public_name(request.host):
        headers.setdefault("Strict-Transport-Security", _A_YEAR_OF_HTTPS)
    there = {name.lower() for name in headers.keys()}  # noqa: SIM118 - pairs, not a mapping
    for name, value in _ALWAYS:
        if name.lower() not in there:
            headers.add(name, value)
    if response.mimetype == "text/html":
        headers.setdefault("Content-Security-Policy", content_policy())
        headers.setdefault("Cache-Control", "no-store")
    elif response.mimetype == "application/json" and "cache-control" not in there:
        headers.add("Cache-Control", "no-store")
    return response


def _has_public_name(host: str) -> bool:
    """Whether a host is the configured public one, by a name of the internet.

    Never for an address or a local name: a phone that keeps the promise would be locked out of a
    shop whose certificate it does not trust.
    """
    public = urlsplit(current_app.config["KAIFAN"].public_url)
    name = public.hostname or ""
    if public.scheme != "https" or public.netloc != host.lower():
        return False
    try:
        ip_address(name)
    except ValueError:
        return "." in name and not name.endswith((".local", ".lan", ".localhost", ".internal"))
    return False


def content_policy() -> str:
    """What a page may load, and whom it may speak to."""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{csp_nonce()}'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "connect-src 'self' ws: wss:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
