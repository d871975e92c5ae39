"""Whom a request comes from, when a reverse proxy stands in front: trusted only when configured."""

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import Network

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# Set for requests that a trusted proxy passed on, and for those that another one claims to have.
PROXIED = "kaifan.proxied"
CLAIMED = "kaifan.claimed"
_CLAIMS = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)


class TrustedProxies:
    """WSGI middleware: believes one proxy in the given networks, and nobody else.

    One hop only: the last address in X-Forwarded-For is what our own proxy saw; what stands
    before it was written by whoever asked.
    """

    def __init__(self, app: WsgiApp, networks: tuple[Network, ...]) -> None:
        """Guard `app`."""
        self._app, self._networks = app, networks
        self._fixed = ProxyFix(app, x_for=1, x_proto=1, x_host=1, x_port=0, x_prefix=0)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Serve the request as its real sender's."""
        if self._networks and self._is_trusted(environ.get("REMOTE_ADDR", "")):
            environ[PROXIED] = True
            return self._fixed(environ, start_response)
        for name in _CLAIMS:
            # Gone, not merely unread: the socket library looks at some of them itself.
            if environ.pop(name, None) is not None:
                environ[CLAIMED] = True
        return self._app(environ, start_response)

    def _is_trusted(self, peer: str) -> bool:
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        return any(address in network for network in self._networks)
