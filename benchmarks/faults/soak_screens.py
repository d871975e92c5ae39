"""The kitchen's screens during a soak: tablets in a thread of their own, on lines of their own."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from benchmarks.faults.proxy import Crossing
from benchmarks.faults.soak_shop import Restaurant
from benchmarks.faults.tablet import Tablet

_FRESH_WITHIN_S = 60.0
_LINES = """
SELECT t.order_id, l.id, l.status FROM kitchen_ticket t
JOIN order_line l ON l.order_id = t.order_id AND l.station_id IS t.station_id
"""


class Screens:
    """So many tablets as there are lines; every other one hears no hints. A context manager."""

    def __init__(self, lines: Sequence[Crossing], token: str) -> None:
        """Look with the kitchen's `token`."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.tablets = [
            Tablet(f"S{number}", crossing.line, token, uses_sockets=number % 2 == 0)
            for number, crossing in enumerate(lines)
        ]

    def __enter__(self) -> Self:
        """Switch them on."""
        self._thread.start()
        self._do(self._start())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Switch them off."""
        self._do(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def wrong(self, place: Restaurant) -> list[str]:
        """What a screen shows otherwise than it is, when each had time to look once more."""
        asked, end = time.monotonic(), time.monotonic() + _FRESH_WITHIN_S
        while time.monotonic() < end and any(each.good_at < asked for each in self.tablets):
            time.sleep(0.1)
        truth: dict[str, dict[str, str]] = {}
        for order_id, line_id, status in place.read(_LINES):
            truth.setdefault(order_id, {})[line_id] = status
        return [
            f"screen {tablet.name}: order {order_id} {shown} instead of {lines}"
            for tablet in self.tablets
            for order_id, lines in truth.items()
            if (shown := _shown(tablet.orders.get(order_id), lines)) != lines
        ] + [f"screen {each.name} is not fresh" for each in self.tablets if each.good_at < asked]

    async def _start(self) -> None:
        for tablet in self.tablets:
            tablet.start()

    async def _stop(self) -> None:
        for tablet in self.tablets:
            with contextlib.suppress(asyncio.CancelledError):
                await tablet.stop()

    def _do(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


def _shown(found: dict[str, str] | None, wanted: dict[str, str]) -> dict[str, str] | None:
    """What a screen shows of these lines; one that left an order for another stays drawn in it."""
    return None if found is None else {each: found[each] for each in wanted if each in found}
