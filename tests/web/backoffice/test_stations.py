"""The owner sets stations up, and sees what reaches nobody."""

from app.catalog import queries
from app.core.db import db
from app.kitchen import service as kitchen
from tests.factories.ordering import place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient


def test_a_dish_without_a_station_is_named_loudly_until_it_has_one(
    owner: PageClient, shop: Shop
) -> None:
    page = owner.get("/backoffice/stations").text
    assert "有 2 道菜没有归到任何档口" in page and "米饭、青岛啤酒" in page
    assert "2 道菜没有档口" in owner.get("/backoffice/routing").text
    drinks = shop.categories["drinks"].id
    cold = shop.stations["cold"].id
    routed = {"station_id": cold, f"dish-{shop.dish['beer'].id}": shop.stations["hot"].id}
    owner.post(f"/backoffice/routing/{drinks}", data=routed)
    assert "没有归到任何档口" not in owner.get("/backoffice/stations").text
    menu = queries.get_menu(shop.id).dishes
    assert menu[shop.dish["rice"].id].station_id == cold
    assert menu[shop.dish["beer"].id].station_id == shop.stations["hot"].id


def test_a_category_of_dishes_with_stations_of_their_own_says_so(
    owner: PageClient, shop: Shop
) -> None:
    """Such a category is not said to have no station; one with a dish that has none still is."""
    page = owner.get("/backoffice/routing").text
    cards = {
        name: page.split(f'id="category-{category.id}"')[1].split("</form>")[0]
        for name, category in shop.categories.items()
    }
    assert "按每道菜各归档口" in cards["hot"] and "不归档口" not in cards["hot"]
    assert '炒锅 <span class="num">3</span>' in cards["hot"] and "凉菜 <span" not in cards["hot"]
    assert "不归档口" in cards["drinks"] and "按每道菜各归档口" not in cards["drinks"]


def test_each_station_says_who_tells_it(owner: PageClient, shop: Shop) -> None:
    page = owner.get("/backoffice/stations").text
    assert page.count("没人看得到") == 2
    make_printer(shop.actor, "炒锅机", station_ids=(shop.stations["hot"].id,))
    kitchen.record_shown("凉菜屏", 0, actor=shop.actor, station_id=shop.stations["cold"].id)
    page = owner.get("/backoffice/stations").text
    assert "打印：炒锅机" in page and "显示：凉菜屏" in page and "没人看得到" not in page


def test_a_station_is_added_renamed_and_given_a_printer(owner: PageClient, shop: Shop) -> None:
    owner.post("/backoffice/stations", data={"name": "面点"})
    added = queries.list_stations(shop.id)[-1]
    assert added.name == "面点"
    wok, both = make_printer(shop.actor, "A"), make_printer(shop.actor, "B")
    path = f"/backoffice/stations/{added.id}"
    owner.post(path, data={"name": "点心", "printer_ids": [wok.id]})
    page = owner.get(path).text
    assert f'value="{wok.id}" checked' in page and f'value="{both.id}" checked' not in page
    owner.post(f"{path}/move", data={"to": "up"})
    assert [each.name for each in queries.list_stations(shop.id)] == ["炒锅", "点心", "凉菜"]


def test_a_wrong_name_stands_beside_its_field(owner: PageClient, shop: Shop) -> None:
    for path in ("/backoffice/stations", f"/backoffice/stations/{shop.stations['cold'].id}"):
        for name in ("", "炒锅"):
            answer = owner.post(path, data={"name": name})
            assert answer.status_code == 422 and 'id="name-error"' in answer.text


def test_retiring_offers_to_move_the_dishes(owner: PageClient, shop: Shop) -> None:
    hot, cold = shop.stations["hot"].id, shop.stations["cold"].id
    path = f"/backoffice/stations/{hot}"
    refused = owner.post(f"{path}/retire")
    assert "请选好这些菜以后归哪个档口" in owner.get(refused.location).text
    assert f'<option value="{cold}">' in owner.get(path).text
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    busy = owner.post(f"{path}/retire", data={"move_to": cold})
    assert "还有没做完的单" in owner.get(busy.location).text
    kitchen.close_order_tickets(shop.id, order.id)
    owner.post(f"{path}/retire", data={"move_to": cold})
    db.session.expire_all()
    assert [each.id for each in queries.list_stations(shop.id)] == [cold]
    assert owner.get(path).status_code == 404


def test_a_test_order_is_followed_on_its_page(owner: PageClient, shop: Shop) -> None:
    make_printer(shop.actor)
    assert "打一张测试单" in owner.get("/backoffice/printers").text
    assert "打一张测试单" in owner.get("/backoffice/health").text
    place = owner.post("/backoffice/test-orders").location
    page = owner.get(place).text
    assert "测试单 T1" in page and "炒锅" in page and 'hx-trigger="every 1s"' in page
    road = owner.get(place, headers={"HX-Request": "true"}).text
    assert "<html" not in road and "后厨事件 1" in road
    owner.post(f"{place}/end")
    ended = owner.get(place).text
    assert "已结束" in ended and "every 1s" not in ended
