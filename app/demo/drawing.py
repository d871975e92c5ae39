"""The demo restaurant's pictures: every dish drawn by its own recipe, and the shop's logo."""

from PIL import Image

from app.demo import (
    drawing_cold,
    drawing_signature,
    drawing_soup,
    drawing_vegetable,
    drawing_wok,
)
from app.demo.drawing_canvas import Canvas, hex_colour
from app.demo.drawing_vessels import cloth

# Per menu category: its recipes and the two colours of the cloth under its dishes.
_CATEGORIES = (
    (drawing_signature.RECIPES, "f2d3bd", "e2a98a"),
    (drawing_cold.RECIPES, "d5e7d8", "a5cbb0"),
    (drawing_wok.RECIPES, "f6dfb6", "e6bd7c"),
    (drawing_vegetable.RECIPES, "e4ebcb", "c0d09a"),
    (drawing_soup.RECIPES, "d6e2ea", "a7c0d2"),
)
_RECIPES = {
    key: (recipe, hex_colour(base), hex_colour(stripe))
    for recipes, base, stripe in _CATEGORIES
    for key, recipe in recipes.items()
}


def draw_dish(key: str, size: int = 640) -> Image.Image:
    """The square picture of a dish, `size` pixels wide, the same on every call.

    Raises KeyError when the key is no dish of the demo menu.
    """
    recipe, base, stripe = _RECIPES[key]
    canvas = Canvas(key, size, base)
    cloth(canvas, base, stripe)
    recipe(canvas)
    return canvas.finished()
