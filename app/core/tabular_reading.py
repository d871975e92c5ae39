"""Reading tables from CSV or XLSX bytes as rows of text."""

import csv
import io
import zipfile

from flask_babel import lazy_gettext

from app.core.errors import Invalid
from app.core.tabular import workbooks

MAX_ROWS = 5_000
MAX_CELL_CHARACTERS = 1_000
# A full table with every cell full unpacks to less; a workbook made to burst, to gigabytes.
MAX_UNPACKED_BYTES = 64 << 20


def read_table(content: bytes) -> list[list[str]]:
    """The rows of a file, headings first.

    Takes XLSX, or CSV in UTF-8 (with or without mark), UTF-16 or GB18030, separated by comma,
    semicolon or tab. Raises Invalid for `file` when it is neither, or empty.
    """
    table = _xlsx(content) if content[:2] == b"PK" else _csv(content)
    if not table:
        raise Invalid({"file": lazy_gettext("The file is empty.")})
    return table


def _csv(content: bytes) -> list[list[str]]:
    text = _decode(content)
    sample = text[:4096].split("\n", 1)[0]
    delimiter = max(",;\t", key=sample.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Invalid({"file": lazy_gettext("Not a readable CSV: %(why)s", why=error)}) from None


def _decode(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Invalid({"file": lazy_gettext("This is neither a CSV nor an XLSX file.")})


def _xlsx(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # What an entry claims is all that is ever unpacked of it.
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise Invalid({"file": lazy_gettext("This XLSX file is too large for a table.")})
        book = workbooks().load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_row=MAX_ROWS + 2, max_col=60, values_only=True)
        return [[_cell(value) for value in row] for row in rows]
    except Invalid:
        raise
    except Exception:  # noqa: BLE001 - the library raises whatever strange bytes make it raise
        raise Invalid({"file": lazy_gettext("This XLSX file cannot be read.")}) from None


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:MAX_CELL_CHARACTERS]
