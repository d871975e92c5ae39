"""Pictures of the signature dishes."""

import math

from app.demo.drawing_canvas import (
    BLACK,
    WHITE,
    Canvas,
    darker,
    ellipse_points,
    hex_colour,
    lighter,
    mix,
    turned,
)
from app.demo.drawing_heaps import broth, broth_shine, garnish, mound, pool, scatter
from app.demo.drawing_pieces import (
    CARROT,
    SCALLION,
    bead,
    bok_choy,
    coriander,
    cube,
    dry_chilli,
    leaf,
    lump,
    oil_drop,
    peanut,
    shifted,
    shine,
    shred,
    shrunk,
    slab,
    solid,
)
from app.demo.drawing_vessels import (
    CENTRE,
    PORCELAIN,
    STONE,
    board,
    bowl,
    chopsticks,
    clay_pot,
    plate,
    platter,
    sauce_dish,
)

RED_OIL = hex_colour("c2270f")
PEPPERCORN = hex_colour("5e2418")


def mapo_tofu(c: Canvas) -> None:
    """White cubes in red oil with minced beef and scallions, in a dark bowl."""
    r = bowl(c, STONE, None)
    broth(c, r, RED_OIL, hex_colour("8a1408"))
    tofu, side = hex_colour("fdf3dc"), hex_colour("e9b98a")
    scatter(c, 30, 92, r * 0.86, lambda x, y: cube(c, x, y, 88, tofu, side))
    scatter(c, 60, 30, r * 0.9, lambda x, y: lump(c, x, y, 13, hex_colour("6e2e16"), gloss=90))
    scatter(c, 22, 40, r * 0.92, lambda x, y: oil_drop(c, x, y, c.dice.uniform(7, 15),
                                                       hex_colour("e8542a")))
    scatter(c, 26, 34, r * 0.9, lambda x, y: bead(c, x, y, 6, PEPPERCORN, 90))
    garnish(c, r, scallions=30)
    broth_shine(c, r)


def kung_pao_chicken(c: Canvas) -> None:
    """Glazed chicken dice, peanuts, dried chillies and scallion lengths."""
    r = plate(c)
    chicken = hex_colour("c9752c")
    mound(c, r * 0.86, hex_colour("8f3d12"))
    scatter(c, 60, 56, r * 0.8, lambda x, y: lump(c, x, y, 40, chicken))
    scatter(c, 18, 84, r * 0.78, lambda x, y: slab(c, x, y, 46, 24, c.angle(), SCALLION, rise=6))
    scatter(c, 26, 62, r * 0.8, lambda x, y: peanut(c, x, y, 23))
    garnish(c, r * 0.82, dried=18, sesame=22)
    chopsticks(c)


def _belly_cube(c: Canvas, x: float, y: float, size: float) -> None:
    """A cube of belly from the skin side with the layers showing in front."""
    angle = c.dice.uniform(-24, 24)
    half = size / 2
    top = turned([(-half, -half), (half, -half), (half, half * 0.5), (-half, half * 0.5)],
                 x, y, angle)
    front = [(-half, half * 0.5), (half, half * 0.5), (half, half * 1.25), (-half, half * 1.25)]
    c.polygon(shifted(turned(front, x, y, angle), 10, 16), BLACK, 70)
    c.polygon(turned(front, x, y, angle), hex_colour("6d2411"))
    for low, high, colour in ((0.62, 0.78, "e8a869"), (0.95, 1.08, "dd9552")):
        stripe = [(-half, half * low), (half, half * low), (half, half * high),
                  (-half, half * high)]
        c.polygon(turned(stripe, x, y, angle), hex_colour(colour))
    skin = hex_colour("a83a14")
    c.polygon(top, skin)
    c.polygon(shrunk(top, 0.82), lighter(skin, 0.14))
    c.polygon(shifted(shrunk(top, 0.5), -size * 0.06, -size * 0.08), lighter(skin, 0.3))
    shine(c, x - size * 0.2, y - size * 0.3, size * 0.2, angle - 15, 190)


def braised_pork(c: Canvas) -> None:
    """Shining cubes of belly in a clay pot with bok choy around."""
    r = clay_pot(c)
    broth(c, r, hex_colour("7c2c10"), hex_colour("4a1407"))
    for step in range(9):
        angle = 40 * step + 12
        x, y = turned([(r * 0.42, 0)], CENTRE, CENTRE, angle)[0]
        bok_choy(c, x, y, r * 0.54, angle)
    mound(c, r * 0.7, hex_colour("5d1d0b"))
    scatter(c, 19, 98, r * 0.6, lambda x, y: _belly_cube(c, x, y, 122))
    garnish(c, r * 0.6, scallions=10, sesame=26)
    broth_shine(c, r)


def boiled_fish(c: Canvas) -> None:
    """White fish slices under red oil, dried chillies and Sichuan pepper."""
    r = bowl(c, PORCELAIN, hex_colour("b5301c"), 425)
    broth(c, r, hex_colour("cf3a12"), hex_colour("8f1a08"))
    scatter(c, 26, 52, r * 0.9, lambda x, y: shred(c, x, y, 120, 11, hex_colour("f3e6b5")))
    fish = hex_colour("fbf1e2")
    scatter(c, 22, 92, r * 0.78, lambda x, y: solid(
        c, c.blob(x, y, 78, 44, c.angle(), 0.2), fish, 12))
    scatter(c, 12, 90, r * 0.8, lambda x, y: c.glow(x, y, 60, 44, hex_colour("d8441a"), 210))
    scatter(c, 30, 40, r * 0.92, lambda x, y: oil_drop(c, x, y, c.dice.uniform(8, 20),
                                                       hex_colour("f0642a")))
    scatter(c, 34, 46, r * 0.62, lambda x, y: dry_chilli(c, x, y, 72))
    scatter(c, 40, 26, r * 0.7, lambda x, y: bead(c, x, y, 8, PEPPERCORN, 90))
    garnish(c, r * 0.8, scallions=14, sesame=26, sprigs=3)
    broth_shine(c, r)


