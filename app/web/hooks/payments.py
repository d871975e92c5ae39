"""Messages of payment channels, answered when what they told is committed."""

import logging

from flask import Blueprint, Response, json, request

from app.core.extensions import limiter
from app.payments.attempts import service as attempts
from app.payments.models import Channel
from app.payments.providers.base import Refused
from app.web import limits
from app.web.auth import public

log = logging.getLogger(__name__)

bp = Blueprint("hooks", __name__, url_prefix="/hooks")

# A message is some hundred bytes; nobody sends us more.
_MAX_BYTES = 64 * 1024


@bp.post("/pay/wechat/<hook>")
@limiter.limit(limits.HOOK)
@public
def wechat(hook: str) -> Response:
    """WeChat Pay tells of a payment or a refund; with a failure it comes again."""
    if _hear(Channel.WECHAT, hook):
        return Response(status=204)
    return Response(
        json.dumps({"code": "FAIL", "message": "refused"}), 400, content_type="application/json"
    )


@bp.post("/pay/alipay/<hook>")
@limiter.limit(limits.HOOK)
@public
def alipay(hook: str) -> Response:
    """Alipay tells of a payment; with anything but `success` it comes again."""
    is_heard = _hear(Channel.ALIPAY, hook)
    text = "success" if is_heard else "failure"
    return Response(text, 200 if is_heard else 400, content_type="text/plain")


def _hear(channel: Channel, hook: str) -> bool:
    # The raw bytes are what is signed: nothing may have read them as a form before.
    body = request.get_data(cache=True, parse_form_data=False)
    if len(body) > _MAX_BYTES:
        return False
    try:
        attempts.hear(channel, hook[:40], dict(request.headers.items()), body)
    except Refused as refused:
        log.warning("a message to %s was refused: %s", channel.value, refused.why)
        return False
    return True
