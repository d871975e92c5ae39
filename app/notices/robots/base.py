"""What a group robot can do, and how its service is called."""

import json
import urllib.error
import urllib.request
from typing import Any, Protocol
from urllib.parse import urlsplit

from app.core.outbox import Unreachable

TIMEOUT_S = 10
_MAX_ANSWER = 64 * 1024


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A service is called where it is, and nowhere that an answer sends us to."""

    def redirect_request(self, *_: Any) -> None:
        """Take the redirect as the refusal that it is."""


_OPENER = urllib.request.build_opener(_NoRedirects)


class RobotRefused(Exception):
    """The service did not take the message; the text says why, in its own words."""


class RobotAway(RobotRefused, Unreachable):
    """The service is not there: the internet is away, or it is."""


class Robot(Protocol):
    """One kind of robot."""

    HOST: str
    MAX_BYTES: int

    def send(self, address: str, secret: str, text: str) -> None:
        """Send a text to the group. Raises RobotRefused."""
        ...


def post_json(address: str, body: dict[str, Any]) -> dict[str, Any]:
    """POST JSON and return the JSON of the answer. Raises RobotRefused."""
    request = urllib.request.Request(  # noqa: S310 - the address was checked when it was saved
        address,
        data=json.dumps(body, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json; charset=utf-8"},
        method="POST",
    )
    try:
        with _OPENER.open(request, timeout=TIMEOUT_S) as answer:
            said = json.loads(answer.read(_MAX_ANSWER))
    except (urllib.error.HTTPError, ValueError) as problem:
        raise RobotRefused(f"{type(problem).__name__}: {problem}"[:200]) from None
    except OSError as problem:
        raise RobotAway(f"{type(problem).__name__}: {problem}"[:200]) from None
    if not isinstance(said, dict):
        raise RobotRefused("the answer is no object")
    return said


def cut(text: str, most: int) -> str:
    """The text in at most so many bytes of UTF-8, whole characters."""
    raw = text.encode()
    return text if len(raw) <= most else raw[: most - 3].decode(errors="ignore") + "…"


def is_of_host(address: str, host: str) -> bool:
    """Whether an address leads to that service, and encrypted."""
    parts = urlsplit(address)
    return parts.scheme == "https" and parts.netloc == host
