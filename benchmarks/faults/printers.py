"""A network printer that breaks at a chosen byte of a job, and keeps what it was sent."""

import contextlib
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

Way = Literal["well", "stall", "reset", "half_close", "hold_answer", "no_paper"]
QUESTION = re.compile(rb"\x10\x04(.)|\x1dr\x01", re.DOTALL)
_POLL_S = 0.02
_NO_PAPER = b"\x72"


@dataclass
class Taken:
    """One connection: the job's bytes without the questions, and whether they were all answered."""

    received: bytearray = field(default_factory=bytearray)
    is_closed: bool = False

    @property
    def job(self) -> bytes:
        """The bytes that would be on paper."""
        return QUESTION.sub(b"", bytes(self.received))


class BreakingPrinter:
    """Listens on a local port. `plan` says for each connection how, and at which byte, it breaks.

    "stall" reads no more, "reset" breaks the connection, "half_close" says that it will speak no
    more, "hold_answer" takes the whole job and never confirms it, "no_paper" says that it has none.
    `reached` is set when it broke.
    """

    def __init__(self, plan: Callable[[int], tuple[Way, int]], *, answers: bool) -> None:
        self.taken: list[Taken] = []
        self.reached = threading.Event()
        # Set when somebody switched a stalled printer off and on.
        self.revived = threading.Event()
        self._plan, self._answers = plan, answers
        self._ending = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends it."""
        self._ending.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _address = self._listener.accept()
                taken = Taken()
                self.taken.append(taken)
                with connection, contextlib.suppress(OSError):
                    self._serve(connection, taken, *self._plan(len(self.taken) - 1))
                taken.is_closed = True

    def _serve(self, connection: socket.socket, taken: Taken, way: Way, at: int) -> None:
        connection.settimeout(_POLL_S)
        answered, has_broken = 0, False
        for _ in self._reading(connection, taken, at if way in ("stall", "reset") else None):
            if way in ("stall", "reset") and len(taken.job) >= at and taken.job:
                self._break(connection, way)
                return
            if way == "half_close" and not has_broken and len(taken.job) >= max(at, 1):
                has_broken = True
                self.reached.set()
                connection.shutdown(socket.SHUT_WR)
            answered = self._answer(connection, taken, answered, way, has_broken=has_broken)

    def _reading(self, connection: socket.socket, taken: Taken, at: int | None) -> Iterator[None]:
        while not self._ending.is_set():
            # Byte by byte near the point, so that it is hit exactly.
            room = 4096 if at is None else 3 if not taken.job else max(at - len(taken.job), 1)
            try:
                chunk = connection.recv(room)
            except TimeoutError:
                continue
            if not chunk:
                return
            taken.received += chunk
            yield

    def _break(self, connection: socket.socket, way: Way) -> None:
        self.reached.set()
        if way == "stall":
            while not (self._ending.is_set() or self.revived.wait(_POLL_S)):
                continue
        else:
            linger = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    def _answer(
        self, connection: socket.socket, taken: Taken, answered: int, way: Way, *, has_broken: bool
    ) -> int:
        questions = list(QUESTION.finditer(bytes(taken.received)))
        for question in questions[answered:]:
            is_after = bool(taken.job)
            if way == "hold_answer" and is_after:
                self.reached.set()
            elif self._answers and not has_broken:
                well = _NO_PAPER if way == "no_paper" and question[1] == b"\x04" else b"\x12"
                connection.sendall(well if question[1] else b"\x00")
        return len(questions)
