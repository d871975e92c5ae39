"""WebSockets that cost one thread each, and whose messages are written by whoever has them.

The library keeps four threads for a socket: its request's, one that reads, one that writes and one
that waits for the next ping. With two hundred screens a hint woke two hundred threads in front of
the next order. Here a socket is read in its request's thread, pings come from one thread for all,
and a message is framed once for all who are sent it.
"""

import contextlib
import queue
import select
import socket
import struct
import sys
import threading
import time
from collections import deque
from typing import Any

import simple_websocket
from engineio import exceptions, packet
from engineio import socket as engine_socket
from engineio.async_drivers import _websocket_wsgi
from wsproto.events import CloseConnection
from wsproto.frame_protocol import CloseReason
from wsproto.utilities import LocalProtocolError

from app.core import clock

_FINAL_TEXT, _FINAL_BINARY = 0x81, 0x82
# Of lengths, in a frame's header (RFC 6455, section 5.2).
_TWO_BYTES, _EIGHT_BYTES, _SMALL, _MIDDLING = 126, 127, 126, 65_536


def frame_of(pkt: Any) -> bytes:
    """A packet as a server's frame, made once however many are sent it."""
    made: bytes | None = getattr(pkt, "frame", None)
    if made is None:
        said = pkt.encode()
        is_text = isinstance(said, str)
        payload = said.encode() if is_text else bytes(said)
        made = bytes([_FINAL_TEXT if is_text else _FINAL_BINARY]) + _length(payload) + payload
        pkt.frame = made
    return made


def _length(payload: bytes) -> bytes:
    size = len(payload)
    if size < _SMALL:
        return bytes([size])
    if size < _MIDDLING:
        return struct.pack(">BH", _TWO_BYTES, size)
    return struct.pack(">BQ", _EIGHT_BYTES, size)


class _NoThread:
    """In place of the thread that the library reads in."""

    name = ""

    def __init__(self, **_: object) -> None:
        """Whatever it was to do."""

    def start(self) -> None:
        """Do nothing."""


class Wire(simple_websocket.Server):  # type: ignore[misc]  # the library has no types
    """One WebSocket, read by whoever waits for it."""

    def __init__(self, environ: dict[str, Any], **options: Any) -> None:
        """Shake hands. Packing is declined: it keeps 300 KB for messages smaller than a packet."""
        self._writing = threading.Lock()
        self.connected: bool
        plain = {k: v for k, v in environ.items() if k != "HTTP_SEC_WEBSOCKET_EXTENSIONS"}
        super().__init__(plain, thread_class=_NoThread, **options)
        self.environ: dict[str, Any] = {}

    def receive(self, timeout: float | None = None) -> str | bytes:  # noqa: ARG002 - as the library's
        """The next message. Raises ConnectionClosed."""
        while self.connected and not self.input_buffer:
            try:
                data = self.sock.recv(self.receive_bytes)
                with self._writing:
                    self._take(data)
            except (OSError, LocalProtocolError):
                self.connected = False
        if self.input_buffer:
            said: str | bytes = self.input_buffer.pop(0)
            return said
        raise simple_websocket.ConnectionClosed(self.close_reason, self.close_message)

    def put(self, frame: bytes) -> None:
        """Write a frame, or hang up on a reader who takes nothing: nobody waits for that one."""
        with self._writing, contextlib.suppress(OSError):
            if not self.connected:
                return
            if self._has_room():
                self.sock.sendall(frame)
            else:
                self._break()

    def end(self) -> None:
        """Say goodbye and hang up, which also wakes whoever reads here."""
        with self._writing, contextlib.suppress(OSError, LocalProtocolError):
            if self.connected and self._has_room():
                self.sock.sendall(self.ws.send(CloseConnection(CloseReason.NORMAL_CLOSURE)))
            self._break()

    def release(self) -> None:
        """Give the socket back, after the last reading."""
        with self._writing:
            self.connected = False
            self.sock.close()

    def _take(self, data: bytes) -> None:
        if not data:
            raise ConnectionResetError
        self.ws.receive_data(data)
        is_open = self._handle_events()
        self.connected = self.connected and is_open

    def _break(self) -> None:
        self.connected = False
        # Past a TLS socket's own method, which would go on in plain text.
        socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def _has_room(self) -> bool:
        """Whether a small frame fits into what the system keeps for the reader."""
        if sys.platform == "win32":
            return bool(select.select([], [self.sock], [], 0)[1])
        asked = select.poll()
        asked.register(self.sock, select.POLLOUT)
        return bool(asked.poll(0))


class WireServer(_websocket_wsgi.SimpleWebSocketWSGI):  # type: ignore[misc]
    """The library's way from a request to its WebSocket, with ours in place of its own."""

    def __call__(self, environ: dict[str, Any], _start_response: Any) -> Any:
        """Serve the WebSocket until it closes."""
        self.ws = Wire(environ, **self.server_args)
        try:
            answer = self.app(self)
        finally:
            self.ws.release()
        if self.ws.mode == "gunicorn":
            raise StopIteration
        if self.ws.mode == "werkzeug":
            raise ConnectionError
        return answer


