"""Who works on a data folder: a lock that the system frees even when its owner is killed.

Servers and commands share it; a restore needs it for itself. Standard library only: the process
that watches over the server stays small.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_NAME = ".in-use"
# Whoever only asks holds the lock for an instant; a start waits for longer than that.
_PATIENCE_S = 2.0


class Occupied(RuntimeError):
    """Somebody else works on the data folder; the text says who and what to do."""


@contextmanager
def shared(folder: Path) -> Iterator[None]:
    """Work on the folder beside others. Raises Occupied during a restore."""
    with (folder / _NAME).open("a+", encoding="utf-8") as file:
        deadline = time.monotonic() + _PATIENCE_S
        while not _try_lock(file, alone=False):
            if time.monotonic() > deadline:
                raise Occupied(
                    f"A backup is being restored into {folder}. Wait for its end, then start again."
                )
            time.sleep(0.05)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Have the folder for oneself. Raises Occupied while a server or a command works on it."""
    with (folder / _NAME).open("a+", encoding="utf-8") as file:
        if not _try_lock(file, alone=True):
            raise Occupied(
                f"Kaifan is running on {folder} (process {_pid(file)}). Stop it first: press Ctrl-C"
                " in its window, or stop its service."
            )
        yield


def find_occupant(folder: Path) -> str | None:
    """The process id, as text, of whoever works on the folder; None when nobody does."""
    if not (folder / _NAME).exists():
        return None
    with (folder / _NAME).open("a+", encoding="utf-8") as file:
        return None if _try_lock(file, alone=True) else _pid(file)


def _pid(file: TextIO) -> str:
    with suppress(OSError):
        file.seek(0)
        return file.read(20).strip() or "?"
    return "?"


def _try_lock(file: TextIO, *, alone: bool) -> bool:
    try:
        if sys.platform == "win32":
            # Far behind the text: a locked byte could not be read by who wants to name the owner.
            file.seek(1_000_000)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
            fcntl.flock(file, kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
