"""One job over a two-way connection: status before, the bytes, status after."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Literal, Protocol

from printer.errors import PrinterError, Refused, Stalled
from printer.status import Connection, StatusLine

Outcome = Literal["sent", "confirmed"]

STATUS_TIMEOUT_S = 0.5
JOB_TIMEOUT_S = 2.0


class Driver(Protocol):
    """Anything that brings a job's bytes to paper."""

    def send(self, payload: bytes) -> Outcome:
        """Sends one whole job.

        'confirmed' when the device itself said that it is well after the job, 'sent' when all
        bytes were taken and nothing more is known. Raises PrinterError.
        """
        ...


@contextlib.contextmanager
def os_errors_as(error_type: type[PrinterError], *, may_have_printed: bool) -> Iterator[None]:
    """Any OSError inside as a printer's error; connections' own errors are OSErrors."""
    try:
        yield
    except OSError as error:
        raise error_type(str(error), may_have_printed=may_have_printed) from error


def send_over(
    connection: Connection, payload: bytes, timeout_s: float, settle: Callable[[], None]
) -> Outcome:
    """Asks for the status, sends, asks again; a printer that never answers gets the job too.

    `settle` waits until a silent printer's side has taken every byte. Raises Refused, PaperOut,
    CoverOpen or Offline before the job; Stalled, PaperOut, CoverOpen or Offline with
    `may_have_printed` during and after it.
    """
    line = StatusLine(connection)
    with os_errors_as(Refused, may_have_printed=False):
        answers = line.check(STATUS_TIMEOUT_S)
    with os_errors_as(Stalled, may_have_printed=True):
        connection.settimeout(timeout_s)
        connection.sendall(payload)
        if answers:
            if not line.confirm(JOB_TIMEOUT_S, STATUS_TIMEOUT_S):
                # It spoke before the job: silence now is a printer that stopped in the middle.
                raise Stalled("the printer fell silent in the job", may_have_printed=True)
            return "confirmed"
        settle()
        return "sent"
