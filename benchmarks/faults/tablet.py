"""A kitchen tablet without a screen: the protocol of `static/js/kitchen/feed.js`, step for step."""

import asyncio
import contextlib
import json
import os
import random
import struct
import time
from typing import Any

from benchmarks.faults.proxy import Line
from benchmarks.wire import HOST

# The figures of the page: how often it looks, how long it waits, when its banner turns red.
EVERY_S, JITTER_S, TIMEOUT_S, TRUSTED_S = 5.0, 1.0, 6.0, 10.0
# What it has shown it says once, the next news a moment later, and now and then that it lives.
PAUSE_S, HEARTBEAT_S = 1.0, 10.0
_PAGE = 500
_TEXT, _CLOSE = 1, 8


Way = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Tablet:
    """One screen: what it has drawn, and since when it can be trusted.

    With `uses_sockets` it hears hints; without, it only looks every few seconds. With
    `keeps_ways` it asks again over the connection that it asked over before, as browsers do;
    without, each question has its own, so that each can meet its own fault.
    """

    def __init__(
        self, name: str, line: Line, token: str, *, uses_sockets: bool, keeps_ways: bool = False
    ) -> None:
        """Call itself `name` and reach the server over `line`."""
        self.name, self.uses_sockets, self.keeps_ways = name, uses_sockets, keeps_ways
        self._kept: list[Way] = []
        self.orders: dict[str, dict[str, str]] = {}
        self.drawn_at: dict[str, float] = {}
        self.wrong_order = 0
        self._line, self._token = line, token
        self._epoch, self._seq = "", 0
        # Whatever a tablet trusts is as old as the question that it was the answer to.
        self._good_at = time.monotonic()
        self._again = asyncio.Event()
        self._said, self._said_at, self._pause_s = -1, 0.0, PAUSE_S
        self._report: asyncio.Task[None] | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def is_red(self) -> bool:
        """Whether its banner says that new orders may be missing."""
        return time.monotonic() - self._good_at >= TRUSTED_S

    @property
    def good_at(self) -> float:
        """When it asked what was answered last, as `time.monotonic` tells."""
        return self._good_at

    def start(self) -> None:
        """Begin to look, and to listen."""
        self._tasks.append(asyncio.create_task(self._look_for_ever()))
        if self.uses_sockets:
            self._tasks.append(asyncio.create_task(self._listen_for_ever()))

    async def stop(self) -> None:
        """Switch the tablet off."""
        tasks = [*self._tasks, *([self._report] if self._report else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        while self._kept:
            self._kept.pop()[1].transport.abort()

    async def _look_for_ever(self) -> None:
        while True:
            asked_at = time.monotonic()
            self._again.clear()
            with contextlib.suppress(
                OSError, TimeoutError, ValueError, asyncio.IncompleteReadError
            ):
                await self._catch_up()
                self._good_at = asked_at
            wait_s = EVERY_S + random.uniform(-JITTER_S, JITTER_S)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._again.wait()

    async def _catch_up(self) -> None:
        while True:
            answer = await self._ask("GET", f"/api/v1/kitchen/events?since={self._seq}")
            self._pause_s = answer["report_pause_s"]
            if answer["epoch"] != self._epoch:
                # Another life of the database: everything anew, from its first event.
                self._epoch, self._seq = answer["epoch"], 0
                self.orders.clear()
                answer = await self._ask("GET", "/api/v1/kitchen/events?since=0")
            self._draw(answer["events"])
            is_last = len(answer["events"]) < _PAGE
            self._seq = max(self._seq, answer["head"]) if is_last else answer["events"][-1]["seq"]
            if is_last:
                break
        if self._report is None or self._report.done():
            self._report = asyncio.create_task(self._say())

    async def _say(self) -> None:
        """Report as `static/js/kitchen/reporter.js` does."""
        with contextlib.suppress(OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            while self._is_news():
                pause_s = self._pause_s * random.uniform(0.5, 1.5)
                await asyncio.sleep(self._said_at + pause_s - time.monotonic())
                now, self._said = self._seq, -1
                await self._ask("POST", "/api/v1/kitchen/shown", {"screen": self.name, "seq": now})
                self._said, self._said_at = now, time.monotonic()

    def _is_news(self) -> bool:
        return self._seq != self._said or time.monotonic() - self._said_at >= HEARTBEAT_S

    def _draw(self, events: list[dict[str, Any]]) -> None:
        now = time.monotonic()
        for event in events:
            if event["seq"] <= self._seq:
                self.wrong_order += 1
                continue
            ticket = event["ticket"]
            lines = self.orders.setdefault(ticket["order_id"], {})
            lines |= {line["id"]: line["status"] for line in ticket["lines"]}
            self.drawn_at.setdefault(ticket["order_id"], now)

    async def _ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        # Not `wait_for`: in Python 3.11 it can swallow that the tablet is switched off.
        async with asyncio.timeout(TIMEOUT_S):
            return await self._exchange(method, path, body)

    async def _exchange(self, method: str, path: str, body: Any) -> dict[str, Any]:
        raw = json.dumps(body).encode() if body is not None else b""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\n"
            f"Connection: {'keep-alive' if self.keeps_ways else 'close'}\r\n"
            f"Authorization: Bearer {self._token}\r\n"
        )
        if raw:
            head += f"Content-Type: application/json\r\nContent-Length: {len(raw)}\r\n"
        status, answer = await self._send(head.encode() + b"\r\n" + raw)
        if status >= 400:
            raise OSError(f"{status} {path}")
        found: dict[str, Any] = json.loads(answer) if answer else {}
        return found

    async def _send(self, raw: bytes) -> tuple[int, bytes]:
        while self._kept:
            # One that the server has closed meanwhile shows it before anything is asked over it.
            kept = self._kept.pop()
            if not kept[0].at_eof() and not kept[1].is_closing():
                return await self._send_over(kept, raw)
            kept[1].transport.abort()
        return await self._send_over(await asyncio.open_connection(HOST, self._line.port), raw)

    async def _send_over(self, way: Way, raw: bytes) -> tuple[int, bytes]:
        is_done = False
        try:
            way[1].write(raw)
            await way[1].drain()
            answer = await _read_answer(way[0])
            is_done = True
            return answer
        finally:
            if is_done and self.keeps_ways:
                self._kept.append(way)
            else:
                way[1].transport.abort()

    async def _listen_for_ever(self) -> None:
        while True:
            with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
                await self._listen()
            self._again.set()
            await asyncio.sleep(random.uniform(0.3, 2.0))

    async def _listen(self) -> None:
        reader, writer = await asyncio.open_connection(HOST, self._line.port)
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await self._shake_hands(reader, writer)
            while True:
                # The server pings every ten seconds: a line on which nothing comes is dead.
                async with asyncio.timeout(25):
                    text = await _read_frame(reader)
                if text == "2":
                    writer.write(_frame("3"))
                elif text.startswith("0"):
                    writer.write(_frame("40/kitchen," + json.dumps({"token": self._token})))
                elif text.startswith(("40/kitchen", "42/kitchen")):
                    self._again.set()
        finally:
            writer.transport.abort()

    async def _shake_hands(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {HOST}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise OSError(head.split(b"\r\n")[0].decode())


async def _read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = 0
    for line in head.lower().split("\r\n"):
        if line.startswith("content-length:"):
            length = int(line.partition(":")[2])
    body = await reader.readexactly(length)
    return int(head.split(" ", 2)[1]), body


async def _read_frame(reader: asyncio.StreamReader) -> str:
    """The text of the next frame (RFC 6455, section 5.2); frames of a server carry no mask."""
    first, second = await reader.readexactly(2)
    length = second & 0x7F
    if length == 126:
        (length,) = struct.unpack(">H", await reader.readexactly(2))
    elif length == 127:
        (length,) = struct.unpack(">Q", await reader.readexactly(8))
    payload = await reader.readexactly(length)
    if first & 0x0F == _CLOSE:
        raise ConnectionResetError
    return payload.decode() if first & 0x0F == _TEXT else ""


def _frame(text: str) -> bytes:
    payload = text.encode()
    mask = os.urandom(4)
    head = bytes([0x80 | _TEXT])
    if len(payload) < 126:
        head += bytes([0x80 | len(payload)])
    else:
        head += bytes([0x80 | 126]) + struct.pack(">H", len(payload))
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
