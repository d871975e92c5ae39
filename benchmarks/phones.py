"""Open diner pages in a process of their own: each on its socket, looking again when it is told."""

import asyncio
import base64
import gzip
import json
import multiprocessing
import multiprocessing.connection
import os
import random
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from benchmarks.wire import HOST

# As static/js/diner/menu_live_controller.js waits, so that phones do not ask in step.
_WAIT_S = (0.030, 0.250)
_FORK = multiprocessing.get_context("fork")
# What is left of a thing by its id: None is plenty, 0 sold out.
Menu = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Seen:
    """When a phone first held this menu."""

    phone: int
    at: float
    etag: str


@dataclass
class _Phone:
    number: int
    token: str
    etag: str = ""
    is_waiting: bool = False
    tasks: set[asyncio.Task[None]] = field(default_factory=set)


class Phones:
    """So many phones with the menu open; a context manager. `seen` grows when it is gathered."""

    def __init__(self, port: int, tokens: Sequence[str], count: int) -> None:
        """`count` phones at the tables of `tokens`, in turns."""
        self._given = port, [tokens[number % len(tokens)] for number in range(count)]
        self.count = count
        self.menus: dict[str, Menu] = {}

    def __enter__(self) -> Self:
        """Open all pages; return when every one listens and holds the menu."""
        self._here, there = _FORK.Pipe()
        self._child = _FORK.Process(target=_live, args=(there, *self._given), daemon=True)
        self._child.start()
        there.close()
        if self._here.recv() != "ready":
            raise RuntimeError("a phone could not listen")
        return self

    def __exit__(self, *_: object) -> None:
        """Close all pages."""
        self._here.send("end")
        self._child.join(10)
        self._child.kill()

    def gather(self) -> list[Seen]:
        """Everything that phones came to hold since the last time."""
        self._here.send("gather")
        seen, menus = self._here.recv()
        self.menus.update(menus)
        return list(seen)


def _live(there: multiprocessing.connection.Connection, port: int, tokens: list[str]) -> None:
    asyncio.run(_House(there, port, tokens).run())


class _House:
    def __init__(
        self, there: multiprocessing.connection.Connection, port: int, tokens: list[str]
    ) -> None:
        self._there, self._port = there, port
        self._phones = [_Phone(number, token) for number, token in enumerate(tokens)]
        self._seen: list[Seen] = []
        self._menus: dict[str, Menu] = {}

    async def run(self) -> None:
        for phone in self._phones:
            reader, writer = await self._connect(phone)
            phone.tasks.add(asyncio.create_task(self._listen(phone, reader, writer)))
            await self._ask(phone)
        self._seen.clear()
        self._there.send("ready")
        while await asyncio.to_thread(self._there.recv) != "end":
            seen, self._seen = self._seen, []
            menus, self._menus = self._menus, {}
            self._there.send((seen, menus))
        for task in [task for phone in self._phones for task in phone.tasks]:
            task.cancel()

    async def _connect(self, phone: _Phone) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open the socket as socket.io-client does, and enter the diners' namespace."""
        reader, writer = await asyncio.open_connection(HOST, self._port)
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {HOST}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(head.decode("latin-1"))
        await _frame(reader)
        _say(writer, "40/diner," + json.dumps({"token": phone.token}))
        answer = await _frame(reader)
        if not answer.startswith("40/diner"):
            raise ConnectionError(answer)
        return reader, writer

    async def _listen(
        self, phone: _Phone, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while True:
            text = await _frame(reader)
            if text == "2":
                _say(writer, "3")
            elif text.startswith("42/diner,"):
                _name, hint = json.loads(text.removeprefix("42/diner,"))
                if hint.get("topic") != "orders" and not phone.is_waiting:
                    phone.is_waiting = True
                    task = asyncio.create_task(self._look(phone))
                    phone.tasks.add(task)
                    task.add_done_callback(phone.tasks.discard)

    async def _look(self, phone: _Phone) -> None:
        await asyncio.sleep(random.uniform(*_WAIT_S))
        phone.is_waiting = False
        await self._ask(phone)

    async def _ask(self, phone: _Phone) -> None:
        """Fetch the menu as a browser does whose kept connection has gone."""
        reader, writer = await asyncio.open_connection(HOST, self._port)
        known = f"If-None-Match: {phone.etag}\r\n" if phone.etag else ""
        writer.write(
            f"GET /api/v1/menu HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {phone.token}\r\n"
            f"Accept-Encoding: gzip\r\n{known}Connection: close\r\n\r\n".encode()
        )
        answer = await reader.read(-1)
        at = time.monotonic()
        writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n")[0]:
            return
        headers = dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:])
        etag = _etag(head)
        if etag not in self._menus:
            packed = headers.get(b"content-encoding") == b"gzip"
            self._menus[etag] = _left(gzip.decompress(body) if packed else body)
        phone.etag = etag
        self._seen.append(Seen(phone.number, at, etag))


def _etag(head: bytes) -> str:
    lines = head.decode("latin-1").split("\r\n")
    return next(line[5:].strip() for line in lines if line.lower().startswith("etag:"))


def _left(body: bytes) -> Menu:
    """What is left of every dish and option."""
    found: Menu = {}
    for category in json.loads(body)["categories"]:
        for dish in category["dishes"]:
            found[dish["id"]] = dish["remaining"] if dish["available"] else 0
            for group in dish["option_groups"]:
                for option in group["options"]:
                    found[option["id"]] = None if option["available"] else 0
    return found


def _say(writer: asyncio.StreamWriter, text: str) -> None:
    """One text frame of a client: masked, shorter than 64 KB."""
    data, mask = text.encode(), os.urandom(4)
    length = (
        bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + struct.pack(">H", len(data))
    )
    masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))
    writer.write(b"\x81" + length + mask + masked)


async def _frame(reader: asyncio.StreamReader) -> str:
    """The next text frame of the server, which sends no parts."""
    head = await reader.readexactly(2)
    length = head[1] & 0x7F
    if length >= 126:
        wide = await reader.readexactly(2 if length == 126 else 8)
        length = int.from_bytes(wide, "big")
    data = await reader.readexactly(length)
    if head[0] & 0x0F == 8:
        raise ConnectionError("the server hung up")
    return data.decode()
