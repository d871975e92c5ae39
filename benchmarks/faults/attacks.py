"""What strangers send to hold a shop up: nothing, slowly, too much, too deep, too often."""

import base64
import contextlib
import os
import socket
import struct
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from benchmarks.wire import HOST

MB = 1024 * 1024
_PIECE = b"x" * 65_536
# By the hundred: what the server would have to remember then is seen in its memory.
_MOST_QUESTIONS = 4_000
Answers = Counter[int]


@dataclass(frozen=True, slots=True)
class Attack:
    """What is done, and how: the statuses that came back, 0 where the server hung up."""

    what: str
    run: Callable[[int], Answers]


def list_attacks(*, is_short: bool) -> list[Attack]:
    """All of them; short: smaller and for less long."""
    many, lasts_s = (140, 4.0) if is_short else (600, 30.0)
    mb, frames = (20, 3_000) if is_short else (100, 100_000)
    return [
        Attack(f"slow-loris, {many} at a time for {lasts_s:.0f} s", _loris(many, lasts_s)),
        Attack(f"{many} connections that say nothing", _silent(many, lasts_s / 2)),
        Attack(f"bodies of {mb} MB: honest, chunked without end, lying", _bodies(mb)),
        Attack("forms of 100,000 fields, as one and as parts", _forms),
        Attack("JSON nested 1,000,000 deep", _deep),
        Attack(f"{frames} frames on a socket of nobody", _frames(frames)),
        Attack("questions without end on a socket that reads no answer", ask_and_never_read),
    ]


def _connect(port: int, timeout_s: float = 20.0) -> socket.socket:
    return socket.create_connection((HOST, port), timeout=timeout_s)


def _status(wire: socket.socket) -> int:
    """The status of the answer, 0 when none comes."""
    head = b""
    with contextlib.suppress(OSError):
        while b"\r\n" not in head and (piece := wire.recv(4096)):
            head += piece
    return int(head[9:12]) if head.startswith(b"HTTP/1.1 ") else 0


def _loris(many: int, lasts_s: float) -> Callable[[int], Answers]:
    """Headers that come byte by byte; whoever is hung up on comes back."""

    def run(port: int) -> Answers:
        answers: Answers = Counter()
        open_wires: list[socket.socket] = []
        end = time.monotonic() + lasts_s
        while time.monotonic() < end:
            while len(open_wires) < many:
                wire = _connect(port)
                wire.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-")
                open_wires.append(wire)
            for wire in list(open_wires):
                try:
                    wire.sendall(b"a")
                except OSError:
                    answers[0] += 1
                    open_wires.remove(wire)
                    wire.close()
            time.sleep(0.2)
        for wire in open_wires:
            wire.close()
        return answers

    return run


def _silent(many: int, lasts_s: float) -> Callable[[int], Answers]:
    def run(port: int) -> Answers:
        wires = [_connect(port) for _ in range(many)]
        time.sleep(lasts_s)
        for wire in wires:
            wire.close()
        return Counter()

    return run


def _bodies(mb: int) -> Callable[[int], Answers]:
    head = b"POST /api/v1/table-sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"

    def run(port: int) -> Answers:
        size = mb * MB
        kinds: list[tuple[bytes, Iterable[bytes]]] = [
            (head + f"Content-Length: {size}\r\n\r\n".encode(), _pieces(size)),
            (head + b"Transfer-Encoding: chunked\r\n\r\n", _chunks(size)),
            (head + b"Content-Length: 10\r\n\r\n", [b'{"code":"aaaaaaaaa"}']),
            (head + b"Content-Length: 1000\r\n\r\n", [b'{"code":"a"}']),
            (head + b"Content-Length: -1\r\n\r\n", [b"{}"]),
        ]
        with ThreadPoolExecutor(len(kinds)) as pool:
            return Counter(pool.map(lambda kind: _send(port, *kind), kinds))

    return run


def _send(port: int, head: bytes, body: Iterable[bytes]) -> int:
    with _connect(port) as wire:
        with contextlib.suppress(OSError):
            wire.sendall(head)
            for piece in body:
                wire.sendall(piece)
        with contextlib.suppress(OSError):
            wire.shutdown(socket.SHUT_WR)
        return _status(wire)


def _pieces(size: int) -> Iterable[bytes]:
    for _ in range(size // len(_PIECE)):
        yield _PIECE


def _chunks(size: int) -> Iterable[bytes]:
    for piece in _pieces(size):
        yield f"{len(piece):x}\r\n".encode() + piece + b"\r\n"


def _forms(port: int) -> Answers:
    kind = b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: "
    fields = "&".join(f"f{n}=1" for n in range(100_000)).encode()
    part = '--b\r\nContent-Disposition: form-data; name="f{}"\r\n\r\n1\r\n'
    parts = "".join(part.format(n) for n in range(100_000)).encode() + b"--b--\r\n"
    answers: Answers = Counter()
    for name, body in ((b"application/x-www-form-urlencoded", fields),
                       (b"multipart/form-data; boundary=b", parts)):  # fmt: skip
        head = kind + name + f"\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        answers[_send(port, head, [body])] += 1
    return answers


def _deep(port: int) -> Answers:
    answers: Answers = Counter()
    for body in (b"[" * 1_000_000, b'{"a":' * 1_000_000):
        head = (
            b"POST /api/v1/table-sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + f"Content-Length: {len(body)}\r\n\r\n".encode()
        )
        answers[_send(port, head, [body])] += 1
    return answers


def ask_and_never_read(port: int) -> Answers:
    """Ask for rooms that do not exist until the server hangs up; 599 when it never does."""
    with upgrade(port, receive_bytes=2048) as wire:
        if _status(wire) != 101:
            return Counter([599])
        text = b"40/nowhere,"
        frame = bytes([0x81, 0x80 | len(text)]) + struct.pack(">I", 0) + text
        with contextlib.suppress(ConnectionError):
            for _ in range(_MOST_QUESTIONS):
                wire.sendall(frame * 100)
            return Counter([599])
    return Counter([0])


def upgrade(port: int, receive_bytes: int = 0) -> socket.socket:
    """A WebSocket that nobody logged in; with a small window, when it is said. Raises OSError."""
    key = base64.b64encode(os.urandom(16)).decode()
    wire = socket.socket()
    if receive_bytes:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    wire.settimeout(60)
    wire.connect((HOST, port))
    wire.sendall(
        f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {HOST}:{port}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
    )
    return wire


def _frames(count: int) -> Callable[[int], Answers]:
    """Small frames that mean nothing, as fast as they go, then headers of attachments."""

    def run(port: int) -> Answers:
        with upgrade(port) as wire:
            status = _status(wire)
            with contextlib.suppress(OSError):
                for text in (b'42["a",1]', b'451-["a",{"_placeholder":true,"num":0}]'):
                    frame = bytes([0x81, 0x80 | len(text)]) + struct.pack(">I", 0) + text
                    for _ in range(count // 2):
                        wire.sendall(frame)
        return Counter([status])

    return run
