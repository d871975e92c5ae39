"""Requests that come too slowly: each holds a thread, so it is cut off after some seconds.

A phone sends its headers in one piece; who needs seconds for them is out of reach, or wants to hold
the shop up. A body may be a picture on a bad line, and gets longer.
"""

import contextlib
import socket
import threading
import time
from typing import Any

HEADS_WITHIN_S = 10.0
# When so many are slow at once that they may be meant to hold the shop up.
MANY, HEADS_WITHIN_WHEN_MANY_S = 128, 2.0
BODY_WITHIN_S = 120.0


class SlowRequests:
    """Which connections are being read, in which thread, since when."""

    def __init__(self) -> None:
        """Nobody."""
        self._heads: dict[int, tuple[float, Any]] = {}
        self._bodies: dict[int, tuple[float, Any]] = {}

    def reading(self, connection: Any) -> None:
        """This thread begins to read a request."""
        self._heads[threading.get_ident()] = (time.monotonic(), connection)

    def heads_read(self, *, has_body: bool) -> None:
        """This thread has read the headers of its request."""
        thread = threading.get_ident()
        _since, connection = self._heads.pop(thread, (0.0, None))
        if connection is not None and has_body:
            self._bodies[thread] = (time.monotonic(), connection)

    def done(self) -> None:
        """This thread has answered."""
        thread = threading.get_ident()
        self._heads.pop(thread, None)
        self._bodies.pop(thread, None)

    def cut_off(self) -> None:
        """Hang up on those who are too slow. Called about every second."""
        now = time.monotonic()
        heads = list(self._heads.values())
        within_s = HEADS_WITHIN_WHEN_MANY_S if len(heads) >= MANY else HEADS_WITHIN_S
        for since, connection in heads:
            if now - since > within_s:
                _shut(connection.sock, socket.SHUT_RDWR)
        for since, connection in list(self._bodies.values()):
            if now - since > BODY_WITHIN_S:
                # Only what is still to be read: an answer that takes long is none of ours.
                _shut(connection.sock, socket.SHUT_RD)


def _shut(opened: socket.socket, how: int) -> None:
    with contextlib.suppress(OSError):
        # Past a TLS socket's own method, which would go on in plain text.
        socket.socket.shutdown(opened, how)
