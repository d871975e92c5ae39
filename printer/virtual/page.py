"""The machine's page: its paper, its switches, and what of each job nobody understood."""

import html
import json
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any
from urllib.parse import parse_qs, urlsplit

from printer.decode import decode
from printer.decoded import Unknown
from printer.language import Language
from printer.paper import MM58, MM80, Paper
from printer.preview import to_html
from printer.virtual.machine import Job, Machine

_WAIT_S = 20.0
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "zh": {
        "title": "虚拟打印机", "listens": "正在监听 {host}:{port}，任何软件都可以打印到这里。",
        "paper_ok": "有纸", "paper_near_end": "纸快完", "paper_out": "缺纸",
        "cover": "开盖", "offline": "脱机", "stall": "卡住（不再接收）", "silent": "不回答状态",
        "reset": "断电重启", "clear": "撕掉全部",
        "empty": "还没有打印。把收银软件的打印机地址设成上面的地址试试。",
        "held": "还在缓存里：{count} 字节", "lost": "断电时丢失：{count} 字节",
        "coming": "正在接收",
        "unknown": "不认识的指令：{count} 条", "raw": "原始字节", "from": "来自 {sender}",
        "bytes": "{count} 字节", "paper": "纸宽", "state": "状态",
    },
    "en": {
        "title": "Virtual printer",
        "listens": "Listening on {host}:{port}: print to it from any software.",
        "paper_ok": "Paper", "paper_near_end": "Paper near its end", "paper_out": "No paper",
        "cover": "Cover open", "offline": "Offline", "stall": "Stalled (reads no more)",
        "silent": "Answers nothing", "reset": "Power off and on", "clear": "Tear all off",
        "empty": "Nothing printed yet. Set your till software's printer to the address above.",
        "held": "Still in the buffer: {count} bytes", "lost": "Lost at power-off: {count} bytes",
        "coming": "Receiving", "unknown": "Unknown commands: {count}", "raw": "Raw bytes",
        "from": "from {sender}", "bytes": "{count} bytes", "paper": "Paper", "state": "State",
    },
}  # fmt: skip
_SWITCHES = {"cover": "is_cover_open", "offline": "is_offline", "stall": "is_stalled",
             "silent": "is_silent"}  # fmt: skip


def serve(machine: Machine, host: str, port: int, address: tuple[str, int]) -> ThreadingHTTPServer:
    """The page's server, not yet running; `address` is where the machine is printed to."""
    handler = type("Handler", (_Handler,), {"machine": machine, "address": address})
    server = ThreadingHTTPServer((host, port), handler)
    server.daemon_threads = True
    return server


def jobs_html(machine: Machine, paper: Paper, language: Language) -> str:
    """All jobs, newest first."""
    words = _WORDS[language]
    jobs = list(machine.jobs)
    if not jobs:
        return f'<p class="empty">{html.escape(words["empty"])}</p>'
    return "".join(_job_html(job, paper, language) for job in jobs)


def _job_html(job: Job, paper: Paper, language: Language) -> str:
    words = _WORDS[language]
    found = decode(job.paper)
    unknown = [each for each in found if isinstance(each, Unknown)]
    held = len(job.received) - job.printed
    notes = [words["bytes"].format(count=len(job.received))]
    notes.append(words["from"].format(sender=job.sender))
    if held:
        notes.append(words["lost" if job.was_lost else "held"].format(count=held))
    if not job.is_over:
        notes.append(words["coming"])
    moment = time.strftime("%H:%M:%S", time.localtime(job.at))
    head = f"<h2>#{job.number} <time>{moment}</time></h2><p>{html.escape(' · '.join(notes))}"
    head += f' · <a href="/jobs/{job.number}.bin" download>{html.escape(words["raw"])}</a></p>'
    listed = ""
    if unknown:
        rows = "".join(f"<li><code>{each.raw[:32].hex(' ')}</code></li>" for each in unknown)
        title = html.escape(words["unknown"].format(count=len(unknown)))
        listed = f"<details><summary>{title}</summary><ul>{rows}</ul></details>"
    return f"<article>{head}{to_html(found, paper, language)}{listed}</article>"


