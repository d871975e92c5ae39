"""The first run's blueprint, and how a browser shows that it came by the one-time link."""

from flask import Blueprint
from werkzeug.wrappers import Response as BaseResponse

from app.web.schemes import read_cookie, set_cookie

DEVICE_COOKIE = "kf_setup"
_COOKIE_LASTS_S = 24 * 3600

bp = Blueprint("setup", __name__)


def device_token() -> str:
    """The token by which this browser sets up, "" when it has none."""
    return read_cookie(DEVICE_COOKIE) or ""


def remember(response: BaseResponse, token: str) -> BaseResponse:
    """Let this browser be the one that sets up."""
    set_cookie(response, DEVICE_COOKIE, token, max_age_s=_COOKIE_LASTS_S)
    return response


def forget(response: BaseResponse) -> BaseResponse:
    """The set-up by link is over."""
    set_cookie(response, DEVICE_COOKIE, "", max_age_s=0)
    return response
