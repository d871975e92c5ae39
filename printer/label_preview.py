"""Labels on the screen: the bytes of a TSPL printer drawn at their places, one picture a label."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

import segno

from printer.charset import text_width
from printer.paper import Paper
from printer.raster import rows_to_png
from printer.tspl import DOTS_A_MM, HALF_DOTS

_FONT_DOTS, _BASELINE = 24, 20


@dataclass
class _Label:
    """What was drawn since the label was cleared; white on black by where it begins."""

    shapes: list[str] = field(default_factory=list)
    texts: list[tuple[int, int, int, int, str]] = field(default_factory=list)
    inverse: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)


def labels_to_html(payload: bytes, paper: Paper) -> str:
    """Every label of the job as a picture of its own size, all text escaped.

    The pictures have no style of their own: their sizes are attributes, one dot a point.
    """
    width_mm, height_mm = paper.label_mm or (0, 0)
    pictures = []
    label = _Label()
    for name, arguments, raw in _commands(payload):
        if name == "SIZE":
            width_mm, height_mm = (int(each.split()[0]) for each in arguments.split(","))
        elif name == "CLS":
            label = _Label()
        elif name == "PRINT":
            pictures.append(_picture(label, width_mm, height_mm))
        else:
            _draw(label, name, arguments, raw)
    return f'<div class="kf-labels">{"".join(pictures)}</div>'


def _commands(payload: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Each command: its name, its arguments as text, and the dots of a bitmap."""
    at = 0
    while at < len(payload):
        if payload.startswith(b"BITMAP ", at):
            comma = at
            for _ in range(5):
                comma = payload.index(b",", comma + 1)
            head = payload[at + 7 : comma].decode("ascii")
            _left, _top, width_bytes, height, _mode = map(int, head.split(","))
            end = comma + 1 + width_bytes * height
            yield "BITMAP", head, payload[comma + 1 : end]
            at = end + 2
            continue
        end = payload.find(b"\r\n", at)
        end = len(payload) if end < 0 else end
        name, _, arguments = payload[at:end].partition(b" ")
        yield name.decode("ascii", "replace"), arguments.decode("gb18030", "replace"), b""
        at = end + 2


def _draw(label: _Label, name: str, arguments: str, raw: bytes) -> None:
    match name:
        case "TEXT":
            left, top, _font, _turn, across, down, text = arguments.split(",", 6)
            label.texts.append((int(left), int(top), int(across), int(down), text[1:-1]))
        case "REVERSE":
            at = _numbers(arguments)
            label.inverse[at[0], at[1]] = at[2], at[3]
        case "BAR":
            label.shapes.append(_rect(*_numbers(arguments)))
        case "QRCODE":
            label.shapes.append(_qr(arguments))
        case "BITMAP":
            label.shapes.append(_bitmap(arguments, raw))


def _numbers(arguments: str) -> list[int]:
    return [int(each) for each in arguments.split(",")]


def _rect(left: int, top: int, width: int, height: int) -> str:
    return f'<rect x="{left}" y="{top}" width="{width}" height="{height}"/>'


def _bitmap(arguments: str, raw: bytes) -> str:
    left, top, width_bytes, height, _mode = _numbers(arguments)
    # In mode 0 a 0 is black; pictures of receipts have it the other way round.
    png = rows_to_png(bytes(255 - byte for byte in raw), width_bytes, height)
    source = base64.b64encode(png).decode()
    return (
        f'<image x="{left}" y="{top}" width="{width_bytes * 8}" height="{height}"'
        f' href="data:image/png;base64,{source}"/>'
    )


def _qr(arguments: str) -> str:
    left, top, _level, cell, _mode, _turn, text = arguments.split(",", 6)
    matrix = segno.make(text[1:-1], error="m", micro=False).matrix
    squares = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, modules in enumerate(matrix)
        for column, is_dark in enumerate(modules)
        if is_dark
    )
    return f'<path transform="translate({left} {top}) scale({cell})" d="{squares}"/>'


def _picture(label: _Label, width_mm: int, height_mm: int) -> str:
    width, height = width_mm * DOTS_A_MM, height_mm * DOTS_A_MM
    drawn = "".join([*label.shapes, *(_text(each, label) for each in label.texts)])
    return (
        f'<svg class="kf-label" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' role="img"><title>{width_mm} × {height_mm} mm</title>{drawn}</svg>'
    )


def _text(text: tuple[int, int, int, int, str], label: _Label) -> str:
    left, top, across, down, words = text
    black = label.inverse.get((left, top))
    back = ""
    if black is not None:
        back = _rect(left, top, *black)
    # Each font keeps its own widths: the length is what the printer's font takes.
    length = text_width(words) * HALF_DOTS
    color = "white" if black is not None else "black"
    return (
        f'{back}<text transform="translate({left} {top}) scale({across} {down})" y="{_BASELINE}"'
        f' fill="{color}" font-size="{_FONT_DOTS}" textLength="{length}"'
        f' lengthAdjust="spacingAndGlyphs" xml:space="preserve">{escape(words)}</text>'
    )
