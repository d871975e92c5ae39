"""The menu's pages: dishes, categories, choices, pictures."""

import io
import re
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.catalog.models import Category, Dish, OptionGroup
from app.core.db import db
from app.staff.rights import Role
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient


def dish_form(shop: Shop, **more: Any) -> dict[str, Any]:
    """A filled-in dish form."""
    return {
        "name": "鱼香肉丝",
        "price": "32.50",
        "category_id": shop.categories["hot"].id,
        "spice_level": "1",
        "cook_minutes": "12",
        "is_on_shelf": "1",
        **more,
    }


def picture(width: int = 900, height: int = 600, kind: str = "JPEG") -> io.BytesIO:
    """A picture file."""
    content = io.BytesIO()
    Image.new("RGB", (width, height), (200, 90, 40)).save(content, kind)
    content.seek(0)
    return content


def named(name: str) -> Dish:
    """The dish of that name."""
    return db.session.scalars(select(Dish).where(Dish.name == name)).one()


def test_a_dish_is_added_with_everything(owner: PageClient, shop: Shop, app: Flask) -> None:
    form = dish_form(
        shop,
        member_price="30",
        tags=["signature", "not a tag"],
        more_tags="下饭，川味, 下饭",
        allergens=["soy"],
        station_id=shop.stations["hot"].id,
        group_ids=[shop.spice.id],
        picture=(picture(), "dish.jpg"),
    )
    answer = owner.post("/backoffice/dishes/new", data=form)
    dish = named("鱼香肉丝")
    assert answer.location == f"/backoffice/dishes/{dish.id}"
    assert (dish.price_fen, dish.member_price_fen, dish.spice_level) == (3250, 3000, 1)
    assert (dish.tags, dish.allergens) == (["signature", "下饭", "川味"], ["soy"])
    assert [link.group_id for link in dish.group_links] == [shop.spice.id]
    assert dish.picture
    with app.test_client().get(f"/media/{dish.picture}/160.webp") as shown:
        assert shown.mimetype == "image/webp"


def test_how_a_dish_is_sold_is_saved_and_shown_again(owner: PageClient, shop: Shop) -> None:
    selling = {"price_kind": "weighed", "pickup_price": "30", "packing_fee": "1.5"}
    selling |= {"min_quantity": "2", "quantity_step": "2"}
    selling |= {"sale_times": "06:30–10:00；17:00-20:00", "sale_since": "2026-11-01"}
    form = dish_form(shop, nutrition="520 千卡", sale_days=["0", "5"], **selling)
    path = owner.post("/backoffice/dishes/new", data=form).location
    dish = named("鱼香肉丝")
    assert (dish.price_kind.value, dish.pickup_price_fen, dish.packing_fee_fen) == (
        "weighed",
        3000,
        150,
    )
    assert (dish.min_quantity, dish.quantity_step, dish.nutrition) == (2, 2, "520 千卡")
    assert dish.sale_window == {
        "days": [0, 5],
        "spans": [["06:30", "10:00"], ["17:00", "20:00"]],
        "since": "2026-11-01",
    }
    assert 'value="06:30-10:00; 17:00-20:00"' in owner.get(path).text
    wrong = owner.post(path, data=form | {"sale_times": "morning"})
    assert wrong.status_code == 422 and 'id="sale_times-error"' in wrong.text


