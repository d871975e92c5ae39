"""The order of the menu, also with two people arranging at once."""

import pytest

from app.catalog import queries, service
from app.catalog.service.arranging import Elsewhere
from app.core.errors import NotFound
from tests.factories.catalog import make_dish
from tests.factories.shop import Shop, make_shop


def hot_dishes(shop: Shop) -> list[str]:
    """The names under 热菜 in the order that phones see."""
    return [dish.name for dish in queries.get_menu(shop.id).categories[0].dishes]


@pytest.mark.parametrize(
    ("moved", "after", "order"),
    [
        ("fish", "", ["清蒸鲈鱼", "宫保鸡丁", "麻婆豆腐"]),
        ("chicken", "fish", ["麻婆豆腐", "清蒸鲈鱼", "宫保鸡丁"]),
        ("chicken", "tofu", ["麻婆豆腐", "宫保鸡丁", "清蒸鲈鱼"]),
        ("tofu", "chicken", ["宫保鸡丁", "麻婆豆腐", "清蒸鲈鱼"]),
    ],
)
def test_a_dish_stands_where_it_was_put(
    shop: Shop, moved: str, after: str, order: list[str]
) -> None:
    behind = shop.dish[after].id if after else ""
    ids = service.move_dish(shop.dish[moved].id, behind, actor=shop.person())
    assert hot_dishes(shop) == order
    assert [queries.get_dish(shop.id, dish_id).name for dish_id in ids] == order


def test_two_people_who_arrange_at_once_both_get_their_move(shop: Shop) -> None:
    service.move_dish(shop.dish["fish"].id, "", actor=shop.person())
    # The other still saw chicken, tofu, fish, and puts chicken behind tofu.
    service.move_dish(shop.dish["chicken"].id, shop.dish["tofu"].id, actor=shop.person())
    assert hot_dishes(shop) == ["清蒸鲈鱼", "麻婆豆腐", "宫保鸡丁"]


def test_a_place_that_is_gone_is_refused_with_the_order_as_it_is(shop: Shop) -> None:
    service.move_dishes([shop.dish["tofu"].id], shop.categories["cold"].id, actor=shop.person())
    with pytest.raises(Elsewhere) as refused:
        service.move_dish(shop.dish["chicken"].id, shop.dish["tofu"].id, actor=shop.person())
    assert refused.value.extra["order"] == [shop.dish["chicken"].id, shop.dish["fish"].id]
    with pytest.raises(Elsewhere):
        service.move_category(shop.categories["hot"].id, "gone", actor=shop.person())


def test_categories_are_moved_and_new_things_come_last(shop: Shop) -> None:
    service.move_category(shop.categories["drinks"].id, "", actor=shop.person())
    menu = queries.get_menu(shop.id)
    assert [c.name for c in menu.categories] == ["主食酒水", "热菜", "凉菜"]
    service.move_dish(shop.dish["fish"].id, "", actor=shop.person())
    make_dish(shop.actor, shop.categories["hot"], "新菜")
    dishes = queries.list_dishes(shop.id, shop.categories["hot"].id)
    assert [dish.name for dish in dishes][-1] == "新菜"


def test_another_store_moves_nothing(shop: Shop) -> None:
    other = make_shop("别家", prefix="other-")
    with pytest.raises(NotFound):
        service.move_dish(shop.dish["fish"].id, "", actor=other.person())
    with pytest.raises(NotFound):
        service.move_category(shop.categories["hot"].id, "", actor=other.person())
    with pytest.raises(Elsewhere):
        service.move_dish(other.dish["fish"].id, shop.dish["tofu"].id, actor=other.person())
