"""Whether the demonstration is shown in the place of a shop that is still empty: a mark in a file.

The mark holds the hash of the token of the device that may end it. Standard library only: the
process that watches over the server reads it too.
"""

import os
from pathlib import Path

_NAME = ".demo-shown"


def mark(folder: Path, token_hash: str) -> None:
    """Mark the empty shop in `folder` as covered by the demonstration."""
    unfinished = folder / f"{_NAME}.part"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(token_hash)
    unfinished.replace(folder / _NAME)


def unmark(folder: Path) -> None:
    """Take the mark away."""
    (folder / _NAME).unlink(missing_ok=True)


def find(folder: Path) -> str | None:
    """The hash in the mark, None without a mark."""
    try:
        return (folder / _NAME).read_text(encoding="ascii")
    except FileNotFoundError:
        return None
