"""A small HTTP server in a thread, and the faults that every simulator can be told to have."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Headers = dict[str, str]
Answer = tuple[int, Headers, bytes]
Serve = Callable[[str, str, Headers, bytes], Answer]


@dataclass
class Faults:
    """What goes wrong from now on. `only` names a part of the path that it is limited to.

    `down`: no connection is answered. `loses_answer`: it is done, and the answer never arrives.
    `status`: this status instead of doing it. `garbage`: rubbish instead of an answer.
    `forges`: the answer's signature is wrong. `slow_s`: it takes so long.
    """

    down: bool = False
    loses_answer: bool = False
    status: int = 0
    garbage: bool = False
    forges: bool = False
    slow_s: float = 0.0
    only: str = ""
    times: int = 1_000_000

    def strikes(self, path: str) -> bool:
        return self.times > 0 and self.only in path

    def used(self) -> None:
        self.times -= 1


@dataclass
class Server:
    """The server; `calls` is what it was asked, by method and path."""

    serve: Serve
    faults: Faults = field(default_factory=Faults)
    calls: list[str] = field(default_factory=list)

    def start(self) -> str:
        """Listen; the address."""
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return f"http://127.0.0.1:{self._http.server_port}"

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _answer(self, method: str, path: str, headers: Headers, body: bytes) -> Answer | None:
        self.calls.append(f"{method} {path}")
        faults = self.faults
        if not faults.strikes(path):
            return self.serve(method, path, headers, body)
        faults.used()
        if faults.slow_s:
            time.sleep(faults.slow_s)
        if faults.down:
            return None
        if faults.status:
            return faults.status, {"Content-Type": "application/json"}, b'{"code":"SYSTEM_ERROR"}'
        if faults.garbage:
            return 200, {"Content-Type": "application/json"}, b"<html>gateway</html>"
        answer = self.serve(method, path, headers, body)
        return None if faults.loses_answer else answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                headers = {name.title(): value for name, value in self.headers.items()}
                answer = server._answer(self.command, self.path, headers, body)
                self.close_connection = True
                if answer is None:
                    return
                status, more, content = answer
                with suppress(OSError):
                    self.send_response(status)
                    for name, value in more.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(content)))
                    self.send_header("Connection", "close")
                    self.end_headers()
                    self.wfile.write(content)

            do_POST = do_GET  # noqa: N815 - the library's name

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        return Handler
