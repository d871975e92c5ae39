"""Pictures of the vegetable dishes."""

import math

from app.demo.drawing_canvas import (
    Canvas,
    Colour,
    darker,
    hex_colour,
    lighter,
    mix,
    turned,
)
from app.demo.drawing_heaps import garnish, mound, pool, scatter
from app.demo.drawing_pieces import (
    CARROT,
    CHILLI,
    GARLIC,
    SCALLION,
    lump,
    shifted,
    shine,
    shred,
    shrunk,
    slab,
    solid,
)
from app.demo.drawing_vessels import CELADON, CENTRE, SAND, STONE, chopsticks, plate


def _green(c: Canvas, x: float, y: float, length: float) -> None:
    """A long wok-tossed leaf on its pale stem, wet with garlic oil."""
    angle = c.dice.gauss(-25, 34) + c.dice.choice((0, 180))
    tone = mix(hex_colour("2c7a2a"), hex_colour("63b044"), c.dice.random())
    foot = turned([(-length * 0.5, 0)], x, y, angle)[0]
    c.line([foot, turned([(length * 0.12, 0)], x, y, angle)[0]], 26, hex_colour("b9d98a"))
    c.line([foot, (x, y)], 9, hex_colour("e9f5cf"))
    blade = c.blob(*turned([(length * 0.16, 0)], x, y, angle)[0], length * 0.42, length * 0.19,
                   angle, 0.26)
    solid(c, blade, tone, 9)
    tip = turned([(-length * 0.2, 0), (length * 0.5, 0)], x, y, angle)
    c.line(tip, 9, hex_colour("d4ecac"), 199, taper=True)
    sx, sy = turned([(length * 0.18, -length * 0.07)], x, y, angle)[0]
    shine(c, sx, sy, length * 0.1, angle, 110)


def garlic_greens(c: Canvas) -> None:
    """A heap of bright leaves and stems with slices of garlic."""
    r = plate(c)
    pool(c, r * 0.86, hex_colour("c3cf7c"))
    mound(c, r * 0.68, hex_colour("1f5a1f"))
    scatter(c, 44, 54, r * 0.66, lambda x, y: _green(c, x, y, c.dice.uniform(170, 230)))
    scatter(c, 26, 52, r * 0.66, lambda x, y: slab(
        c, x, y, 34, 24, c.angle(), GARLIC, rise=6))
    chopsticks(c)


def green_beans(c: Canvas) -> None:
    """Blistered beans with preserved greens and dried chilli."""
    r = plate(c, STONE, None)
    mound(c, r * 0.8, hex_colour("20320f"))

    def bean(x: float, y: float) -> None:
        tone = mix(hex_colour("3f7f26"), hex_colour("7aa83c"), c.dice.random())
        angle = c.dice.gauss(-30, 38)
        shred(c, x, y, 190, 27, tone, angle, 0.1)
        for _ in range(3):
            bx, by = turned([(c.dice.uniform(-70, 70), 0)], x, y, angle)[0]
            c.ellipse(bx, by, 13, 5, hex_colour("5b4a1a"), 170, angle)

    scatter(c, 60, 44, r * 0.68, bean)
    scatter(c, 60, 28, r * 0.64, lambda x, y: lump(c, x, y, 12, hex_colour("5d3415"), gloss=50))
    scatter(c, 14, 50, r * 0.6, lambda x, y: lump(c, x, y, 12, GARLIC, gloss=0))
    garnish(c, r * 0.7, dried=14)


def _eggplant(c: Canvas, x: float, y: float) -> None:
    """A glossy baton: purple skin on one side, amber flesh on the other."""
    angle = c.angle()
    slab(c, x, y, 150, 66, angle, hex_colour("c98a44"), hex_colour("451a46"), 14)
    flesh = turned([(-52, 14), (52, 14)], x, y, angle)
    c.line(flesh, 14, hex_colour("dba45a"))
    c.line(turned([(-60, -24), (40, -24)], x, y, angle), 9, hex_colour("9a6a9c"), 190, taper=True)


def braised_eggplant(c: Canvas) -> None:
    """Soft batons in a red-brown sauce with garlic and peppers."""
    r = plate(c, SAND, hex_colour("a5794a"))
    pool(c, r * 0.92, hex_colour("96401a"))
    scatter(c, 34, 80, r * 0.74, lambda x, y: _eggplant(c, x, y))
    for colour in (hex_colour("4f9a35"), CHILLI):
        scatter(c, 10, 96, r * 0.7, lambda x, y, k=colour: slab(  # type: ignore[misc]
            c, x, y, 40, 32, c.angle(), k, lighter(k, 0.4), 8))
    scatter(c, 34, 36, r * 0.7, lambda x, y: lump(c, x, y, 11, GARLIC, gloss=0))
    garnish(c, r * 0.7, scallions=18)
    chopsticks(c)


def potato_shreds(c: Canvas) -> None:
    """A pale gold haystack with red and green threads."""
    r = plate(c, CELADON, hex_colour("5f9277"))
    mound(c, r * 0.74, hex_colour("b98a35"))
    for _ in range(3):
        scatter(c, 95, 24, r * 0.7, lambda x, y: shred(
            c, x, y, 165, 11, mix(hex_colour("f3d978"), hex_colour("fbeeb4"), c.dice.random()),
            bend=0.12))
        scatter(c, 7, 90, r * 0.62, lambda x, y: shred(c, x, y, 118, 11, CHILLI))
        scatter(c, 7, 90, r * 0.62, lambda x, y: shred(c, x, y, 118, 11, SCALLION))
    garnish(c, r * 0.6, dried=9)
    chopsticks(c)


