"""The demo restaurant's pictures: every dish drawn by its own recipe, and the shop's logo."""

from PIL import Image

from app.demo import (
    drawing_cold,
    drawing_drink,
    drawing_signature,
    drawing_snack,
    drawing_soup,
    drawing_staple,
    drawing_vegetable,
    drawing_wok,
)
from app.demo.drawing_canvas import WHITE, Canvas, hex_colour, rounded_box, turned
from app.demo.drawing_vessels import cloth

# Per menu category: its recipes and the two colours of the cloth under its dishes.
_CATEGORIES = (
    (drawing_signature.RECIPES, "f2d3bd", "e2a98a"),
    (drawing_cold.RECIPES, "d5e7d8", "a5cbb0"),
    (drawing_wok.RECIPES, "f6dfb6", "e6bd7c"),
    (drawing_vegetable.RECIPES, "e4ebcb", "c0d09a"),
    (drawing_soup.RECIPES, "d6e2ea", "a7c0d2"),
    (drawing_staple.RECIPES, "eee0cd", "d6b994"),
    (drawing_snack.RECIPES, "f5dad3", "e3aea2"),
    (drawing_drink.RECIPES, "d9ece8", "b4d6d0"),
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


def draw_shop_logo(size: int = 640) -> Image.Image:
    """The demo shop's sign: a heaped bowl of rice and chopsticks on vermilion."""
    red, rice, line = hex_colour("c8361d"), hex_colour("ffd9a0"), hex_colour("a82a14")
    canvas = Canvas("logo", size, red)
    canvas.glow(320, 240, 760, 760, hex_colour("e2573a"), 200)
    canvas.ring(500, 500, 400, 12, rice, 255)
    canvas.ring(500, 500, 376, 4, rice, 255)
    for slant, x in ((-40, 610), (-48, 560)):
        stick = turned(rounded_box(470, 24, 12), x, 330, slant)
        canvas.polygon(stick, rice)
    heap = [(x, 500 - 165 * (1 - ((x - 500) / 218) ** 2) ** 0.5) for x in range(284, 717, 8)]
    canvas.polygon([*heap, (716, 520), (284, 520)], WHITE)
    for left, top in canvas.spots(22, 44, 500, 440, 165, 85):
        grain = turned(rounded_box(30, 13, 6), left, top, canvas.angle())
        canvas.polygon(grain, hex_colour("f0e4d0"))
    body = [(500 + 262 * dx, 510 + 250 * (1 - dx * dx) ** 0.62)
            for dx in (step / 20 for step in range(-20, 21))]
    canvas.polygon([(762, 506), *body[::-1], (238, 506)], rice)
    canvas.polygon(turned(rounded_box(220, 50, 14), 500, 762, 0), rice)
    canvas.arc(500, 590, 96, 62, 20, 160, 22, line)
    return canvas.finished()
