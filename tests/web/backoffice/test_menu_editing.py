"""Changing much of the menu at once, its order, its pictures, and undoing it."""

import io
import json
import re
from typing import Any

import pytest
from PIL import Image

from app.catalog import queries, service
from tests.factories.catalog import make_dish
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient

HTMX = {"HX-Request": "true"}


def photo(colour: int = 90) -> tuple[io.BytesIO, str]:
    """A picture file; another colour is another picture."""
    content = io.BytesIO()
    Image.new("RGB", (300, 300), (200, colour, 40)).save(content, "JPEG")
    content.seek(0)
    return content, "photo.jpg"


def undo_link(text: str) -> str:
    """Where the page's offer to undo leads."""
    found = re.search(r'action="(/backoffice/menu/changes/[^/]+/undo)"', text)
    assert found, "no offer to undo"
    return found.group(1)


def bulk(shop: Shop, *keys: str, **more: Any) -> dict[str, Any]:
    """The bulk form with some dishes ticked."""
    return {"dishes": [shop.dish[key].id for key in keys], **more}


def marks(text: str) -> list[str]:
    """What a preview asks to be agreed to."""
    return re.findall(r'name="seen" value="([^"]+)"', text)


def test_prices_are_previewed_agreed_to_and_undone_in_one(owner: PageClient, shop: Shop) -> None:
    form = bulk(shop, "tofu", "fish", step="raise", amount="10", rounding="100")
    preview = owner.post("/backoffice/menu/bulk/prices", data=form)
    assert preview.status_code == 200
    assert "¥18.00" in preview.text and "¥20.00" in preview.text
    assert shop.dish["tofu"].price_fen == 1800, "a preview changes nothing"
    agreed = {**form, "agreed": "1", "seen": marks(preview.text)}
    answer = owner.post("/backoffice/menu/bulk/prices", data=agreed)
    assert answer.status_code == 302
    assert (shop.dish["tofu"].price_fen, shop.dish["fish"].price_fen) == (2000, 7500)
    owner.post(undo_link(owner.get(answer.location).text))
    assert (shop.dish["tofu"].price_fen, shop.dish["fish"].price_fen) == (1800, 6800)


