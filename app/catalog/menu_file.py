"""Reading a menu from CSV or XLSX bytes into rows of text by field name."""

import csv
import io
import zipfile

import openpyxl
from flask_babel import lazy_gettext
from openpyxl.utils.exceptions import InvalidFileException

from app.core.errors import Invalid

MAX_ROWS = 5_000
MAX_CELL_CHARACTERS = 1_000

# The headings people use for each field, in the order of preference.
_HEADINGS = {
    "code": ("code", "编码", "菜品编码", "编号", "货号", "dishes_id", "id", "sku"),
    "name": ("name", "菜名", "菜品名称", "名称", "商品名称", "dishes_name", "dish", "item"),
    "name_en": ("name_en", "英文名", "english name"),
    "category": ("category", "分类", "类别", "菜品分类", "code_group"),
    "price": ("price", "价格", "单价", "售价", "product price"),
    "member_price": ("member_price", "会员价"),
    "description": ("description", "描述", "简介"),
    "description_en": ("description_en", "英文描述"),
    "cook_minutes": ("cook_minutes", "制作时间", "出餐时间"),
    "spice_level": ("spice_level", "辣度"),
    "remaining": ("remaining", "剩余份数", "库存"),
}


def read_rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """The rows of a menu file as (row number in the file, {field: text}).

    Takes XLSX, or CSV in UTF-8 (with or without mark), UTF-16 or GB18030, separated by comma,
    semicolon or tab. Empty rows are passed over. Raises Invalid when it is neither, when the
    columns for name and price are not there, or when it is far too long.
    """
    table = _xlsx(content) if content[:2] == b"PK" else _csv(content)
    if not table:
        raise Invalid({"file": lazy_gettext("The file is empty.")})
    columns = _columns(table[0])
    rows = []
    for number, cells in enumerate(table[1:], start=2):
        row = {field: cells[i].strip() for field, i in columns.items() if i < len(cells)}
        if any(row.values()):
            rows.append((number, row))
    if len(rows) > MAX_ROWS:
        raise Invalid({"file": lazy_gettext("At most %(n)d rows at a time.", n=MAX_ROWS)})
    return rows


def _columns(header: list[str]) -> dict[str, int]:
    titles = [title.strip().lower().lstrip("\ufeff") for title in header]
    columns = {}
    for field, headings in _HEADINGS.items():
        found = next((titles.index(h) for h in headings if h in titles), None)
        if found is not None:
            columns[field] = found
    absent = [field for field in ("name", "price") if field not in columns]
    if absent:
        message = lazy_gettext("The first row needs columns named 菜名 (name) and 价格 (price).")
        raise Invalid({"file": message, **dict.fromkeys(absent, message)})
    return columns


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
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_row=MAX_ROWS + 2, max_col=60, values_only=True)
        return [[_cell(value) for value in row] for row in rows]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError):
        raise Invalid({"file": lazy_gettext("This XLSX file cannot be read.")}) from None


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:MAX_CELL_CHARACTERS]
