"""What the call buttons of a phone need to know."""

from collections.abc import Callable
from typing import Any

from flask import g

from app.calls import queries
from app.calls.models import CallKind, ServiceCall
from app.web.auth import current_presence
from app.web.diner.blueprint import bp


@bp.context_processor
def _for_templates() -> dict[str, Callable[..., Any]]:
    return {"call_wait_s": _call_wait_s}


def _call_wait_s(kind: str, order_id: str | None = None) -> int:
    """Seconds until this party may call for the same again."""
    if "last_calls" not in g:
        g.last_calls = queries.last_calls(current_presence().session_id)
    held: dict[queries.CallOf, ServiceCall] = g.last_calls
    return queries.seconds_until(held.get((CallKind(kind), order_id)))
