"""飞鹅, 芯烨云 and 易联云 on a local port: forms, JSON, signatures, tokens, errors inside a 200."""

import hashlib
import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

USER, KEY, DEVICE = "shop@example.test", "k3y-of-the-shop", "918500001"
_CLOCK_S = 300


class CloudPrinters:
    """One account and one printer at each service.

    `printer` is "on", "off" or "no_paper"; a job is printed after being asked for `asks` times,
    never when it is None. `printed` are the contents in the order they came.
    """

    def __init__(self, now: float) -> None:
        self.now = now
        self.printer = "on"
        self.asks: int | None = 1
        self.printed: list[str] = []
        self.calls: list[str] = []
        self.tokens: list[str] = []
        self.http_status = 200
        self._asked: dict[str, int] = {}
        self._ids: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends the service."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def expire_tokens(self) -> None:
        """Every token given out so far is no longer good."""
        self.tokens = [f"expired {token}" for token in self.tokens]

    def answer(self, path: str, fields: dict[str, str]) -> dict[str, Any]:
        """The service's answer to one call."""
        if path == "/Api/Open/":
            return self._feie(fields)
        if path.startswith("/api/openapi/xprinter/"):
            return self._xpyun(path.rpartition("/")[2], fields)
        return self._yilianyun(path, fields)

    def _feie(self, fields: dict[str, str]) -> dict[str, Any]:
        self.calls.append(fields["apiname"])
        problem = self._wrong(fields["user"], fields["stime"], fields["sig"], _sha1)
        if problem:
            return {"msg": problem, "ret": -2, "data": None, "serverExecutedTime": 1}
        if fields.get("sn", DEVICE) != DEVICE:
            return {"msg": "sn不存在", "ret": 1001, "data": None, "serverExecutedTime": 1}
        data: Any = None
        match fields["apiname"]:
            case "Open_queryPrinterStatus":
                data = {"on": "在线，工作状态正常", "off": "离线",
                        "no_paper": "在线，工作状态不正常"}[self.printer]  # fmt: skip
            case "Open_printMsg":
                assert int(fields["expired"]) > self.now
                if len(fields["content"].encode()) > 5000:
                    return {"msg": "内容过长", "ret": 1004, "data": None}
                data = self._take(fields["content"])
            case "Open_queryOrderState":
                data = self._is_printed(fields["orderid"])
        return {"msg": "ok", "ret": 0, "data": data, "serverExecutedTime": 3}

    def _xpyun(self, name: str, fields: dict[str, Any]) -> dict[str, Any]:
        self.calls.append(name)
        problem = self._wrong(fields["user"], fields["timestamp"], fields["sign"], _sha1)
        if problem or fields.get("sn", DEVICE) != DEVICE:
            return {"code": -2 if problem else 1002, "msg": problem or "打印机未注册", "data": None}
        data: Any = None
        match name:
            case "queryPrinterStatus":
                data = {"on": 1, "off": 0, "no_paper": 2}[self.printer]
            case "print":
                if self.printer == "off" and fields["mode"] == 0:
                    return {"code": 1003, "msg": "打印机不在线", "data": None}
                data = self._take(fields["content"])
            case "queryOrderState":
                data = self._is_printed(fields["orderId"])
        return {"code": 0, "msg": "ok", "data": data, "serverExecutedTime": 2}

    def _yilianyun(self, path: str, fields: dict[str, str]) -> dict[str, Any]:
        self.calls.append(path)
        signed = fields["client_id"] + fields["timestamp"] + KEY
        right = hashlib.md5(signed.encode(), usedforsecurity=False).hexdigest()
        if fields["client_id"] != USER or fields["sign"] != right:
            return {"error": "11", "error_description": "sign验证失败"}
        if fields["id"] in self._ids:
            return {"error": "33", "error_description": "uuid不合法"}
        self._ids.add(fields["id"])
        if path == "/oauth/oauth":
            self.tokens.append(f"token-{len(self.tokens) + 1}")
            return {"error": "0", "error_description": "success",
                    "body": {"access_token": self.tokens[-1], "expires_in": 2_592_000}}  # fmt: skip
        if fields["access_token"] not in self.tokens:
            return {"error": "18", "error_description": "access_token过期或错误"}
        if fields["machine_code"] != DEVICE:
            return {"error": "8", "error_description": "打印机信息错误"}
        body: dict[str, Any] = {}
        match path:
            case "/printer/getprintstatus":
                body = {"state": {"off": "0", "on": "1", "no_paper": "2"}[self.printer]}
            case "/print/index":
                assert len(fields["origin_id"]) <= 32
                body = {"id": self._take(fields["content"]), "origin_id": fields["origin_id"]}
            case "/printer/getorderstatus":
                body = {"status": 1 if self._is_printed(fields["order_id"]) else 0}
        return {"error": "0", "error_description": "success", "body": body}

    def _wrong(self, user: str, stamp: str, signature: str, digest: Any) -> str:
        if abs(float(stamp) - self.now) > _CLOCK_S:
            return "时间戳已过期"
        if user != USER or signature != digest(USER + KEY + stamp):
            return "验证失败 : 签名错误"
        return ""

    def _take(self, content: str) -> str:
        self.printed.append(content)
        return f"{DEVICE}_20260102123100_{len(self.printed)}"

    def _is_printed(self, order: str) -> bool:
        self._asked[order] = self._asked.get(order, 0) + 1
        return self.asks is not None and self._asked[order] >= self.asks


def _sha1(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _handler(service: CloudPrinters) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            is_json = self.headers["Content-Type"].startswith("application/json")
            pairs = {key: each[0] for key, each in urllib.parse.parse_qs(body).items()}
            answer = service.answer(self.path, json.loads(body) if is_json else pairs)
            raw = json.dumps(answer).encode()
            self.send_response(service.http_status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: Any) -> None:
            """Nothing on the terminal."""

    return Handler
