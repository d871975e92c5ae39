"""Printers that another program serves: CUPS by its `lp` command, Windows by its spooler.

A spooler that took a job has not printed it: both say "sent" at most.
"""

import contextlib
import importlib
import os
import subprocess
from collections.abc import Iterator
from typing import Any

from printer.channels import Outcome
from printer.drivers import SEND_DEADLINE_S
from printer.errors import CoverOpen, DriverMissing, NotAllowed, Offline, PaperOut, PrinterError

_WINDOWS_TROUBLE: tuple[tuple[int, type[PrinterError]], ...] = (
    (0x0000_0010, PaperOut),
    (0x0040_0000, CoverOpen),
    (0x0000_0080, Offline),
    (0x0000_0002, Offline),
    (0x0000_0001, Offline),
)
_ACCESS_DENIED = 5


class CupsDriver:
    """A queue of CUPS, also one on another computer."""

    def __init__(self, queue: str, timeout_s: float = SEND_DEADLINE_S) -> None:
        self._queue, self._timeout_s = queue, timeout_s

    def send(self, payload: bytes) -> Outcome:
        """Hands the bytes to `lp` unchanged.

        Raises DriverMissing without CUPS, Offline when the queue is unknown or stopped.
        """
        state = self._run(["lpstat", "-p", self._queue])
        if state.returncode != 0:
            raise Offline(_said(state) or f"there is no queue {self._queue}")
        if " disabled " in f" {_said(state)} ":
            raise Offline(_said(state))
        handed = self._run(["lp", "-s", "-d", self._queue, "-o", "raw", "--", "-"], payload)
        if handed.returncode != 0:
            denied = "forbidden" in _said(handed).lower()
            raise (NotAllowed if denied else Offline)(_said(handed))
        return "sent"

    def _run(
        self, command: list[str], payload: bytes = b""
    ) -> "subprocess.CompletedProcess[bytes]":
        # What the commands say is read, so it has to be said in English.
        plain = {**os.environ, "LC_ALL": "C"}
        may_have_printed = bool(payload)
        try:
            return subprocess.run(
                command, input=payload, capture_output=True, timeout=self._timeout_s,
                check=False, env=plain,
            )  # fmt: skip
        except FileNotFoundError as error:
            raise DriverMissing(str(error)) from error
        except (subprocess.TimeoutExpired, OSError) as error:
            raise Offline(str(error), may_have_printed=may_have_printed) from error


class WindowsDriver:
    """A printer as Windows names it; the bytes pass its spooler unchanged (RAW)."""

    def __init__(self, name: str) -> None:
        self._name = name

    def send(self, payload: bytes) -> Outcome:
        """Looks at the printer's state and hands the job over.

        Raises DriverMissing outside Windows or without pywin32; PaperOut, CoverOpen, Offline.
        """
        try:
            spooler = importlib.import_module("win32print")
        except ImportError as error:
            raise DriverMissing(str(error)) from error
        with _windows_errors(), _opened(spooler, self._name) as handle:
            self._check(spooler, handle)
            with _windows_errors(may_have_printed=True):
                spooler.StartDocPrinter(handle, 1, ("Kaifan", None, "RAW"))
                spooler.StartPagePrinter(handle)
                spooler.WritePrinter(handle, payload)
                spooler.EndPagePrinter(handle)
                spooler.EndDocPrinter(handle)
        return "sent"

    def _check(self, spooler: Any, handle: Any) -> None:
        status = int(spooler.GetPrinter(handle, 2)["Status"])
        for bit, error in _WINDOWS_TROUBLE:
            if status & bit:
                raise error(f"Windows reports the printer's status {status:#x}")


@contextlib.contextmanager
def _opened(spooler: Any, name: str) -> Iterator[Any]:
    handle = spooler.OpenPrinter(name)
    try:
        yield handle
    finally:
        spooler.ClosePrinter(handle)


@contextlib.contextmanager
def _windows_errors(*, may_have_printed: bool = False) -> Iterator[None]:
    """pywin32 raises a class of its own, with the number first."""
    try:
        yield
    except PrinterError:
        raise
    except Exception as error:
        if type(error).__name__ != "error" and not isinstance(error, OSError):
            raise
        denied = bool(error.args) and error.args[0] == _ACCESS_DENIED
        kind = NotAllowed if denied else Offline
        raise kind(str(error), may_have_printed=may_have_printed) from error


def _said(done: "subprocess.CompletedProcess[bytes]") -> str:
    return (done.stderr or done.stdout).decode("utf-8", "replace").strip()
