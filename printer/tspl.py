"""Pages in TSPL, the language of label printers: text and pictures at their places in dots."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from printer.charset import needs_drawing, text_width, to_bytes
from printer.drawing import Bitmap, draw
from printer.elements import Element, Feed, QrCode, Rule, TextLine
from printer.paper import Commands, Paper

DOTS_A_MM = 8
_LINE_DOTS = 28
HALF_DOTS = 12
_MARGIN = 8
_FONT = "TSS24.BF2"
# TSPL counts from 0 to 15; makers deliver their printers at 8.
_DENSITY_MIDDLE, _DENSITY_STEP = 8, 3
_QR_MODULES = 37


def label_columns(width_mm: int) -> int:
    """Half-width characters that fit beside each other on a label."""
    return (width_mm * DOTS_A_MM - 2 * _MARGIN) // HALF_DOTS


def label_paper(width_mm: int, height_mm: int, like: Paper, commands: Commands = "tspl") -> Paper:
    """Labels of this size, otherwise as the paper `like`."""
    columns = label_columns(width_mm)
    return replace(
        like,
        columns=columns,
        dots=columns * HALF_DOTS,
        commands=commands,
        label_mm=(width_mm, height_mm),
    )


def tspl_bytes(page: Iterable[Element], paper: Paper, copies: int) -> bytes:
    """The page on one label, or on several when it is longer than one; nothing is cut off."""
    width_mm, height_mm = paper.label_mm or (40, 30)
    head = f"SIZE {width_mm} mm,{height_mm} mm\r\nGAP 2 mm,0\r\nDIRECTION 1\r\n"
    if paper.density:
        head += f"DENSITY {_DENSITY_MIDDLE + paper.density * _DENSITY_STEP}\r\n"
    labels = list(_labels(page, paper, height_mm * DOTS_A_MM))
    body = b"".join(
        b"CLS\r\n" + b"".join(commands) + f"PRINT 1,{copies}\r\n".encode() for commands in labels
    )
    return head.encode() + body


def _labels(page: Iterable[Element], paper: Paper, height: int) -> Iterator[list[bytes]]:
    commands: list[bytes] = []
    top = _MARGIN
    for element in page:
        needed = _height(element)
        if commands and top + needed > height:
            yield commands
            commands, top = [], _MARGIN
        made = _command(element, paper, top)
        if made:
            commands.append(made)
        top += needed
    if commands:
        yield commands


def _height(element: Element) -> int:
    match element:
        case TextLine():
            return _LINE_DOTS * element.size.height
        case Feed():
            return _LINE_DOTS * element.lines // 2
        case Rule():
            return 6
        case QrCode():
            return (element.module_dots // 2) * _QR_MODULES + 8
        case _:
            return 0


def _command(element: Element, paper: Paper, top: int) -> bytes:
    match element:
        case TextLine():
            return _text(element, paper, top)
        case Rule():
            return f"BAR {_MARGIN},{top},{paper.dots},2\r\n".encode()
        case QrCode():
            cell = max(element.module_dots // 2, 2)
            content = element.text.replace('"', "%22")
            return f'QRCODE {_MARGIN},{top},M,{cell},A,0,"{content}"\r\n'.encode("ascii", "ignore")
        case _:
            # A label printer has neither knife nor drawer nor bell.
            return b""


def _text(line: TextLine, paper: Paper, top: int) -> bytes:
    if needs_drawing(line.text, paper.encoding):
        picture = draw(line, paper)
        if picture is not None:
            return _bitmap(picture, top)
    width = text_width(line.text) * line.size.width * HALF_DOTS
    room = paper.columns * HALF_DOTS
    left = _MARGIN + {"left": 0, "center": (room - width) // 2, "right": room - width}[line.align]
    place = f'TEXT {left},{top},"{_FONT}",0,{line.size.width},{line.size.height},"'
    text = place.encode() + to_bytes(line.text, paper.encoding) + b'"\r\n'
    if not line.inverse:
        return text
    height = _LINE_DOTS * line.size.height - 4
    return text + f"REVERSE {left},{top},{width},{height}\r\n".encode()


def _bitmap(picture: Bitmap, top: int) -> bytes:
    """BITMAP in mode 0, in which a 0 is a black dot."""
    head = f"BITMAP {_MARGIN},{top},{picture.width_bytes},{picture.height},0,"
    return head.encode() + bytes(255 - byte for byte in picture.bits) + b"\r\n"
