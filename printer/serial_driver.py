"""Printers on a serial port: COM3, /dev/ttyUSB0."""

import importlib
from typing import Any

from printer.channels import Outcome, os_errors_as, send_over
from printer.drivers import SEND_DEADLINE_S
from printer.errors import DriverMissing, NotAllowed, Offline, PrinterError, Refused

DEFAULT_BAUD = 9600
# A start bit, eight of data, a stop bit.
_BITS_A_BYTE = 10


class SerialDriver:
    """A printer on a serial port, 8N1, with the printer's "busy" line (DTR/DSR) obeyed if wired."""

    def __init__(
        self,
        path: str,
        baud: int = DEFAULT_BAUD,
        timeout_s: float = SEND_DEADLINE_S,
        *,
        obeys_busy: bool = False,
    ) -> None:
        """`timeout_s` bounds what the bytes take beyond the time they need at this speed."""
        self._path, self._baud, self._timeout_s = path, baud, timeout_s
        self._obeys_busy = obeys_busy

    def send(self, payload: bytes) -> Outcome:
        """Asks for the status, sends, asks again; see `send_over`.

        Raises Offline without the port, NotAllowed without the right to it, Refused while another
        program holds it, DriverMissing without pyserial.
        """
        port = self._open()
        needed_s = len(payload) * _BITS_A_BYTE / self._baud + self._timeout_s
        try:
            return send_over(_SerialChannel(port), payload, needed_s, port.flush)
        finally:
            with os_errors_as(Offline, may_have_printed=True):
                port.close()

    def _open(self) -> Any:
        try:
            serial = importlib.import_module("serial")
        except ImportError as error:
            raise DriverMissing(str(error)) from error
        try:
            return serial.Serial(
                self._path, self._baud, dsrdtr=self._obeys_busy, exclusive=True, timeout=0
            )
        except OSError as error:
            raise _kind_of(error)(str(error)) from error


class _SerialChannel:
    def __init__(self, port: Any) -> None:
        self._port = port
        self._timeout_s = 0.0

    def settimeout(self, value: float) -> None:
        """Seconds that a call may take."""
        self._timeout_s = value
        self._port.timeout = self._port.write_timeout = value

    def sendall(self, data: bytes) -> None:
        """Writes all bytes. Raises OSError, of which pyserial's timeout is one."""
        self._port.write(data)

    def recv(self, bufsize: int) -> bytes:
        """What the printer said."""
        received = bytes(self._port.read(1))
        if not received:
            raise BlockingIOError if self._timeout_s == 0 else TimeoutError
        waiting = min(self._port.in_waiting, bufsize - 1)
        return received + bytes(self._port.read(waiting) if waiting else b"")


def _kind_of(error: OSError) -> type[PrinterError]:
    text = str(error).lower()
    if "permission" in text or "access is denied" in text:
        return NotAllowed
    return Refused if "exclusively lock" in text or "busy" in text else Offline
