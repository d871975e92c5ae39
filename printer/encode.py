"""A document as what a printer eats: ESC/POS here, labels and tagged text in their own modules."""

from collections.abc import Iterable

from printer.charset import needs_drawing, to_bytes
from printer.documents import Document, OpenDrawer
from printer.drawing import Bitmap, draw
from printer.elements import (
    NORMAL,
    Align,
    Beep,
    Cut,
    Element,
    Feed,
    Pulse,
    QrCode,
    Rule,
    Size,
    TextLine,
)
from printer.layout import lay_out, without_pulse
from printer.paper import TAGGED, Paper
from printer.tags import tagged_bytes
from printer.templates import Template
from printer.tspl import tspl_bytes

ESC, FS, GS = b"\x1b", b"\x1c", b"\x1d"
INIT = ESC + b"@"
CHINESE_ON = FS + b"&"
# Feeds up to the knife first: a plain cut would leave the last lines inside the printer.
FEED_AND_CUT = GS + b"VB\x00"
# Feeds labels, or paper with black marks, to where the next one begins.
NEXT_LABEL = GS + b"\x0c"
# Pin 2 for 100 ms, then 500 ms of rest: what nearly every cash drawer is wired for.
OPEN_DRAWER = ESC + b"p\x00\x32\xfa"
_ALIGN: dict[Align, bytes] = {"left": b"\x00", "center": b"\x01", "right": b"\x02"}
# Enough to tear by hand below the last line.
_TEAR_OFF_LINES = 4


def render(
    document: Document, paper: Paper, *, stand_in_for: str = "", template: Template | None = None
) -> bytes:
    """The whole job for one printer, from reset to cut, as often as the paper says.

    Only the layout puts commands in: text of the document can add none. `stand_in_for` names the
    printer in whose place this one prints, which stands first on the paper 代打; `template` is the
    owner's form of the document.
    """
    page = lay_out(document, paper, stand_in_for=stand_in_for, template=template)
    # A drawer opens once, however many copies there are.
    copies = 1 if isinstance(document, OpenDrawer) else paper.copies
    if paper.commands == "tspl":
        return tspl_bytes(page, paper, copies)
    if paper.commands in TAGGED:
        return tagged_bytes(page, paper) * copies
    first = _escpos(page, paper)
    return first if copies == 1 else first + _escpos(without_pulse(page), paper) * (copies - 1)


def _escpos(page: Iterable[Element], paper: Paper) -> bytes:
    stream = _Stream(paper)
    for element in page:
        stream.write(element)
    return stream.finished()


class _Stream:
    """Writes elements and remembers the printer's style, to send it only where it changes."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        # Chinese mode for the whole job: ASCII prints the same in it, and no line depends on
        # the one before.
        self._bytes = bytearray(INIT + CHINESE_ON + density_bytes(paper.density))
        self._align: Align = "left"
        self._size = NORMAL
        self._bold = False
        self._inverse = False

    def write(self, element: Element) -> None:
        match element:
            case TextLine():
                self._write_line(element)
            case Rule():
                self._style("left", NORMAL, bold=False, inverse=False)
                self._bytes += b"-" * self._paper.columns + b"\n"
            case QrCode():
                self._style("center", NORMAL, bold=False, inverse=False)
                self._bytes += qr_bytes(element.text, element.module_dots) + b"\n"
            case Feed():
                self._bytes += ESC + b"d" + bytes([element.lines])
            case Cut():
                self._style("left", NORMAL, bold=False, inverse=False)
                self._bytes += self._end()
            case Beep():
                self._bytes += self._paper.buzzer
            case Pulse():
                self._bytes += OPEN_DRAWER

    def _write_line(self, line: TextLine) -> None:
        is_drawn = needs_drawing(line.text, self._paper.encoding)
        picture = draw(line, self._paper) if is_drawn else None
        if picture is not None:
            self._style(line.align, NORMAL, bold=False, inverse=False)
            self._bytes += raster_bytes(picture)
            return
        self._style(line.align, line.size, line.bold, line.inverse)
        self._bytes += to_bytes(line.text, self._paper.encoding) + b"\n"

    def finished(self) -> bytes:
        # Leaves the printer as it was switched on, for the next program that prints on it.
        return bytes(self._bytes + INIT)

    def _end(self) -> bytes:
        lines = self._paper.feed_lines
        if self._paper.label_mm:
            return NEXT_LABEL
        if not self._paper.has_cutter:
            return ESC + b"d" + bytes([_TEAR_OFF_LINES if lines is None else lines])
        return (ESC + b"d" + bytes([lines]) if lines else b"") + FEED_AND_CUT

    def _style(self, align: Align, size: Size, bold: bool, inverse: bool) -> None:
        if align != self._align:
            self._bytes += ESC + b"a" + _ALIGN[align]
        if size != self._size:
            # GS ! sizes Chinese and ASCII alike; ESC ! leaves Chinese small on many printers.
            self._bytes += GS + b"!" + bytes([(size.width - 1) << 4 | (size.height - 1)])
        if bold != self._bold:
            self._bytes += ESC + b"E" + bytes([bold])
        if inverse != self._inverse:
            self._bytes += GS + b"B" + bytes([inverse])
        self._align, self._size, self._bold, self._inverse = align, size, bold, inverse


def density_bytes(density: int) -> bytes:
    """GS ( K function 49, of which printers that do not know it skip the announced length."""
    return b"" if density == 0 else GS + b"(K\x02\x001" + (density % 256).to_bytes(1, "big")


def raster_bytes(picture: Bitmap) -> bytes:
    """A picture as GS v 0: rows of eight dots a byte, from the top."""
    width, height = picture.width_bytes, picture.height
    head = width.to_bytes(2, "little") + height.to_bytes(2, "little")
    return GS + b"v0\x00" + head + picture.bits


def qr_bytes(text: str, module_dots: int) -> bytes:
    """The printer's own QR code (model 2, error correction M) of `text` in UTF-8."""
    content = text.encode()
    functions = (
        b"1A2\x00",
        b"1C" + bytes([module_dots]),
        b"1E1",
        b"1P0" + content,
        b"1Q0",
    )
    return b"".join(
        GS + b"(k" + len(function).to_bytes(2, "little") + function for function in functions
    )
