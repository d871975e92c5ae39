"""Menu files: real menus lose nothing, every wrong row is named."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from flask import Flask

from app.catalog import menu_export, queries, service
from app.catalog.menu_file import MAX_ROWS
from app.catalog.service.importing import ImportReport
from app.core.errors import Invalid
from tests.factories.shop import Shop

HEAD = "编码,菜名,分类,价格,辣度,制作时间,剩余份数"


def lines(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *rows)).encode()


def take(shop: Shop, content: bytes, *, dry_run: bool = False) -> ImportReport:
    return service.import_menu(content, actor=shop.actor, dry_run=dry_run)


def prices(shop: Shop) -> dict[str, int]:
    return {dish.name: dish.price_fen for dish in queries.list_dishes(shop.id)}


@pytest.mark.parametrize(
    ("file", "name", "rows"),
    [("teddy_menu_zh.csv", "dishes_name", 150), ("takeaway1_menu_en.csv", "item", 248)],
)
def test_a_real_menu_loses_nothing(
    shop: Shop, shared: Path, file: str, name: str, rows: int
) -> None:
    content = (shared / "data" / "menus" / file).read_bytes()
    foreseen = take(shop, content, dry_run=True)
    report = take(shop, content)
    assert (report.created, report.updated, report.errors) == (rows, 0, [])
    assert (foreseen.created, foreseen.updated) == (rows, 0)
    wanted = list(csv.DictReader(io.StringIO(content.decode())))
    found = sorted((d.name, d.price_fen) for d in queries.list_dishes(shop.id))
    own = sorted((d.name, d.price_fen) for d in shop.dish.values())
    expected = [(row[name].strip(), round(float(row["price"]) * 100)) for row in wanted]
    assert found == sorted(own + expected)
    again = take(shop, content)
    assert (again.created, again.updated, again.errors) == (0, rows, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_as_spreadsheets_write_them(shop: Shop, encoding: str, delimiter: str) -> None:
    content = f"{HEAD}\n9,佛跳墙,热菜,188.00,0,90,3".replace(",", delimiter)
    report = take(shop, content.encode(encoding))
    assert (report.created, report.errors) == (1, [])
    dish = next(d for d in queries.list_dishes(shop.id) if d.name == "佛跳墙")
    assert (dish.price_fen, dish.cook_minutes, dish.remaining) == (18_800, 90, 3)


def test_a_workbook(shop: Shop) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["菜名", "价格", "分类"],
        ["佛跳墙", 188, "热菜"],
        [None, None],
        ["小笼包", 12.5, "点心"],
    ):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    report = take(shop, content.getvalue())
    assert (report.created, report.errors) == (2, [])
    assert prices(shop)["小笼包"] == 1250


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("1,,热菜,10,,,", "name"),
        ("1,菜,热菜,,,,", "price"),
        ("1,菜,热菜,免费,,,", "price"),
        ("1,菜,热菜,-5,,,", "price"),
        ("1,菜,热菜,1.005,,,", "price"),
        ("1,菜,热菜,10,9,,", "spice_level"),
        ("1,菜,热菜,10,辣,,", "spice_level"),
        ("1,菜,热菜,10,1,9999,", "cook_minutes"),
        ("1,菜,热菜,10,1,1,很多", "remaining"),
        (f"1,{'长' * 81},热菜,10,,,", "name"),
        (f"{'9' * 41},菜,热菜,10,,,", "code"),
    ],
)
def test_every_wrong_row_is_named_and_the_others_are_taken(
    shop: Shop, row: str, field: str
) -> None:
    report = take(shop, lines("90,好菜,热菜,8,,,", row, "91,也好,热菜,9,,,"))
    assert [(e.row, e.field) for e in report.errors] == [(3, field)]
    assert report.errors[0].message
    assert report.created == 2
    assert {"好菜", "也好"} <= set(prices(shop))


def test_the_same_dish_twice_is_named(shop: Shop) -> None:
    report = take(shop, lines("90,甲,热菜,8,,,", "90,乙,热菜,9,,,"))
    assert [(e.row, e.field) for e in report.errors] == [(3, "code")]


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"just text", b"\x00\x01\x02", b"PK\x03\x04broken", b"\x89PNG\r\n", b"\xff\xfe"],
)
def test_what_is_no_menu_is_refused_as_a_whole(shop: Shop, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        take(shop, content)
    assert "file" in refused.value.extra["fields"]


def test_a_file_far_too_long_is_refused(shop: Shop) -> None:
    with pytest.raises(Invalid):
        take(shop, lines(*(f"x{n},菜{n},热菜,1,,," for n in range(MAX_ROWS + 1))))


def test_a_dry_run_changes_nothing(shop: Shop) -> None:
    version = queries.get_menu(shop.id).version
    report = take(shop, lines("90,新菜,新分类,8,,,", "001,改名,热菜,1,,,"), dry_run=True)
    assert report.created + report.updated == 2
    assert queries.get_menu(shop.id).version == version
    assert "新菜" not in prices(shop)


def test_a_column_that_is_absent_wipes_nothing_out(shop: Shop) -> None:
    take(shop, "菜名,价格,简介\n宫保鸡丁,38,花生和鸡丁\n".encode())
    take(shop, "菜名,价格\n宫保鸡丁,39\n".encode())
    dish = queries.get_dish(shop.id, shop.dish["chicken"].id)
    assert (dish.price_fen, dish.description) == (3900, "花生和鸡丁")
    assert dish.group_links


def test_a_category_gets_its_english_name_and_keeps_it(shop: Shop) -> None:
    def english() -> dict[str, str]:
        return {each.name: each.name_en for each in queries.list_categories(shop.id)}

    file = "菜名,分类,分类英文名,价格\n豆花,甜品,Desserts,8\n凉糕,甜品,,6\n米饭,热菜,Hot dishes,2\n"
    take(shop, file.encode())
    assert english()["甜品"] == "Desserts" and english()["热菜"] == "Hot dishes"
    take(shop, "菜名,分类,价格\n汤圆,甜品,9\n".encode())
    assert english()["甜品"] == "Desserts"


def test_an_import_keeps_the_history_of_prices(shop: Shop) -> None:
    take(shop, "菜名,价格\n宫保鸡丁,39\n".encode())
    [change] = queries.list_price_changes(shop.id, shop.dish["chicken"].id)
    assert (change.before["price_fen"], change.after["price_fen"]) == (3800, 3900)


def test_naughty_names_are_kept_or_refused_never_a_fault(
    app: Flask, shop: Shop, shared: Path
) -> None:
    naughty = json.loads((shared / "data" / "badinput" / "blns.json").read_text(encoding="utf-8"))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["code", "name", "price"])
    for number, name in enumerate(naughty):
        writer.writerow([f"n{number}", name, "1"])
    report = take(shop, text.getvalue().encode("utf-8", "surrogatepass").replace(b"\x00", b""))
    assert report.created > 400
    assert report.created + len({e.row for e in report.errors}) >= len(naughty) - 3


def test_dishes_of_the_house_come_and_go_by_file(shop: Shop) -> None:
    """必点 per table and per guest; an empty cell keeps what is, an odd word is named."""
    head = "菜名,价格,必点"
    report = take(shop, lines("茶,5,每桌", "餐具,1,每人", "毛巾,1,也许", head=head))
    assert [(e.row, e.field) for e in report.errors] == [(4, "required_per")]
    required = {d.name: d.required_per.value for d in queries.list_dishes(shop.id)}
    assert (required["茶"], required["餐具"]) == ("table", "head")
    exported = menu_export.menu_csv(queries.list_dishes(shop.id))
    take(shop, lines("茶,5,", "餐具,1,否", head=head))
    required = {d.name: d.required_per.value for d in queries.list_dishes(shop.id)}
    assert (required["茶"], required["餐具"]) == ("table", "nothing")
    assert take(shop, exported).errors == []
    required = {d.name: d.required_per.value for d in queries.list_dishes(shop.id)}
    assert (required["茶"], required["餐具"]) == ("table", "head")
