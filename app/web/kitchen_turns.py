"""Kitchen screens take turns, so that two hundred of them do not hold up an order."""

from collections.abc import Callable, Iterable
from typing import Any

from app.core.turns import Turns

# Python runs one thread at a time: with more of them an order waits behind each at its every step.
AT_ONCE = 1
# What every screen asks at the same moment, after a hint. A cook's touch waits for nobody.
_ASKED_BY_ALL = (
    "/api/v1/kitchen/events",
    "/api/v1/kitchen/shown",
    "/kitchen/tickets",
    "/kitchen/board",
)

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class KitchenTurns:
    """WSGI middleware that lets `at_once` of the screens' pulls and reports in at a time."""

    def __init__(self, app: WsgiApp, at_once: int = AT_ONCE) -> None:
        """Guard `app`."""
        self._app = app
        self._turns = Turns(at_once)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Serve the request, when its turn has come."""
        if not environ.get("PATH_INFO", "").startswith(_ASKED_BY_ALL):
            return self._app(environ, start_response)
        with self._turns.one():
            return self._app(environ, start_response)
