"""A file that only takes up room: given up when the disk is full, so that the shop goes on.

Whoever finds the disk full gives it up; what was refused can then be tried again, and people have
time to make room. It is laid down anew when there is plenty. Nothing of value is ever in it.
"""

import errno
import logging
import os
import shutil
from pathlib import Path

log = logging.getLogger(__name__)

NAME = "ballast"
SIZE = 32 * 1024 * 1024
# Laid down only where it takes up little of what is free.
_PLENTY = 1024 * 1024 * 1024

# No room, or no more of it for this user.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def lay_down(folder: Path) -> bool:
    """Have the ballast in the folder if there is plenty of room; whether it is there."""
    file = folder / NAME
    if file.exists():
        return True
    if not hasattr(os, "posix_fallocate") or shutil.disk_usage(folder).free < _PLENTY:
        return False
    try:
        with file.open("xb") as opened:
            # Real blocks: a file of holes would free nothing.
            os.posix_fallocate(opened.fileno(), 0, SIZE)
    except OSError as error:
        log.warning("no ballast: %s", error)
        file.unlink(missing_ok=True)
        return False
    return True


def give_up(folder: Path) -> bool:
    """Free the room that the ballast takes; whether there was one."""
    file = folder / NAME
    if not file.exists():
        return False
    try:
        # Truncated first: a file system that is full may refuse to change a folder.
        os.truncate(file, 0)
        file.unlink()
    except OSError as error:
        log.warning("the ballast cannot be given up: %s", error)
        return False
    log.error("The disk was full: %d MB of ballast were given up.", SIZE // 1024 // 1024)
    return True
