"""Every dish has a picture of its own, the same on every run."""

import hashlib

import pytest
from PIL import Image

from app.demo.content import DISHES
from app.demo.drawing import draw_dish, draw_shop_logo

SIDE = 96
DRAWN = [dish.key for dish in DISHES if dish.has_picture and not dish.picture]


def fingerprint(picture: Image.Image) -> str:
    return hashlib.sha256(picture.tobytes()).hexdigest()


@pytest.fixture(scope="module")
def pictures() -> dict[str, Image.Image]:
    return {key: draw_dish(key, SIDE) for key in DRAWN}


def test_pictures_are_square_and_coloured(pictures: dict[str, Image.Image]) -> None:
    for key, picture in pictures.items():
        assert picture.mode == "RGB"
        assert picture.size == (SIDE, SIDE)
        colours = picture.getcolors(SIDE * SIDE)
        assert colours is not None
        assert len(colours) > 500, key


def test_the_food_differs_from_the_cloth(pictures: dict[str, Image.Image]) -> None:
    for key, picture in pictures.items():
        middle = picture.crop((SIDE // 4, SIDE // 4, 3 * SIDE // 4, 3 * SIDE // 4))
        spread = max(high - low for low, high in middle.getextrema())  # type: ignore[misc]
        assert spread > 80, key


def test_no_two_dishes_look_the_same(pictures: dict[str, Image.Image]) -> None:
    assert len({fingerprint(picture) for picture in pictures.values()}) == len(DRAWN)


@pytest.mark.parametrize("key", ["mapo_tofu", "beef_noodle_soup", "pearl_milk_tea"])
def test_a_picture_is_the_same_every_time(pictures: dict[str, Image.Image], key: str) -> None:
    assert fingerprint(draw_dish(key, SIDE)) == fingerprint(pictures[key])


def test_mapo_tofu_is_red_and_greens_are_green(pictures: dict[str, Image.Image]) -> None:
    def middle(key: str) -> tuple[int, ...]:
        box = (SIDE // 3, SIDE // 3, 2 * SIDE // 3, 2 * SIDE // 3)
        pixel = pictures[key].crop(box).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
        assert isinstance(pixel, tuple)
        return pixel

    red, green, _ = middle("mapo_tofu")
    assert red > green + 30
    red, green, _ = middle("garlic_greens")
    assert green > red


def test_an_unknown_dish_is_refused() -> None:
    with pytest.raises(KeyError):
        draw_dish("no_such_dish", SIDE)


def test_the_logo_is_square_and_repeats() -> None:
    logo = draw_shop_logo(SIDE)
    assert logo.size == (SIDE, SIDE)
    assert fingerprint(logo) == fingerprint(draw_shop_logo(SIDE))
