"""The product's server with a wall clock that a campaign can set, and hurry.

`CLOCK_FILE` holds the seconds by which it is ahead; or those, how many times as fast it runs, and
since which moment (seconds of the epoch) it does.
"""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app import serving
from app.core import clock

_LOOK_EVERY_S = 0.1


class SteppedClock:
    """The machine's clock, moved by what the file says; the monotonic one is left alone."""

    def __init__(self, file: Path) -> None:
        """Read the step from `file`, anew every tenth of a second."""
        self._file = file
        self._step, self._read_at = timedelta(), -_LOOK_EVERY_S
        self._rate, self._since = 1.0, datetime.now(UTC)

    def now(self) -> datetime:
        """The present moment, stepped."""
        if time.monotonic() - self._read_at >= _LOOK_EVERY_S:
            self._read_at = time.monotonic()
            text = self._file.read_text(encoding="ascii") if self._file.exists() else "0"
            step, *hurry = [float(each) for each in text.split()] or [0.0]
            self._step = timedelta(seconds=step)
            if hurry:
                self._rate, self._since = hurry[0], datetime.fromtimestamp(hurry[1], UTC)
        real = datetime.now(UTC)
        return real + self._step + (real - self._since) * (self._rate - 1)

    def monotonic(self) -> float:
        """Seconds that never go backwards."""
        return time.monotonic()


def main() -> int:
    """Serve as `python -m app.serving` does."""
    clock._current = SteppedClock(Path(os.environ["CLOCK_FILE"]))
    return serving.main()


if __name__ == "__main__":
    raise SystemExit(main())
