"""Where everything stands on the sheets of table cards, in millimetres, for paper and screen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import segno
from flask_babel import LazyString, lazy_gettext

from app.core.lazily import at_use

cidfonts = at_use("reportlab.pdfbase.cidfonts")
metrics = at_use("reportlab.pdfbase.pdfmetrics")

# Every PDF reader brings this typeface for simplified Chinese.
FONT = "STSong-Light"
LANGUAGES = ("both", "zh", "en")
_GREY = 0.35


@dataclass(frozen=True, slots=True)
class Card:
    """One card: the table's name large, and the address its code leads to."""

    table_name: str
    address: str
    is_pickup: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A line centred at `x`; `size` is the height of its letters, `grey` 0 for black."""

    x: float
    baseline: float
    size: float
    text: str
    grey: float = 0


@dataclass(frozen=True, slots=True)
class Code:
    """A code's dark runs as (left, top, width), each one module high."""

    runs: tuple[tuple[float, float, float], ...]
    module: float


@dataclass(frozen=True, slots=True)
class Panel:
    """A card on its sheet; a turned one stands on its head, for the back of a tent."""

    left: float
    top: float
    width: float
    height: float
    is_turned: bool
    texts: tuple[Text, ...]
    code: Code


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its panels and the lines to cut or fold along, as (x1, y1, x2, y2)."""

    width: float
    height: float
    panels: tuple[Panel, ...]
    lines: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A way to print: a sheet of `columns` × `rows`; of a tent each card is there twice."""

    label: LazyString
    width: float
    height: float
    columns: int = 1
    rows: int = 1
    is_tent: bool = False

    @property
    def per_sheet(self) -> int:
        """How many tables a sheet holds."""
        return self.columns * self.rows


LAYOUTS: dict[str, Layout] = {
    "4": Layout(lazy_gettext("A4, 4 cards"), 210, 297, 2, 2),
    "6": Layout(lazy_gettext("A4, 6 cards"), 210, 297, 2, 3),
    "8": Layout(lazy_gettext("A4, 8 small cards"), 210, 297, 2, 4),
    "tent": Layout(lazy_gettext("A4, 2 tents to fold (A6)"), 210, 297, 2, 1, is_tent=True),
    "sticker50": Layout(lazy_gettext("Stickers 50 × 50 mm"), 50, 50),
    "sticker60": Layout(lazy_gettext("Stickers 60 × 60 mm"), 60, 60),
    "poster": Layout(lazy_gettext("A4 poster"), 210, 297),
}
_Words = tuple[str, ...]
_TITLES: dict[bool, _Words] = {
    False: ("扫码点餐", "Scan to order"),
    True: ("扫码自取", "Scan to order · pick up"),
}
_STEPS: dict[bool, _Words] = {
    False: ("① 扫码　② 选菜下单　③ 坐等上菜", "1 Scan · 2 Choose · 3 We serve you"),
    True: ("① 扫码　② 选菜下单　③ 听号取餐", "1 Scan · 2 Choose · 3 Collect by number"),
}
_FOOT: _Words = (
    "无需手机号，也可请店员点餐 · 证照公示见点餐页底部",
    "No phone number asked · staff take orders too",
)
_CHOSEN = {"zh": slice(0, 1), "en": slice(1, 2), "both": slice(0, 2)}


@dataclass(frozen=True, slots=True)
class _Row:
    """Lines of one kind: the first baseline, the step to the next, the height of letters."""

    baseline: float
    step: float
    size: float


@dataclass(frozen=True, slots=True)
class _Design:
    """Where things stand on a card, in hundredths of its height."""

    edge: float
    code_top: float
    shop: _Row
    table: _Row
    titles: _Row
    steps: _Row | None
    foot: _Row | None
    is_beside: bool = False


_TALL = _Design(
    48, 29, _Row(9, 0, 6), _Row(26, 0, 15), _Row(83, 5.5, 5), _Row(92.5, 2.8, 2.4),
    _Row(97.6, 1.9, 1.6),
)  # fmt: skip
_WIDE = _Design(
    84, 4, _Row(17, 0, 9), _Row(46, 0, 26), _Row(62, 10, 8), _Row(81, 6, 4.5),
    _Row(93.5, 4, 3), is_beside=True,
)  # fmt: skip
# On a sticker small print could not be read: the code is larger instead.
_STICKER = _Design(58, 24, _Row(9, 0, 6), _Row(23, 0, 14), _Row(89, 7, 6), steps=None, foot=None)
_STICKER_HEIGHT = 70
# Printers leave the edge of the paper white.
_MARGIN = 0.03


