"""Why a job did not reach paper; plain words for people are made by the app from `code`."""

from typing import ClassVar


class PrinterError(Exception):
    """A job that failed.

    `code` is stable, `cause` a short technical reason for the log. `may_have_printed` is True once
    a byte of the job has left: the next try may then be a second copy and has to say so on the
    paper.
    """

    code: ClassVar[str] = "printer_error"

    def __init__(self, cause: str, *, may_have_printed: bool = False) -> None:
        super().__init__(cause)
        self.cause = cause
        self.may_have_printed = may_have_printed


class Offline(PrinterError):
    """Nobody answers at the address, the device is gone, or the printer calls itself offline."""

    code = "printer_offline"


class Refused(PrinterError):
    """The host is there and refuses: wrong port, or the printer is serving another connection."""

    code = "printer_refused"


class NotAllowed(PrinterError):
    """The device is there, and the system does not let this program write to it."""

    code = "printer_no_permission"


class PaperOut(PrinterError):
    """The printer reports the end of the paper."""

    code = "paper_out"


class CoverOpen(PrinterError):
    """The printer reports an open cover."""

    code = "cover_open"


class Stalled(PrinterError):
    """The printer stopped in the middle of a job: it reads no more, or dropped the connection."""

    code = "printer_stalled"


class DriverMissing(PrinterError):
    """The program or library that this kind of printer needs is not on this computer."""

    code = "driver_missing"


class CloudRefused(PrinterError):
    """The cloud service does not accept the account, its key or the printer's number."""

    code = "cloud_refused"


class CloudWaiting(PrinterError):
    """The cloud took the job and the printer has not printed it in time."""

    code = "cloud_waiting"


class BadDocument(PrinterError):
    """The stored document cannot be read; trying again will not help."""

    code = "bad_document"
