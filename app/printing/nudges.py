"""Waking a printer's worker the moment a job for it is committed."""

import threading

_waiting: dict[str, threading.Event] = {}
_lock = threading.Lock()


def of(printer_id: str) -> threading.Event:
    """The event that the worker of a printer waits for."""
    with _lock:
        return _waiting.setdefault(printer_id, threading.Event())


def nudge(printer_id: str) -> None:
    """There is something to print."""
    of(printer_id).set()
