"""Statements counted, and those that take too long written down, without what they were given."""

import logging
import re
import time
from typing import Any

from sqlalchemy import Engine, event

from app.core import metrics

log = logging.getLogger("kaifan.slow")

_SPACES = re.compile(r"\s+")
_LONGEST = 2_000


def watch(engine: Engine, limit_ms: int) -> None:
    """Count the statements of `engine`; those that take `limit_ms` or more are written down."""
    count = metrics.STATEMENTS.inc

    def begin(*given: Any) -> None:
        given[4].kaifan_begun = time.perf_counter()

    def end(*given: Any) -> None:
        count()
        took_ms = (time.perf_counter() - given[4].kaifan_begun) * 1000
        if took_ms >= limit_ms:
            _write_down(given[2], took_ms)

    event.listen(engine, "before_cursor_execute", begin)
    event.listen(engine, "after_cursor_execute", end)


def _write_down(sql: str, took_ms: float) -> None:
    metrics.SLOW_STATEMENTS.inc()
    facts = {"ms": round(took_ms), "sql": _SPACES.sub(" ", sql).strip()[:_LONGEST]}
    log.info("a statement took %d ms", facts["ms"], extra={"facts": facts})
