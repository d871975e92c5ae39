"""HTTPS on the port that also speaks HTTP: the first byte of a connection says which it is.

One port means one firewall rule, one number to type, and no second one that may be taken.
"""

import select
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from app.core.certificates.keeping import Files

T = TypeVar("T")

# A TLS record that carries a handshake begins with this byte (RFC 8446, 5.1); no HTTP does.
_HANDSHAKE = b"\x16"
_HANDSHAKE_PATIENCE_S = 10.0


class TlsSocket(ssl.SSLSocket):
    """A TLS connection that one thread may read while others write, as a WebSocket's do.

    OpenSSL allows one call at a time on a connection, and a blocking read would keep all writers
    out. So the calls never block: each takes its turn, and the waiting is done in between.
    """

    _is_shared: bool = False
    _turn: threading.Lock
    _writing: threading.Lock
    _patience: float | None = None
    _sslobj: object | None  # the standard library's; None once the connection is shut down

    def share(self) -> None:
        """From now on several threads may use it. The handshake must be over."""
        super().settimeout(0)
        self._writing = threading.Lock()
        self._turn = threading.Lock()
        self._is_shared = True

    def settimeout(self, value: float | None) -> None:
        """How long a call may take; beneath, the socket itself never waits."""
        self._patience = value
        if not self._is_shared or self._sslobj is None:
            super().settimeout(value)

    def setblocking(self, flag: bool) -> None:
        """As for any socket."""
        self.settimeout(None if flag else 0.0)

    def gettimeout(self) -> float | None:
        """What `settimeout` was told."""
        return self._patience

    def read(self, len: int = 1024, buffer: Any = None) -> Any:  # noqa: A002 - as inherited
        """Up to `len` bytes, or how many were put into `buffer`; none at the end."""
        if not self._is_shared:
            return super().read(len, buffer)
        if self._sslobj is None:
            return 0 if buffer is not None else b""
        return self._in_turn(partial(super().read, len, buffer))

    def send(self, data: Any, flags: int = 0) -> int:
        """All of `data`, whole before another thread's; how many bytes that were."""
        if not self._is_shared:
            return super().send(data, flags)
        with self._writing, memoryview(data).cast("B") as view:
            sent = 0
            while sent < view.nbytes:
                sent += self._in_turn(partial(super().send, view[sent:], flags))
            return sent

    def _in_turn(self, call: Callable[[], T]) -> T:
        deadline = None if self._patience is None else time.monotonic() + self._patience
        while True:
            try:
                with self._turn:
                    return call()
            except ssl.SSLWantReadError:
                awaited = selectors.EVENT_READ
            except ssl.SSLWantWriteError:
                awaited = selectors.EVENT_WRITE
            _wait(self, awaited, deadline)


def _wait(waiting: socket.socket, event: int, deadline: float | None) -> None:
    """Until the socket is ready. Raises TimeoutError, BlockingIOError when nobody would wait."""
    left = None if deadline is None else deadline - time.monotonic()
    descriptor = waiting.fileno()
    if descriptor < 0:
        raise ConnectionAbortedError("the connection was closed")
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(
            descriptor, select.POLLIN if event == selectors.EVENT_READ else select.POLLOUT
        )
        is_ready = bool(poll.poll(None if left is None else max(left, 0) * 1000))
    else:
        lists = ([descriptor], []) if event == selectors.EVENT_READ else ([], [descriptor])
        is_ready = any(select.select(*lists, [], None if left is None else max(left, 0)))
    if not is_ready:
        raise TimeoutError("the other side is silent")


class TlsDoor:
    """Takes TLS connections with the certificate as it is now: a renewed one needs no restart."""

    def __init__(self, data_dir: Path) -> None:
        """With the certificate of a data folder, which need not be there yet."""
        self._file = Files.of(data_dir).server
        self._lock = threading.Lock()
        self._context: ssl.SSLContext | None = None
        self._stamp: tuple[int, int] | None = None

    def is_knocking(self, connection: socket.socket) -> bool:
        """Whether a connection, whose first bytes have come, wants TLS."""
        return connection.recv(1, socket.MSG_PEEK) == _HANDSHAKE

    def let_in(self, connection: socket.socket) -> TlsSocket:
        """The connection with TLS around it. Raises OSError (ssl.SSLError is one)."""
        connection.settimeout(_HANDSHAKE_PATIENCE_S)
        wrapped = self.context().wrap_socket(connection, server_side=True)
        assert isinstance(wrapped, TlsSocket)
        wrapped.share()
        wrapped.setblocking(True)
        return wrapped

    def context(self) -> ssl.SSLContext:
        """The context with the newest certificate. Raises OSError when there is none."""
        found = self._file.stat()
        stamp = (found.st_mtime_ns, found.st_ino)
        with self._lock:
            if self._context is None or stamp != self._stamp:
                context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
                context.sslsocket_class = TlsSocket
                context.set_alpn_protocols(["http/1.1"])
                context.load_cert_chain(self._file)
                self._context, self._stamp = context, stamp
            return self._context