class _Handler(BaseHTTPRequestHandler):
    machine: Machine
    address: tuple[str, int]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """The page, its jobs once they are other ones, a job's bytes, the style."""
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        if url.path == "/":
            self._send(self._page(query), "text/html")
        elif url.path == "/jobs":
            self._send(self._jobs(query), "application/json")
        elif url.path == "/style.css":
            self._send(_file("style.css"), "text/css")
        elif url.path == "/page.js":
            self._send(_file("page.js"), "text/javascript")
        else:
            self._send_bytes(url.path)

    def do_POST(self) -> None:
        """One of the switches."""
        length = min(int(self.headers.get("Content-Length") or 0), 10_000)
        form = {
            key: values[0] for key, values in parse_qs(self.rfile.read(length).decode()).items()
        }
        origin = self.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != self.headers.get("Host"):
            # Another site in the same browser must not play with the printer.
            self._send("", "text/plain", 403)
            return
        self._act(form)
        self._send("{}", "application/json")

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal for every look."""

    def _act(self, form: Mapping[str, str]) -> None:
        match form.get("do"):
            case "reset":
                self.machine.reset()
            case "clear":
                self.machine.clear()
            case "paper" if form.get("value") in ("ok", "near_end", "out"):
                self.machine.change(paper=form["value"])
            case switch if switch in _SWITCHES:
                self.machine.change(**{_SWITCHES[switch]: form.get("value") == "1"})

    def _language(self, query: Mapping[str, str]) -> Language:
        wanted = query.get("lang") or self.headers.get("Accept-Language") or "zh"
        return "en" if wanted.lower().startswith("en") else "zh"

    def _jobs(self, query: Mapping[str, str]) -> str:
        seen = int(query["seen"][:18]) if query.get("seen", "").isdecimal() else -1
        version = self.machine.wait(seen, _WAIT_S)
        paper = MM58 if query.get("mm") == "58" else MM80
        state = self.machine.state
        told = {
            "version": version,
            "jobs": jobs_html(self.machine, paper, self._language(query)),
            "paper": state.paper,
            **{name: getattr(state, switch) for name, switch in _SWITCHES.items()},
        }
        return json.dumps(told, ensure_ascii=False)

    def _page(self, query: Mapping[str, str]) -> str:
        language = self._language(query)
        words = {key: html.escape(value) for key, value in _WORDS[language].items()}
        host, port = self.address
        words["listens"] = words["listens"].format(host=host, port=port)
        switches = "".join(
            f'<label><input type="checkbox" name="{name}"> {words[name]}</label>'
            for name in _SWITCHES
        )
        radio = '<label><input type="radio" name="paper" value="{}"> {}</label>'
        kinds = ("ok", "near_end", "out")
        papers = "".join(radio.format(kind, words[f"paper_{kind}"]) for kind in kinds)
        return _file("page.html").format(
            lang="en" if language == "en" else "zh-CN", language=language, switches=switches,
            papers=papers, **words,
        )  # fmt: skip

    def _send_bytes(self, path: str) -> None:
        number = path.removeprefix("/jobs/").removesuffix(".bin")
        job = next((each for each in list(self.machine.jobs) if str(each.number) == number), None)
        if job is None:
            self._send("", "text/plain", 404)
        else:
            self._send(bytes(job.received), "application/octet-stream")

    def _send(self, body: str | bytes, kind: str, status: int = 200) -> None:
        raw = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("Cache-Control", "no-store")
        self.send_header(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:;"
            " connect-src 'self'; frame-ancestors 'none'",
        )
        self.end_headers()
        self.wfile.write(raw)


def _file(name: str) -> str:
    return resources.files("printer.virtual").joinpath(name).read_text("utf-8")
