"""The menu page."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import event

from app.catalog import queries, service
from app.catalog.inputs import DishInput
from app.core.db import db
from app.ordering.settings import OrderingSettings
from app.settings import service as settings
from app.stores import service as stores
from tests.factories.shop import Shop
from tests.factories.tables import sit_down
from tests.fixtures.callers import PageClient

Phone = Callable[..., PageClient]


def row_of(html: str, dish_id: str) -> str:
    """The HTML of one dish's row."""
    found = re.search(rf'<article[^>]*id="d-{dish_id}".*?</article>', html, re.DOTALL)
    assert found is not None
    return found.group(0)


def test_the_first_paint_holds_the_whole_menu(diner_page: Phone, shop: Shop) -> None:
    html = diner_page(shop.tables[0]).get("/menu").text
    assert "A01" in html and shop.store.name in html
    positions = [html.index(f'id="d-{dish.id}"') for dish in shop.dish.values()]
    assert positions == sorted(positions)
    assert "12.5<" in row_of(html, shop.dish["cucumber"].id)


def test_a_dish_with_options_is_opened_and_one_without_is_added(
    diner_page: Phone, shop: Shop
) -> None:
    html = diner_page(shop.tables[0]).get("/menu").text
    assert 'data-do="plus"' not in row_of(html, shop.dish["chicken"].id)
    assert 'data-do="plus"' in row_of(html, shop.dish["tofu"].id)


def test_search_words_are_in_the_rows(diner_page: Phone, shop: Shop) -> None:
    row = row_of(diner_page(shop.tables[0]).get("/menu").text, shop.dish["chicken"].id)
    assert 'data-words="宫保鸡丁|gongbaojiding|gbjd|"' in row


def test_what_is_left_and_what_is_sold_out_is_said(diner_page: Phone, shop: Shop) -> None:
    phone = diner_page(shop.tables[0])
    phone.set_cookie("kf_lang", "en")
    fish = row_of(phone.get("/menu").text, shop.dish["fish"].id)
    assert "Only 5 left" in fish and "is-gone" not in fish
    service.set_availability(shop.dish["fish"].id, actor=shop.actor, available=False)
    assert "is-gone" in row_of(phone.get("/menu/list").text, shop.dish["fish"].id)


def test_member_prices_are_not_shown(diner_page: Phone, shop: Shop) -> None:
    """Nobody can become a member yet: a price that no guest gets would only be argued about."""
    category = shop.categories["hot"]
    given = DishInput(name="会员菜", category_id=category.id, price_fen=5000, member_price_fen=4321)
    dish = service.add_dish(given, actor=shop.actor)
    row = row_of(diner_page(shop.tables[0]).get("/menu").text, dish.id)
    assert "43.21" not in row and "4321" not in row


def test_names_are_text_and_never_markup(diner_page: Phone, shop: Shop) -> None:
    given = DishInput(
        name="<b>鱼</b>",
        description='"><script>1</script>',
        category_id=shop.categories["hot"].id,
        price_fen=100,
    )
    dish = service.add_dish(given, actor=shop.actor)
    row = row_of(diner_page(shop.tables[0]).get("/menu").text, dish.id)
    assert "<b>鱼" not in row and "<script" not in row


def test_english_names_fall_back_to_chinese(diner_page: Phone, shop: Shop) -> None:
    given = DishInput(
        name="夫妻肺片",
        name_en="Sliced beef",
        category_id=shop.categories["cold"].id,
        price_fen=100,
    )
    dish = service.add_dish(given, actor=shop.actor)
    phone = diner_page(shop.tables[0])
    phone.set_cookie("kf_lang", "en")
    html = phone.get("/menu").text
    assert 'lang="en"' in html
    assert ">Sliced beef</button>" in row_of(html, dish.id)
    assert ">麻婆豆腐</button>" in row_of(html, shop.dish["tofu"].id)