def draw_sheets(
    store_name: str, cards: Sequence[Card], layout: Layout, language: str
) -> list[Sheet]:
    """All cards on as many sheets as they need; `language` is one of LANGUAGES."""
    if FONT not in metrics.getRegisteredFontNames():
        metrics.registerFont(cidfonts.UnicodeCIDFont(FONT))
    step = layout.per_sheet
    return [
        _sheet(store_name, cards[first : first + step], layout, language)
        for first in range(0, len(cards), step)
    ]


def _sheet(store_name: str, cards: Sequence[Card], layout: Layout, language: str) -> Sheet:
    width = layout.width / layout.columns
    sides = 2 if layout.is_tent else 1
    height = layout.height / layout.rows / sides
    panels = []
    for place, card in enumerate(cards):
        left, top = place % layout.columns * width, place // layout.columns * height * sides
        drawn = _card(store_name, card, width, height, language)
        if layout.is_tent:
            panels.append(Panel(left, top, width, height, True, *drawn))
            top += height
        panels.append(Panel(left, top, width, height, False, *drawn))
    across = [n * layout.height / layout.rows / sides for n in range(1, layout.rows * sides)]
    lines = [(0.0, y, layout.width, y) for y in across]
    lines += [(n * width, 0.0, n * width, layout.height) for n in range(1, layout.columns)]
    return Sheet(layout.width, layout.height, tuple(panels), tuple(lines))


def _card(
    store_name: str, card: Card, width: float, height: float, language: str
) -> tuple[tuple[Text, ...], Code]:
    design = _WIDE if width > 1.2 * height else _TALL
    if height < _STICKER_HEIGHT:
        design = _STICKER
    unit, chosen = height * (1 - 2 * _MARGIN) / 100, _CHOSEN[language]
    edge = min(design.edge * unit, (0.5 if design.is_beside else 0.86) * width)
    left = _MARGIN * height if design.is_beside else (width - edge) / 2
    side = edge if design.is_beside else 0.0
    middle, room = side + (width - side) / 2, (width - side) * 0.92
    texts = (
        *_write((store_name,), design.shop, middle, room, unit),
        *_write((card.table_name,), design.table, middle, room, unit),
        *_write(_TITLES[card.is_pickup][chosen], design.titles, middle, room, unit),
        *_write(_STEPS[card.is_pickup][chosen], design.steps, middle, room, unit, _GREY),
        *_write(_FOOT[chosen], design.foot, width / 2, width * 0.94, unit, _GREY),
    )
    top = _MARGIN * height + design.code_top * unit
    lowered = tuple(replace(text, baseline=text.baseline + _MARGIN * height) for text in texts)
    return lowered, _code(card.address, left, top, edge)


def _write(
    words: _Words, row: _Row | None, middle: float, room: float, unit: float, grey: float = 0
) -> Iterator[Text]:
    """Lines below one another, smaller where they would not fit into `room`."""
    if row is None:
        return
    for number, text in enumerate(words):
        size = row.size * unit
        fitting = min(size, room / metrics.stringWidth(text, FONT, 1))
        yield Text(middle, (row.baseline + number * row.step) * unit, fitting, text, grey)


def _code(address: str, left: float, top: float, edge: float) -> Code:
    # The quiet zone of four modules belongs to the code: stickers are cut at its very edge.
    matrix = segno.make(address, error="m", micro=False).matrix
    module = edge / (len(matrix) + 8)
    runs = []
    for row, modules in enumerate(matrix):
        start = None
        for column, is_dark in enumerate([*modules, 0]):
            if is_dark and start is None:
                start = column
            elif not is_dark and start is not None:
                here = left + (start + 4) * module
                runs.append((here, top + (row + 4) * module, (column - start) * module))
                start = None
    return Code(tuple(runs), module)
