"""The menu on paper: the same dishes and prices as on the phones."""

from collections.abc import Callable

import pytest

from app.catalog import service
from app.staff.rights import Role
from app.stores import service as stores
from tests.factories import catalog as menus
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient

Pages = Callable[[Role], PageClient]


def test_every_dish_on_the_shelf_stands_on_it_with_its_price(staff_page: Pages, shop: Shop) -> None:
    hot = shop.categories["hot"]
    sizes = menus.make_sizes(shop.actor, ("小份", 2800), ("大份", 4800))
    menus.make_dish(shop.actor, hot, "水煮鱼", 2800, group_ids=(sizes.id,), spice_level=3)
    menus.make_dish(shop.actor, hot, "大闸蟹", 9800, price_kind="weighed")
    menus.make_dish(shop.actor, hot, "龙虾", 0, price_kind="market", allergens=("crustacean",))
    service.set_on_shelf(shop.dish["beer"].id, False, actor=shop.actor)
    html = staff_page(Role.OWNER).get("/backoffice/menu/paper?language=zh").text
    for said in ("拍黄瓜", "¥12.5", "小份", "¥28", "大份", "¥48", "¥98", "/500 g", "时价", "虾蟹"):
        assert said in html
    assert "青岛啤酒" not in html


def test_what_is_sold_out_today_is_still_on_paper(staff_page: Pages, shop: Shop) -> None:
    service.sell_out_today(shop.dish["tofu"].id, actor=shop.actor)
    assert "麻婆豆腐" in staff_page(Role.OWNER).get("/backoffice/menu/paper").text


@pytest.mark.parametrize(("language", "shown"), [("zh", False), ("en", True), ("both", True)])
def test_the_sheet_speaks_the_languages_that_were_chosen(
    staff_page: Pages, shop: Shop, language: str, shown: bool
) -> None:
    menus.make_dish(shop.actor, shop.categories["hot"], "酸汤", 900, name_en="Sour soup")
    html = staff_page(Role.OWNER).get(f"/backoffice/menu/paper?language={language}").text
    assert ("Sour soup" in html) is shown
    assert ("酸汤" in html) is (language != "en")
    assert ("Order what you can finish" in html) is shown
    assert ("吃多少点多少" in html) is (language != "en")


def test_allergens_can_be_left_out(staff_page: Pages, shop: Shop) -> None:
    menus.make_dish(shop.actor, shop.categories["hot"], "虾", 900, allergens=("crustacean",))
    page = staff_page(Role.OWNER)
    assert "paper-legend" in page.get("/backoffice/menu/paper").text
    assert "paper-legend" not in page.get("/backoffice/menu/paper?allergens=0").text


@pytest.mark.parametrize(("language", "shown"), [("zh", False), ("en", True), ("both", True)])
def test_the_notice_is_read_in_the_languages_of_the_sheet(
    staff_page: Pages, shop: Shop, language: str, shown: bool
) -> None:
    stores.change_store(actor=shop.actor, notice="今日有鲥鱼", notice_en="Shad today")
    html = staff_page(Role.OWNER).get(f"/backoffice/menu/paper?language={language}").text
    assert ("Shad today" in html) is shown
    assert ("今日有鲥鱼" in html) is (language != "en")
