"""Memory that many threads share."""

import ctypes
import platform
import subprocess
import sys

import pytest

from app.config import PROJECT_ROOT
from app.core import heap

THREADS = 8

# Threads that each hold some memory of the C library's, all at once; then its arenas are counted,
# which lie at multiples of 64 MB.
_COUNT = f"""
import re, sys, threading
from app.core import heap
if sys.argv[1] == "shared":
    heap.share()
held, gate = [], threading.Barrier({THREADS} + 1)
def hold():
    held.append(bytearray(2_000))
    gate.wait()
    gate.wait()
threads = [threading.Thread(target=hold) for _ in range({THREADS})]
for each in threads: each.start()
gate.wait()
starts = re.findall(r"^([0-9a-f]+)-", open("/proc/self/maps").read(), re.MULTILINE)
print(sum(int(start, 16) % (64 << 20) == 0 for start in starts))
gate.wait()
"""

glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="a setting of glibc's")


def arenas(how: str) -> int:
    made = subprocess.run(
        [sys.executable, "-c", _COUNT, how],
        cwd=PROJECT_ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(made.stdout)


@glibc
def test_threads_share_few_arenas() -> None:
    # The first is the ordinary heap, which lies elsewhere.
    assert arenas("shared") <= heap.ARENAS - 1


@glibc
def test_control_left_alone_each_thread_has_its_own() -> None:
    assert arenas("alone") >= THREADS


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    heap.share()
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(ctypes, "CDLL", None)
    heap.share()
