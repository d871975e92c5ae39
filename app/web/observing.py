"""What is counted and written down of every request: whose it was, how it ended, how long it took.

Every request is counted. A line is written for those that change something, fail or are slow: the
thousands that only look would hide them. Addresses are written as the view's name, because a path
may hold a code or a link that opens something.
"""

import logging
import time
from collections.abc import Callable
from functools import lru_cache

from flask import Flask, Response, g, request

from app.core import logs, metrics

log = logging.getLogger("kaifan.requests")

HEADER = "X-Request-Id"

_SLOW_S = 1.0
_LOOKING = ("GET", "HEAD", "OPTIONS")
_REFUSED = (401, 403, 404, 429)
# Two hundred screens say so after every order, and each report is a row of its own.
_KEPT_ELSEWHERE = frozenset({"api_kitchen.shown"})


def init_app(app: Flask) -> None:
    """Observe every request from its first to its last moment."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(lambda _error: logs.stop())


def _begin() -> None:
    g.request_id = logs.start(method=request.method, view=request.endpoint or "none")
    g.begun_at = time.perf_counter()
    if request.view_args:
        ids = {
            name.removesuffix("_id"): value
            for name, value in request.view_args.items()
            if name.endswith("_id")
        }
        logs.note(**ids)


def _end(response: Response) -> Response:
    if "begun_at" in g:
        took_s = time.perf_counter() - g.begun_at
        count(request.method, request.endpoint or "none", response.status_code, took_s)
        response.headers[HEADER] = g.request_id
    return response


def count(method: str, view: str, status: int, took_s: float) -> None:
    """Count an answer and the time that it took; write it down when it is one of those."""
    add, observe = _meters(view, status)
    add()
    observe(took_s)
    changes = method not in _LOOKING and view not in _KEPT_ELSEWHERE
    if changes or status >= 400 or took_s >= _SLOW_S:
        _write_down(method, view, status, took_s)


@lru_cache(maxsize=2048)
def _meters(view: str, status: int) -> tuple[Callable[[], None], Callable[[float], None]]:
    """What counts the answers of a view with a status, and their times: looked up once."""
    face = metrics.REQUEST_SECONDS.labels(view.partition(".")[0])
    return metrics.REQUESTS.labels(view, str(status)).inc, face.observe


def _write_down(method: str, view: str, status: int, took_s: float) -> None:
    facts: dict[str, object] = {"status": status, "ms": round(took_s * 1000)}
    if status in _REFUSED:
        # Whoever tries doors is told apart by the address; who is let in has a name already.
        facts["from"] = request.remote_addr
    level = logging.ERROR if status >= 500 and status != 503 else logging.INFO
    log.log(level, "%s %s", method, view, extra={"facts": facts})
