"""A dish's pictures and its copy."""

import pytest

from app.catalog import queries, service
from app.catalog.service.dish_pictures import MAX_PICTURES
from app.core.errors import Invalid, NotFound
from tests.factories.shop import Shop


def names(shop: Shop, key: str = "tofu") -> list[str]:
    """The dish's pictures in order."""
    return [picture.name for picture in queries.get_dish(shop.id, shop.dish[key].id).pictures]


def test_the_first_picture_is_the_cover(shop: Shop) -> None:
    tofu = shop.dish["tofu"]
    for name in ("a", "b", "c", "b"):
        service.add_picture(tofu.id, name, actor=shop.person())
    assert (names(shop), tofu.picture) == (["a", "b", "c"], "a")
    service.move_picture(tofu.id, tofu.pictures[2].id, 0, actor=shop.person())
    assert (names(shop), tofu.picture) == (["c", "a", "b"], "c")
    service.remove_picture(tofu.id, tofu.pictures[0].id, actor=shop.person())
    assert (names(shop), tofu.picture) == (["a", "b"], "a")
    for picture in list(tofu.pictures):
        service.remove_picture(tofu.id, picture.id, actor=shop.person())
    assert (names(shop), tofu.picture) == ([], None)


def test_phones_see_all_pictures(shop: Shop) -> None:
    for name in ("a", "b"):
        service.add_picture(shop.dish["tofu"].id, name, actor=shop.person())
    seen = queries.get_menu(shop.id).dishes[shop.dish["tofu"].id]
    assert (seen.picture, seen.pictures) == ("a", ("a", "b"))


def test_there_is_a_highest_number(shop: Shop) -> None:
    for place in range(MAX_PICTURES):
        service.add_picture(shop.dish["tofu"].id, f"p{place}", actor=shop.person())
    with pytest.raises(Invalid):
        service.add_picture(shop.dish["tofu"].id, "one more", actor=shop.person())


def test_a_picture_belongs_to_its_dish(shop: Shop) -> None:
    tofu = service.add_picture(shop.dish["tofu"].id, "a", actor=shop.person())
    with pytest.raises(NotFound):
        service.remove_picture(shop.dish["fish"].id, tofu.pictures[0].id, actor=shop.person())


def test_a_copy_has_everything_but_the_shelf_and_the_count(shop: Shop) -> None:
    chicken = shop.dish["chicken"]
    service.add_picture(chicken.id, "a", actor=shop.person())
    service.set_availability(chicken.id, actor=shop.actor, available=False, remaining=3)
    copy = service.copy_dish(chicken.id, actor=shop.person())
    assert copy.name == "宫保鸡丁（副本）" and copy.code != chicken.code
    assert (copy.is_on_shelf, copy.is_available, copy.remaining) == (False, True, None)
    assert (copy.price_fen, copy.station_id) == (chicken.price_fen, chicken.station_id)
    assert [link.group_id for link in copy.group_links] == [shop.spice.id]
    assert [picture.name for picture in copy.pictures] == ["a"] and copy.picture == "a"
    assert copy.initials.startswith("gbjd")
    assert names(shop, "chicken") == ["a"], "the original keeps its own"
