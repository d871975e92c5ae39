"""The pages of stock: what they take, what they refuse and keep, and what can be taken away."""

import io

import openpyxl
import pytest
from PIL import Image

from app.catalog import queries as catalog
from app.inventory import papers, queries, service
from app.inventory.models import MovementKind, OwnerKind
from app.inventory.paper_models import PurchaseStatus, TakeStatus
from app.inventory.queries import MovementFilter
from tests.factories.inventory import make_ingredient, make_purchase, make_recipe, make_stocktake
from tests.factories.ordering import place
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.fixtures.callers import PageClient

STOCK = "/backoffice/stock"
NEW = {
    "name": "五花肉",
    "category": "肉类",
    "unit": "g",
    "policy": "block",
    "level_unit": "kg",
    "safety": "2",
    "target": "10",
    "on_hand": "5",
    "value": "150",
}


def on_hand(shop: Shop, ingredient_id: str) -> int:
    """What is there in base units."""
    return queries.stocks_of(shop.id)[ingredient_id].on_hand // 1000


def test_an_ingredient_is_added_found_and_changed(owner: PageClient, shop: Shop) -> None:
    assert "还没有原料" in owner.get(STOCK).text
    assert owner.post(f"{STOCK}/new", data=NEW).status_code == 302
    [pork] = queries.list_ingredients(shop.id)
    assert (on_hand(shop, pork.id), pork.safety, pork.target) == (5000, 2_000_000, 10_000_000)
    assert "五花肉" in owner.get(f"{STOCK}?q=五花").text
    assert "五花肉" not in owner.get(f"{STOCK}?q=虾").text
    changed = {**NEW, "name": "带皮五花肉", "safety": "", "row": "1"}
    page = owner.post(f"{STOCK}/ingredients/{pork.id}", data=changed, follow_redirects=True)
    assert page.status_code == 200 and "带皮五花肉" in page.text
    assert queries.get_ingredient(shop.id, pork.id).safety is None


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "长" * 61),
        ("safety", "很多"),
        ("target", "-3"),
        ("on_hand", "1e99"),
        ("value", "一百"),
        ("unit", "吨"),
        ("policy", "maybe"),
        ("level_unit", "ml"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    owner: PageClient, shop: Shop, field: str, typed: str
) -> None:
    answer = owner.post(f"{STOCK}/new", data={**NEW, "category": "腌腊", field: typed})
    assert answer.status_code == 422
    assert "腌腊" in answer.text and "is-invalid" in answer.text
    assert not queries.list_ingredients(shop.id)


def test_a_recipe_is_written_and_a_wrong_one_is_shown_again(owner: PageClient, shop: Shop) -> None:
    pork = make_ingredient(shop.actor, "五花肉")
    page = f"{STOCK}/recipes/dish/{shop.dish['chicken'].id}"
    row = {"line_ingredient_id": pork.id, "line_net": "120", "line_yield": "80"}
    assert owner.post(page, data=row).status_code == 302
    kept = queries.find_recipe(shop.id, OwnerKind.DISH, shop.dish["chicken"].id)
    assert kept is not None and (kept.lines[0].net, kept.lines[0].yield_bp) == (120_000, 8000)
    for wrong in ({"line_net": "半斤"}, {"line_yield": "0"}, {"line_net": "0"}, {"waste": "x"}):
        answer = owner.post(page, data={**row, "note": "少油", **wrong})
        assert answer.status_code == 422 and "少油" in answer.text, wrong
    unknown = owner.post(page, data={**row, "line_ingredient_id": "no-such"})
    assert unknown.status_code in (404, 422)
    assert len(queries.list_versions(shop.id, OwnerKind.DISH, shop.dish["chicken"].id)) == 1


