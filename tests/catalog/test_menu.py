"""The menu's snapshot: versions, counts, what phones see."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.catalog import queries, rules, service
from app.catalog.errors import SoldOut
from app.catalog.inputs import DishInput
from app.catalog.rules import Menu
from app.core.db import db, transaction
from app.core.errors import Conflict, Invalid, NotFound
from tests.factories.catalog import make_dish
from tests.factories.shop import Shop, make_shop


def statements(app: Flask) -> list[str]:
    """The SQL that runs from now on."""
    seen: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    return seen


def test_the_snapshot_holds_the_menu_in_order(shop: Shop) -> None:
    menu = queries.get_menu(shop.id)
    assert [c.name for c in menu.categories] == ["热菜", "凉菜", "主食酒水"]
    assert [d.name for d in menu.categories[0].dishes] == ["宫保鸡丁", "麻婆豆腐", "清蒸鲈鱼"]
    chicken = menu.dishes[shop.dish["chicken"].id]
    assert (chicken.pinyin, chicken.initials) == ("gongbaojiding", "gbjd")
    assert [o.price_fen for o in chicken.option_groups[0].options] == [0, 200]


def test_an_unchanged_menu_costs_no_query(app: Flask, shop: Shop) -> None:
    first = queries.get_menu(shop.id)
    seen = statements(app)
    assert queries.get_menu(shop.id) is first
    assert seen == []


def test_each_change_is_a_new_version_at_once(shop: Shop) -> None:
    before = queries.get_menu(shop.id)
    service.set_availability(shop.dish["beer"].id, actor=shop.actor, available=False)
    after = queries.get_menu(shop.id)
    assert after.version == before.version + 1
    assert not after.dishes[shop.dish["beer"].id].available
    # Whoever holds the old snapshot still sees what it was.
    assert before.dishes[shop.dish["beer"].id].available


def test_counts_are_patched_and_equal_what_the_database_says(app: Flask, shop: Shop) -> None:
    fish = shop.dish["fish"].id
    queries.get_menu(shop.id)
    service.take_portions(shop.id, {fish: 2})
    seen = statements(app)
    patched = queries.get_menu(shop.id)
    assert not any("FROM dish" in each for each in seen)
    assert patched.dishes[fish].remaining == 3
    loaded = queries._load_menu(shop.id)
    assert (patched.version, patched.categories) == (loaded.version, loaded.categories)


def test_a_patch_over_a_missed_version_reads_anew(shop: Shop) -> None:
    fish = shop.dish["fish"].id
    held = queries.get_menu(shop.id)
    queries.patch_counts(shop.id, held.version + 2, {fish: 1}, {})
    assert queries._menus[shop.id].dishes[fish].remaining == 5


def as_another_process_held(menu: Menu) -> None:
    """What was done since was done elsewhere: nobody told this process of it."""
    queries._menus[menu.store_id] = menu
    queries._versions.clear()


def test_counts_that_another_process_changed_are_read_alone(app: Flask, shop: Shop) -> None:
    fish = shop.dish["fish"].id
    held = queries.get_menu(shop.id)
    service.take_portions(shop.id, {fish: 2})
    as_another_process_held(held)
    seen = statements(app)
    with transaction(shop.id):
        exact = queries.get_exact_menu(shop.id)
    assert not any("FROM category" in each for each in seen)
    as_another_process_held(held)
    loaded = queries._load_menu(shop.id)
    for menu in (exact, queries.get_menu(shop.id)):
        assert menu.dishes[fish].remaining == 3
        assert (menu.version, menu.categories) == (loaded.version, loaded.categories)


def test_more_than_counts_that_another_process_changed_is_read_anew(shop: Shop) -> None:
    fish = shop.dish["fish"].id
    held = queries.get_menu(shop.id)
    service.set_availability(fish, actor=shop.actor, available=False)
    service.give_back(shop.id, {fish: 1})
    as_another_process_held(held)
    assert not queries.get_menu(shop.id).dishes[fish].available


def test_a_dish_off_the_shelf_is_not_on_the_menu(shop: Shop) -> None:
    beer = shop.dish["beer"]
    given = DishInput(
        name="青岛啤酒", category_id=beer.category_id, price_fen=800, is_on_shelf=False
    )
    service.change_dish(beer.id, given, actor=shop.actor)
    assert beer.id not in queries.get_menu(shop.id).dishes


def test_a_removed_dish_frees_its_code_and_stays_for_old_orders(shop: Shop) -> None:
    beer = shop.dish["beer"]
    code = beer.code
    service.remove_dish(beer.id, actor=shop.actor)
    with pytest.raises(NotFound):
        queries.get_dish(shop.id, beer.id)
    assert make_dish(shop.actor, shop.categories["drinks"], "新啤酒", code=code).code == code


def test_a_price_keeps_its_history(shop: Shop) -> None:
    tofu = shop.dish["tofu"]
    for fen in (1900, 1900, 2000):
        given = DishInput(name=tofu.name, category_id=tofu.category_id, price_fen=fen)
        service.change_dish(tofu.id, given, actor=shop.person())
    changes = queries.list_price_changes(shop.id, tofu.id)
    assert [(c.before["price_fen"], c.after["price_fen"]) for c in changes] == [
        (1900, 2000),
        (1800, 1900),
    ]


def test_another_store_sees_and_changes_nothing(shop: Shop) -> None:
    other = make_shop("新店", prefix="b-")
    dish = shop.dish["beer"]
    assert dish.id not in queries.get_menu(other.id).dishes
    with pytest.raises(NotFound):
        service.set_availability(dish.id, actor=other.actor, available=False)
    with pytest.raises(NotFound):
        service.remove_dish(dish.id, actor=other.actor)
    stolen = DishInput(name="偷", category_id=shop.categories["hot"].id, price_fen=1)
    with pytest.raises(NotFound):
        service.add_dish(stolen, actor=other.actor)


def test_names_and_codes_are_unique_within_a_store(shop: Shop) -> None:
    with pytest.raises(Conflict) as refused:
        make_dish(shop.actor, shop.categories["hot"], "另一道", code=shop.dish["beer"].code)
    assert refused.value.code == "code_taken"


def test_portions_are_taken_all_or_none(shop: Shop) -> None:
    fish = shop.dish["fish"].id
    crab = make_dish(shop.actor, shop.categories["hot"], "清蒸蟹", 9900, remaining=1).id
    with pytest.raises(SoldOut) as refused:
        service.take_portions(shop.id, {fish: 3, crab: 2})
    assert refused.value.extra["dish_ids"] == [crab]
    assert refused.value.extra["missing"][0]["remaining"] == 1
    menu = queries.get_exact_menu(shop.id)
    assert (menu.dishes[fish].remaining, menu.dishes[crab].remaining) == (5, 1)


def test_a_dish_that_is_86_cannot_be_taken_though_it_is_counted(shop: Shop) -> None:
    fish = shop.dish["fish"].id
    service.set_availability(fish, actor=shop.actor, available=False)
    with pytest.raises(SoldOut):
        service.take_portions(shop.id, {fish: 1})


def test_giving_back_counts_up_only_what_is_still_counted(shop: Shop) -> None:
    fish, beer = shop.dish["fish"].id, shop.dish["beer"].id
    service.give_back(shop.id, {fish: 2, beer: 4})
    menu = queries.get_menu(shop.id)
    assert (menu.dishes[fish].remaining, menu.dishes[beer].remaining) == (7, None)


@pytest.mark.parametrize("remaining", [-1, 100_000])
def test_a_count_has_bounds(shop: Shop, remaining: int) -> None:
    with pytest.raises(Invalid):
        service.set_availability(shop.dish["beer"].id, actor=shop.actor, remaining=remaining)


def choices() -> tuple[rules.MenuDish, dict[str, Any]]:
    """A dish that asks for one size, and for at most two toppings."""
    size = rules.MenuOptionGroup(
        "g1", "规格", "", 1, 1, tuple(rules.MenuOption(i, i, "", 0, True) for i in ("s", "l"))
    )
    tops = rules.MenuOptionGroup(
        "g2",
        "加料",
        "",
        0,
        2,
        tuple(rules.MenuOption(i, i, "", 100, i != "gone") for i in ("a", "b", "c", "gone")),
    )
    facts: dict[str, Any] = dict.fromkeys(rules.MenuDish.__dataclass_fields__, "")
    facts.update(price_fen=1000, option_groups=(size, tops), remaining=None, is_available=True)
    return rules.MenuDish(**facts), facts


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        (["s"], None),
        (["l", "a", "b"], None),
        ([], "too_few"),
        (["s", "l"], "too_many"),
        (["s", "a", "b", "c"], "too_many"),
        (["s", "s"], "option_twice"),
        (["s", "x"], "option_unknown"),
        (["s", "gone"], "option_unavailable"),
    ],
)
def test_choices_are_checked(chosen: list[str], reason: str | None) -> None:
    assert rules.wrong_choices(choices()[0], chosen) == reason


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("糖醋里脊", "tangculiji", "tclj"),
        ("冰Red可乐2L", "bingredkele2l", "bredkl2l"),
        ("", "", ""),
        ("🍜", "", ""),
    ],
)
def test_names_are_found_by_pinyin(name: str, pinyin: str, initials: str) -> None:
    assert rules.pinyin_of(name)[0] == pinyin
    assert rules.pinyin_of(name)[1][:2] == initials[:2]


def test_an_order_never_sees_a_menu_older_than_its_transaction(shop: Shop) -> None:
    """The snapshot of another process may be a second old; the exact one never is."""
    queries.get_menu(shop.id)
    with transaction():
        service.set_availability(shop.dish["beer"].id, actor=shop.actor, available=False)
        assert not queries.get_exact_menu(shop.id).dishes[shop.dish["beer"].id].available
        assert queries.get_menu(shop.id).dishes[shop.dish["beer"].id].available
