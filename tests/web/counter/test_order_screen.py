"""What the order screen offers beside the dishes: ready-made words, stations, the list of keys."""

from collections.abc import Callable

from flask.testing import FlaskClient

from app.ordering import service
from app.ordering.settings import CounterSettings
from app.settings import service as settings_service
from app.staff.rights import Role
from tests.factories import catalog as menus
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop

Page = Callable[[Role], FlaskClient]


def test_words_come_with_the_house_and_the_owner_may_write_others(
    shop: Shop, staff_page: Page
) -> None:
    page, path = staff_page(Role.WAITER), f"/counter/tables/{shop.tables[0].id}/order"
    assert "不要香菜" in page.get(path).text
    settings_service.save(CounterSettings(line_notes=("免辣走葱",)), actor=shop.actor)
    html = page.get(path).text
    assert "免辣走葱" in html
    assert "不要香菜</button>" not in html


def test_an_open_item_names_the_station_that_makes_it(shop: Shop, staff_page: Page) -> None:
    html = staff_page(Role.WAITER).get("/counter/pickup/order").text
    for station in shop.stations.values():
        assert f'<option value="{station.id}">{station.name}</option>' in html


def test_held_and_served_dishes_have_their_words(shop: Shop, staff_page: Page) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    page, path = staff_page(Role.WAITER), f"/counter/tables/{shop.tables[0].id}/now"
    service.hold_line(order.lines[0].id, actor=shop.actor)
    assert "等叫" in page.get(path).text
    service.fire_lines([order.lines[0].id], actor=shop.actor)
    service.step_line(order.lines[0].id, "serve", actor=shop.actor)
    assert "已上" in page.get(path).text


def test_the_keys_are_explained(staff_page: Page) -> None:
    html = staff_page(Role.WAITER).get("/counter/order/keys").text
    for key in ("F2", "F4", "F9", "Ctrl + Enter", "gb*3"):
        assert f"<kbd>{key}</kbd>" in html


def test_dishes_of_the_house_are_one_touch_away_before_the_first_order(
    staff_page: Page, shop: Shop
) -> None:
    offered = "data-required-dishes-value"
    page, at_table = staff_page(Role.WAITER), f"/counter/tables/{shop.tables[0].id}/order"
    assert offered not in page.get(at_table).text
    tea = menus.make_dish(shop.actor, shop.categories["drinks"], "茶", 500, required_per="table")
    html = page.get(at_table).text
    assert offered in html and tea.id in html.split(offered)[1][:200]
    place_at_counter(shop.actor, tea, table=shop.tables[0])
    assert offered not in page.get(at_table).text
    assert offered not in page.get("/counter/pickup/order").text
