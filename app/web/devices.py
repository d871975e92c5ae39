"""Which shop device and which kind of browser a request comes from."""

from flask import request
from werkzeug.wrappers import Response as BaseResponse

from app.staff import queries as staff
from app.staff.models import StaffDevice
from app.staff.service import Origin
from app.web.schemes import read_cookie, set_cookie

DEVICE_COOKIE = "kf_device"
# Browsers keep no cookie for longer than 400 days; each login on the device sets it anew.
_COOKIE_LASTS_S = 400 * 24 * 3600
# The first that fits names the browser: most of them claim to be several.
_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def present_device() -> StaffDevice | None:
    """The shop device that asks, None when this browser is not enrolled."""
    token = read_cookie(DEVICE_COOKIE)
    return staff.find_device(token) if token else None


def origin() -> Origin:
    """Where the request comes from, as a login remembers it."""
    return Origin(request.remote_addr or "", client_name(), present_device())


def remember_device(response: BaseResponse, token: str) -> None:
    """Let this browser carry its enrolment; no script can read it."""
    set_cookie(response, DEVICE_COOKIE, token, max_age_s=_COOKIE_LASTS_S)


def client_name() -> str:
    """The kind of browser and system that asks, such as "Chrome · Android"."""
    agent = request.headers.get("User-Agent", "")
    found = [
        next((name for mark, name in known if mark in agent), "") for known in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(name for name in found if name)
