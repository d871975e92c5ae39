"""Ways to a device: a network printer, a file or device node, the virtual printer's folder.

Each job opens, sends and closes: many printers serve one connection at a time, and a connection
that broke once stays broken. Plain sockets, because a deadline must hold for connecting, for the
whole of sending and for each answer on its own.
"""

import contextlib
import errno
import os
import re
import select
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

from printer.channels import STATUS_TIMEOUT_S, Outcome, os_errors_as, send_over
from printer.errors import NotAllowed, Offline, PaperOut, Refused, Stalled

if sys.platform == "linux":
    import fcntl
    import termios

CONNECT_TIMEOUT_S = 3.0
SEND_DEADLINE_S = 10.0
VIRTUAL_JOBS_KEPT = 200
_VIRTUAL_JOBS_OVER = 25
_POLL_S = 0.02
_LPGETSTATUS = 0x060B
_PORT_PAPER_EMPTY, _PORT_NO_ERROR = 0x20, 0x08
_VIRTUAL_JOB_NAME = re.compile(r"(\d+)-(\d+)\.bin")


class NetworkDriver:
    """A printer that listens on a TCP port, mostly 9100."""

    def __init__(
        self,
        host: str,
        port: int = 9100,
        timeout_s: float = SEND_DEADLINE_S,
        *,
        may_call: Callable[[str], bool] = lambda _address: True,
    ) -> None:
        """`timeout_s` bounds the sending of the whole job, however slowly the printer reads.

        `may_call` is asked about the address that a name leads to, each time anew.
        """
        self._address = (host, port)
        self._timeout_s = timeout_s
        self._may_call = may_call

    def send(self, payload: bytes) -> Outcome:
        """Asks for the status, sends, asks again; a printer that never answers gets the job too.

        Raises Offline, Refused, PaperOut or CoverOpen before the job; Stalled, Offline, PaperOut or
        CoverOpen with `may_have_printed` during and after it.
        """
        with self._connected() as connection:
            return send_over(
                connection,
                payload,
                self._timeout_s,
                lambda: _wait_until_taken(connection, self._timeout_s),
            )

    @contextlib.contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        timeout_s = min(CONNECT_TIMEOUT_S, self._timeout_s)
        try:
            connection = socket.create_connection(self._resolved(), timeout_s)
        except ConnectionRefusedError as error:
            raise Refused(str(error)) from error
        except OSError as error:
            raise Offline(str(error)) from error
        with connection:
            yield connection

    def _resolved(self) -> tuple[str, int]:
        """The address behind the name, which is what is then called. Raises OSError."""
        host, port = self._address
        for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            if self._may_call(str(address[0])):
                return str(address[0]), port
        raise OSError(f"{host} leads out of the shop's network")


class FileDriver:
    """A file that grows, or a device node such as /dev/usb/lp0."""

    def __init__(self, path: str | Path, timeout_s: float = SEND_DEADLINE_S) -> None:
        """`timeout_s` bounds the writing of the whole job to a device that takes it slowly."""
        self._path = Path(path)
        self._timeout_s = timeout_s

    def send(self, payload: bytes) -> Outcome:
        """Writes the job at the end.

        A USB printer's own status line is read before and after. Raises PaperOut or Offline by it,
        Offline without the device, NotAllowed without the right to write to it, Refused
        while another program holds it, Stalled when it stops.
        """
        descriptor = self._open()
        try:
            check_port(_port_status(descriptor), may_have_printed=False)
            self._write(descriptor, payload)
            check_port(_port_status(descriptor), may_have_printed=True)
        finally:
            os.close(descriptor)
        return "sent"

    def _open(self) -> int:
        try:
            return os.open(self._path, self._flags(), 0o600)
        except PermissionError as error:
            raise NotAllowed(str(error)) from error
        except OSError as error:
            # The kernel lets one program at a time open a USB printer.
            is_busy = error.errno == errno.EBUSY
            raise (Refused if is_busy else Offline)(str(error)) from error

    def _flags(self) -> int:
        flags = os.O_WRONLY | os.O_APPEND
        # A device that does not take bytes must not hold its worker for ever.
        flags |= getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        # An unplugged printer's node is gone: creating a file of its name would swallow the jobs.
        is_device = self._path.is_relative_to("/dev")
        return flags if is_device else flags | os.O_CREAT

    def _write(self, descriptor: int, payload: bytes) -> None:
        deadline = time.monotonic() + self._timeout_s
        left = memoryview(payload)
        while left:
            may_have_printed = len(left) < len(payload)
            try:
                left = left[os.write(descriptor, left) :]
            except BlockingIOError as error:
                wait_s = max(0.0, deadline - time.monotonic())
                if not select.select([], [descriptor], [], wait_s)[1]:
                    cause = f"the device took nothing for {self._timeout_s:g} s"
                    raise Stalled(cause, may_have_printed=may_have_printed) from error
            except OSError as error:
                raise Offline(str(error), may_have_printed=may_have_printed) from error