def test_each_language_is_kept_apart_in_the_cache(diner_page: Phone, shop: Shop) -> None:
    phone = diner_page(shop.tables[0])
    chinese = phone.get("/menu/list").text
    phone.set_cookie("kf_lang", "en")
    english = phone.get("/menu/list").text
    phone.set_cookie("kf_lang", "zh")
    assert phone.get("/menu/list").text == chinese
    assert set(queries.get_menu(shop.id).rendered) >= {"diner.zh.", "diner.en."}
    assert english.count("<article") == chinese.count("<article")


def test_looking_again_asks_for_the_party_s_calls_alone(diner_page: Phone, shop: Shop) -> None:
    phone = diner_page(shop.tables[0])
    phone.get("/menu")
    statements: list[str] = []
    listener = lambda *args: statements.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    try:
        assert phone.get("/menu").status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", listener)
    assert [each for each in statements if "FROM service_call" not in each] == []
    assert len(statements) <= 2


def test_a_price_change_is_on_the_next_look(diner_page: Phone, shop: Shop) -> None:
    phone = diner_page(shop.tables[0])
    phone.get("/menu")
    tofu = shop.dish["tofu"]
    given = DishInput(name="麻婆豆腐", category_id=tofu.category_id, price_fen=2150)
    service.change_dish(tofu.id, given, actor=shop.actor)
    assert "21.5<" in row_of(phone.get("/menu").text, tofu.id)


def test_a_table_that_waits_for_staff_says_so_until_it_is_opened(
    diner_page: Phone, shop: Shop
) -> None:
    phone = diner_page(shop.tables[1])
    assert "first order" not in phone.get("/menu/notices").text
    waiting = diner_page(shop.tables[1])
    waiting.sit_down(sit_down(shop.tables[2]))
    waiting.set_cookie("kf_lang", "en")
    assert "Your first order goes to the kitchen" in waiting.get("/menu").text


def test_a_pause_is_told_before_anything_is_chosen(diner_page: Phone, shop: Shop) -> None:
    chosen = OrderingSettings(is_paused=True, pause_message="今天打烊了")
    settings.save(chosen, actor=shop.actor)
    assert "今天打烊了" in diner_page(shop.tables[0]).get("/menu").text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_script_or_style_is_written_into_the_page(
    diner_page: Phone, shop: Shop, language: str
) -> None:
    phone = diner_page(shop.tables[0])
    phone.set_cookie("kf_lang", language)
    for path in ("/menu", "/orders"):
        html = phone.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)", html)
        assert not re.search(r"\s(style|on[a-z]+)=\"", html)


def test_wishes_are_written_in_the_kitchens_language(diner_page: Phone, shop: Shop) -> None:
    phone = diner_page(shop.tables[0])
    phone.set_cookie("kf_lang", "zh")
    chinese = re.findall(r'data-text="([^"]+)"', phone.get("/menu").text)
    phone.set_cookie("kf_lang", "en")
    html = phone.get("/menu").text
    assert re.findall(r'data-text="([^"]+)"', html) == chinese
    assert ">No coriander</button>" in html


def test_large_text_is_a_choice_of_the_phone(diner_page: Phone, shop: Shop) -> None:
    phone = diner_page(shop.tables[0])
    answer = phone.post("/language", data={"text": "large", "next": "/menu"})
    assert answer.headers["Location"] == "/menu"
    assert 'data-text="large"' in phone.get("/menu").text.split("<body")[0]


def test_the_shops_notice_is_read_in_english_where_the_owner_wrote_it(
    diner_page: Phone, shop: Shop
) -> None:
    phone = diner_page(shop.tables[0])
    stores.change_store(actor=shop.actor, notice="今日有鲥鱼")
    assert "今日有鲥鱼" in phone.get("/menu").text
    phone.set_cookie("kf_lang", "en")
    assert "今日有鲥鱼" in phone.get("/menu").text
    stores.change_store(actor=shop.actor, notice_en="Shad today")
    english = phone.get("/menu").text
    assert "Shad today" in english and "今日有鲥鱼" not in english
