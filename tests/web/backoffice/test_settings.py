"""The owner's choices, and the list of staff."""

import pytest

from app.kitchen.settings import KitchenSettings
from app.ordering.settings import OrderingSettings
from app.settings import queries
from app.stores import queries as stores
from app.tables.settings import TablesSettings
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient


def choices(**more: str) -> dict[str, str]:
    """A filled-in settings form."""
    return {
        "name": "新街小馆",
        "warn_minutes": "8",
        "late_minutes": "16",
        "alarm_after_s": "20",
        "cart_minutes": "45",
        "cart_warn_minutes": "4",
        "pause_message": "",
        "public_url": "",
        **more,
    }


def test_choices_are_kept_and_in_force_at_once(owner: PageClient, shop: Shop) -> None:
    sent = choices(is_paused="1", pause_message="爆单了", public_url="http://10.0.0.5:8000/")
    assert owner.post("/backoffice/settings", data=sent).status_code == 302
    assert stores.get_facts(shop.id).name == "新街小馆"
    ordering = queries.get(shop.id, OrderingSettings)
    assert (ordering.is_paused, ordering.pause_message) == (True, "爆单了")
    assert queries.get(shop.id, KitchenSettings).late_minutes == 16
    assert queries.get(shop.id, TablesSettings).public_url == "http://10.0.0.5:8000"
    assert "http://10.0.0.5:8000" in owner.get("/backoffice/tables/cards").text


@pytest.mark.parametrize(
    ("wrong", "marked"),
    [
        ({"name": " "}, "name"),
        ({"warn_minutes": "0"}, "warn_minutes"),
        ({"warn_minutes": "x"}, "warn_minutes"),
        ({"late_minutes": "8"}, "late_minutes"),
        ({"alarm_after_s": "3"}, "alarm_after_s"),
        ({"cart_minutes": "4"}, "cart_minutes"),
        ({"cart_warn_minutes": "45"}, "cart_warn_minutes"),
        ({"public_url": "javascript:alert(1)"}, "public_url"),
        ({"public_url": "http://"}, "public_url"),
        ({"public_url": "http://a:b@c"}, "public_url"),
        ({"public_url": "http://a/b"}, "public_url"),
        ({"public_url": "http://a:99999"}, "public_url"),
        ({"pause_message": "长" * 101}, "pause_message"),
    ],
)
def test_one_wrong_choice_keeps_all_as_they_were(
    owner: PageClient, shop: Shop, wrong: dict[str, str], marked: str
) -> None:
    answer = owner.post("/backoffice/settings", data=choices(**wrong))
    assert answer.status_code == 422
    assert f'id="{marked}-error"' in answer.text
    assert stores.get_facts(shop.id).name == "老街小馆"
    assert queries.get(shop.id, KitchenSettings) == KitchenSettings()


def test_the_staff_are_listed_with_their_roles(owner: PageClient, shop: Shop) -> None:
    page = owner.get("/backoffice/staff").text
    for words in ("店主", "店长", "收银", "服务员", "后厨", "骑手"):
        assert words in page


def test_english_is_spoken_on_request(owner: PageClient, shop: Shop) -> None:
    owner.set_cookie("kf_lang", "en")
    page = owner.get("/backoffice/settings").text
    assert "Pause ordering" in page and "暂停点餐" not in page
