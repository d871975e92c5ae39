"""`/metrics`: the figures of this process and of the shop, for Prometheus."""

import hmac

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.core import metrics
from app.core.errors import NotFound
from app.core.network import THIS_MACHINE
from app.stores import queries as stores
from app.upkeep import gauges
from app.web.auth import bearer_token, public
from app.web.counter import severe
from app.web.proxies import CLAIMED, PROXIED

bp = Blueprint("metrics", __name__)

_ITS_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
_LIGHTS = {"success": 0, "warn": 1, "danger": 2}


@bp.get("/metrics")
@public
def figures() -> ResponseReturnValue:
    """The figures, to whoever has the token and to this very machine. Raises NotFound."""
    if not _may_read():
        raise NotFound
    lights = {store.id: _LIGHTS[severe.light_of(store.id)] for store in stores.list_stores()}
    text = generate_latest(metrics.REGISTRY) + generate_latest(gauges.registry(lights))
    return Response(text, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _may_read() -> bool:
    wanted = current_app.config["KAIFAN"].metrics_token
    sent = bearer_token()
    if sent is not None:
        return bool(wanted) and hmac.compare_digest(sent.encode(), wanted.encode())
    # A proxy or a tunnel on this machine is not this machine: it brings others, by another name.
    is_passed_on = PROXIED in request.environ or CLAIMED in request.environ
    name = request.host if request.host.endswith("]") else request.host.rpartition(":")[0]
    is_named_so = (name or request.host) in _ITS_NAMES
    return request.remote_addr in THIS_MACHINE and is_named_so and not is_passed_on