def test_a_set_meal_is_made_of_dishes(owner: PageClient, shop: Shop) -> None:
    form = {
        "name": "二选一",
        "kind": "set",
        "min_choices": "1",
        "max_choices": "1",
        "option_id": ["", ""],
        "option_name": ["", ""],
        "option_name_en": ["", ""],
        "option_price": ["", "6"],
        "option_is_available": ["1", "1"],
        "option_remaining": ["", ""],
        "option_dish_id": [shop.dish["tofu"].id, shop.dish["fish"].id],
        "option_portions": ["1", "1"],
    }
    path = owner.post("/backoffice/options/new", data=form).location
    page = owner.get(path).text
    assert f'value="{shop.dish["fish"].id}" selected' in page
    wrong = owner.post("/backoffice/options/new", data=form | {"option_dish_id": ["", ""]})
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "长" * 81),
        ("price", "free"),
        ("price", "-1"),
        ("price", "1.234"),
        ("price", "99999999999"),
        ("member_price", "x"),
        ("category_id", ""),
        ("category_id", "no-such-category"),
        ("station_id", "no-such-station"),
        ("cook_minutes", "12.5"),
        ("cook_minutes", "601"),
        ("spice_level", "9"),
    ],
)
def test_a_wrong_field_is_marked_and_nothing_typed_is_lost(
    owner: PageClient, shop: Shop, field: str, value: str
) -> None:
    form = dish_form(shop, description="香而不腻 <i>", tags=["new"])
    answer = owner.post("/backoffice/dishes/new", data={**form, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "香而不腻 &lt;i&gt;" in answer.text
    assert 'value="new" checked' in answer.text
    assert db.session.scalar(select(Dish).where(Dish.name == "鱼香肉丝")) is None


def test_all_that_is_wrong_with_a_dish_is_said_at_once(owner: PageClient, shop: Shop) -> None:
    wrong = {"category_id": "", "name": " ", "price": "", "pickup_price": "x", "sale_times": "noon"}
    answer = owner.post("/backoffice/dishes/new", data=dish_form(shop, cook_minutes="601", **wrong))
    assert answer.status_code == 422
    marked = {name for name in (*wrong, "cook_minutes") if f'id="{name}-error"' in answer.text}
    assert marked == {*wrong, "cook_minutes"}


def test_a_code_in_use_is_said_beside_the_code(owner: PageClient, shop: Shop) -> None:
    taken = shop.dish["tofu"].code
    answer = owner.post("/backoffice/dishes/new", data=dish_form(shop, code=taken))
    assert answer.status_code == 422
    assert 'id="code-error"' in answer.text


def test_a_price_change_is_kept_in_the_history(owner: PageClient, shop: Shop) -> None:
    dish = shop.dish["tofu"]
    path = f"/backoffice/dishes/{dish.id}"
    assert owner.post(path, data=dish_form(shop, name="麻婆豆腐", price="20")).status_code == 302
    page = owner.get(path).text
    assert "¥18.00 → ¥20.00" in page
    assert dish.price_fen == 2000


def test_a_removed_dish_is_gone(owner: PageClient, shop: Shop) -> None:
    dish = shop.dish["tofu"]
    owner.post(f"/backoffice/dishes/{dish.id}/remove")
    assert "麻婆豆腐" not in owner.get("/backoffice/menu").text
    assert owner.get(f"/backoffice/dishes/{dish.id}").status_code == 404


def too_large_png() -> bytes:
    """A PNG whose heading claims 60000 × 60000 pixels: it would fill any memory."""
    heading = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)

    def chunk(name: bytes, body: bytes) -> bytes:
        summed = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", summed)

    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", heading) + chunk(b"IDAT", body)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text.jpg", b"this is no picture"),
        ("page.png", b"<html><script>alert(1)</script></html>"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("half.jpg", picture().getvalue()[:200]),
        ("bomb.png", too_large_png()),
        ("animation.gif", picture(kind="GIF").getvalue()),
    ],
)
def test_what_is_no_usable_picture_is_refused(
    owner: PageClient, shop: Shop, app: Flask, name: str, content: bytes
) -> None:
    dish = shop.dish["tofu"]
    form = dish_form(shop, name="麻婆豆腐", price="99", picture=(io.BytesIO(content), name))
    answer = owner.post(f"/backoffice/dishes/{dish.id}", data=form)
    assert answer.status_code == 422
    assert 'id="picture-error"' in answer.text
    assert dish.picture is None
    assert dish.price_fen == 1800, "a refused picture must not save the rest behind one's back"
    assert not list(app.config["KAIFAN"].media_dir.glob("*"))


def test_the_photo_of_a_refused_dish_need_not_be_chosen_again(
    owner: PageClient, staff_page: Callable[[Role], PageClient], shop: Shop
) -> None:
    new, wrong = "/backoffice/dishes/new", {"price": "三十"}
    form = dish_form(shop, picture=(picture(), "dish.jpg")) | wrong
    refused = owner.post(new, data=form)
    assert refused.status_code == 422 and "已保留 1 张照片" in refused.text
    [token] = re.findall(r'name="kept_picture" value="([^"]+)"', refused.text)
    again = owner.post(new, data=dish_form(shop, kept_picture=token) | wrong)
    [token] = re.findall(r'name="kept_picture" value="([^"]+)"', again.text)
    strange = staff_page(Role.MANAGER).open(
        new, method="POST", data=dish_form(shop, name="别人的照片", kept_picture=token)
    )
    assert strange.status_code == 422 and "请重新选择照片" in strange.text
    owner.post(new, data=dish_form(shop, kept_picture=token))
    assert named("鱼香肉丝").picture
    other = picture(600, 600, "PNG")
    owner.post(new, data=dish_form(shop, name="换了", kept_picture="no", picture=(other, "b.png")))
    assert named("换了").picture


def test_a_picture_can_be_taken_away(owner: PageClient, shop: Shop) -> None:
    dish = shop.dish["tofu"]
    path = f"/backoffice/dishes/{dish.id}"
    owner.post(path, data=dish_form(shop, name="麻婆豆腐", picture=(picture(), "a.jpg")))
    assert dish.picture
    owner.post(f"{path}/pictures/{dish.pictures[0].id}/remove")
    assert dish.picture is None


def test_the_switches_answer_with_the_row(owner: PageClient, shop: Shop) -> None:
    dish = shop.dish["tofu"]
    path, fragment = f"/backoffice/dishes/{dish.id}", {"HX-Request": "true"}
    row = owner.post(f"{path}/shelf", data={"on": "0"}, headers=fragment).text
    assert row.count("<li") == 1 and "<html" not in row and "已下架" in row
    owner.post(f"{path}/availability", data={"available": "0"}, headers=fragment)
    owner.post(f"{path}/remaining", data={"remaining": "3"}, headers=fragment)
    assert (dish.is_on_shelf, dish.is_available, dish.remaining) == (False, False, 3)
    owner.post(f"{path}/remaining", data={"remaining": ""}, headers=fragment)
    assert dish.remaining is None


