"""Writing the menu as CSV or XLSX, in the columns that an import reads again."""

import io
from collections.abc import Iterable

from app.catalog.models import Dish, RequiredPer
from app.core import money
from app.core.tabular import csv_bytes, printable, workbooks

_HEADINGS = (
    "编码",
    "菜名",
    "英文名",
    "分类",
    "分类英文名",
    "价格",
    "会员价",
    "描述",
    "英文描述",
    "制作时间",
    "辣度",
    "剩余份数",
    "必点",
)
_REQUIRED = {RequiredPer.NOTHING: "否", RequiredPer.TABLE: "每桌", RequiredPer.HEAD: "每人"}
_EXAMPLES = (
    (
        "101",
        "宫保鸡丁",
        "Kung Pao chicken",
        "热菜",
        "Hot dishes",
        "38",
        "35",
        "花生酥脆，微辣",
        "",
        "12",
        "1",
        "",
        "否",
    ),
    ("", "酸梅汤", "Sour plum drink", "饮品", "Drinks", "8.50", "", "", "", "2", "0", "30", "每桌"),
)


def template_csv() -> bytes:
    """A file to fill in: the headings and two example rows."""
    return csv_bytes(_HEADINGS, _EXAMPLES)


def menu_csv(dishes: Iterable[Dish]) -> bytes:
    """The dishes as CSV in UTF-8 with a mark, by which Excel knows the encoding."""
    return csv_bytes(_HEADINGS, map(_cells, dishes))


def menu_xlsx(dishes: Iterable[Dish]) -> bytes:
    """The dishes as an XLSX workbook; every cell is text or a number, never a formula."""
    library = workbooks()
    book = library.Workbook(write_only=False)
    sheet = book.worksheets[0]
    sheet.title = "菜单"
    sheet.append(list(_HEADINGS))
    for dish in dishes:
        sheet.append([printable(cell) for cell in _cells(dish)])
    for row in sheet.iter_rows():
        for cell in row:
            cell.data_type = "s"
    for cell in sheet[1]:
        cell.font = library.styles.Font(bold=True)
    for letter, width in (("B", 24), ("C", 32), ("D", 14), ("E", 18), ("H", 40), ("I", 40)):
        sheet.column_dimensions[letter].width = width
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cells(dish: Dish) -> tuple[str, ...]:
    member = dish.member_price_fen
    return (
        dish.code,
        dish.name,
        dish.name_en,
        dish.category.name,
        dish.category.name_en,
        money.short(dish.price_fen),
        "" if member is None else money.short(member),
        dish.description,
        dish.description_en,
        str(dish.cook_minutes),
        str(dish.spice_level),
        "" if dish.remaining is None else str(dish.remaining),
        _REQUIRED[dish.required_per],
    )
