"""A USB receipt printer behind pyusb's own back-end interface: descriptors, pipes, port status."""

import array
import errno
from types import SimpleNamespace
from typing import Any

from usb.backend import IBackend
from usb.core import USBError, USBTimeoutError

VENDOR, PRODUCT = 0x04B8, 0x0E15
_OUT, _IN = 0x01, 0x82


class UsbPrinter(IBackend):  # type: ignore[misc]
    """One printer on the bus; `port` is its class status byte, `answers` its DLE EOT table."""

    def __init__(self, *, serial: str = "SN1", is_there: bool = True) -> None:
        super().__init__()
        self.received = bytearray()
        self.port: int | None = 0x18
        self.answers: dict[int, int] | None = {1: 0x12, 2: 0x12, 4: 0x12}
        self.serial = serial
        self.is_there = is_there
        self.held_by_system = True
        self.claim_error: int | None = None
        self.stalls_after: int | None = None
        self._waiting = bytearray()

    def enumerate_devices(self) -> list[str]:
        return ["printer"] if self.is_there else []

    def get_device_descriptor(self, dev: str) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0,
            bDeviceProtocol=0, bMaxPacketSize0=64, idVendor=VENDOR, idProduct=PRODUCT,
            bcdDevice=1, iManufacturer=1, iProduct=2, iSerialNumber=3, bNumConfigurations=1,
            address=1, bus=1, port_number=1, port_numbers=(1,), speed=2,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: str, config: int) -> Any:
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1,
            bConfigurationValue=1, iConfiguration=0, bmAttributes=0xC0, bMaxPower=1,
            extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: str, intf: int, alt: int, config: int) -> Any:
        if intf or alt:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0,
            bNumEndpoints=2, bInterfaceClass=7, bInterfaceSubClass=1, bInterfaceProtocol=2,
            iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: str, ep: int, intf: int, alt: int, config: int) -> Any:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(_OUT, _IN)[ep], bmAttributes=2,
            wMaxPacketSize=64, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev: str) -> str:
        return dev

    def close_device(self, dev_handle: str) -> None:
        """Nothing to give back."""

    def get_configuration(self, dev_handle: str) -> int:
        return 1

    def set_configuration(self, dev_handle: str, config_value: int) -> None:
        """It has one configuration only."""

    def claim_interface(self, dev_handle: str, intf: int) -> None:
        if self.claim_error is not None:
            raise USBError("no", None, self.claim_error)

    def release_interface(self, dev_handle: str, intf: int) -> None:
        """Nothing is held."""

    def is_kernel_driver_active(self, dev_handle: str, intf: int) -> bool:
        return self.held_by_system

    def detach_kernel_driver(self, dev_handle: str, intf: int) -> None:
        self.held_by_system = False

    def attach_kernel_driver(self, dev_handle: str, intf: int) -> None:
        self.held_by_system = True

    def ctrl_transfer(
        self, dev_handle: str, bmRequestType: int, bRequest: int, wValue: int, wIndex: int,
        data: Any, timeout: int,
    ) -> int:  # fmt: skip
        if (bmRequestType, bRequest) == (0x80, 6):
            return self._string(wValue & 0xFF, data)
        if (bmRequestType, bRequest) == (0xA1, 1) and self.port is not None:
            data[0] = self.port
            return 1
        raise USBError("stall", None, errno.EPIPE)

    def bulk_write(self, dev_handle: str, ep: int, intf: int, data: Any, timeout: int) -> int:
        raw = bytes(data)
        if self.stalls_after is not None:
            room = self.stalls_after - len(self.received)
            if room <= 0:
                raise USBTimeoutError("timeout", None, errno.ETIMEDOUT)
            raw = raw[:room]
        self.received += raw
        if self.answers is not None:
            if raw[:2] == b"\x10\x04":
                self._waiting.append(self.answers[raw[2]])
            elif raw == b"\x1dr\x01":
                self._waiting.append(0)
        return len(raw)

    def bulk_read(self, dev_handle: str, ep: int, intf: int, buff: Any, timeout: int) -> int:
        if not self._waiting:
            raise USBTimeoutError("timeout", None, errno.ETIMEDOUT)
        count = min(len(buff), len(self._waiting))
        buff[:count] = array.array("B", self._waiting[:count])
        del self._waiting[:count]
        return count

    def _string(self, index: int, data: Any) -> int:
        text = {0: b"\x09\x04"}.get(index, self.serial.encode("utf-16-le"))
        whole = array.array("B", bytes([len(text) + 2, 3]) + text)[: len(data)]
        data[: len(whole)] = whole
        return len(whole)
