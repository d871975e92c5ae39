"""A small HTTP/1.1 client over one kept connection: it must cost less than what it measures."""

import json
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

HOST = "127.0.0.1"
_TIMEOUT_S = 60.0
# A server keeps a connection that says nothing for a minute or so; this one is made anew before.
_IDLE_S = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body and headers (names in lower case) of one answer."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def request(
    method: str,
    path: str,
    *,
    token: str = "",
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """The bytes of one request; a body is sent as JSON unless `headers` say otherwise."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    given = {"Content-Type": "application/json", **(headers or {})}
    if body or method in ("POST", "PATCH"):
        lines.append(f"Content-Length: {len(body)}")
    else:
        given.pop("Content-Type")
    lines += [f"{name}: {value}" for name, value in given.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


class Connection:
    """One kept connection to the server."""

    def __init__(self, port: int, timeout_s: float = _TIMEOUT_S) -> None:
        """Connect to `port` of this machine. Raises OSError."""
        self._port, self._timeout_s = port, timeout_s
        self._buffer = b""
        self._open()

    def ask(self, raw: bytes) -> Answer:
        """Send a request made by `request` and wait for its answer. Raises OSError."""
        if time.monotonic() - self._asked_at > _IDLE_S:
            self.close()
            self._open()
        self._asked_at = time.monotonic()
        self._socket.sendall(raw)
        head, separator, rest = self._buffer.partition(b"\r\n\r\n")
        while not separator:
            head, separator, rest = (head + self._receive()).partition(b"\r\n\r\n")
        status = int(head[9:12])
        headers = _headers(head)
        length = 0 if status in (204, 304) else int(headers.get("content-length", "0"))
        while len(rest) < length:
            rest += self._receive()
        self._buffer = rest[length:]
        if headers.get("connection") == "close":
            self.close()
            self._open()
        return Answer(status, rest[:length], headers)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _open(self) -> None:
        self._asked_at = time.monotonic()
        self._socket = socket.create_connection((HOST, self._port), self._timeout_s)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _receive(self) -> bytes:
        chunk = self._socket.recv(65_536)
        if not chunk:
            raise ConnectionResetError("the server closed the connection")
        return chunk


def _headers(head: bytes) -> dict[str, str]:
    headers = {}
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        headers[name.decode("latin-1").lower()] = value.strip().decode("latin-1")
    return headers
