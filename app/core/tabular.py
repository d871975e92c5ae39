"""Writing tables as CSV and XLSX that a spreadsheet shows and never runs."""

import csv
import importlib
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

# A spreadsheet takes text that begins with one of these for a formula, and would run it.
# Spreadsheets of East Asia take the wide signs as well.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


# Text, or a number that the spreadsheet may add up.
Cell = str | int | Decimal


def workbooks() -> Any:
    """The library of workbooks: whoever makes or reads one waits for it, not every start."""
    return importlib.import_module("openpyxl")


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """CSV in UTF-8 with a mark, by which Excel knows the encoding."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int]
) -> bytes:
    """A workbook of one sheet: text stays text, whatever it begins with.

    `widths` are those of the columns in characters.
    """
    library = workbooks()
    book = library.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for place, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    sheet.freeze_panes = "A2"
    head = [_cell(sheet, heading) for heading in headings]
    for cell in head:
        cell.font = library.styles.Font(bold=True)
    sheet.append(head)
    for row in rows:
        sheet.append([_cell(sheet, cell) if isinstance(cell, str) else cell for cell in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def harmless(cell: str) -> str:
    """The cell's text, with a mark before it where it would be taken for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def printable(text: str) -> str:
    """The text without the signs that no workbook may hold."""
    return str(workbooks().cell.cell.ILLEGAL_CHARACTERS_RE.sub("", text))


def _cell(sheet: Any, text: str) -> Any:
    cell = workbooks().cell.WriteOnlyCell(sheet, printable(text))
    cell.data_type = "s"
    return cell