def test_a_purchase_is_ordered_received_and_taken_away(owner: PageClient, shop: Shop) -> None:
    pork = make_ingredient(shop.actor, "五花肉", grams=0)
    row = {"row_ingredient_id": pork.id, "row_count": "8", "row_unit": "kg"}
    assert owner.post(f"{STOCK}/purchases/new", data=row).status_code == 302
    [purchase] = papers.list_purchases(shop.id)
    here = f"{STOCK}/purchases/{purchase.id}"
    assert "五花肉 8 公斤" in owner.get(here).text
    wrong = {**row, "purchase_id": purchase.id, "row_count": "八斤", "note": "送错了"}
    answer = owner.post(f"{STOCK}/receive", data=wrong)
    assert answer.status_code == 422 and "送错了" in answer.text and "八斤" in answer.text
    came = {**row, "purchase_id": purchase.id, "row_count": "7.5", "row_total": "180"}
    assert owner.post(f"{STOCK}/receive", data=came).status_code == 302
    assert on_hand(shop, pork.id) == 7500
    assert papers.get_purchase(shop.id, purchase.id).status is PurchaseStatus.PARTLY
    csv = owner.get(f"{here}.csv")
    assert "五花肉,8,公斤,7.5,-0.5" in csv.data.decode("utf-8-sig")
    sheet = openpyxl.load_workbook(io.BytesIO(owner.get(f"{here}.xlsx").data)).active
    assert sheet is not None and sheet[2][0].value == "五花肉"


@pytest.mark.parametrize("page", ["purchases/new", "receive"])
def test_a_row_that_was_only_begun_is_named_and_nothing_is_lost(
    owner: PageClient, shop: Shop, page: str
) -> None:
    pork, rice = (make_ingredient(shop.actor, name, grams=0) for name in ("五花肉", "大米"))
    for ids, counts, said in (
        ([pork.id, rice.id, ""], ["8", " ", ""], "第 2 行：请填写数量"),
        ([pork.id, "", ""], ["8", "", "3"], "第 3 行：请选择原料"),
    ):
        form = {"row_ingredient_id": ids, "row_count": counts, "row_unit": ["kg", "kg", ""]}
        answer = owner.post(f"{STOCK}/{page}", data={"note": "空", **form})
        assert answer.status_code == 422 and said in answer.text
        kept = answer.text.split("<template")[0]
        assert kept.count('aria-invalid="true"') == 1 and kept.count('name="row_count"') == 3
        assert all(f'value="{each}" selected' in kept for each in ids if each)
        assert 'value="8"' in kept
    assert not papers.list_purchases(shop.id) and not on_hand(shop, pork.id)


def test_an_empty_paper_is_refused(owner: PageClient, shop: Shop) -> None:
    chosen = make_ingredient(shop.actor).id
    begun = {"row_ingredient_id": [chosen, "", ""], "row_count": ["", "", ""]}
    for page in ("purchases/new", "receive"):
        answer = owner.post(f"{STOCK}/{page}", data={"note": "空", **begun})
        assert answer.status_code == 422 and "空" in answer.text
        rows = answer.text.split("<template")[0]
        assert rows.count('name="row_count"') == 3 and f'value="{chosen}" selected' in rows
    assert not papers.list_purchases(shop.id)


def test_while_it_is_counted_nobody_sees_what_should_be_there(
    owner: PageClient, shop: Shop
) -> None:
    pork = make_ingredient(shop.actor, "五花肉", grams=7300, value_fen=14_600)
    take = make_stocktake(shop.actor)
    here = f"{STOCK}/counts/{take.id}"
    count = {"ingredient_id": pork.id, "count": "约七斤", "unit": "g"}
    answer = owner.post(f"{here}/count", data=count, follow_redirects=True)
    assert "请填数字" in answer.text
    owner.post(f"{here}/close", data={"act": "finish"})
    assert papers.get_stocktake(shop.id, take.id).status is TakeStatus.COUNTING
    owner.post(f"{here}/count", data={**count, "count": "7000"})
    blind = owner.get(here).text
    assert "7 公斤" in blind and "7.3" not in blind and "300" not in blind
    owner.post(f"{here}/close", data={"act": "finish"})
    seen = owner.get(here).text
    assert "7.3 公斤" in seen and "-300 克" in seen
    owner.post(f"{here}/count", data={**count, "count": "7300"})
    assert "-300 克" in owner.get(here).text, "what was seen is not counted again in secret"
    owner.post(f"{here}/close", data={"act": "again"})
    assert "7.3" not in owner.get(here).text
    owner.post(f"{here}/close", data={"act": "finish"})
    owner.post(f"{here}/close", data={"act": "close"})
    assert on_hand(shop, pork.id) == 7000


