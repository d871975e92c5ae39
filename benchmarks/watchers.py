"""Who waits for an order: a kitchen screen on its socket, a network printer on its port."""

import re
import socket
import socketserver
import threading
import time
from contextlib import suppress
from typing import Self

import socketio

from benchmarks.shop import Shop
from benchmarks.wire import HOST
from printer.decode import decode
from printer.decoded import Line

_STATUS = re.compile(rb"\x10\x04(.)|(\x1dr\x01)", re.DOTALL)
_ALL_WELL = {1: b"\x12", 2: b"\x12", 4: b"\x12"}
_NUMBER = re.compile(r"(?<!\d)(\d{4,})(?!\d)")


class KitchenScreen:
    """A screen that notes when the server hints at new events; a context manager."""

    def __init__(self, shop: Shop) -> None:
        """Listen as the kitchen's own account."""
        self._shop = shop
        self.hints: list[tuple[float, int]] = []
        self._client = socketio.Client(reconnection=False, request_timeout=60)
        self._client.on("hint", self._note, namespace="/kitchen")

    def __enter__(self) -> Self:
        """Connect; hints are noted from now on."""
        token = self._shop.token("kitchen")
        self._client.connect(
            f"http://{HOST}:{self._shop.port}",
            auth={"token": token},
            namespaces=["/kitchen"],
            transports=["websocket"],
            wait_timeout=60,
        )
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self._client.disconnect()

    def delays(self, sent_at: dict[str, float]) -> list[float]:
        """Seconds from each order's sending, by order number, to the first hint that covers it."""
        seq_of = self._sequences()
        hints = sorted(self.hints)
        found = []
        for number, at in sent_at.items():
            first = next((t for t, seq in hints if seq >= seq_of[number]), None)
            found.append(first - at if first is not None else float("inf"))
        return found

    def _note(self, hint: dict[str, object]) -> None:
        if not hint.get("topic"):
            self.hints.append((time.monotonic(), int(str(hint["seq"]))))

    def _sequences(self) -> dict[str, int]:
        """The last event that announced a ticket of each order, by the order's number."""
        token = self._shop.token("kitchen")
        since, found = 0, {}
        while True:
            feed = self._shop.ask("GET", f"/kitchen/events?since={since}", token=token).json()
            for event in feed["events"]:
                if event["kind"] == "ticket_opened":
                    found[event["ticket"]["order_number"]] = event["seq"]
            if not feed["events"]:
                return found
            since = feed["events"][-1]["seq"]


class NetworkPrinter:
    """A printer of our own on a free port, always well; a context manager."""

    def __init__(self) -> None:
        """Listen at once, so that the port is known before the shop starts."""
        self.first_bytes: dict[str, float] = {}
        self._server = _Server((HOST, 0), _Job)
        self._server.printer = self
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> Self:
        """Answer in a thread."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()

    def note(self, job: bytes, first_byte_at: float) -> None:
        """Keep when the first slip of an order began to arrive, by the number on the slip."""
        texts = " ".join(each.text for each in decode(job) if isinstance(each, Line))
        number = _NUMBER.search(texts)
        if number is not None:
            self.first_bytes.setdefault(number[1], first_byte_at)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    printer: NetworkPrinter


class _Job(socketserver.BaseRequestHandler):
    """One connection: status questions are answered, the rest is the job."""

    server: _Server
    request: socket.socket

    def handle(self) -> None:
        received, answered, first_byte_at = bytearray(), 0, 0.0
        with suppress(OSError):
            while chunk := self.request.recv(65_536):
                received += chunk
                questions = list(_STATUS.finditer(received))
                if not first_byte_at and _STATUS.sub(b"", bytes(received)):
                    first_byte_at = time.monotonic()
                for question in questions[answered:]:
                    reply = b"\x00" if question[2] else _ALL_WELL.get(question[1][0])
                    if reply:
                        self.request.sendall(reply)
                answered = len(questions)
        if first_byte_at:
            self.server.printer.note(_STATUS.sub(b"", bytes(received)), first_byte_at)