class Pings(threading.Thread):
    """One thread that sends each socket its next ping; all wait equally long."""

    def __init__(self) -> None:
        """Ready to be started."""
        super().__init__(name="pings", daemon=True)
        self._changed = threading.Condition()
        self._due: deque[tuple[float, LeanSocket]] = deque()

    def later(self, pinged: "LeanSocket", after_s: float) -> None:
        """Ping that socket in a while."""
        with self._changed:
            self._due.append((time.monotonic() + after_s, pinged))
            self._changed.notify()

    def run(self) -> None:
        """Ping for as long as the process lives."""
        while True:
            with self._changed:
                while not self._due or self._due[0][0] > time.monotonic():
                    left_s = self._due[0][0] - time.monotonic() if self._due else None
                    self._changed.wait(left_s)
                _at, pinged = self._due.popleft()
            with contextlib.suppress(exceptions.SocketIsClosedError):
                pinged.ping()
            del pinged


class LeanSocket(engine_socket.Socket):  # type: ignore[misc]
    """An Engine.IO socket without threads of its own."""

    def __init__(self, server: Any, sid: str) -> None:
        """Wait for what the client brings: polls, or a WebSocket."""
        self.last_ping: float | None
        self.connected: bool
        super().__init__(server, sid)
        self._wire: Wire | None = None
        self._attaching = threading.Lock()

    def send(self, pkt: Any) -> None:
        """Send a packet at once over a WebSocket, else with the next poll."""
        if not self.check_ping_timeout():
            return
        if self._wire is None:
            with self._attaching:
                if self._wire is None:
                    self.queue.put(pkt)
                    return
        self._wire.put(frame_of(pkt))

    def close(self, wait: bool = True, abort: bool = False, reason: Any = None) -> None:
        """End; with a WebSocket nothing is waited for."""
        super().close(wait=wait and self._wire is None, abort=abort, reason=reason)
        if self._wire is not None:
            self._wire.end()

    def schedule_ping(self) -> None:
        """Ping after the interval, unless that is to come already."""
        if self.last_ping:
            self.last_ping = None
            _pings().later(self, self.server.ping_interval)

    def ping(self) -> None:
        """Ask for a sign of life."""
        if not self.closing and not self.closed:
            self.last_ping = clock.now().timestamp()
            self.send(packet.Packet(packet.PING))

    def _websocket_handler(self, ws: WireServer) -> list[Any]:
        """Serve the WebSocket in this thread, as the library does with three more."""
        if self.connected and not self._is_upgraded(ws):
            return []
        self.connected = self.upgraded = True
        self._attach(ws.ws)
        while (said := self._next(ws)) is not None:
            try:
                self.receive(packet.Packet(encoded_packet=said))
            except exceptions.UnknownPacketError:
                pass
            except exceptions.SocketIsClosedError:
                break
            except Exception:
                self.server.logger.exception("what a socket said was not understood")
                break
        self.close(wait=False, abort=True, reason=self.server.reason.TRANSPORT_CLOSE)
        return []

    def _next(self, ws: WireServer) -> Any:
        said = ws.wait()
        is_too_large = bool(said) and len(said) > self.server.max_http_buffer_size
        return None if is_too_large else said

    def _is_upgraded(self, ws: WireServer) -> bool:
        """Exchange what leads from polling to a WebSocket; packets wait meanwhile."""
        self.upgrading = True
        try:
            probe = packet.Packet(encoded_packet=self._next(ws) or "6")
            if (probe.packet_type, probe.data) != (packet.PING, "probe"):
                return False
            ws.send(packet.Packet(packet.PONG, data="probe").encode())
            self.queue.put(packet.Packet(packet.NOOP))  # it ends the poll that is under way
            agreed = packet.Packet(encoded_packet=self._next(ws) or "6")
            self.upgraded = bool(agreed.packet_type == packet.UPGRADE)
        finally:
            self.upgrading = False
        return self.upgraded

    def _attach(self, wire: Wire) -> None:
        """From here on what is sent goes over `wire`, behind what waits already."""
        with self._attaching:
            with contextlib.suppress(queue.Empty):
                while True:
                    waiting = self.queue.get_nowait()
                    self.queue.task_done()
                    if waiting is not None:
                        wire.put(frame_of(waiting))
            self._wire = wire
        if self.closed:
            wire.end()


_the_pings: list[Pings] = []
_starting = threading.Lock()


def _pings() -> Pings:
    with _starting:
        if not _the_pings or not _the_pings[0].is_alive():
            _the_pings[:] = [Pings()]
            _the_pings[0].start()
        return _the_pings[0]
