"""The machine itself: connections, real-time answers, and what is on its paper."""

import contextlib
import itertools
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from printer.decode import decode
from printer.decoded import StatusQuery

KEPT = 100
# What a printer takes while it cannot print: its buffer, then it reads no more.
BUFFER = 4096
_POLL_S = 0.05
_LONGEST = 4_000_000
_QUESTIONS = (b"\x10\x04", b"\x1dr", b"\x1dI", b"\x1da")
_MAKER, _MODEL = b"_Kaifan\x00", b"_Virtual printer\x00"


@dataclass(frozen=True)
class State:
    """What the printer is like; `paper` is "ok", "near_end" or "out"."""

    paper: str = "ok"
    is_cover_open: bool = False
    is_offline: bool = False
    is_stalled: bool = False
    is_silent: bool = False

    @property
    def can_print(self) -> bool:
        """Whether bytes come out on paper."""
        return self.paper != "out" and not (self.is_cover_open or self.is_offline)

    def realtime(self, number: int) -> int | None:
        """The answer to DLE EOT `number` 1 to 4."""
        out, cover = self.paper == "out", self.is_cover_open
        answers = {
            1: 0x12 | (0 if self.can_print else 0x08),
            2: 0x12 | (0x04 if cover else 0) | (0x20 if out else 0),
            3: 0x12,
            4: 0x12 | {"ok": 0, "near_end": 0x0C, "out": 0x6C}[self.paper],
        }
        return answers.get(number)

    def queued_paper(self) -> int:
        """The answer to GS r 1, once all before it is printed."""
        return {"ok": 0x00, "near_end": 0x03, "out": 0x0F}[self.paper]

    def automatic(self) -> bytes:
        """The four bytes of the automatic status, GS a."""
        first = 0x10 | (0 if self.can_print else 0x08) | (0x20 if self.is_cover_open else 0)
        paper = {"ok": 0x00, "near_end": 0x03, "out": 0x0F}[self.paper]
        return bytes([first, 0x00, paper, 0x0F])


@dataclass
class Job:
    """What one connection sent: `received` has come, the first `printed` bytes are on paper."""

    number: int
    sender: str
    at: float
    received: bytearray = field(default_factory=bytearray)
    printed: int = 0
    is_over: bool = False
    was_lost: bool = False

    @property
    def paper(self) -> bytes:
        """The bytes that came out."""
        return bytes(self.received[: self.printed])


class Machine:
    """Listens on a port; every connection is a job, newest first in `jobs`."""

    def __init__(self, host: str, port: int) -> None:
        self.jobs: deque[Job] = deque(maxlen=KEPT)
        self.version = 0
        self._state = State()
        self._lock = threading.Condition()
        self._numbers = itertools.count(1)
        self._open: dict[socket.socket, bool] = {}
        self._broken: set[socket.socket] = set()
        self._is_ending = False
        self._listener = socket.create_server((host, port))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True, name="virtual-printer")
        self._thread.start()

    @property
    def state(self) -> State:
        """How it is now."""
        return self._state

    def change(self, **changes: object) -> None:
        """Puts it into another state; whoever asked for automatic status is told."""
        with self._lock:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]
            self._touch()
            told = [connection for connection, wants in self._open.items() if wants]
        for connection in told:
            with contextlib.suppress(OSError):
                connection.sendall(self._state.automatic())

    def reset(self) -> None:
        """Power off and on: connections break, what was not yet on paper is lost."""
        with self._lock:
            connections = list(self._open)
            for job in self.jobs:
                if not job.is_over and job.printed < len(job.received):
                    job.was_lost = True
            self._state = State()
            self._touch()
            self._broken.update(connections)
        for connection in connections:
            with contextlib.suppress(OSError):
                # Closed by its own thread, and then by a reset instead of a farewell.
                linger = struct.pack("ii", 1, 0)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    def clear(self) -> None:
        """Tears all paper off."""
        with self._lock:
            self.jobs.clear()
            self._touch()

    def wait(self, version: int, timeout_s: float) -> int:
        """The present version, as soon as it is another one than `version`."""
        with self._lock:
            self._lock.wait_for(lambda: self.version != version or self._is_ending, timeout_s)
            return self.version

    def close(self) -> None:
        """Ends listening and all connections."""
        self._is_ending = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.reset()
        self._thread.join(5)

    def _touch(self) -> None:
        self.version += 1
        self._lock.notify_all()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, address = self._listener.accept()
                threading.Thread(
                    target=self._serve, args=(connection, address[0]), daemon=True
                ).start()

    def _serve(self, connection: socket.socket, sender: str) -> None:
        job = Job(next(self._numbers), sender, time.time())
        with self._lock:
            self._open[connection] = False
        try:
            with connection, contextlib.suppress(OSError):
                connection.settimeout(_POLL_S)
                for chunk in self._chunks(connection, job):
                    self._take(connection, job, chunk)
        finally:
            with self._lock:
                self._open.pop(connection, None)
                self._broken.discard(connection)
                job.is_over = True
                if self._state.can_print and not job.was_lost:
                    job.printed = len(job.received)
                self._touch()

    def _chunks(self, connection: socket.socket, job: Job) -> Iterator[bytes]:
        """What comes, as long as it is read: not while stalled or with a full buffer."""
        while connection not in self._broken and len(job.received) < _LONGEST:
            held = len(job.received) - job.printed
            if self._state.is_stalled or (not self._state.can_print and held >= BUFFER):
                time.sleep(_POLL_S)
                self._print(job)
                continue
            try:
                chunk = connection.recv(BUFFER)
            except TimeoutError:
                self._print(job)
                continue
            if not chunk:
                return
            yield chunk

    def _take(self, connection: socket.socket, job: Job, chunk: bytes) -> None:
        answered = self._questions(job.received)
        with self._lock:
            if not job.received:
                self.jobs.appendleft(job)
            job.received += chunk
        asked = self._questions(job.received)[len(answered) :]
        self._print(job)
        for question in asked:
            self._answer(connection, question)

    def _print(self, job: Job) -> None:
        with self._lock:
            if self._state.can_print and job.printed < len(job.received) and not job.was_lost:
                job.printed = len(job.received)
                self._touch()

    def _questions(self, received: bytearray) -> list[bytes]:
        """The questions so far: found by the decoder, so that none is seen inside a picture."""
        if not any(question in received for question in _QUESTIONS):
            return []
        found = decode(bytes(received))
        return [each.question for each in found if isinstance(each, StatusQuery)]

    def _answer(self, connection: socket.socket, question: bytes) -> None:
        name, number = question[:2], question[2]
        if self._state.is_silent:
            return
        if name == b"\x10\x04":
            answer = self._state.realtime(number)
            connection.sendall(b"" if answer is None else bytes([answer]))
        elif name == b"\x1dr":
            # It stands in the queue behind the job: no paper, no answer.
            if self._state.can_print:
                connection.sendall(bytes([self._state.queued_paper()]))
        elif name == b"\x1dI":
            connection.sendall({ord("B"): _MAKER, ord("C"): _MODEL}.get(number, b""))
        elif name == b"\x1da":
            with self._lock:
                self._open[connection] = number != 0
            if number:
                connection.sendall(self._state.automatic())
