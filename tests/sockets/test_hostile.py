"""Strangers at the socket door: huge frames fill no memory, many sockets stop no order."""

import base64
import contextlib
import os
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.sockets.capacity import MAX_OPEN
from tests.fixtures.live_server import LiveServer, free_port

MIB = 1024 * 1024
# What an honest handshake and the interpreter's own noise may take.
NOISE_MIB = 40
HUGE_MIB = 200
# Enough to be seen beside the noise, and quick to send.
CONTROL_MIB = 120
_WITHIN_S = 30.0


def upgrade(port: int, timeout_s: float = _WITHIN_S) -> tuple[socket.socket, bytes]:
    """A WebSocket that nobody logged in, and the first line of the server's answer."""
    wire = socket.create_connection(("127.0.0.1", port), timeout=timeout_s)
    key = base64.b64encode(os.urandom(16)).decode()
    wire.sendall(
        f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
    )
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = wire.recv(4096)
        if not chunk:
            break
        head += chunk
    return wire, head.split(b"\r\n")[0]


def send_huge_frame(port: int, mib: int) -> int:
    """Send one text frame of so many MiB; how many went out before the server hung up."""
    wire, status = upgrade(port)
    assert b" 101 " in status, status
    with wire:
        size = mib * MIB
        wire.sendall(bytes([0x81, 0x80 | 127]) + struct.pack(">Q", size) + b"\0\0\0\0")
        piece, sent = b"x" * MIB, 0
        with contextlib.suppress(OSError):
            while sent < size:
                wire.sendall(piece)
                sent += MIB
            wire.settimeout(5)
            while wire.recv(65_536):
                pass
    return sent // MIB


def peak_mib(pid: int) -> float:
    """The most that a process and its children ever held."""
    pids = [pid]
    with contextlib.suppress(OSError):
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        pids += [int(child) for child in text.split()]
    peaks = []
    for each in pids:
        with contextlib.suppress(OSError):
            status = Path(f"/proc/{each}/status").read_text(encoding="ascii")
            line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
            peaks.append(int(line.split()[1]) / 1024)
    return max(peaks)


pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="reads memory where Linux tells it"
)


def test_a_strangers_frame_of_200_mib_leaves_memory_flat(server: LiveServer) -> None:
    send_huge_frame(server.port, 1)
    before = peak_mib(server.pid)
    send_huge_frame(server.port, HUGE_MIB)
    assert peak_mib(server.pid) - before < NOISE_MIB
    assert httpx.get(f"{server.base_url}/healthz", timeout=60).status_code == 200


BARE = """
import sys
from flask import Flask
from flask_socketio import SocketIO
if sys.argv[2] == "bounded":
    from app.core.extensions import socketio
else:
    socketio = SocketIO(async_mode="threading")
app = Flask("bare")
socketio.init_app(app, max_http_buffer_size=65536)
socketio.run(app, host="127.0.0.1", port=int(sys.argv[1]), allow_unsafe_werkzeug=True)
"""


@contextlib.contextmanager
def bare_server(kind: str) -> Iterator[tuple[int, int]]:
    """A server of the libraries alone, with or without our bound: its port and process id."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", BARE, str(port), kind],
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + _WITHIN_S
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            time.sleep(0.05)
        yield port, process.pid
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(("kind", "is_flat"), [("bounded", True), ("as it comes", False)])
def test_control_the_library_alone_would_fill_it(kind: str, *, is_flat: bool) -> None:
    with bare_server(kind) as (port, pid):
        send_huge_frame(port, 1)
        before = peak_mib(pid)
        send_huge_frame(port, CONTROL_MIB)
        grown = peak_mib(pid) - before
    assert (grown < NOISE_MIB) is is_flat, f"{kind}: grown by {grown:.0f} MiB"


def test_more_sockets_than_there_are_places_leave_the_shop_working(server: LiveServer) -> None:
    held: list[socket.socket] = []
    refused = 0
    try:
        for _ in range(MAX_OPEN + 10):
            wire, status = upgrade(server.port)
            held.append(wire)
            refused += b" 503 " in status
        assert refused >= 10
        with httpx.Client(base_url=server.base_url, timeout=60) as shop:
            assert shop.get("/readyz").status_code == 200
            # A screen without a socket still gets its tickets: looking is the guarantee.
            bearer = {"Authorization": f"Bearer {server.token('kitchen')}"}
            feed = shop.get("/api/v1/kitchen/events?since=0", headers=bearer)
            assert feed.status_code == 200
            bearer = {"Authorization": f"Bearer {server.token('cashier')}"}
            assert shop.get("/api/v1/menu", headers=bearer).status_code == 200
    finally:
        for wire in held:
            wire.close()
    end = time.monotonic() + _WITHIN_S
    while time.monotonic() < end:
        wire, status = upgrade(server.port)
        wire.close()
        if b" 101 " in status:
            return
        time.sleep(0.2)
    pytest.fail("the places of sockets that hung up were not given back")
