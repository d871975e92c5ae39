"""kill -9 of a real server while it prints: at points of the job, and between send and mark.

Orders are placed while a network printer takes slips; the server is killed at the chosen point and
started again. At the end each order's slip must be on paper, and any further copy must say so.
"""

import contextlib
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.faults.printers import BreakingPrinter, Way
from benchmarks.faults.result import Result
from benchmarks.shop import API, ROOT, fresh_folder
from benchmarks.wire import HOST, Connection, request
from printer.decode import decode
from printer.decoded import Line

_POINTS: tuple[tuple[str, Way, int], ...] = (
    ("after the first byte of a slip", "stall", 1),
    ("in the middle of a slip", "stall", 150),
    ("when the whole slip is sent and not yet confirmed", "hold_answer", 0),
)
_WITHIN_S = 90.0
_NOTE = re.compile(r"order-(\d{8})")


def run(rounds: int = 5, port: int = 8350) -> list[Result]:
    """Each point `rounds` times, each time with one order in the printer and one behind it."""
    results = []
    for words, way, at in _POINTS:
        with fresh_folder() as folder:
            results.append(_campaign(words, way, at, rounds, folder, port))
    return results


def _campaign(words: str, way: Way, at: int, rounds: int, folder: Path, port: int) -> Result:
    broken = {"armed": False}

    def plan(_index: int) -> tuple[Way, int]:
        return (way, at) if broken["armed"] else ("well", 0)

    printer = BreakingPrinter(plan, answers=True)
    prepare = [sys.executable, "-m", "benchmarks.add_printer", "--data", str(folder)]
    subprocess.run([*prepare, "--port", str(printer.port)], cwd=ROOT, check=True,
                   capture_output=True)  # fmt: skip
    numbers: list[str] = []
    for _ in range(rounds):
        with _server(folder, port) as process:
            broken["armed"] = True
            printer.reached.clear()
            printer.revived.clear()
            numbers += [_place(folder, port) for _ in range(2)]
            if not printer.reached.wait(_WITHIN_S):
                raise RuntimeError("the printer was never reached")
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
            broken["armed"] = False
            printer.revived.set()
    with _server(folder, port):
        _wait_until_printed(printer, numbers)
    printer.close()
    return _judged(f"kill -9 {words}", rounds, numbers, printer)


def _judged(fault: str, rounds: int, numbers: list[str], printer: BreakingPrinter) -> Result:
    copies: dict[str, list[bool]] = defaultdict(list)
    for taken in printer.taken:
        for number, is_marked in _whole_slips(taken.job):
            copies[number].append(is_marked)
    lost = sum(number not in copies for number in numbers)
    unmarked = sum(sum(not mark for mark in marks[1:]) for marks in copies.values())
    further = sum(len(marks) - 1 for marks in copies.values())
    return Result(fault, rounds, lost, unmarked, f"{len(numbers)} orders, {further} marked copies")


def _whole_slips(job: bytes) -> Iterator[tuple[str, bool]]:
    """The marks of order and copy on a slip that came out whole: it ends in a reset."""
    if not job.endswith(b"\x1b@"):
        return
    text = " ".join(each.text for each in decode(job) if isinstance(each, Line))
    found = _NOTE.search(text)
    if found is not None:
        yield found[1], "可能重复" in text or "POSSIBLE COPY" in text


def _wait_until_printed(printer: BreakingPrinter, numbers: list[str]) -> None:
    deadline = time.monotonic() + _WITHIN_S
    while time.monotonic() < deadline:
        out = {number for taken in printer.taken for number, _ in _whole_slips(taken.job)}
        if set(numbers) <= out:
            return
        time.sleep(0.1)


@contextlib.contextmanager
def _server(folder: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "app.serving", "--demo", "--data", str(folder)]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [*command, "--host", HOST, "--port", str(port)], cwd=ROOT, stdout=log, stderr=log,
            env={**os.environ, "KAIFAN_LIMITS": "off"}, start_new_session=True,
        )  # fmt: skip
    try:
        _wait_until_ready(process, port)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + _WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            with contextlib.closing(Connection(port)) as connection:
                answer = connection.ask(request("GET", "/readyz"))
            if answer.status == 200:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")


def _place(folder: Path, port: int) -> str:
    """A pick-up order by the waiter; the mark in its note, which stands on its slip."""
    demo = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    token = next(each["token"] for each in demo["staff"] if each["role"] == "waiter")
    connection = Connection(port)
    menu: Any = connection.ask(request("GET", f"{API}/menu", token=token)).json()
    dishes = [dish for each in menu["categories"] for dish in each["dishes"] if dish["available"]]
    plain = next(dish for dish in dishes if not any(g["min"] for g in dish["option_groups"]))
    mark = f"{secrets.randbelow(10**8):08d}"
    line = {"dish_id": plain["id"], "quantity": 1, "option_ids": [], "note": f"order-{mark}"}
    body = json.dumps({"order_type": "pickup", "lines": [line]}).encode()
    key = {"Idempotency-Key": os.urandom(8).hex()}
    answer = connection.ask(
        request("POST", f"{API}/staff/orders", body=body, token=token, headers=key)
    )
    connection.close()
    placed: Any = answer.json()
    if answer.status != 201:
        raise RuntimeError(f"no order: {answer.status} {placed}")
    return mark
