"""Asking an address whether a receipt printer listens there, and which one it is."""

import socket
import time
from dataclasses import dataclass

from printer.errors import PrinterError, Refused
from printer.status import StatusLine

CONNECT_TIMEOUT_S = 0.5
ANSWER_TIMEOUT_S = 0.5


@dataclass(frozen=True, slots=True)
class Listener:
    """What was found listening at an address.

    `answers` tells whether it answered as a receipt printer does; `model` is "" when it keeps that
    to itself; `trouble` is the code of a PrinterError, "" when it reports none.
    """

    host: str
    port: int
    answers: bool
    model: str = ""
    trouble: str = ""


def probe(host: str, port: int, deadline: float) -> Listener | None:
    """Who listens at an address, None when nobody does. Prints nothing and raises nothing.

    It ends by `deadline` of the monotonic clock, whatever the other side does. The model is asked
    for only once the status was answered: to what is no receipt printer these bytes are text.
    """
    try:
        connection = socket.create_connection((host, port), _wait(deadline, CONNECT_TIMEOUT_S))
    except OSError:
        return None
    with connection:
        line = StatusLine(connection)
        trouble = ""
        try:
            if not line.check(_wait(deadline, ANSWER_TIMEOUT_S)):
                return Listener(host, port, answers=False)
        except PrinterError as error:
            trouble = error.code
        except OSError:
            return Listener(host, port, answers=False, trouble=Refused.code)
        return Listener(host, port, answers=True, model=_model(line, deadline), trouble=trouble)


def _model(line: StatusLine, deadline: float) -> str:
    try:
        return line.model(_wait(deadline, ANSWER_TIMEOUT_S))
    except OSError:
        return ""


def _wait(deadline: float, longest_s: float) -> float:
    """How long to wait: a zero would mean "do not wait at all", which is another mode."""
    return max(0.01, min(longest_s, deadline - time.monotonic()))
