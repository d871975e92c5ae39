"""Pictures of the cold dishes."""

import math

from app.demo.drawing_canvas import (
    WHITE,
    Canvas,
    ellipse_points,
    hex_colour,
    lighter,
    mix,
    rounded_box,
    turned,
)
from app.demo.drawing_heaps import broth, broth_shine, garnish, mound, pool, scatter
from app.demo.drawing_pieces import (
    GARLIC,
    PEANUT,
    chilli_ring,
    coriander,
    grain,
    leaf,
    lump,
    oil_drop,
    peanut,
    scallion_ring,
    shifted,
    shine,
    shred,
    slab,
    solid,
)
from app.demo.drawing_vessels import (
    CELADON,
    CENTRE,
    PORCELAIN,
    SAND,
    STONE,
    bowl,
    chopsticks,
    plate,
    sauce_dish,
)


def _cucumber_chunk(c: Canvas, x: float, y: float) -> None:
    """A cracked length of cucumber: dark skin on one side, pale wet flesh with seeds."""
    angle, length = c.angle(), c.dice.uniform(104, 140)
    outline = turned(rounded_box(length, 62, 20), x, y, angle)
    solid(c, outline, hex_colour("2f7d32"), 14)
    flesh = turned(shifted(rounded_box(length * 0.95, 42, 16), 0, 7), x, y, angle)
    c.polygon(flesh, hex_colour("a9d672"))
    core = turned(shifted(rounded_box(length * 0.84, 22, 10), 0, 8), x, y, angle)
    c.polygon(core, hex_colour("dcf0b4"))
    for step in range(4):
        sx, sy = turned([((step - 1.5) * length * 0.2, 8)], x, y, angle)[0]
        c.ellipse(sx, sy, 7, 3, hex_colour("f8f6d2"), 255, angle)
    skin = turned([(-length * 0.36, -23), (length * 0.3, -23)], x, y, angle)
    c.line(skin, 6, hex_colour("6fb65a"))


def smashed_cucumber(c: Canvas) -> None:
    """Green chunks with garlic, chilli and sesame."""
    r = plate(c, SAND, hex_colour("a5794a"))
    pool(c, r * 0.9, hex_colour("c9a25a"))
    scatter(c, 32, 78, r * 0.76, lambda x, y: _cucumber_chunk(c, x, y))
    scatter(c, 34, 30, r * 0.7, lambda x, y: lump(c, x, y, 11, GARLIC, gloss=0))
    garnish(c, r * 0.72, chillies=12, sesame=26, sprigs=2)
    chopsticks(c)


def _century_wedge(c: Canvas, angle: float, r: float) -> None:
    """A wedge of century egg: amber white, dark green-grey yolk."""
    x, y = turned([(r, 0)], CENTRE, CENTRE, angle)[0]
    outline = turned(
        [(100 * math.cos(t), 76 * math.sin(t)) for t in
         (math.pi * step / 16 for step in range(17))],
        x, y, angle - 90,
    )
    solid(c, outline, hex_colour("8c4f1c"), 16)
    yolk = turned(
        [(62 * math.cos(t), 46 * math.sin(t)) for t in
         (math.pi * step / 16 for step in range(17))],
        x, y, angle - 90,
    )
    c.polygon(yolk, hex_colour("3c4a3c"))
    c.polygon([(x + (a - x) * 0.55, y + (b - y) * 0.55) for a, b in yolk], hex_colour("6d7a5c"))
    sx, sy = turned([(38, 36)], x, y, angle - 90)[0]
    shine(c, sx, sy, 18, angle, 170)


def century_egg_tofu(c: Canvas) -> None:
    """A block of silken tofu, sliced, with wedges of century egg around."""
    r = plate(c, CELADON, hex_colour("5f9277"))
    pool(c, r * 0.86, hex_colour("7a3d12"), 1, 0.03)
    for step in range(9):
        _century_wedge(c, 40 * step, r * 0.6)
    block = turned(rounded_box(276, 250, 26), CENTRE, CENTRE - 8, -12)
    for step in range(12, 0, -1):
        tone = mix(hex_colour("e9dcc4"), hex_colour("c9b596"), step / 12)
        c.polygon(shifted(block, 0, 4 * step), tone)
    c.polygon(block, hex_colour("fdf8ec"))
    for step in range(-2, 3):
        c.line(turned([(step * 52, -130), (step * 52, 130)], CENTRE, CENTRE - 8, -12), 4,
               hex_colour("d9c9a8"))
    c.polygon(c.blob(CENTRE, CENTRE - 5, 118, 96, 0, 0.3), hex_colour("8a4a17"), 170)
    scatter(c, 18, 24, 90, lambda x, y: lump(c, x, y, 12, hex_colour("d9341c"), gloss=120))
    scatter(c, 24, 24, 120, lambda x, y: scallion_ring(c, x, y, 13))
    coriander(c, CENTRE, CENTRE - 10, 34)
    chopsticks(c)


