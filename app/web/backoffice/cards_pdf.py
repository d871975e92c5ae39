"""Table cards as a PDF, drawn as vectors: sharp at any size, without a font file of ours."""

import io
from dataclasses import dataclass

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames, registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas

# Every PDF reader brings this typeface for simplified Chinese.
_FONT = "STSong-Light"
_MARGIN = 10 * mm
_GREY = 0.45


@dataclass(frozen=True, slots=True)
class Card:
    """One card: the table's name large, and the address its code leads to."""

    table_name: str
    address: str
    is_pickup: bool


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    bottom: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


def draw_cards(store_name: str, cards: list[Card], per_page: int) -> bytes:
    """A4 pages with 4 or 6 cards each, divided by lines to cut along."""
    if _FONT not in getRegisteredFontNames():
        registerFont(UnicodeCIDFont(_FONT))
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=A4, pageCompression=1)
    canvas.setTitle(store_name)
    boxes = _boxes(per_page)
    for place, card in enumerate(cards):
        if place and place % per_page == 0:
            canvas.showPage()
        if place % per_page == 0:
            _draw_cuts(canvas, per_page)
        _draw_card(canvas, boxes[place % per_page], store_name, card)
    canvas.save()
    return content.getvalue()


def _boxes(per_page: int) -> list[_Box]:
    columns, rows = 2, per_page // 2
    width, height = A4[0] / columns, A4[1] / rows
    return [
        _Box(column * width, A4[1] - (row + 1) * height, width, height)
        for row in range(rows)
        for column in range(columns)
    ]


def _draw_cuts(canvas: Canvas, per_page: int) -> None:
    rows = per_page // 2
    canvas.setStrokeGray(0.7)
    canvas.setDash(3, 3)
    canvas.line(A4[0] / 2, 0, A4[0] / 2, A4[1])
    for row in range(1, rows):
        canvas.line(0, A4[1] * row / rows, A4[0], A4[1] * row / rows)
    canvas.setDash()


def _draw_card(canvas: Canvas, box: _Box, store_name: str, card: Card) -> None:
    room = box.width - 2 * _MARGIN
    top = box.bottom + box.height - _MARGIN
    scale = box.height / (A4[1] / 2)
    canvas.setFillGray(0)
    _centred(canvas, box.middle, top - 8 * mm * scale, store_name, 22 * scale, room)
    _centred(canvas, box.middle, top - 28 * mm * scale, card.table_name, 54 * scale, room)
    edge = 62 * mm * scale
    _draw_code(canvas, card.address, box.middle - edge / 2, box.bottom + 33 * mm * scale, edge)
    words = "扫码点餐" if not card.is_pickup else "扫码自取"
    english = "Scan to order" if not card.is_pickup else "Scan to order · pick up"
    _centred(canvas, box.middle, box.bottom + 21 * mm * scale, words, 22 * scale, room)
    canvas.setFillGray(_GREY)
    _centred(canvas, box.middle, box.bottom + 13 * mm * scale, english, 13 * scale, room)


def _centred(
    canvas: Canvas, middle: float, baseline: float, text: str, size: float, room: float
) -> None:
    """Draw one line in the middle, smaller where it would not fit into `room`."""
    width = stringWidth(text, _FONT, size)
    if width > room:
        size *= room / width
    canvas.setFont(_FONT, size)
    canvas.drawCentredString(middle, baseline, text)


def _draw_code(canvas: Canvas, address: str, left: float, bottom: float, edge: float) -> None:
    """Draw the code as one path of runs of dark modules."""
    matrix = segno.make(address, error="m", micro=False).matrix
    module = edge / len(matrix)
    path = canvas.beginPath()
    for row, modules in enumerate(matrix):
        low = bottom + (len(matrix) - row - 1) * module
        start = None
        for column, is_dark in enumerate([*modules, 0]):
            if is_dark and start is None:
                start = column
            elif not is_dark and start is not None:
                path.rect(left + start * module, low, (column - start) * module, module)
                start = None
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)
