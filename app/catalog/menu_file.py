"""Reading a menu from CSV or XLSX bytes into rows of text by field name."""

from flask_babel import lazy_gettext

from app.core.errors import Invalid
from app.core.tabular_reading import MAX_CELL_CHARACTERS, MAX_ROWS, read_table

__all__ = ["MAX_CELL_CHARACTERS", "MAX_ROWS", "read_rows"]

# The headings people use for each field, in the order of preference.
_HEADINGS = {
    "code": ("code", "编码", "菜品编码", "编号", "货号", "dishes_id", "id", "sku"),
    "name": ("name", "菜名", "菜品名称", "名称", "商品名称", "dishes_name", "dish", "item"),
    "name_en": ("name_en", "英文名", "english name"),
    "category": ("category", "分类", "类别", "菜品分类", "code_group"),
    "category_en": ("category_en", "分类英文名", "分类英文", "english category"),
    "price": ("price", "价格", "单价", "售价", "product price"),
    "member_price": ("member_price", "会员价"),
    "description": ("description", "描述", "简介"),
    "description_en": ("description_en", "英文描述"),
    "cook_minutes": ("cook_minutes", "制作时间", "出餐时间"),
    "spice_level": ("spice_level", "辣度"),
    "remaining": ("remaining", "剩余份数", "库存"),
    "required_per": ("required_per", "必点", "必选", "required"),
}


def read_rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """The rows of a menu file as (row number in the file, {field: text}).

    Takes XLSX, or CSV in UTF-8 (with or without mark), UTF-16 or GB18030, separated by comma,
    semicolon or tab. Empty rows are passed over. Raises Invalid when it is neither, when the
    columns for name and price are not there, or when it is far too long.
    """
    table = read_table(content)
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