def test_waste_carries_its_photo_and_reason_to_its_rows(owner: PageClient, shop: Shop) -> None:
    pork = make_ingredient(shop.actor, "五花肉", grams=5000, value_fen=10_000)
    content = io.BytesIO()
    Image.new("RGB", (1200, 900), (90, 60, 30)).save(content, "JPEG")
    form = {"ingredient_id": pork.id, "count": "500", "unit": "g", "reason": "变质"}
    photo = {"photo": (io.BytesIO(content.getvalue()), "waste.jpg")}
    multipart = {"content_type": "multipart/form-data"}
    page = f"{STOCK}/work/waste"
    bad = {"photo": (io.BytesIO(b"not a picture"), "waste.jpg")}
    refused = owner.post(page, data={**form, **bad}, **multipart)
    assert refused.status_code == 422 and "变质" in refused.text
    assert owner.post(page, data={**form, **photo}, **multipart).status_code == 302
    service.waste_goods(pork.id, 100_000, actor=shop.person(), reason="洒了")
    wanted = MovementFilter(pork.id, kind=MovementKind.WASTE, reason="变质")
    [movement] = queries.list_movements(shop.id, wanted, limit=9)
    assert movement.picture
    figures = owner.get(f"{STOCK}/figures").text
    assert "reason=%E5%8F%98%E8%B4%A8" in figures
    rows = owner.get(f"{STOCK}/movements?kind=waste&reason=变质").text
    assert movement.picture.split("/")[-1].split(".")[0] in rows and "洒了" not in rows


def test_figures_are_taken_away_part_by_part(owner: PageClient, shop: Shop) -> None:
    pork = make_ingredient(shop.actor, "五花肉", grams=5000, value_fen=10_000)
    make_recipe(shop.actor, shop.dish["chicken"].id, (pork, 150))
    place(presence_at(shop.tables[0], shop.actor), (shop.dish["chicken"], 2))
    service.waste_goods(pork.id, 500_000, actor=shop.person(), reason="变质")
    price = catalog.get_menu(shop.id).dishes[shop.dish["chicken"].id].price_fen
    expected = {
        "uses": "五花肉,克,0,5000,0,500,0,500,4500,0.00,10.00,0.00,",
        "dishes": f"宫保鸡丁,,2,{price / 50:.2f},6.00,",
        "waste": "变质,1,10.00",
        "value": "五花肉,,克,4500,300,90.00",
    }
    for part, line in expected.items():
        text = owner.get(f"{STOCK}/figures.csv?part={part}").data.decode("utf-8-sig")
        assert line in text, text
        assert owner.get(f"{STOCK}/figures.xlsx?part={part}").status_code == 200
    opened = f"{STOCK}/figures/dishes/{shop.dish['chicken'].id}"
    assert opened in owner.get(f"{STOCK}/figures").text
    rows = owner.get(opened).text
    assert "五花肉" in rows and "300 克" in rows and "dish=%E5%AE%AB" in rows
    assert "没有" in owner.get(f"{STOCK}/figures/dishes/{shop.dish['tofu'].id}").text


def test_a_paper_of_another_shop_is_not_found(owner: PageClient, shop: Shop) -> None:
    purchase = make_purchase(shop.actor, make_ingredient(shop.actor))
    assert owner.get(f"{STOCK}/purchases/{purchase.id}x.csv").status_code == 404
    assert owner.get(f"{STOCK}/counts/none").status_code == 404
