"""What the server writes down: one JSON object a line, with whose request it was, without secrets.

What a request or a job is about lies in a context of its own; every line written meanwhile carries
it. The file lies in the data folder and is readable by its owner alone.
"""

import gzip
import json
import logging
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from app.core.ids import new_id

FOLDER = "logs"
FILE = "server.jsonl"
MASK = "***"

# Forty compressed files of 40,000 lines each: well over the six months that the Cybersecurity Law
# of China asks for in a busy shop, and no flood of requests can fill the disk.
_FILE_BYTES = 10 * 1024 * 1024
_FILES_KEPT = 40

_about: ContextVar[dict[str, Any] | None] = ContextVar("kaifan.about", default=None)

# A member of this name is masked whatever it holds.
_SECRET_NAMES = re.compile(
    r"passw|secret|token|pin$|^pin|otp|cookie|authori[sz]ation|api_?key|private|phone|mobile|openid"
    r"|address|email|^name$|person|contact|birthday",
    re.IGNORECASE,
)
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    # "password=…", "'pin': '…'", "Authorization: Bearer …" inside a sentence or a traceback.
    (
        re.compile(
            r"(?i)\b(passw\w*|pin|token|secret|authorization|cookie|api_?key|openid)"
            r"(['\"]?\s*[:=]\s*['\"]?)(?:bearer\s+)?[^\s'\",;&)]+"
        ),
        rf"\1\2{MASK}",
    ),
    (re.compile(r"(?i)\bbearer\s+\S+"), f"Bearer {MASK}"),
    # An e-mail address; a Chinese identity number; a mobile number, as it is or with its country.
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), MASK),
    (re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])"), MASK),
    (re.compile(r"(?<![0-9A-Za-z])(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?![0-9A-Za-z])"), MASK),
    # A user and password within an address, such as that of a database.
    (re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"), MASK),
)
# Most texts of a line: our ids, names of views, words. No pattern above can find anything in them,
# for want of digits, of a sign before a value, or of length.
_HARMLESS = re.compile(r"[0-9a-z]{26}|(?!.*bearer)[^=:@0-9]{0,31}", re.IGNORECASE | re.DOTALL)
# Controls but for the line's end, and what readers take for one; marks that turn the writing round.
_SIGNS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
# Our tokens, keys and hashes: long runs that mix letters and digits. Ids have 26 and stay.
_LONG_RUN = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{32,}(?![\w-])")
_as_json = json.JSONEncoder(ensure_ascii=False, default=str).encode


def mask(text: str) -> str:
    """`text` without secrets and without what names or reaches a person."""
    if _HARMLESS.fullmatch(text):
        return text
    for pattern, stead in _PATTERNS:
        text = pattern.sub(stead, text)
    return _LONG_RUN.sub(_mask_run, text)


def _mask_run(found: re.Match[str]) -> str:
    run = found.group()
    is_mixed = any(sign.isdigit() for sign in run) and any(sign.isalpha() for sign in run)
    return MASK if is_mixed else run


@contextmanager
def about(**facts: Any) -> Iterator[None]:
    """Let every line written in the block carry `facts`, beside those of the block around it."""
    before = _about.set({**(_about.get() or {}), **facts})
    try:
        yield
    finally:
        _about.reset(before)


def start(**facts: Any) -> str:
    """Begin a new context, as a request does; what was before is gone. The id it is given."""
    started = {"request": new_id(), **facts}
    _about.set(started)
    return str(started["request"])


def stop() -> None:
    """End the context: this thread works for somebody else next."""
    _about.set(None)


def note(**facts: Any) -> None:
    """Add what has become known, such as who asks or which order it is, to the present context."""
    context = _about.get()
    if context is not None:
        context.update(facts)


class JsonLines(logging.Formatter):
    """A record as one line of JSON: when, how grave, what, and whose."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, masked."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": mask(record.getMessage()),
            **_without_secrets({**(_about.get() or {}), **getattr(record, "facts", {})}),
        }
        if record.exc_info:
            line["error"] = mask(self.formatException(record.exc_info))
        return _without_signs(_as_json(line))


class PlainLines(logging.Formatter):
    """A record as people read it on the terminal, masked, with its request's id behind."""

    def format(self, record: logging.LogRecord) -> str:
        """The line or lines."""
        request = (_about.get() or {}).get("request")
        # A line that somebody else's text began is set in, so that none looks like one of ours.
        text = _without_signs(mask(super().format(record))).replace("\n", "\n    ")
        return f"{text} [{request}]" if request else text


def _without_signs(text: str) -> str:
    """`text` with what would end a line, steer a terminal or turn the writing round spelled out."""
    return _SIGNS.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _without_secrets(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        name: MASK
        if _is_secret(name) and value
        else mask(value)
        if isinstance(value, str)
        else value
        for name, value in facts.items()
    }


@lru_cache(maxsize=1024)
def _is_secret(name: str) -> bool:
    return _SECRET_NAMES.search(name) is not None


class PrivateFile(RotatingFileHandler):
    """A file of lines that only its owner may read; older ones are kept beside it, compressed."""

    def _open(self) -> Any:
        _make_private(self.baseFilename)
        return super()._open()

    def shouldRollover(self, _record: logging.LogRecord) -> bool:  # noqa: N802 - as the library's
        """Whether the file is full; the line that fills it still stands in it.

        The library writes each line a second time, to know beforehand how long it will be.
        """
        if self.stream is None:
            self.stream = self._open()
        return 0 < self.maxBytes <= self.stream.tell()

    def rotation_filename(self, default_name: str) -> str:
        """The name of an older file."""
        return f"{default_name}.gz"

    def rotate(self, source: str, dest: str) -> None:
        """Compress the full file under its new name."""
        _make_private(dest)
        with Path(source).open("rb") as plain, gzip.open(dest, "wb", compresslevel=1) as packed:
            shutil.copyfileobj(plain, packed)
        Path(source).unlink()


def _make_private(file: str) -> None:
    """Make a file before anybody else's rights can apply to it."""
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))


def configure(data_dir: Path, *, worker: int = 1) -> None:
    """Write faults to the terminal and everything to the file in `data_dir`; again is the same.

    Each worker process has a file of its own: two must not turn the same one over.
    """
    root = logging.getLogger()
    for former in [each for each in root.handlers if getattr(each, "is_kaifans", False)]:
        root.removeHandler(former)
        former.close()
    terminal: logging.Handler = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.WARNING)
    terminal.setFormatter(PlainLines("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handlers = [terminal, *_file_in(data_dir, worker)]
    for handler in handlers:
        handler.is_kaifans = True  # type: ignore[attr-defined]
        root.addHandler(handler)
    logging.getLogger("app").setLevel(logging.INFO)
    logging.getLogger("kaifan").setLevel(logging.INFO)


def _file_in(data_dir: Path, worker: int) -> list[logging.Handler]:
    """The file's handler; none, and a word about it, where it cannot be written."""
    name = FILE if worker == 1 else FILE.replace(".", f"-{worker}.", 1)
    try:
        (data_dir / FOLDER).mkdir(mode=0o700, exist_ok=True)
        handler = PrivateFile(
            data_dir / FOLDER / name,
            maxBytes=_FILE_BYTES,
            backupCount=_FILES_KEPT,
            encoding="utf-8",
        )
    except OSError as error:
        logging.getLogger(__name__).warning("no log file in %s: %s", data_dir, error)
        return []
    handler.setFormatter(JsonLines())
    return [handler]