def mouthwatering_chicken(c: Canvas) -> None:
    """Slices of pale chicken with golden skin in red oil, peanuts and sesame on top."""
    r = bowl(c, PORCELAIN, hex_colour("b5301c"))
    broth(c, r, hex_colour("c9320f"), hex_colour("86170a"))
    for row in range(3):
        for step in range(6):
            slab(c, 318 + step * 72, 345 + row * 118 + abs(step - 2.5) * 8, 158, 84, 78 + step * 3,
                 hex_colour("f7e3c0"), hex_colour("eebb54"), 14)
    scatter(c, 26, 44, r * 0.86, lambda x, y: oil_drop(c, x, y, c.dice.uniform(8, 18),
                                                       hex_colour("ee5a26")))
    for dx, dy, size in ((0, 0, 120), (30, 10, 90)):
        c.polygon(c.blob(CENTRE + dx, CENTRE + dy, size, size * 0.8, 0, 0.4),
                  hex_colour("b92a10"), 150)
    scatter(c, 26, 34, r * 0.6, lambda x, y: lump(c, x, y, 14, PEANUT))
    garnish(c, r * 0.7, scallions=22, chillies=6, sesame=44, sprigs=3)
    broth_shine(c, r)


def _wood_ear(c: Canvas, x: float, y: float) -> None:
    """A ruffled black mushroom with a lit fold."""
    tone = mix(hex_colour("2b1c1a"), hex_colour("4d3029"), c.dice.random())
    size = c.dice.uniform(58, 84)
    outline = c.blob(x, y, size, size * 0.74, c.angle(), 0.5)
    solid(c, outline, tone, 12)
    start = c.angle()
    c.arc(x, y, size * 0.48, size * 0.36, start, start + 150, 7, lighter(tone, 0.32))
    c.arc(x, y, size * 0.24, size * 0.2, start + 30, start + 190, 5, lighter(tone, 0.22))
    shine(c, x - size * 0.3, y - size * 0.3, size * 0.2, alpha=120)


def wood_ear_salad(c: Canvas) -> None:
    """A dark springy heap with red chilli, garlic and coriander."""
    r = plate(c)
    pool(c, r * 0.88, hex_colour("9a5a24"))
    scatter(c, 32, 78, r * 0.74, lambda x, y: _wood_ear(c, x, y))
    scatter(c, 6, 110, r * 0.6, lambda x, y: shred(c, x, y, 80, 12, hex_colour("c9a7c4")))
    scatter(c, 22, 36, r * 0.66, lambda x, y: lump(c, x, y, 12, GARLIC, gloss=0))
    garnish(c, r * 0.66, chillies=16, sesame=18, sprigs=4)
    chopsticks(c)


def vinegar_peanuts(c: Canvas) -> None:
    """Red-skinned peanuts in dark vinegar with onion and coriander."""
    r = bowl(c, CELADON, hex_colour("5f9277"), 380)
    broth(c, r, hex_colour("5a230f"), hex_colour("33100a"))
    skin = hex_colour("a8481f")
    scatter(c, 96, 40, r * 0.9, lambda x, y: peanut(
        c, x, y, 27, mix(skin, hex_colour("cf7a3c"), c.dice.random())))
    scatter(c, 13, 80, r * 0.8, lambda x, y: slab(
        c, x, y, 56, 40, c.angle(), hex_colour("efe0ee"), hex_colour("9a4f8f"), 7))
    scatter(c, 9, 90, r * 0.75, lambda x, y: slab(
        c, x, y, 46, 34, c.angle(), hex_colour("4f9a3a"), rise=7))
    garnish(c, r * 0.7, sprigs=5)
    broth_shine(c, r)


def _shank_slice(c: Canvas, x: float, y: float, angle: float) -> None:
    """A round slice of shank with its amber sinews."""
    outline = c.blob(x, y, 98, 82, angle, 0.1)
    solid(c, outline, hex_colour("6d3219"), 12)
    inner = [(x + (a - x) * 0.86, y + (b - y) * 0.86) for a, b in outline]
    c.polygon(inner, hex_colour("94502c"))
    with c.inside(inner):
        for step in range(4):
            start = angle + 95 * step
            cx, cy = turned([(38, 0)], x, y, start)[0]
            c.arc(cx, cy, 40, 30, start, start + 210, 9, hex_colour("dba565"))
            c.arc(cx, cy, 40, 30, start, start + 210, 4, hex_colour("f3d196"))


def sliced_beef_shank(c: Canvas) -> None:
    """Two fans of marbled slices with a garlic dip."""
    plate(c, STONE, None)
    mound(c, 240, hex_colour("3a1a0e"))
    for ring, count, first in ((205, 11, 150), (88, 6, 180)):
        for step in range(count):
            angle = first + step * (300 / count)
            x, y = turned([(ring, 0)], CENTRE, CENTRE + 10, angle)[0]
            _shank_slice(c, x, y, angle)
    sauce_dish(c, 660, 690, 92, hex_colour("6b2c10"))
    scatter(c, 16, 16, 52, lambda x, y: lump(c, x, y, 8, GARLIC, gloss=0), 660, 690)
    for angle in (-20, 25, 65):
        leaf(c, 300, 740, 110, 42, angle - 100, hex_colour("5fa83c"))
    scatter(c, 22, 40, 240, lambda x, y: grain(c, x, y, 6.5, hex_colour("f5e3b5"), 0.6))
    c.circle(CENTRE, CENTRE + 8, 1, WHITE)
    c.polygon(ellipse_points(CENTRE, CENTRE + 8, 34, 34), hex_colour("c8321d"))
    coriander(c, CENTRE, CENTRE, 36)
    chilli_ring(c, CENTRE + 40, CENTRE + 30)


RECIPES = {
    "smashed_cucumber": smashed_cucumber,
    "century_egg_tofu": century_egg_tofu,
    "mouthwatering_chicken": mouthwatering_chicken,
    "wood_ear_salad": wood_ear_salad,
    "vinegar_peanuts": vinegar_peanuts,
    "sliced_beef_shank": sliced_beef_shank,
}
