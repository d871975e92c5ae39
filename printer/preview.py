"""Decoded bytes as HTML: a slip of paper on the screen, styled by classes of `paper.css` only."""

import base64
import itertools
from collections.abc import Iterable
from html import escape

import segno

from printer.charset import char_width
from printer.decode import decode
from printer.decoded import (
    Barcode,
    Decoded,
    Drawer,
    Line,
    Qr,
    Raster,
    RuleLine,
    Run,
    StatusQuery,
    Unknown,
)
from printer.elements import Align, Beep, Cut, Feed
from printer.label_preview import labels_to_html
from printer.labels import label
from printer.language import Language
from printer.paper import Paper

_CUT = '<div class="kf-cut"></div>'


def job_to_html(payload: bytes, paper: Paper, language: Language = "zh") -> str:
    """The bytes of a whole job as they come out: a roll of paper, or labels one by one."""
    if paper.commands == "tspl":
        return labels_to_html(payload, paper)
    return to_html(decode(payload), paper, language)


def to_html(elements: Iterable[Decoded], paper: Paper, language: Language = "zh") -> str:
    """The paper as one HTML element, all text escaped; a torn edge stands at each cut.

    `language` is that of the marks for what leaves no trace on paper: drawer, beep, unknown bytes.
    """
    parts = [_to_html(element, paper, language) for element in elements]
    while parts and parts[-1] in ("", _CUT):
        # The paper's own lower edge is torn already.
        parts.pop()
    width = f"kf-paper kf-paper-{paper.width_mm} kf-cols-{paper.columns}"
    if paper.label_mm:
        width = f"kf-paper kf-label-roll kf-cols-{paper.columns}"
    return f'<div class="{width}" lang="{language}">{"".join(parts)}</div>'


def _to_html(element: Decoded, paper: Paper, language: Language) -> str:
    match element:
        case Line():
            return _block("".join(map(_run_html, element.runs)), element.align)
        case RuleLine():
            return '<div class="kf-line"><hr class="kf-rule"></div>'
        case Qr():
            return _block(_qr_html(element, paper), element.align)
        case Raster():
            return _block(_raster_html(element, paper), element.align)
        case Barcode():
            text = escape(element.content.decode("ascii", "replace"))
            return _block(f'<span class="kf-barcode">{text}</span>', element.align)
        case Feed():
            return _block("", "left") * element.lines
        case Cut():
            return _CUT
        case Drawer() | Beep() | Unknown() | StatusQuery():
            return _traceless_html(element, language)


def _traceless_html(element: Drawer | Beep | Unknown | StatusQuery, language: Language) -> str:
    """What leaves no trace on paper, as a mark that says what the printer was told."""
    match element:
        case Drawer():
            return _mark(label(language, "drawer_opens"))
        case Beep():
            return _mark(label(language, "beeps"))
        case Unknown():
            return _mark(label(language, "unknown_command", code=element.raw[:16].hex(" ")))
        case StatusQuery():
            return ""


def _block(content: str, align: Align) -> str:
    classes = "kf-line" if align == "left" else f"kf-line kf-{align}"
    return f'<div class="{classes}">{content}</div>'


def _mark(words: str) -> str:
    return f'<div class="kf-line kf-center"><span class="kf-mark">{escape(words)}</span></div>'


def _run_html(run: Run) -> str:
    classes = ["kf-run"]
    if run.size.width > 1:
        classes.append(f"kf-w{run.size.width}")
    if run.size.height > 1:
        classes.append(f"kf-h{run.size.height}")
    marks = ("bold", "underline", "inverse")
    classes.extend(f"kf-{name}" for name in marks if getattr(run, name))
    # Two boxes: the outer one has the size and the black of white on black, the inner is stretched.
    cells = f'<span class="kf-glyphs">{_cells(run.text)}</span>'
    return f'<span class="{" ".join(classes)}">{cells}</span>'


def _cells(text: str) -> str:
    """Text in which each full-width character has a cell of its own of exactly two columns.

    No pair of fonts keeps a Chinese character twice as wide as a Latin one by itself.
    """
    parts = []
    for width, chars in itertools.groupby(text, char_width):
        if width == 1:
            parts.append(escape("".join(chars)))
        else:
            parts.extend(f'<span class="kf-wide">{escape(char)}</span>' for char in chars)
    return "".join(parts)


def _qr_html(code: Qr, paper: Paper) -> str:
    try:
        matrix = segno.make(code.content, error="m", micro=False).matrix
    except segno.DataOverflowError:
        return f'<span class="kf-mark">{escape(code.text)}</span>'
    squares = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, modules in enumerate(matrix)
        for column, is_dark in enumerate(modules)
        if is_dark
    )
    edge = len(matrix)
    return (
        f'<svg class="kf-qr" width="{_share(edge * code.module_dots, paper)}%"'
        f' viewBox="0 0 {edge} {edge}" role="img" aria-label="{escape(code.text)}">'
        f'<path d="{squares}"/></svg>'
    )


def _raster_html(picture: Raster, paper: Paper) -> str:
    source = base64.b64encode(picture.png).decode()
    width = _share(picture.width, paper)
    return f'<img class="kf-raster" width="{width}%" alt="" src="data:image/png;base64,{source}">'


def _share(dots: int, paper: Paper) -> int:
    """`dots` as per cent of the paper's printable width."""
    return min(100, round(100 * dots / paper.dots))
