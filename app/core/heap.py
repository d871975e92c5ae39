"""How the C library keeps the memory of many threads."""

import ctypes
import sys

# glibc's own number of the setting, from malloc.h.
_M_ARENA_MAX = -8
ARENAS = 2


def share() -> None:
    """Let all threads share two arenas. To be called before there are threads.

    Left alone, glibc gives each thread one until there are eight a core, and what a thread gave
    back stays in its own: a burst of phones left a third more memory behind. As Python runs one
    thread at a time, they hardly ever wait for each other.
    """
    if sys.platform != "linux":
        return
    # Another C library has no such setting, and no such habit.
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_M_ARENA_MAX, ARENAS)
