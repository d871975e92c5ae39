"""USB printers without the system's own driver: pyusb with the libusb that its package brings."""

import contextlib
import errno
import importlib
import re
import time
from collections.abc import Iterator
from typing import Any

from printer.channels import Outcome, send_over
from printer.drivers import SEND_DEADLINE_S, check_port
from printer.errors import DriverMissing, NotAllowed, Offline, PrinterError, Refused

_ADDRESS = re.compile(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})(?::(.+))?")
_PRINTER_CLASS = 7
_IN = 0x80
_GET_PORT_STATUS = (0xA1, 1)
_CHUNK = 4096
_SHORTEST_MS = 1


class UsbDriver:
    """A printer by its maker's and product's number, "04b8:0e15", and its serial number if given.

    With a serial number only that very printer is printed to, whatever else is plugged in.
    """

    def __init__(
        self, address: str, timeout_s: float = SEND_DEADLINE_S, *, backend: Any = None
    ) -> None:
        """`backend` is pyusb's way to the bus, by default that of the libusb package."""
        found = _ADDRESS.fullmatch(address)
        if found is None:
            raise Offline(f"{address!r} is no USB address")
        self._vendor, self._product = int(found[1], 16), int(found[2], 16)
        self._serial = found[3]
        self._timeout_s = timeout_s
        self._backend = backend

    def send(self, payload: bytes) -> Outcome:
        """Asks port and printer for their state, sends, asks again; see `send_over`.

        Raises Offline without the printer, NotAllowed without the right to it, Refused while
        another program holds it, DriverMissing without libusb.
        """
        with self._opened() as channel:
            check_port(channel.port_status(), may_have_printed=False)
            outcome = send_over(channel, payload, self._timeout_s, lambda: None)
            check_port(channel.port_status(), may_have_printed=True)
            return outcome

    @contextlib.contextmanager
    def _opened(self) -> Iterator["_UsbChannel"]:
        usb = _library("usb.core")
        backend = self._backend or _library("libusb_package").get_libusb1_backend()
        try:
            device = usb.find(
                idVendor=self._vendor,
                idProduct=self._product,
                custom_match=self._is_it,
                backend=backend,
            )
        except usb.NoBackendError as error:
            raise DriverMissing(str(error)) from error
        if device is None:
            raise Offline("the printer is not plugged in")
        with _usb_errors(usb):
            channel = _UsbChannel(device)
        try:
            yield channel
        finally:
            channel.close()

    def _is_it(self, device: Any) -> bool:
        if self._serial is None:
            return True
        try:
            return bool(device.serial_number == self._serial)
        except (ValueError, NotImplementedError, OSError):
            # Without the right to read it nobody knows which printer this is.
            return False


class _UsbChannel:
    """The printer's two pipes as a connection."""

    def __init__(self, device: Any) -> None:
        self._device = device
        self._timeout_s = SEND_DEADLINE_S
        configuration = device.get_active_configuration()
        interface = next(
            (each for each in configuration if each.bInterfaceClass == _PRINTER_CLASS),
            configuration[0, 0],
        )
        self._number = interface.bInterfaceNumber
        self._was_taken = _take_from_system(device, self._number)
        pipes = [each.bEndpointAddress for each in interface]
        self._out = next(pipe for pipe in pipes if not pipe & _IN)
        self._in = next((pipe for pipe in pipes if pipe & _IN), None)
        self._util = _library("usb.util")
        self._util.claim_interface(device, self._number)

    def settimeout(self, value: float) -> None:
        """Seconds that a call may take."""
        self._timeout_s = value

    def sendall(self, data: bytes) -> None:
        """Writes in pieces within the timeout. Raises OSError."""
        deadline = time.monotonic() + self._timeout_s
        left = memoryview(data)
        while left:
            written = self._device.write(self._out, bytes(left[:_CHUNK]), _millis(deadline))
            left = left[written:]

    def recv(self, bufsize: int) -> bytes:
        """What the printer said."""
        if self._in is None:
            raise BlockingIOError if self._timeout_s == 0 else TimeoutError
        deadline = time.monotonic() + self._timeout_s
        while True:
            try:
                # A read of less than a packet's size would overflow.
                received = bytes(self._device.read(self._in, max(bufsize, 64), _millis(deadline)))
            except OSError as error:
                if error.errno not in (errno.ETIMEDOUT, 10060, 110):
                    raise
                received = b""
            if received:
                return received
            if time.monotonic() >= deadline:
                raise BlockingIOError if self._timeout_s == 0 else TimeoutError

    def port_status(self) -> int | None:
        """The printer class's status byte, None where the device does not know the question."""
        request_type, request = _GET_PORT_STATUS
        try:
            answer = self._device.ctrl_transfer(
                request_type, request, 0, self._number << 8, 1, timeout=500
            )
        except OSError:
            return None
        return int(answer[0]) if len(answer) else None

    def close(self) -> None:
        """Gives the printer back, also to the system's driver."""
        with contextlib.suppress(OSError, NotImplementedError):
            self._util.dispose_resources(self._device)
            if self._was_taken:
                self._device.attach_kernel_driver(self._number)


def _take_from_system(device: Any, number: int) -> bool:
    """Whether the system's own driver held the printer and let go."""
    try:
        if not device.is_kernel_driver_active(number):
            return False
        device.detach_kernel_driver(number)
    except NotImplementedError:
        return False
    return True


def _millis(deadline: float) -> int:
    # 0 would mean for ever.
    return max(round((deadline - time.monotonic()) * 1000), _SHORTEST_MS)


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise DriverMissing(str(error)) from error


@contextlib.contextmanager
def _usb_errors(usb: Any) -> Iterator[None]:
    """Errors while opening, by what they mean for the shop."""
    kinds: dict[int | None, type[PrinterError]] = {
        errno.EACCES: NotAllowed, errno.EPERM: NotAllowed, errno.EBUSY: Refused,
    }  # fmt: skip
    try:
        yield
    except usb.USBError as error:
        raise kinds.get(error.errno, Offline)(str(error)) from error
    except (StopIteration, NotImplementedError, ValueError) as error:
        raise Offline(f"this is no printer: {error}") from error