def test_what_was_not_previewed_is_previewed_instead(owner: PageClient, shop: Shop) -> None:
    form = bulk(shop, "tofu", step="add", amount="1", rounding="1")
    seen = marks(owner.post("/backoffice/menu/bulk/prices", data=form).text)
    changed = {**form, "amount": "5", "agreed": "1", "seen": seen}
    answer = owner.post("/backoffice/menu/bulk/prices", data=changed)
    assert answer.status_code == 422 and "¥23.00" in answer.text
    assert shop.dish["tofu"].price_fen == 1800


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", ""),
        ("amount", "-3"),
        ("amount", "much"),
        ("amount", "9999999999"),
        ("step", "double"),
        ("rounding", "7"),
    ],
)
def test_a_wrong_rule_is_marked(owner: PageClient, shop: Shop, field: str, value: str) -> None:
    form = bulk(shop, "tofu", step="raise", amount="3", rounding="100")
    answer = owner.post("/backoffice/menu/bulk/prices", data={**form, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_each_other_bulk_change(owner: PageClient, shop: Shop) -> None:
    for action in ("off", "sold-out"):
        owner.post(f"/backoffice/menu/bulk/{action}", data=bulk(shop, "tofu", "beer"))
    cold, station = shop.categories["cold"].id, shop.stations["cold"].id
    more = {"category_id": cold, "station_id": station, "group_id": shop.spice.id}
    for action in ("category", "station", "choices"):
        answer = owner.post(f"/backoffice/menu/bulk/{action}", data=bulk(shop, "beer", **more))
        assert answer.status_code == 302, action
    beer = shop.dish["beer"]
    assert (beer.is_on_shelf, beer.is_available) == (False, False)
    assert (beer.category_id, beer.station_id) == (cold, station)
    assert [link.group_id for link in beer.group_links] == [shop.spice.id]
    for action in ("on", "sell-again"):
        owner.post(f"/backoffice/menu/bulk/{action}", data=bulk(shop, "tofu", "beer"))
    assert beer.is_on_shelf and beer.is_available


@pytest.mark.parametrize("action", ["category", "choices", "nonsense", "on"])
def test_a_bulk_change_of_nothing_says_so(owner: PageClient, shop: Shop, action: str) -> None:
    ticked = {} if action == "on" else bulk(shop, "tofu")
    assert owner.post(f"/backoffice/menu/bulk/{action}", data=ticked).status_code == 422


def test_all_that_a_search_finds_can_be_chosen(owner: PageClient, shop: Shop) -> None:
    form = {"everything": "1", "category": shop.categories["hot"].id, "q": "yu"}
    page = owner.post("/backoffice/menu/bulk", data=form).text
    assert "清蒸鲈鱼" in page and "麻婆豆腐" not in page and "青岛啤酒" not in page


@pytest.mark.parametrize(
    ("show", "found", "left_out"),
    [
        ("on", "麻婆豆腐", "米饭"),
        ("off", "米饭", "麻婆豆腐"),
        ("sold_out", "清蒸鲈鱼", "麻婆豆腐"),
        ("no_picture", "麻婆豆腐", "拍黄瓜"),
        ("no_station", "青岛啤酒", "麻婆豆腐"),
        ("nonsense", "麻婆豆腐", "no such dish"),
    ],
)
def test_the_list_is_filtered_by_state(
    owner: PageClient, shop: Shop, show: str, found: str, left_out: str
) -> None:
    service.set_on_shelf(shop.dish["rice"].id, False, actor=shop.actor)
    service.set_availability(shop.dish["fish"].id, actor=shop.actor, remaining=0)
    service.add_picture(shop.dish["cucumber"].id, "a" * 32, actor=shop.actor)
    page = owner.get("/backoffice/menu", query_string={"show": show}).text
    assert found in page and left_out not in page


def test_a_move_answers_with_the_order_and_the_offer(owner: PageClient, shop: Shop) -> None:
    path = f"/backoffice/dishes/{shop.dish['fish'].id}/move"
    answer = owner.post(path, json={"after": ""}).get_json()
    wanted = [shop.dish[key].id for key in ("fish", "chicken", "tofu")]
    assert answer["order"] == wanted
    page = owner.get("/backoffice/menu/arrange").text
    assert page.index("清蒸鲈鱼") < page.index("宫保鸡丁")
    owner.post(f"/backoffice/menu/changes/{answer['undoable']['change']}/undo")
    assert queries.list_dishes(shop.id)[0].name == "宫保鸡丁"
    refused = owner.post(path, json={"after": shop.dish["beer"].id})
    assert refused.status_code == 409 and refused.get_json()["order"]
    assert owner.post(path, json={"after": 7}).status_code == 409
    category = f"/backoffice/categories/{shop.categories['drinks'].id}/move"
    assert owner.post(category, json={"after": ""}).status_code == 200
    assert queries.list_categories(shop.id)[0].name == "主食酒水"


def test_pictures_are_added_moved_and_removed(owner: PageClient, shop: Shop) -> None:
    path = f"/backoffice/dishes/{shop.dish['tofu'].id}/pictures"
    for colour in (10, 200):
        answer = owner.post(path, data={"picture": photo(colour)}, headers=HTMX)
        assert answer.status_code == 200 and "<html" not in answer.text
    first, second = queries.get_dish(shop.id, shop.dish["tofu"].id).pictures
    owner.post(f"{path}/{second.id}/move", data={"place": "0"}, headers=HTMX)
    assert shop.dish["tofu"].picture == second.name
    removed = owner.post(f"{path}/{second.id}/remove", headers=HTMX)
    assert shop.dish["tofu"].picture == first.name
    offer = json.loads(removed.headers["HX-Trigger"])["undoable"]
    owner.post(f"/backoffice/menu/changes/{offer['change']}/undo")
    assert shop.dish["tofu"].picture == second.name
    wrong = owner.post(path, data={"picture": (io.BytesIO(b"none"), "a.jpg")}, headers=HTMX)
    assert "form-error" in wrong.text and len(shop.dish["tofu"].pictures) == 2
    assert owner.post(path, data={"picture": photo(90)}).status_code == 302


def test_a_copy_is_gone_on_with(owner: PageClient, shop: Shop) -> None:
    answer = owner.post(f"/backoffice/dishes/{shop.dish['chicken'].id}/copy")
    page = owner.get(answer.location).text
    assert "宫保鸡丁（副本）" in page and undo_link(page)


def test_choices_are_offered_from_their_own_side(owner: PageClient, shop: Shop) -> None:
    path = f"/backoffice/options/{shop.spice.id}"
    page = owner.get(path).text
    ticked = f'value="{shop.dish["chicken"].id}" data-ticks-target="box" checked'
    assert ticked in page
    wanted = [shop.dish["tofu"].id, shop.dish["fish"].id]
    owner.post(f"{path}/dishes", data={"dishes": wanted})
    using = {d.id for d in queries.list_dishes(shop.id) if d.group_links}
    assert using == set(wanted)


def test_recent_changes_say_who_what_and_what_can_be_undone(owner: PageClient, shop: Shop) -> None:
    path = f"/backoffice/dishes/{shop.dish['tofu'].id}/shelf"
    for on in ("0", "1", "0"):
        answer = owner.post(path, data={"on": on}, headers=HTMX)
    page = owner.get("/backoffice/menu/changes").text
    assert page.count("麻婆豆腐") == 3 and shop.person().name in page
    # The first and the last left the dish off the menu, which it is.
    assert "之后又改过" in page
    offer = json.loads(answer.headers["HX-Trigger"])["undoable"]
    link = f"/backoffice/menu/changes/{offer['change']}/undo"
    back = owner.post(link, data={"next": "/backoffice/menu?show=off"})
    assert back.location == "/backoffice/menu?show=off"
    assert "恢复修改" in owner.get(back.location).text
    twice = owner.post(link, data={"next": "//elsewhere.example"})
    assert twice.location == "/backoffice/menu/changes"
    assert "无法撤销" in owner.get(twice.location).text


def test_what_changed_nothing_offers_no_undo(owner: PageClient, shop: Shop) -> None:
    make_dish(shop.actor, shop.categories["hot"], "红烧肉")
    path = f"/backoffice/dishes/{shop.dish['tofu'].id}/shelf"
    assert "HX-Trigger" not in owner.post(path, data={"on": "1"}, headers=HTMX).headers
