"""The demo restaurant is complete, bilingual and refers to nothing that is missing."""

import re
from pathlib import Path

import pytest

from app.demo.content import (
    ALLERGENS,
    AREAS,
    CATEGORIES,
    DISHES,
    OPTION_GROUPS,
    SHOP,
    STAFF,
    STATIONS,
    TABLES,
    TAGS,
)
from app.demo.content_types import DemoDish

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ICONS = Path(__file__).parents[2] / "static" / "img" / "icons.svg"


def test_the_restaurant_has_the_promised_size() -> None:
    assert len(DISHES) >= 40
    assert len(CATEGORIES) == 9
    assert len(AREAS) == 3
    assert len(TABLES) == 16
    assert len(STATIONS) == 3


def test_keys_and_names_are_unique() -> None:
    for rows in (DISHES, CATEGORIES, OPTION_GROUPS, AREAS, STATIONS):
        keys = [row.key for row in rows]
        assert len(set(keys)) == len(keys)
    assert len({dish.name for dish in DISHES}) == len(DISHES)
    assert len({dish.name_en for dish in DISHES}) == len(DISHES)
    assert len({table.name for table in TABLES}) == len(TABLES)


@pytest.mark.parametrize("dish", DISHES, ids=lambda dish: dish.key)
def test_a_dish_is_sound(dish: DemoDish) -> None:
    assert dish.category in {category.key for category in CATEGORIES}
    assert dish.station in {station.key for station in STATIONS}
    assert set(dish.option_groups) <= {group.key for group in OPTION_GROUPS}
    assert set(dish.tags) <= set(TAGS)
    assert set(dish.allergens) <= set(ALLERGENS)
    assert dish.price_fen > 0
    assert dish.cook_minutes > 0
    assert 0 <= dish.spicy <= 3
    assert CHINESE.search(dish.description)
    assert dish.description_en and not CHINESE.search(dish.description_en)


@pytest.mark.parametrize("dish", DISHES, ids=lambda dish: dish.key)
def test_no_choice_makes_a_dish_free(dish: DemoDish) -> None:
    groups = {group.key: group for group in OPTION_GROUPS}
    cheapest = sum(
        min(option.price_fen for option in groups[key].options)
        for key in dish.option_groups
        if groups[key].min
    )
    assert dish.price_fen + cheapest > 0


def test_option_groups_can_be_fulfilled_and_are_all_used() -> None:
    for group in OPTION_GROUPS:
        assert 0 <= group.min <= group.max
        assert group.may_repeat or group.max <= len(group.options)
    assert {key for dish in DISHES for key in dish.option_groups} == {
        group.key for group in OPTION_GROUPS
    }


def test_every_name_is_there_in_both_languages() -> None:
    pairs = [(SHOP.name, SHOP.name_en), (SHOP.slogan, SHOP.slogan_en)]
    pairs += [(category.name, category.name_en) for category in CATEGORIES]
    pairs += [(station.name, station.name_en) for station in STATIONS]
    pairs += [(group.name, group.name_en) for group in OPTION_GROUPS]
    pairs += [(option.name, option.name_en) for group in OPTION_GROUPS for option in group.options]
    pairs += [(dish.name, dish.name_en) for dish in DISHES]
    pairs += [(area.name, area.name_en) for area in AREAS]
    pairs += [(person.name, person.name_en) for person in STAFF]
    pairs += [*TAGS.values(), *ALLERGENS.values()]
    for chinese, english in pairs:
        assert CHINESE.search(chinese), chinese
        assert english and not CHINESE.search(english), english


def test_some_dishes_are_limited_and_one_is_sold_out() -> None:
    limits = [dish.remaining for dish in DISHES if dish.remaining is not None]
    assert limits.count(0) == 1
    assert len(limits) >= 4


def test_staff_covers_every_role_once() -> None:
    roles = ["owner", "manager", "cashier", "waiter", "kitchen", "courier"]
    assert [person.role for person in STAFF] == roles
    assert len({person.username for person in STAFF}) == len(STAFF)


def test_tables_have_seats_in_known_areas() -> None:
    assert {table.area for table in TABLES} == {area.key for area in AREAS}
    assert all(table.seats >= 2 for table in TABLES)
    assert [table.name for table in TABLES if table.area == "terrace"] == [
        "C01", "C02", "C03", "C04",
    ]


def test_every_category_icon_is_in_the_sprite() -> None:
    symbols = set(re.findall(r'<symbol id="([\w-]+)"', ICONS.read_text(encoding="utf-8")))
    assert {category.icon for category in CATEGORIES} <= symbols
