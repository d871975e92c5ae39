"""Files between their preview and their import, each known by a random token."""

import re
import shutil
from pathlib import Path
from typing import IO

from flask import current_app

from app.core import clock
from app.core.errors import Gone
from app.core.ids import new_code

_TOKEN = re.compile(r"[0-9a-z]{26}")
_KEPT_S = 3600


def keep(content: bytes, staff_id: str) -> str:
    """Keep a file for an hour, for the person who brought it; return its token."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _drop_old(folder)
    token = new_code(26)
    _file(token, staff_id).write_bytes(content)
    return token


def keep_stream(stream: IO[bytes], staff_id: str) -> str:
    """Keep a file too large for memory in the same way; return its token."""
    token = keep(b"", staff_id)
    with _file(token, staff_id).open("wb") as file:
        shutil.copyfileobj(stream, file)
    return token


def path_of(token: str, staff_id: str) -> Path:
    """Where the file behind a token lies. Raises Gone like `read`."""
    is_there = _TOKEN.fullmatch(token) is not None and _file(token, staff_id).is_file()
    if not is_there:
        raise Gone
    return _file(token, staff_id)


def read(token: str, staff_id: str) -> bytes:
    """The file behind a token. Raises Gone when it is not this person's, or no longer there."""
    if not _TOKEN.fullmatch(token):
        raise Gone
    _drop_old(_folder())
    try:
        return _file(token, staff_id).read_bytes()
    except FileNotFoundError:
        raise Gone from None


def drop(token: str, staff_id: str) -> None:
    """Forget a file that has been read."""
    _file(token, staff_id).unlink(missing_ok=True)


def _folder() -> Path:
    folder: Path = current_app.config["KAIFAN"].data_dir / "imports"
    return folder


def _file(token: str, staff_id: str) -> Path:
    return _folder() / f"{staff_id}-{token}.menu"


def _drop_old(folder: Path) -> None:
    for file in folder.glob("*.menu"):
        if file.stat().st_mtime < clock.now().timestamp() - _KEPT_S:
            file.unlink(missing_ok=True)
