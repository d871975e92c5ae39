"""What the cloud printers have in common: ask, hand over, wait for the paper.

A job that the service took is not on paper. Its state is asked for until it is, and a job that
stays waiting is an error that may still print.
"""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from printer.channels import Outcome
from printer.errors import CloudWaiting, Offline

HTTP_TIMEOUT_S = 6.0
# The services forget a job after this, so that it cannot come out in the middle of the night.
EXPIRES_S = 120
_PATIENCE_S = 15.0
_POLL_S = 1.0


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A service is called where it is, and nowhere that an answer sends us to."""

    def redirect_request(self, *_: Any) -> None:
        """Take the redirect as the refusal that it is."""


_OPENER = urllib.request.build_opener(_NoRedirects)


@dataclass(frozen=True)
class CloudAccount:
    """An account at a service, its key, and the number on the printer.

    `folder` is where a token may be kept; `device_key` is the printer's own key (飞鹅, 易联云).
    """

    user: str
    key: str
    device: str
    folder: Path

# A mark such as "- 12/34 -" with its end of line.
_MARK_ROOM = 24


class CloudDriver(ABC):
    """One printer behind a service's HTTP interface."""

    # How long a single job's text may be, in bytes.
    longest = 5000
    line_end = b"<BR>"

    def __init__(
        self,
        account: CloudAccount,
        base_url: str,
        *,
        now: Callable[[], float] = time.time,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._account, self._base_url = account, base_url.rstrip("/")
        self._now, self._pause = now, pause

    def send(self, payload: bytes) -> Outcome:
        """Hands the job over and waits until it is printed: always 'confirmed'.

        Raises Offline or PaperOut before the job, CloudRefused for a wrong account; CloudWaiting
        with `may_have_printed` when the service took it and it does not come out.
        """
        self._check()
        orders: list[str] = []
        for part in parts_of(payload, self.longest, self.line_end):
            orders.append(self._hand_over(part.decode(), may_have_printed=bool(orders)))
        self._wait(orders)
        return "confirmed"

    def _wait(self, orders: list[str]) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        waiting = list(orders)
        while waiting:
            waiting = [order for order in waiting if not self._is_printed(order)]
            if not waiting:
                return
            if time.monotonic() >= deadline:
                raise CloudWaiting(f"{len(waiting)} of {len(orders)} wait", may_have_printed=True)
            self._pause(_POLL_S)

    @abstractmethod
    def _check(self) -> None:
        """Raises Offline or PaperOut when the service says so of the printer."""

    @abstractmethod
    def _hand_over(self, content: str, *, may_have_printed: bool) -> str:
        """The service's number for the job."""

    @abstractmethod
    def _is_printed(self, order: str) -> bool:
        """Whether the service says that the job came out."""

    def _post(
        self, path: str, fields: Mapping[str, object], *, as_json: bool = False,
        may_have_printed: bool = False,
    ) -> dict[str, Any]:  # fmt: skip
        """The service's answer, which says by a code inside whether it went well.

        Raises Offline when no sensible answer comes; `may_have_printed` of a job once it left.
        """
        body = json.dumps(fields) if as_json else urllib.parse.urlencode(fields)
        kind = "application/json" if as_json else "application/x-www-form-urlencoded"
        request = urllib.request.Request(  # noqa: S310
            self._base_url + path,
            body.encode(),
            {"Content-Type": f"{kind};charset=UTF-8"},
        )
        try:
            with _OPENER.open(request, timeout=HTTP_TIMEOUT_S) as answer:
                found = json.loads(answer.read(1_000_000))
        except (urllib.error.URLError, OSError, ValueError) as error:
            is_unsent = isinstance(getattr(error, "reason", None), ConnectionRefusedError)
            raise Offline(
                f"the service: {error}", may_have_printed=may_have_printed and not is_unsent
            ) from error
        if not isinstance(found, dict):
            raise Offline("the service answered nonsense", may_have_printed=may_have_printed)
        return found


def parts_of(payload: bytes, longest: int, line_end: bytes) -> list[bytes]:
    """What is handed over one after the other; of several, each says which of how many it is."""
    if len(payload) <= longest:
        return [payload]
    parts = split(payload, longest - 2 * _MARK_ROOM, line_end)
    marks = [b"- %d/%d -" % (number, len(parts)) for number in range(1, len(parts) + 1)]
    first, last = parts[0] + marks[0] + line_end, marks[-1] + line_end + parts[-1]
    between = zip(marks[1:-1], parts[1:-1], strict=True)
    return [first, *(mark + line_end + part + mark + line_end for mark, part in between), last]


def split(payload: bytes, longest: int, line_end: bytes) -> list[bytes]:
    """The text in parts that are short enough, parted at ends of lines."""
    parts = [b""]
    for line in payload.split(line_end):
        whole = line + line_end
        if parts[-1] and len(parts[-1]) + len(whole) > longest:
            parts.append(b"")
        parts[-1] += whole
    parts[-1] = parts[-1].removesuffix(line_end)
    return [part for part in parts if part]
