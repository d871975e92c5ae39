"""A printer's row as the paper to lay out for and the driver that reaches it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

from app.printing.addresses import gate
from app.printing.models import CLOUDS, Printer, PrinterKind
from app.printing.options import PrinterOptions
from printer.channels import Driver
from printer.cloud import CloudAccount
from printer.drivers import FileDriver, NetworkDriver, VirtualDriver
from printer.feie import BASE_URL as FEIE_URL
from printer.feie import FeieDriver
from printer.paper import MM58, MM80, Commands, Paper
from printer.serial_driver import SerialDriver
from printer.spool_drivers import CupsDriver, WindowsDriver
from printer.tspl import label_paper
from printer.usb_driver import UsbDriver
from printer.xpyun import BASE_URL as XPYUN_URL
from printer.xpyun import XpyunDriver
from printer.yilianyun import BASE_URL as YILIANYUN_URL
from printer.yilianyun import YilianyunDriver

_DOTS_A_COLUMN = 12


def options_of(printer: Printer) -> PrinterOptions:
    """The printer's settings, read from its row."""
    return PrinterOptions.model_validate(printer.options or {})


def paper_of(printer: Printer) -> Paper:
    """The paper that a printer's settings describe."""
    chosen = options_of(printer)
    base = MM58 if printer.width_mm == MM58.width_mm else MM80
    columns = chosen.columns or base.columns
    paper = replace(
        base,
        columns=columns,
        dots=min(columns * _DOTS_A_COLUMN, base.dots),
        encoding="gb18030" if printer.encoding == "gb18030" else "gbk",
        has_cutter=base.has_cutter if not chosen.cutter else chosen.cutter == "yes",
        buzzer=bytes.fromhex(chosen.buzzer),
        copies=chosen.copies,
        density=chosen.density,
        feed_lines=None if chosen.feed_lines < 0 else chosen.feed_lines,
        has_drawer=chosen.has_drawer,
    )
    if printer.kind in CLOUDS:
        return replace(paper, commands=cast("Commands", PrinterKind(printer.kind).value))
    if chosen.commands == "escpos":
        return paper
    commands: Commands = "tspl" if chosen.commands == "tspl" else "escpos"
    return label_paper(chosen.label_width_mm, chosen.label_height_mm, paper, commands)


def driver_of(printer: Printer, folder: Path) -> Driver:
    """The driver that reaches a printer; `folder` is its own, for a virtual one's paper."""
    return _DRIVERS[PrinterKind(printer.kind)](printer, folder)


def _account(printer: Printer, folder: Path) -> CloudAccount:
    return CloudAccount(printer.account, printer.secret, printer.path, folder)


def _serial(printer: Printer, _folder: Path) -> Driver:
    chosen = options_of(printer)
    return SerialDriver(printer.path, chosen.baud, obeys_busy=chosen.obeys_busy)


_DRIVERS: Mapping[PrinterKind, Callable[[Printer, Path], Driver]] = {
    PrinterKind.NETWORK: lambda printer, _: NetworkDriver(
        printer.host, printer.port, may_call=gate()
    ),
    PrinterKind.USB: lambda printer, _: UsbDriver(printer.path),
    PrinterKind.FILE: lambda printer, _: FileDriver(printer.path),
    PrinterKind.SERIAL: _serial,
    PrinterKind.CUPS: lambda printer, _: CupsDriver(printer.path),
    PrinterKind.WINDOWS: lambda printer, _: WindowsDriver(printer.path),
    PrinterKind.FEIE: lambda printer, folder: FeieDriver(_account(printer, folder), FEIE_URL),
    PrinterKind.XPYUN: lambda printer, folder: XpyunDriver(_account(printer, folder), XPYUN_URL),
    PrinterKind.YILIANYUN: lambda printer, folder: YilianyunDriver(
        _account(printer, folder), YILIANYUN_URL
    ),
    PrinterKind.VIRTUAL: lambda _, folder: VirtualDriver(folder),
}