def _floret(c: Canvas, x: float, y: float, size: float) -> None:
    """A broccoli floret: a pale stem under a crown of tiny buds."""
    outward = math.degrees(math.atan2(y - CENTRE, x - CENTRE)) + 180 + c.dice.uniform(-30, 30)
    green = mix(hex_colour("2f7a2c"), hex_colour("4a9a35"), c.dice.random())
    stem = turned([(0, -size * 0.3), (size * 1.15, -size * 0.2), (size * 1.15, size * 0.2),
                   (0, size * 0.3)], x, y, outward)
    solid(c, stem, hex_colour("b5d77f"), 8)
    crown = c.blob(x, y, size, size * 0.9, 0, 0.14)
    solid(c, crown, darker(green, 0.2), 14)
    for turn in range(0, 360, 45):
        bx, by = turned([(size * 0.6, 0)], x, y, turn)[0]
        c.circle(bx, by, size * 0.42, darker(green, 0.16))
        c.circle(bx - 3, by - 4, size * 0.37, green)
    c.circle(x - 3, y - 4, size * 0.5, lighter(green, 0.08))
    for _ in range(34):
        far = size * 0.9 * math.sqrt(c.dice.random())
        bx, by = turned([(far, 0)], x - 3, y - 5, c.angle())[0]
        c.circle(bx, by, 4.5, lighter(green, c.dice.choice((0.2, 0.3, 0.42))))


def _carrot(c: Canvas, x: float, y: float, r: float = 44) -> None:
    """A carrot slice cut like a flower."""
    outline = []
    for step in range(40):
        t = math.tau * step / 40
        reach = r * (0.86 + 0.14 * math.cos(6 * t))
        outline.append((x + reach * math.cos(t), y + reach * math.sin(t)))
    solid(c, outline, CARROT, 9)
    c.circle(x, y, r * 0.4, lighter(CARROT, 0.35))
    for turn in range(0, 360, 60):
        a, b = turned([(r * 0.2, 0), (r * 0.62, 0)], x, y, turn)
        c.line([a, b], 3, darker(CARROT, 0.12))


def broccoli_garlic(c: Canvas) -> None:
    """Green crowns and carrot flowers with garlic."""
    r = plate(c)
    pool(c, r * 0.84, hex_colour("d9d49a"))
    scatter(c, 9, 130, r * 0.78, lambda x, y: _carrot(c, x, y))
    scatter(c, 16, 108, r * 0.68, lambda x, y: _floret(c, x, y, c.dice.uniform(70, 88)))
    scatter(c, 6, 150, r * 0.55, lambda x, y: _carrot(c, x, y, 40))
    scatter(c, 22, 54, r * 0.72, lambda x, y: lump(c, x, y, 12, GARLIC, gloss=0))
    chopsticks(c)


def _lotus(c: Canvas, x: float, y: float, r: float) -> None:
    """A slice of lotus root with its wheel of holes."""
    outline = c.blob(x, y, r, r * 0.94, c.angle(), 0.06)
    flesh: Colour = hex_colour("faf0dc")
    solid(c, outline, darker(flesh, 0.12), 11)
    c.polygon(shrunk(outline, 0.92), flesh)
    first = c.angle()
    for turn in range(0, 360, 51):
        hx, hy = turned([(r * 0.58, 0)], x, y, first + turn)[0]
        c.ellipse(hx, hy, r * 0.19, r * 0.13, hex_colour("8a6a3f"), 255, first + turn)
        c.ellipse(hx + 2, hy + 3, r * 0.15, r * 0.09, hex_colour("b7975f"), 255, first + turn)
    c.circle(x, y, r * 0.1, hex_colour("a5834f"))


def _snow_pea(c: Canvas, x: float, y: float) -> None:
    """A flat bright pod with its peas showing."""
    angle, length = c.angle(), 74
    half = [(t / 6 * length, -25 * (1 - (t / 6) ** 2) ** 0.7) for t in range(-6, 7)]
    outline = turned(half + [(a, -b) for a, b in half[::-1]], x, y, angle)
    green = hex_colour("6cb83c")
    solid(c, outline, green, 9)
    for step in range(-2, 3):
        px, py = turned([(step * 22, 0)], x, y, angle)[0]
        c.circle(px, py, 9, lighter(green, 0.28))
    c.line(turned(shifted(half[2:11], 0, 4), x, y, angle), 4, lighter(green, 0.5))


def lotus_pond(c: Canvas) -> None:
    """Lotus root, snow peas, carrot and wood ear."""
    r = plate(c, CELADON, hex_colour("5f9277"))
    pool(c, r * 0.84, hex_colour("e0dcb0"))
    ear = hex_colour("33221f")
    scatter(c, 11, 110, r * 0.76, lambda x, y: _snow_pea(c, x, y))
    scatter(c, 9, 130, r * 0.7, lambda x, y: solid(c, c.blob(x, y, 60, 44, c.angle(), 0.4), ear))
    scatter(c, 11, 128, r * 0.68, lambda x, y: _lotus(c, x, y, c.dice.uniform(74, 90)))
    scatter(c, 9, 140, r * 0.66, lambda x, y: _snow_pea(c, x, y))
    scatter(c, 8, 140, r * 0.66, lambda x, y: _carrot(c, x, y, 38))
    scatter(c, 5, 160, r * 0.6, lambda x, y: solid(
        c, c.blob(x, y, 44, 32, c.angle(), 0.4), ear))
    chopsticks(c)


RECIPES = {
    "garlic_greens": garlic_greens,
    "green_beans": green_beans,
    "braised_eggplant": braised_eggplant,
    "potato_shreds": potato_shreds,
    "broccoli_garlic": broccoli_garlic,
    "lotus_pond": lotus_pond,
}
