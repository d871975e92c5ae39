"""Kitchen screens take turns and let orders by, so that two hundred of them hold up none."""

from collections.abc import Callable, Iterable
from typing import Any

from app.core.turns import Ahead, Turns

# Python runs one thread at a time: with more of them an order waits behind each at its every step.
AT_ONCE = 1
# So long each of them lets an order by. Under orders without end it is still 200 in a second.
LET_BY_S = 0.004
_LOOKING = ("GET", "HEAD", "OPTIONS")
_SOCKETS = "/socket.io"
# What every screen asks at the same moment, after a hint. A cook's touch waits for nobody.
_ASKED_BY_ALL = (
    "/api/v1/kitchen/events",
    "/api/v1/kitchen/shown",
    "/kitchen/tickets",
    "/kitchen/board",
)

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class KitchenTurns:
    """WSGI middleware that lets `at_once` of the screens' pulls and reports in at a time.

    Whatever else changes something, such as an order, goes ahead of them.
    """

    def __init__(self, app: WsgiApp, at_once: int = AT_ONCE) -> None:
        """Guard `app`."""
        self._app = app
        self._turns = Turns(at_once)
        self._ahead = Ahead()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Serve the request, when its turn has come."""
        path = environ.get("PATH_INFO", "")
        if path.startswith(_ASKED_BY_ALL):
            with self._turns.one():
                self._ahead.let_by(LET_BY_S)
                return self._app(environ, start_response)
        if environ.get("REQUEST_METHOD", "GET") in _LOOKING or path.startswith(_SOCKETS):
            return self._app(environ, start_response)
        with self._ahead.one():
            return self._app(environ, start_response)
