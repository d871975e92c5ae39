"""How Redis is asked: never for long. Loaded only where `REDIS_URL` is set.

Orders go on without it: limits are then counted in the process, hints stay in it. The library's own
way, ten tries of five seconds, would hold up every guest while Redis is frozen.
"""

from typing import Any

from redis.backoff import NoBackoff
from redis.retry import Retry

_PATIENCE_S = 1.0


def options() -> dict[str, Any]:
    """Keyword arguments of every client. A connection that broke is made anew once."""
    return {
        "socket_timeout": _PATIENCE_S,
        "socket_connect_timeout": _PATIENCE_S,
        "retry": Retry(NoBackoff(), 1),
    }
