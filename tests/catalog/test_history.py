"""Every change of the menu can be undone, unless a later one touched the same."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.catalog import queries, service, snapshots
from app.catalog.inputs import CategoryInput, DishInput, OptionGroupInput, OptionInput
from app.catalog.models import Dish, MenuChange
from app.catalog.service.history import KEPT, ChangedSince
from app.core import audit
from app.core.clock import FixedClock
from app.core.db import Base, db
from app.core.errors import NotFound
from tests.factories.catalog import make_dish
from tests.factories.shop import Shop, make_shop

Rows = dict[str, list[tuple[object, ...]]]


def rows_now() -> Rows:
    """All rows of the menu, as the database has them."""
    return {
        table.name: sorted(
            (tuple(map(str, row)) for row in db.session.execute(select(table))),
        )
        for table in snapshots.tracked_tables()
    }


def latest() -> MenuChange:
    """The change that was just made."""
    change = service.find_latest_change()
    assert change is not None
    return change


def given(dish: Dish, **more: object) -> DishInput:
    """A dish as it is, with something else."""
    values = {name: getattr(dish, name) for name in DishInput.model_fields if name != "group_ids"}
    values["group_ids"] = tuple(link.group_id for link in dish.group_links)
    return DishInput.model_validate(values | more)


def _group(shop: Shop) -> OptionGroupInput:
    kept = shop.spice.options[1]
    options = (OptionInput(id=kept.id, name="特辣", price_fen=300), OptionInput(name="不辣"))
    return OptionGroupInput(name="辣度", options=options)


VERBS: dict[str, Callable[[Shop], object]] = {
    "change dish": lambda s: service.change_dish(
        s.dish["chicken"].id,
        given(s.dish["chicken"], name="辣子鸡", price_fen=4200, group_ids=()),
        actor=s.person(),
    ),
    "remove dish": lambda s: service.remove_dish(s.dish["chicken"].id, actor=s.person()),
    "shelf": lambda s: service.set_on_shelf(s.dish["beer"].id, False, actor=s.person()),
    "sold out": lambda s: service.set_availability(
        s.dish["fish"].id, actor=s.person(), available=False, remaining=None
    ),
    "add category": lambda s: service.add_category(CategoryInput(name="汤"), actor=s.person()),
    "change category": lambda s: service.change_category(
        s.categories["hot"].id, CategoryInput(name="大菜", icon="wok"), actor=s.person()
    ),
    "move category": lambda s: service.move_category(
        s.categories["drinks"].id, "", actor=s.person()
    ),
    "move dish": lambda s: service.move_dish(
        s.dish["chicken"].id, s.dish["fish"].id, actor=s.person()
    ),
    "add choices": lambda s: service.add_option_group(_group(s), actor=s.person()),
    "change choices": lambda s: service.change_option_group(
        s.spice.id, _group(s), actor=s.person()
    ),
    "remove choices": lambda s: service.remove_option_group(s.spice.id, actor=s.person()),
    "offer choices": lambda s: service.offer_option_group(
        s.spice.id, [s.dish["tofu"].id, s.dish["rice"].id], actor=s.person()
    ),
    "add picture": lambda s: service.add_picture(s.dish["tofu"].id, "a" * 32, actor=s.person()),
    "bulk shelf": lambda s: service.put_dishes_on_shelf(
        [d.id for d in s.dish.values()], False, actor=s.person()
    ),
    "bulk category": lambda s: service.move_dishes(
        [s.dish["rice"].id, s.dish["tofu"].id], s.categories["cold"].id, actor=s.person()
    ),
    "import": lambda s: service.import_menu(
        "编码,菜名,分类,价格\n001,宫保鸡丁,新菜,99\n".encode(), actor=s.person()
    ),
}
# A dish stays for old orders and figures, so that undoing its coming is its removal.
ADDS_DISHES: dict[str, Callable[[Shop], object]] = {
    "add dish": lambda s: make_dish(
        s.person(), s.categories["hot"], "新菜", group_ids=(s.spice.id,)
    ),
    "copy dish": lambda s: service.copy_dish(s.dish["chicken"].id, actor=s.person()),
}


@pytest.mark.parametrize("name", VERBS)
def test_undo_gives_back_every_row_and_undoing_that_redoes_it(shop: Shop, name: str) -> None:
    before = rows_now()
    VERBS[name](shop)
    after = rows_now()
    assert after != before
    version = queries.get_menu(shop.id).version
    first = latest()
    service.undo_change(first.id, actor=shop.person())
    assert rows_now() == before
    assert queries.get_menu(shop.id).version > version, "open phones must hear of it"
    service.undo_change(latest().id, actor=shop.person())
    assert rows_now() == after


@pytest.mark.parametrize("name", ADDS_DISHES)
def test_an_added_dish_leaves_the_menu_by_undo(shop: Shop, name: str) -> None:
    before = {dish.id for dish in queries.list_dishes(shop.id)}
    ADDS_DISHES[name](shop)
    (added,) = {dish.id for dish in queries.list_dishes(shop.id)} - before
    service.undo_change(latest().id, actor=shop.person())
    assert {dish.id for dish in queries.list_dishes(shop.id)} == before
    service.undo_change(latest().id, actor=shop.person())
    assert added in {dish.id for dish in queries.list_dishes(shop.id)}


def test_all_columns_of_all_tables_of_the_menu_are_covered() -> None:
    tracked = {table.name for table in snapshots.tracked_tables()}
    assert tracked >= {"category", "dish", "dish_picture", "option_group", "option"}
    assert tracked.isdisjoint({"menu_change", "price_change", "order_line", "audit_entry"})
    dishes = {name for name in Base.metadata.tables if name.startswith("dish")}
    # How long dishes take is measured, not decided by anybody.
    assert dishes - {"dish_pace"} <= tracked


def test_what_was_changed_again_is_not_undone(shop: Shop) -> None:
    tofu = shop.dish["tofu"]
    service.change_dish(tofu.id, given(tofu, price_fen=2000), actor=shop.person())
    first = latest()
    service.change_dish(tofu.id, given(tofu, price_fen=2200), actor=shop.person())
    second = latest()
    with pytest.raises(ChangedSince):
        service.undo_change(first.id, actor=shop.person())
    assert tofu.price_fen == 2200
    service.undo_change(second.id, actor=shop.person())
    service.undo_change(first.id, actor=shop.person())
    assert queries.get_dish(shop.id, tofu.id).price_fen == 1800


def test_another_field_changed_since_is_kept_by_undo(shop: Shop) -> None:
    tofu = shop.dish["tofu"]
    service.change_dish(tofu.id, given(tofu, price_fen=2000), actor=shop.person())
    first = latest()
    service.change_dish(tofu.id, given(tofu, description="嫩"), actor=shop.person())
    service.undo_change(first.id, actor=shop.person())
    assert (tofu.price_fen, tofu.description) == (1800, "嫩")


def test_undo_sends_no_dish_to_a_station_that_is_no_more(shop: Shop) -> None:
    tofu, wok, larder = shop.dish["tofu"], shop.stations["hot"].id, shop.stations["cold"].id
    service.set_dishes_station([tofu.id], larder, actor=shop.person())
    change = latest()
    service.retire_station(wok, actor=shop.actor, move_to=larder)
    with pytest.raises(ChangedSince):
        service.undo_change(change.id, actor=shop.person())
    assert queries.get_dish(shop.id, tofu.id).station_id == larder


def test_a_change_is_undone_once(shop: Shop) -> None:
    service.set_on_shelf(shop.dish["beer"].id, False, actor=shop.person())
    change = latest()
    service.undo_change(change.id, actor=shop.person())
    with pytest.raises(ChangedSince):
        service.undo_change(change.id, actor=shop.person())


def test_nothing_of_a_removed_dish_is_undone(shop: Shop) -> None:
    beer = shop.dish["beer"]
    service.set_on_shelf(beer.id, False, actor=shop.person())
    change = latest()
    service.remove_dish(beer.id, actor=shop.person())
    with pytest.raises(ChangedSince):
        service.undo_change(change.id, actor=shop.person())


def test_undo_refuses_what_something_else_stands_on_by_now(shop: Shop) -> None:
    beer = shop.dish["beer"]
    code = beer.code
    service.remove_dish(beer.id, actor=shop.person())
    removal = latest()
    make_dish(shop.actor, shop.categories["drinks"], "新啤酒", code=code)
    with pytest.raises(ChangedSince):
        service.undo_change(removal.id, actor=shop.person())
    added = service.add_category(CategoryInput(name="汤"), actor=shop.person())
    coming = latest()
    make_dish(shop.actor, added, "酸辣汤")
    with pytest.raises(ChangedSince):
        service.undo_change(coming.id, actor=shop.person())
    assert [d.name for d in queries.list_dishes(shop.id, added.id)] == ["酸辣汤"]


def test_an_undone_price_stands_in_the_history_of_prices(shop: Shop) -> None:
    tofu = shop.dish["tofu"]
    service.change_dish(tofu.id, given(tofu, price_fen=2000), actor=shop.person())
    service.undo_change(latest().id, actor=shop.person())
    changes = queries.list_price_changes(shop.id, tofu.id)
    assert sorted(c.after["price_fen"] for c in changes) == [1800, 2000]
    undone = audit.search_entries(shop.id, audit.AuditFilter(action="menu.undone"), limit=5)
    assert [entry.detail["undone"] for entry in undone] == ["dish.changed"]


def test_another_store_undoes_nothing(shop: Shop) -> None:
    service.set_on_shelf(shop.dish["beer"].id, False, actor=shop.person())
    other = make_shop("别家", prefix="other-")
    with pytest.raises(NotFound):
        service.undo_change(latest().id, actor=other.person())


def test_the_house_itself_and_what_changes_nothing_leave_no_record(shop: Shop) -> None:
    service.set_on_shelf(shop.dish["beer"].id, False, actor=shop.actor)
    service.set_on_shelf(shop.dish["beer"].id, False, actor=shop.person())
    assert service.find_latest_change() is None
    assert queries.count_menu_changes(shop.id) == 0


def test_old_records_are_dropped_and_prices_kept(shop: Shop, clock: FixedClock) -> None:
    tofu = shop.dish["tofu"]
    service.change_dish(tofu.id, given(tofu, price_fen=2000), actor=shop.person())
    clock.move(days=KEPT.days + 1)
    service.set_on_shelf(tofu.id, False, actor=shop.person())
    assert db.session.scalar(select(func.count()).select_from(MenuChange)) == 1
    assert len(queries.list_price_changes(shop.id, tofu.id)) == 1
