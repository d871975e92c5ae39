"""Many dishes in one change: prices, shelf, category, station, choices."""

import pytest

from app.catalog import queries, service
from app.catalog.price_rules import PriceRule, PriceStep
from app.catalog.service.bulk import PricesMoved
from app.core import audit
from app.core.errors import Invalid, NotFound
from app.core.money import MAX_FEN
from tests.factories.catalog import make_dish
from tests.factories.shop import Shop, make_shop


@pytest.mark.parametrize(
    ("step", "amount", "rounding", "before", "after"),
    [
        ("set", 1550, 100, 3800, 1550),
        ("add", 250, 1, 3800, 4050),
        ("add", 250, 100, 3800, 4100),
        ("subtract", 250, 50, 3800, 3550),
        ("subtract", 3801, 1, 3800, None),
        ("subtract", 3800, 1, 3800, 0),
        ("raise", 1000, 1, 1250, 1375),
        ("raise", 1000, 10, 1250, 1380),
        ("raise", 1000, 50, 1250, 1400),
        ("raise", 1000, 100, 1250, 1400),
        # 8.8 % of 12.50 is 1.10; 33.33 % of 0.05 is not a fen.
        ("lower", 880, 1, 1250, 1140),
        ("raise", 3333, 1, 5, 7),
        # 4.949 yuan is 4.95 to the fen, which rounded again would be 5: once is 4.9.
        ("raise", 995, 10, 450, 490),
        ("lower", 10_000, 100, 3800, 0),
        ("lower", 20_000, 1, 3800, None),
        ("raise", 10_000, 1, MAX_FEN, None),
    ],
)
def test_a_rule_makes_a_price(
    step: str, amount: int, rounding: int, before: int, after: int | None
) -> None:
    assert PriceRule(PriceStep(step), amount, rounding).apply(before) == after


def change(shop: Shop, rule: PriceRule, *keys: str, also_members: bool = False) -> None:
    """Change prices as they were just previewed."""
    ids = [shop.dish[key].id for key in keys]
    seen = service.preview_prices(shop.id, ids, rule, also_members=also_members)
    marks = [price.mark for price in seen]
    service.change_prices(ids, rule, also_members=also_members, seen=marks, actor=shop.person())


def test_prices_change_together_with_history_audit_and_one_undo(shop: Shop) -> None:
    version = queries.get_menu(shop.id).version
    change(shop, PriceRule(PriceStep.RAISE, 1000, 100), "tofu", "fish", "rice")
    keys = ("tofu", "fish", "rice")
    assert [shop.dish[key].price_fen for key in keys] == [2000, 7500, 200]
    assert queries.get_menu(shop.id).version == version + 1
    for key in ("tofu", "fish"):
        assert len(queries.list_price_changes(shop.id, shop.dish[key].id)) == 1
    targets = [("dish", shop.dish[key].id) for key in keys]
    entries = [e for e in audit.list_entries(shop.id, targets) if e.detail.get("together")]
    assert [e.detail["price_fen"] for e in entries] == [2000, 7500, 200]
    latest = service.find_latest_change()
    assert latest is not None and latest.action == "bulk.price"
    service.undo_change(latest.id, actor=shop.person())
    assert [shop.dish[key].price_fen for key in keys] == [1800, 6800, 200]


def test_member_prices_go_along_when_asked(shop: Shop) -> None:
    for also_members, member in ((False, 3000), (True, 3200)):
        shop.dish["duck"] = make_dish(
            shop.actor, shop.categories["hot"], f"烤鸭{also_members}", 5000, member_price_fen=3000
        )
        change(shop, PriceRule(PriceStep.ADD, 200), "duck", also_members=also_members)
        assert (shop.dish["duck"].price_fen, shop.dish["duck"].member_price_fen) == (5200, member)


def test_a_price_that_moved_since_the_preview_stops_all(shop: Shop) -> None:
    rule = PriceRule(PriceStep.ADD, 100)
    ids = [shop.dish["tofu"].id, shop.dish["fish"].id]
    marks = [p.mark for p in service.preview_prices(shop.id, ids, rule, also_members=False)]
    change(shop, PriceRule(PriceStep.SET, 7000), "fish")
    with pytest.raises(PricesMoved):
        service.change_prices(ids, rule, also_members=False, seen=marks, actor=shop.person())
    other = PriceRule(PriceStep.ADD, 200)
    with pytest.raises(PricesMoved):
        service.change_prices(ids, other, also_members=False, seen=marks, actor=shop.person())
    assert shop.dish["tofu"].price_fen == 1800


def test_what_makes_no_price_is_named_and_nothing_is_changed(shop: Shop) -> None:
    with pytest.raises(Invalid) as refused:
        change(shop, PriceRule(PriceStep.SUBTRACT, 300), "tofu", "rice")
    assert "米饭" in refused.value.extra["fields"]["amount"]
    assert "麻婆豆腐" not in refused.value.extra["fields"]["amount"]
    assert shop.dish["tofu"].price_fen == 1800


def test_shelf_availability_category_station_and_choices(shop: Shop) -> None:
    actor, dishes = shop.person(), [shop.dish["tofu"], shop.dish["rice"]]
    ids = [dish.id for dish in dishes]
    service.put_dishes_on_shelf(ids, False, actor=actor)
    service.set_dishes_availability(ids, False, actor=actor)
    service.move_dishes(ids, shop.categories["cold"].id, actor=actor)
    service.set_dishes_station(ids, shop.stations["cold"].id, actor=actor)
    service.offer_choices([*ids, shop.dish["chicken"].id], shop.spice.id, actor=actor)
    for dish in dishes:
        assert (dish.is_on_shelf, dish.is_available) == (False, False)
        assert dish.station_id == shop.stations["cold"].id
        assert [link.group_id for link in dish.group_links] == [shop.spice.id]
    cold = queries.list_dishes(shop.id, shop.categories["cold"].id)
    assert [dish.name for dish in cold] == ["拍黄瓜", "麻婆豆腐", "米饭"]
    assert len(shop.dish["chicken"].group_links) == 1
    service.set_dishes_station(ids, None, actor=actor)
    assert shop.dish["tofu"].station_id is None


def test_foreign_and_missing_things_are_refused(shop: Shop) -> None:
    other = make_shop("别家", prefix="other-")
    mine, theirs = shop.dish["tofu"].id, other.dish["tofu"].id
    with pytest.raises(NotFound):
        service.put_dishes_on_shelf([mine, theirs], False, actor=shop.person())
    with pytest.raises(NotFound):
        service.move_dishes([mine], other.categories["hot"].id, actor=shop.person())
    with pytest.raises(Invalid):
        service.set_dishes_station([mine], other.stations["hot"].id, actor=shop.person())
    with pytest.raises(NotFound):
        service.offer_choices([mine], other.spice.id, actor=shop.person())
    with pytest.raises(NotFound):
        service.offer_option_group(shop.spice.id, [theirs], actor=shop.person())
    with pytest.raises(Invalid):
        service.put_dishes_on_shelf([], False, actor=shop.person())
    assert shop.dish["tofu"].is_on_shelf and other.dish["tofu"].is_on_shelf
