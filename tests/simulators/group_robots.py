"""The robots' services of WeCom, DingTalk and Feishu: they check keys and signatures.

Like the real ones they answer HTTP 200 whatever is wrong, and say it in the body.
"""

import base64
import hashlib
import hmac
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY, SECRET = "693a91f6-7xxx", "SECabc"
_HOUR = 3600


@dataclass
class RobotServer:
    """A server that keeps what the groups were told; `trouble` answers the next calls."""

    now: float
    told: list[tuple[str, str]] = field(default_factory=list)
    trouble: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                answer = outer.answer(self.path, body)
                said = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: Any) -> None:
                """Silence."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def base(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        """End."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What the service says to a call."""
        if self.trouble:
            return self.trouble.pop(0)
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/cgi-bin/webhook/send":
            return self._wecom(query, body)
        if parts.path == "/robot/send":
            return self._dingtalk(query, body)
        return self._feishu(parts.path, body)

    def _wecom(self, query: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        if query.get("key") != KEY:
            return {"errcode": 93000, "errmsg": "invalid webhook url"}
        text = body["text"]["content"]
        if len(text.encode()) > 2048:
            return {"errcode": 40058, "errmsg": "exceed max length 2048"}
        return self._took("wecom", text, {"errcode": 0, "errmsg": "ok"})

    def _dingtalk(self, query: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        stamp = query.get("timestamp", "0")
        said = f"{stamp}\n{SECRET}".encode()
        right = base64.b64encode(hmac.new(SECRET.encode(), said, hashlib.sha256).digest())
        is_fresh = abs(self.now - int(stamp) / 1000) < _HOUR
        if not is_fresh or query.get("sign") != right.decode():
            return {"errcode": 310000, "errmsg": "sign not match"}
        return self._took("dingtalk", body["text"]["content"], {"errcode": 0, "errmsg": "ok"})

    def _feishu(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        stamp = body.get("timestamp", "0")
        key = f"{stamp}\n{SECRET}".encode()
        right = base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
        is_fresh = abs(self.now - int(stamp)) < _HOUR
        if not path.endswith(KEY) or not is_fresh or body.get("sign") != right:
            return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}
        return self._took("feishu", body["content"]["text"], {"code": 0, "msg": "success"})

    def _took(self, service: str, text: str, answer: dict[str, Any]) -> dict[str, Any]:
        self.told.append((service, text))
        return answer