def _bass(c: Canvas) -> None:
    """The whole fish, head to the left, scored three times."""
    silver, back = hex_colour("d7d9d2"), hex_colour("6f7d7c")
    body = [
        (CENTRE - 330 + 560 * t, CENTRE + side * (112 * math.sin(math.pi * t ** 0.62) ** 0.8 + 4))
        for side, span in ((-1, range(25)), (1, range(24, -1, -1)))
        for t in (step / 24 for step in span)
    ]
    tail = [(715, 500), (820, 405), (800, 500), (826, 590)]
    fin = [(430, 402), (520, 348), (610, 420)]
    for part in (tail, fin):
        solid(c, part, back, 10)
    solid(c, body, silver, 20)
    with c.inside(body):
        c.ellipse(470, 400, 330, 62, back, 235)
        c.ellipse(450, 408, 320, 34, lighter(back, 0.25), 150)
        c.glow(420, 530, 260, 60, WHITE, 190)
        for step in range(9):
            for row in range(5):
                x, y = 320 + step * 44 + 22 * (row % 2), 452 + row * 27
                c.arc(x, y, 15, 13, -60, 60, 3, darker(silver, 0.25), 130)
        for x in (380, 480, 580):
            c.line([(x, 418), (x - 34, 500), (x - 50, 570)], 20, hex_colour("8f8d80"))
            c.line([(x + 2, 420), (x - 32, 500), (x - 48, 570)], 12, hex_colour("fdf6ea"))
        c.arc(200, 500, 95, 108, -62, 62, 7, darker(back, 0.15))
        c.glow(215, 500, 70, 90, hex_colour("b9b9a8"), 150)
    c.circle(226, 476, 17, hex_colour("4c5350"))
    c.circle(225, 475, 13, hex_colour("f4efe2"))
    c.circle(224, 474, 5, hex_colour("b9b3a2"))


def steamed_bass(c: Canvas) -> None:
    """A sea bass in light soy with shreds of scallion, ginger and chilli."""
    platter(c)
    pool(c, 360, hex_colour("b97a35"), 0.62, 0.02)
    _bass(c)
    for colour, count, length in (
        (SCALLION, 34, 108), (hex_colour("d8ecb0"), 18, 100),
        (hex_colour("f2d27a"), 12, 84), (hex_colour("cf2a1b"), 10, 78),
    ):
        scatter(c, count, 16, 165, lambda x, y, k=colour, n=length: shred(  # type: ignore[misc]
            c, x, y, n, 8, k, c.dice.uniform(-55, 35)), 490, 485, 0.34)
    coriander(c, 700, 640, 40)
    coriander(c, 650, 660, 34)


def _duck_slice(c: Canvas, x: float, y: float, angle: float) -> None:
    """A slice under its skin: lacquered, blistered, with a rim of pale meat."""
    outline = c.blob(x, y, 96, 50, angle, 0.14)
    solid(c, shifted(outline, 3, 9), hex_colour("eec795"), 12)
    skin = mix(hex_colour("b4491a"), hex_colour("92300f"), c.dice.random())
    c.polygon(shrunk(outline, 0.98), darker(skin, 0.2))
    c.polygon(shifted(shrunk(outline, 0.9), -2, -2), skin)
    with c.inside(outline):
        c.glow(x - 20, y - 16, 70, 34, hex_colour("e88a3c"), 210)
    shine(c, x - 26, y - 18, 30, angle - 8, 160)


def roast_duck(c: Canvas) -> None:
    """Fanned slices of lacquered duck with pancakes, cucumber and bean sauce."""
    board(c)
    for step in range(4):
        x, y = 255 + step * 12, 375 - step * 14
        outline = ellipse_points(x, y, 118, 112)
        solid(c, outline, hex_colour("f7ead0"), 7)
        for dx, dy in ((-30, 20), (36, -24), (20, 44), (-48, -30)):
            c.glow(x + dx, y + dy, 22, 16, hex_colour("d9b27a"), 170)
    for row, (y, count) in enumerate(((330, 6), (440, 7), (550, 7))):
        for step in range(count):
            _duck_slice(c, 465 + step * 60 - row * 12, y + step * 6, 70 + step * 3)
    for step in range(9):
        x = 190 + step * 19
        slab(c, x, 585 + (step % 3) * 5, 19, 128, c.dice.uniform(-5, 5), hex_colour("cfe6a0"),
             hex_colour("3c8436"), 5)
    for step in range(16):
        shred(c, 215 + step * 9, 738 - (step % 4) * 5, 110, 8,
              mix(SCALLION, WHITE, 0.25 + 0.5 * (step % 3) / 2), -68, 0.1)
    sauce_dish(c, 470, 705, 84, hex_colour("4a1a0c"))
    for step in range(5):
        c.ellipse(640 + step * 46, 722 - (step % 2) * 12, 28, 28, BLACK, 45)
        bead(c, 636 + step * 46, 714 - (step % 2) * 12, 27, mix(CARROT, RED_OIL, 0.6), 150)
    leaf(c, 610, 770, 130, 46, -20, hex_colour("4f9a3a"))
    leaf(c, 870, 760, 120, 44, 205, hex_colour("5fa83c"))


RECIPES = {
    "mapo_tofu": mapo_tofu,
    "kung_pao_chicken": kung_pao_chicken,
    "braised_pork": braised_pork,
    "boiled_fish": boiled_fish,
    "steamed_bass": steamed_bass,
    "roast_duck": roast_duck,
}
