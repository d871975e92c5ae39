"""Ingredients from a file: seen before anything happens, and what the file leaves out stays."""

import pytest

from app.core.errors import Invalid
from app.core.tabular import csv_bytes
from app.inventory import queries, service
from app.inventory.inputs import IngredientInput, SupplierInput, UnitInput
from app.inventory.models import BaseUnit, Ingredient, Policy
from app.inventory.service.importing import HEADINGS, export_cells, import_ingredients
from tests.factories.shop import Shop


def egg(shop: Shop) -> Ingredient:
    """Eggs with everything that can be said of them, 60 there for 36 yuan."""
    market = SupplierInput(name="菜市场", name_en="Market")
    supplier = service.add_supplier(market, actor=shop.actor)
    given = IngredientInput(
        name="鸡蛋",
        name_en="Eggs",
        category="蛋奶",
        category_en="Eggs and dairy",
        unit=BaseUnit.PIECE,
        policy=Policy.WARN,
        barcode="6901234567892",
        safety=60_000,
        target=480_000,
        shelf_life_days=20,
        supplier_id=supplier.id,
        units=(
            UnitInput(name="板", name_en="Tray", size=30_000, is_usual=True),
            UnitInput(name="箱", name_en="Case", size=360_000),
        ),
    )
    return service.add_ingredient(given, actor=shop.actor, on_hand=60_000, value_fen=3600)


def exported(shop: Shop) -> list[tuple[str, ...]]:
    stocks = queries.stocks_of(shop.id)
    known = queries.list_ingredients(shop.id)
    return [export_cells(each, stocks[each.id].on_hand, stocks[each.id].value) for each in known]


def sheet(shop: Shop) -> bytes:
    """The shop's ingredients as a file."""
    return csv_bytes([words[0] for words in HEADINGS.values()], exported(shop))


def test_what_is_taken_away_comes_in_again_as_it_was(shop: Shop) -> None:
    egg(shop)
    before, content = exported(shop), sheet(shop)
    report = import_ingredients(content, actor=shop.person())
    assert (report.created, report.updated, report.errors) == (0, 1, [])
    assert exported(shop) == before
    [kept] = queries.list_ingredients(shop.id)
    assert [(unit.name_en, unit.size) for unit in kept.units] == [
        ("Tray", 30_000),
        ("Case", 360_000),
    ]


def test_a_new_shop_gets_it_with_stock_value_and_supplier(shop: Shop) -> None:
    found = egg(shop)
    before, content = exported(shop), sheet(shop)
    service.remove_ingredient(found.id, actor=shop.person())
    seen = import_ingredients(content, actor=shop.person(), dry_run=True)
    assert (seen.created, seen.updated) == (1, 0)
    assert not queries.list_ingredients(shop.id), "looking changes nothing"
    import_ingredients(content, actor=shop.person())
    assert exported(shop) == before
    assert not queries.find_differences()


def test_what_the_file_leaves_out_stays(shop: Shop) -> None:
    egg(shop)
    content = csv_bytes(("名称", "安全库存"), [("鸡蛋", "90")])
    import_ingredients(content, actor=shop.person())
    [kept] = queries.list_ingredients(shop.id)
    assert (kept.safety, kept.target, kept.policy) == (90_000, 480_000, Policy.WARN)
    assert (kept.name_en, kept.category, kept.barcode) == ("Eggs", "蛋奶", "6901234567892")
    assert kept.supplier is not None and len(kept.units) == 2


def test_wrong_rows_are_named_and_the_good_ones_taken(shop: Shop) -> None:
    rows = [
        ("大米", "很多", ""),
        ("面粉", "5", "随便"),
        ("", "1", ""),
        ("油", "2", ""),
        ("油", "3", ""),
    ]
    content = csv_bytes(("名称", "安全库存", "用完时"), rows)
    report = import_ingredients(content, actor=shop.person())
    assert [(error.row, error.field) for error in report.errors] == [
        (2, "safety"),
        (3, "policy"),
        (4, "name"),
        (6, "name"),
    ]
    assert [each.name for each in queries.list_ingredients(shop.id)] == ["油"]
    with pytest.raises(Invalid):
        import_ingredients(csv_bytes(("品名",), [("油",)]), actor=shop.person())
