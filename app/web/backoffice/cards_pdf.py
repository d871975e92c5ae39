"""Sheets of table cards as a PDF, drawn as vectors: sharp at any size, without a font of ours."""

import io
from typing import Any

from app.core.lazily import at_use
from app.web.backoffice.cards_layout import FONT, Code, Panel, Sheet

pdfgen = at_use("reportlab.pdfgen.canvas")

# A page is measured in points, 72 to the inch.
mm = 72 / 25.4


def write_pdf(title: str, sheets: list[Sheet]) -> bytes:
    """One page a sheet, in its own size."""
    content = io.BytesIO()
    canvas = pdfgen.Canvas(content, pageCompression=1)
    canvas.setTitle(title)
    for sheet in sheets:
        canvas.setPageSize((sheet.width * mm, sheet.height * mm))
        _write_lines(canvas, sheet)
        for panel in sheet.panels:
            _write_panel(canvas, sheet, panel)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def _write_lines(canvas: Any, sheet: Sheet) -> None:
    canvas.setStrokeGray(0.7)
    canvas.setDash(3, 3)
    for x1, y1, x2, y2 in sheet.lines:
        bottom = sheet.height
        canvas.line(x1 * mm, (bottom - y1) * mm, x2 * mm, (bottom - y2) * mm)
    canvas.setDash()


def _write_panel(canvas: Any, sheet: Sheet, panel: Panel) -> None:
    """Paper counts from below: the panel's upper left corner becomes the origin."""
    canvas.saveState()
    canvas.translate(panel.left * mm, (sheet.height - panel.top) * mm)
    if panel.is_turned:
        canvas.translate(panel.width * mm, -panel.height * mm)
        canvas.rotate(180)
    for text in panel.texts:
        canvas.setFillGray(text.grey)
        canvas.setFont(FONT, text.size * mm)
        canvas.drawCentredString(text.x * mm, -text.baseline * mm, text.text)
    _write_code(canvas, panel.code)
    canvas.restoreState()


def _write_code(canvas: Any, code: Code) -> None:
    path = canvas.beginPath()
    for left, top, width in code.runs:
        path.rect(left * mm, -(top + code.module) * mm, width * mm, code.module * mm)
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)
