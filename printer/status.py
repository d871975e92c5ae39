"""What a printer says about itself on the wire: DLE EOT in real time, GS r behind the job."""

import time
from collections.abc import Callable, Iterator
from typing import Protocol

from printer.errors import CoverOpen, Offline, PaperOut

_PRINTER, _OFFLINE_CAUSE, _PAPER = 1, 2, 4
_IS_OFFLINE = 0x08
_COVER_IS_OPEN, _PAPER_STOPPED, _HAS_ERROR = 0x04, 0x20, 0x40
_PAPER_ENDED = 0x60
# GS r 1 waits in the printer's buffer, so its answer comes when all before it has been printed.
_PAPER_AFTER_JOB = b"\x1dr\x01"
_QUEUED_PAPER_ENDED = 0x0C
_MAKER, _MODEL = b"\x1dIB", b"\x1dIC"
_LONGEST_NAME = 81
_SHORTEST_WAIT_S = 0.001


class Connection(Protocol):
    """What is asked of a way to a printer: the part of a socket that USB and serial can do too.

    With a timeout of 0 `recv` raises BlockingIOError when nothing is there, else TimeoutError.
    """

    def settimeout(self, value: float, /) -> None:
        """Sets the seconds that one call may take."""
        ...

    def sendall(self, data: bytes, /) -> None:
        """Sends all bytes. Raises OSError."""
        ...

    def recv(self, bufsize: int, /) -> bytes:
        """What has come, at most `bufsize` bytes, none when the other side is gone."""
        ...


class StatusLine:
    """Questions and answers on an open connection to a printer."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def check(self, timeout_s: float, *, after_job: bool = False) -> bool:
        """Whether the printer answers; False is a silent printer, of which nothing is known.

        Each question waits at most `timeout_s`. Raises PaperOut, CoverOpen or Offline when the
        answer says so, with `may_have_printed` as `after_job`; OSError when the connection breaks.
        """
        state = self._ask_now(_PRINTER, timeout_s)
        if state is None:
            return False
        cause = self._ask_now(_OFFLINE_CAUSE, timeout_s) or 0
        paper = self._ask_now(_PAPER, timeout_s) or 0
        if cause & _COVER_IS_OPEN:
            raise CoverOpen("the printer reports an open cover", may_have_printed=after_job)
        if cause & _PAPER_STOPPED or paper & _PAPER_ENDED:
            raise PaperOut("the printer reports the end of paper", may_have_printed=after_job)
        if cause & _HAS_ERROR or state & _IS_OFFLINE:
            raise Offline(
                f"the printer reports itself offline, status {state:02x} {cause:02x}",
                may_have_printed=after_job,
            )
        return True

    def confirm(self, job_timeout_s: float, timeout_s: float) -> bool:
        """Whether the printer is well after the job, asked behind the job's last byte.

        A printer that does not know the queued question is asked in real time after
        `job_timeout_s`, in which a slip is printed or has run into its trouble. Raises as `check`.
        """
        self._drop_late_answers()
        answer = self._ask(_PAPER_AFTER_JOB, _is_queued_answer, job_timeout_s)
        if answer is not None and answer & _QUEUED_PAPER_ENDED:
            raise PaperOut("the printer reports the end of paper", may_have_printed=True)
        return self.check(timeout_s, after_job=True)

    def model(self, timeout_s: float) -> str:
        """Maker and model as the printer names them, "" when it does not; OSError when it breaks.

        GS I 66 and GS I 67 are answered with "_", the name, and a zero byte.
        """
        self._drop_late_answers()
        names = [self._name(question, timeout_s) for question in (_MAKER, _MODEL)]
        return " ".join(name for name in names if name)

    def _name(self, question: bytes, timeout_s: float) -> str:
        deadline = time.monotonic() + timeout_s
        self._connection.settimeout(timeout_s)
        self._connection.sendall(question)
        received = b""
        while b"\0" not in received and len(received) < _LONGEST_NAME:
            self._connection.settimeout(max(deadline - time.monotonic(), _SHORTEST_WAIT_S))
            try:
                chunk = self._connection.recv(_LONGEST_NAME)
            except TimeoutError:
                return ""
            if not chunk:
                raise ConnectionResetError("the printer closed the connection")
            received += chunk
        _before, mark, name = received.partition(b"\0")[0].rpartition(b"_")
        words = name.decode("ascii", "ignore").strip()
        return words if mark and words.isprintable() else ""

    def _ask_now(self, number: int, timeout_s: float) -> int | None:
        return self._ask(b"\x10\x04" + bytes([number]), _is_realtime_answer, timeout_s)

    def _ask(self, question: bytes, belongs: Callable[[int], bool], timeout_s: float) -> int | None:
        """The answer byte to `question`, or None when none comes in time."""
        deadline = time.monotonic() + timeout_s
        self._connection.settimeout(timeout_s)
        self._connection.sendall(question)
        received = bytearray()
        while (left := deadline - time.monotonic()) > 0:
            self._connection.settimeout(left)
            try:
                chunk = self._connection.recv(64)
            except TimeoutError:
                return None
            if not chunk:
                raise ConnectionResetError("the printer closed the connection")
            received += chunk
            for byte in _without_automatic_status(received):
                if belongs(byte):
                    return byte
        return None

    def _drop_late_answers(self) -> None:
        self._connection.settimeout(0)
        try:
            while self._connection.recv(64):
                continue
        except BlockingIOError:
            return


def _is_realtime_answer(byte: int) -> bool:
    return byte & 0x93 == 0x12


def _is_queued_answer(byte: int) -> bool:
    return byte & 0x90 == 0


def _without_automatic_status(received: bytearray) -> Iterator[int]:
    """The bytes without the four-byte reports some printers send at each change of their own."""
    position = 0
    while position < len(received):
        if received[position] & 0x93 == 0x10:
            position += 4
        else:
            yield received[position]
            position += 1
