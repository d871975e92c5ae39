"""Connections that have ended on our side and not yet on theirs: watched, and waited for by nobody.

Closed at once, they could take the end of an answer away from who is still sending (RFC 9112, 9.6).
The stock worker waits two seconds for each in its main loop, where nobody is let in meanwhile: ten
phones that went out of reach, or one that wants to, would hold the whole shop up for twenty.
"""

import contextlib
import selectors
import socket
import time
from dataclasses import dataclass

WITHIN_S = 2.0
# What somebody who is still sending may send until then; it is thrown away.
MOST_BYTES = 65_536
# So many are watched at once: each has a descriptor.
MOST = 256


@dataclass(slots=True)
class _Leaver:
    until: float
    left_bytes: int = MOST_BYTES


class Leaving:
    """Those who leave, on the worker's own poller."""

    def __init__(self, poller: selectors.BaseSelector) -> None:
        """Nobody."""
        self._poller = poller
        self._leavers: dict[socket.socket, _Leaver] = {}

    def __len__(self) -> int:
        """How many are on their way out."""
        return len(self._leavers)

    def see_off(self, opened: socket.socket) -> None:
        """Say that nothing more will come, and close it once the other side says so, too."""
        try:
            opened.setblocking(False)
            opened.shutdown(socket.SHUT_WR)
            if len(self) >= MOST:
                self._close(opened)
                return
            self._poller.register(opened, selectors.EVENT_READ, self._read)
        except (OSError, ValueError, KeyError):
            self._close(opened)
        else:
            self._leavers[opened] = _Leaver(time.monotonic() + WITHIN_S)

    def look(self) -> None:
        """Close those who took too long. Called about every second."""
        now = time.monotonic()
        for opened, leaver in list(self._leavers.items()):
            if now < leaver.until:
                break  # who came later may stay longer
            self._let_go(opened)

    def _read(self, opened: socket.socket) -> None:
        leaver = self._leavers[opened]
        try:
            count = len(opened.recv(4096))
        except BlockingIOError:
            return
        except OSError:
            count = 0
        leaver.left_bytes -= count
        if not count or leaver.left_bytes <= 0:
            self._let_go(opened)

    def _let_go(self, opened: socket.socket) -> None:
        del self._leavers[opened]
        with contextlib.suppress(OSError, ValueError, KeyError):
            self._poller.unregister(opened)
        self._close(opened)

    def _close(self, opened: socket.socket) -> None:
        with contextlib.suppress(OSError):
            opened.close()