def test_without_a_script_a_switch_returns_to_the_list(owner: PageClient, shop: Shop) -> None:
    dish = shop.dish["tofu"]
    answer = owner.post(f"/backoffice/dishes/{dish.id}/shelf", data={"on": "0"})
    assert answer.location == f"/backoffice/menu?category={dish.category_id}"


@pytest.mark.parametrize("typed", ["-1", "many", "1.5", "100000", "9" * 30, "<b>"])
def test_a_wrong_count_is_said_in_the_row(owner: PageClient, shop: Shop, typed: str) -> None:
    dish = shop.dish["fish"]
    path = f"/backoffice/dishes/{dish.id}/remaining"
    row = owner.post(path, data={"remaining": typed}, headers={"HX-Request": "true"})
    assert row.status_code == 200
    assert f'id="left-{dish.id}-error"' in row.text
    assert "<b>" not in row.text
    assert dish.remaining == 5


def test_dishes_are_found_by_name_pinyin_and_code(owner: PageClient, shop: Shop) -> None:
    for search in ("豆腐", "mapo", "MPDF", shop.dish["tofu"].code):
        page = owner.get("/backoffice/menu", query_string={"q": search}).text
        assert "麻婆豆腐" in page and "清蒸鲈鱼" not in page, search


def test_names_are_shown_as_they_were_typed(owner: PageClient, shop: Shop) -> None:
    name = "<script>alert(1)</script>{{7*7}}"
    owner.post("/backoffice/dishes/new", data=dish_form(shop, name=name))
    page = owner.get("/backoffice/menu").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page


def test_categories_are_added_renamed_and_removed_when_empty(owner: PageClient, shop: Shop) -> None:
    owner.post("/backoffice/categories/new", data={"name": "小吃", "icon": "dumpling"})
    added = db.session.scalars(select(Category).where(Category.name == "小吃")).one()
    path = f"/backoffice/categories/{added.id}"
    owner.post(path, data={"name": "点心", "name_en": "Dim sum"})
    assert (added.name, added.name_en) == ("点心", "Dim sum")
    twice = owner.post("/backoffice/categories/new", data={"name": "点心"})
    assert twice.status_code == 422 and 'id="name-error"' in twice.text
    owner.post(f"{path}/remove")
    assert owner.get(path).status_code == 404
    full = shop.categories["hot"].id
    owner.post(f"/backoffice/categories/{full}/remove")
    assert owner.get(f"/backoffice/categories/{full}").status_code == 200


def group_form(**more: Any) -> dict[str, Any]:
    """A filled-in form of choices: large +5, small −2, one row left empty."""
    return {
        "name": "规格",
        "min_choices": "1",
        "max_choices": "1",
        "option_id": ["", "", ""],
        "option_name": ["大份", "小份", ""],
        "option_name_en": ["Large", "Small", ""],
        "option_price": ["+5", "-2", ""],
        "option_is_available": ["1", "0", "1"],
        **more,
    }


def test_choices_are_added_and_changed_keeping_their_options(owner: PageClient, shop: Shop) -> None:
    owner.post("/backoffice/options/new", data=group_form())
    group = db.session.scalars(select(OptionGroup).where(OptionGroup.name == "规格")).one()
    facts = [(o.name, o.price_fen, o.is_available) for o in group.options]
    assert facts == [("大份", 500, True), ("小份", -200, False)]
    large = group.options[0].id
    changed = group_form(option_id=[large, "", ""], option_price=["6", "-2", ""])
    owner.post(f"/backoffice/options/{group.id}", data=changed)
    assert (group.options[0].id, group.options[0].price_fen) == (large, 600)


@pytest.mark.parametrize(
    ("wrong", "marked"),
    [
        ({"option_price": ["+5", "x", ""]}, "小份"),
        ({"name": ""}, 'id="name-error"'),
        ({"min_choices": "5"}, "“最少选”不能大于“最多选”"),
        ({"min_choices": "3", "max_choices": "3"}, "选项比“最少选”的还少"),
        ({"kind": "size"}, "规格填的是自己的价格"),
        ({"max_choices": "0"}, 'id="max_choices-error"'),
        (
            {"option_name": ["", "", ""], "option_name_en": [""], "option_price": [""]},
            "请至少填写一个选项",
        ),
    ],
)
def test_wrong_choices_are_marked(
    owner: PageClient, shop: Shop, wrong: dict[str, Any], marked: str
) -> None:
    answer = owner.post("/backoffice/options/new", data=group_form(**wrong))
    assert answer.status_code == 422
    assert marked in answer.text
    rows = answer.text.split("<template")[0].count('name="option_name"')
    assert rows == 3, "the row left empty is still there to be filled in"


def test_removed_choices_leave_the_dishes(owner: PageClient, shop: Shop) -> None:
    owner.post(f"/backoffice/options/{shop.spice.id}/remove")
    assert shop.dish["chicken"].group_links == []