def check_port(status: int | None, *, may_have_printed: bool) -> None:
    """Looks at the status byte that every USB printer class device has.

    None and 0 say nothing: cheap printers answer 0 always. Raises PaperOut, Offline.
    """
    if not status:
        return
    if status & _PORT_PAPER_EMPTY:
        raise PaperOut("the port reports the end of paper", may_have_printed=may_have_printed)
    if not status & _PORT_NO_ERROR:
        raise Offline(f"the port reports {status:02x}", may_have_printed=may_have_printed)


def _port_status(descriptor: int) -> int | None:
    """The status byte of /dev/usb/lp*, None where the device has none."""
    if sys.platform != "linux":
        return None
    status = bytearray(4)
    try:
        fcntl.ioctl(descriptor, _LPGETSTATUS, status)
    except OSError:
        return None
    return int.from_bytes(status, sys.byteorder) & 0xFF


class VirtualDriver:
    """A folder that takes each job's exact bytes as a new file; the newest are kept."""

    _numbering = threading.Lock()
    # A few more than those that are kept may lie there: looking for the oldest costs more than
    # writing a job.
    _sent: ClassVar[Counter[Path]] = Counter()

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)

    def send(self, payload: bytes) -> Outcome:
        """Writes `<milliseconds>-<n>.bin`, whole or not at all. Raises Offline when it cannot."""
        with os_errors_as(Offline, may_have_printed=False):
            with self._numbering:
                target = self._free_name()
                unfinished = target.with_suffix(".part")
                try:
                    unfinished.write_bytes(payload)
                except FileNotFoundError:
                    self._folder.mkdir(parents=True, exist_ok=True)
                    unfinished.write_bytes(payload)
                unfinished.replace(target)
                self._sent[self._folder] += 1
                is_look_due = self._sent[self._folder] % _VIRTUAL_JOBS_OVER == 0
            if is_look_due:
                self._drop_old()
        return "confirmed"

    def _free_name(self) -> Path:
        millis = time.time_ns() // 1_000_000
        number = 0
        while (target := self._folder / f"{millis}-{number}.bin").exists():
            number += 1
        return target

    def _drop_old(self) -> None:
        for name in _virtual_job_names(self._folder)[VIRTUAL_JOBS_KEPT:]:
            (self._folder / name).unlink(missing_ok=True)


def virtual_jobs(folder: str | Path) -> list[Path]:
    """The job files of a virtual printer, newest first."""
    folder = Path(folder)
    return [folder / name for name in _virtual_job_names(folder)[:VIRTUAL_JOBS_KEPT]]


def _virtual_job_names(folder: Path) -> list[str]:
    try:
        # Once per job: names alone, without a Path for each of 200.
        names = os.listdir(folder)  # noqa: PTH208
    except FileNotFoundError:
        return []
    numbered = {
        (int(match[1]), int(match[2])): name
        for name in names
        if (match := _VIRTUAL_JOB_NAME.fullmatch(name))
    }
    return [numbered[key] for key in sorted(numbered, reverse=True)]


def _wait_until_taken(connection: socket.socket, timeout_s: float) -> None:
    """Waits until a silent printer's side has acknowledged every byte, and for a late reset.

    Closing earlier would call a job sent that still sits in our own machine. Raises OSError when
    the other side resets or acknowledges nothing more within `timeout_s`.
    """
    deadline = time.monotonic() + timeout_s
    while _unacknowledged(connection):
        if time.monotonic() > deadline:
            raise TimeoutError(f"bytes not acknowledged for {timeout_s:g} s")
        time.sleep(_POLL_S)
    connection.settimeout(STATUS_TIMEOUT_S)
    with contextlib.suppress(TimeoutError):
        connection.recv(64)


def _unacknowledged(connection: socket.socket) -> int:
    """Bytes of ours that the other side has not acknowledged; 0 where the system cannot tell."""
    if sys.platform != "linux":
        return 0
    return int.from_bytes(fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4)), sys.byteorder)
