"""Network printers on a local socket: well, silent, out of paper, stalling, resetting."""

import contextlib
import re
import socket
import struct
import threading
import time
from collections.abc import Callable

Talk = Callable[["FakePrinter", socket.socket], None]

FINE = {1: 0x12, 2: 0x12, 4: 0x12}
PAPER_OUT = {1: 0x1A, 2: 0x32, 4: 0x7E}
COVER_OPEN = {1: 0x1A, 2: 0x16, 4: 0x12}
OFFLINE = {1: 0x1A, 2: 0x12, 4: 0x12}
_QUESTION = re.compile(rb"\x10\x04(.)|(\x1dr\x01)", re.DOTALL)


class FakePrinter:
    """Listens on a local port; `talk` runs for each connection, `received` keeps its bytes."""

    def __init__(self, talk: Talk, host: str = "127.0.0.1", port: int = 0) -> None:
        self.received = bytearray()
        self.stopping = threading.Event()
        self._talk = talk
        self._listener = socket.create_server((host, port))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def job(self) -> bytes:
        """What arrived, without the questions."""
        return _QUESTION.sub(b"", bytes(self.received))

    def close(self) -> None:
        """Stops listening and waits for the connection in hand."""
        self.stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(60)

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                with connection, contextlib.suppress(OSError):
                    self._talk(self, connection)


def answering(
    before: dict[int, int], after: dict[int, int] | None = None, *, queued: bytes | None = b"\x00"
) -> Talk:
    """Answers DLE EOT by table, from the first job byte on by `after`; GS r by `queued`."""

    def talk(printer: FakePrinter, connection: socket.socket) -> None:
        answered = 0
        while chunk := connection.recv(4096):
            printer.received += chunk
            questions = list(_QUESTION.finditer(printer.received))
            for question in questions[answered:]:
                table = before if not printer.job or after is None else after
                if question[1] and question[1][0] in table:
                    connection.sendall(bytes([table[question[1][0]]]))
                elif question[2] and queued is not None:
                    connection.sendall(queued)
            answered = len(questions)

    return talk


def naming(maker: str, model: str) -> Talk:
    """Answers as `answering(FINE)` does, and to GS I with its maker and model."""
    names = {b"B": maker, b"C": model}

    def talk(printer: FakePrinter, connection: socket.socket) -> None:
        while chunk := connection.recv(3):
            printer.received += chunk
            if chunk.startswith(b"\x10\x04"):
                connection.sendall(bytes([FINE[chunk[2]]]))
            else:
                connection.sendall(b"_" + names[chunk[2:]].encode() + b"\0")

    return talk


def silent(printer: FakePrinter, connection: socket.socket) -> None:
    """Takes everything and says nothing."""
    while chunk := connection.recv(4096):
        printer.received += chunk


def never_reading(printer: FakePrinter, connection: socket.socket) -> None:
    """Accepts and reads not one byte."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    printer.stopping.wait(30)


def closing_at_once(printer: FakePrinter, connection: socket.socket) -> None:
    """Drops each connection, as a printer that is busy with another one."""


def stalling_after(count: int) -> Talk:
    """Reads `count` bytes and then nothing more."""

    def talk(printer: FakePrinter, connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        while len(printer.received) < count:
            printer.received += connection.recv(min(512, count - len(printer.received)))
        printer.stopping.wait(30)

    return talk


def resetting_after(count: int, *, answers: bool) -> Talk:
    """Reads `count` bytes of the job and resets the connection."""

    def talk(printer: FakePrinter, connection: socket.socket) -> None:
        while len(printer.job) < count:
            chunk = connection.recv(1 if printer.job else 3)
            printer.received += chunk
            question = _QUESTION.fullmatch(chunk)
            if answers and question:
                connection.sendall(b"\x12")
        time.sleep(0.05)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return talk
