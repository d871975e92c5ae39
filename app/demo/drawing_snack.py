"""Pictures of the small bites."""

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
    rounded_box,
    turned,
)
from app.demo.drawing_heaps import broth, broth_shine, garnish, pool, scatter
from app.demo.drawing_pieces import (
    SCALLION,
    SESAME,
    coriander,
    grain,
    leaf,
    oil_drop,
    shifted,
    shine,
    shred,
    shrunk,
    solid,
)
from app.demo.drawing_vessels import (
    CENTRE,
    PORCELAIN,
    SAND,
    STONE,
    board,
    bowl,
    chopsticks,
    plate,
    sauce_dish,
    steamer,
)

DOUGH = hex_colour("f6ead2")
GOLD = hex_colour("e9a544")
BLACK_VINEGAR = hex_colour("3d170b")


def _bao(c: Canvas, x: float, y: float, r: float) -> None:
    """A soup dumpling from above: pleats twisting to a knot."""
    solid(c, ellipse_points(x, y, r, r), DOUGH, 17)
    c.glow(x + r * 0.3, y + r * 0.42, r * 0.75, r * 0.62, hex_colour("d9b98a"), 150)
    first = c.angle()
    for step in range(16):
        at = first + 22.5 * step
        path = [turned([(r * far, 0)], x, y, at + far * 34)[0] for far in (0.16, 0.4, 0.62, 0.84)]
        c.line(shifted(path, 2, 3), r * 0.075, hex_colour("b8935f"), 150, taper=True)
        c.line(shifted(path, -2, -2), r * 0.06, WHITE, 190, taper=True)
    c.circle(x + 2, y + 4, r * 0.17, hex_colour("c7a573"))
    c.circle(x, y, r * 0.15, lighter(DOUGH, 0.5))
    c.circle(x, y + 1, r * 0.06, hex_colour("b58d58"))


def xiaolongbao(c: Canvas) -> None:
    """Eight soup dumplings in a bamboo steamer."""
    r = steamer(c)
    c.circle(CENTRE, CENTRE, r * 0.93, hex_colour("e9e3cd"), 235)
    for step in range(7):
        x, y = turned([(r * 0.61, 0)], CENTRE, CENTRE, 51.4 * step - 90)[0]
        _bao(c, x, y, 92)
    _bao(c, CENTRE, CENTRE, 92)
    for steam_x, steam_y in c.spots(5, 150, 380, 360, 250, 230):
        c.glow(steam_x, steam_y, 130, 80, WHITE, 62)


def _potsticker(c: Canvas, x: float, y: float, angle: float) -> None:
    """A crescent with its crisp golden bottom up."""
    half = [(105 * math.cos(t), -58 * math.sin(t)) for t in
            (math.pi * step / 18 for step in range(19))]
    outline = turned([*half, (-95, 20), (0, 34), (95, 20)], x, y, angle)
    solid(c, outline, hex_colour("f3dcae"), 16)
    crust = turned([(a * 0.84, b * 0.66 - 2) for a, b in half] + [(-74, 14), (74, 14)], x, y,
                   angle)
    c.polygon(crust, hex_colour("c9792a"))
    c.polygon(shrunk(crust, 0.8), hex_colour("dd9a45"))
    c.polygon(shrunk(crust, 0.45), hex_colour("b9641f"), 120)
    for step in range(7):
        t = math.pi * (step + 0.7) / 7.4
        pleat = turned([(100 * math.cos(t), -55 * math.sin(t)), (82 * math.cos(t),
                       -42 * math.sin(t))], x, y, angle)
        c.line(pleat, 6, hex_colour("c39a5d"), 190)


def potstickers(c: Canvas) -> None:
    """Ten crescents under a lace of crisp batter, with vinegar."""
    r = plate(c, STONE, None)
    lace = c.blob(CENTRE, CENTRE, r * 0.9, r * 0.9, 0, 0.09)
    c.polygon(shifted(lace, 3, 7), BLACK, 80)
    c.polygon(lace, hex_colour("e2b05c"))
    scatter(c, 90, 26, r * 0.86, lambda x, y: c.circle(
        x, y, c.dice.uniform(4, 11), hex_colour("b97a2c"), 150))
    for step in range(10):
        x, y = turned([(r * 0.55, 0)], CENTRE, CENTRE, 36 * step)[0]
        _potsticker(c, x, y, 36 * step + 24)
    garnish(c, r * 0.7, scallions=16, sesame=50)
    garnish(c, 60, scallions=12)
    sauce_dish(c, 800, 800, 104, BLACK_VINEGAR)
    for step in range(4):
        shred(c, 788 + step * 9, 792 + step * 5, 70, 7, hex_colour("f2d27a"), 20 + step * 18)


def _wonton(c: Canvas, x: float, y: float) -> None:
    """A wonton: a filled belly with a ruffled, half see-through skirt."""
    angle = c.angle()
    skirt = c.blob(*turned([(-52, 0)], x, y, angle)[0], 66, 58, angle, 0.34)
    solid(c, skirt, hex_colour("f9ead0"), 10)
    for turn in (-34, 0, 34):
        fold = turned([(-112, turn * 1.2), (-20, turn * 0.3)], x, y, angle)
        c.line(fold, 8, hex_colour("c9a06a"), 170, taper=True)
    belly = c.blob(*turned([(18, 0)], x, y, angle)[0], 70, 60, angle, 0.08)
    solid(c, belly, hex_colour("f8e6c6"), 15)
    bx, by = turned([(22, 6)], x, y, angle)[0]
    c.glow(bx, by, 46, 38, hex_colour("e9a985"), 190)
    shine(c, x - 8, y - 24, 22)


def red_oil_wontons(c: Canvas) -> None:
    """Silky wontons bathing in red oil."""
    r = bowl(c, PORCELAIN, hex_colour("b5301c"))
    broth(c, r, hex_colour("c62f0e"), hex_colour("851808"))
    scatter(c, 11, 150, r * 0.72, lambda x, y: _wonton(c, x, y))
    scatter(c, 34, 40, r * 0.92, lambda x, y: oil_drop(c, x, y, c.dice.uniform(7, 17),
                                                       hex_colour("f2602a")))
    garnish(c, r * 0.82, scallions=28, chillies=7, sesame=60)
    garnish(c, r * 0.6, sprigs=2)
    broth_shine(c, r)


def _spring_roll(c: Canvas, x: float, y: float, angle: float) -> None:
    """A blistered golden roll."""
    outline = turned(rounded_box(390, 92, 42), x, y, angle)
    solid(c, outline, GOLD, 20)
    with c.inside(outline):
        c.line(turned([(-180, -22), (180, -22)], x, y, angle), 22, hex_colour("f3c069"))
        c.line(turned([(-180, 34), (180, 34)], x, y, angle), 22, hex_colour("c47a28"))
        for _ in range(11):
            bx, by = turned([(c.dice.uniform(-180, 180), c.dice.uniform(-36, 36))], x, y, angle)[0]
            size = c.dice.uniform(5, 13)
            c.circle(bx + 2, by + 3, size, hex_colour("a8601c"), 150)
            c.circle(bx, by, size * 0.8, hex_colour("f0bd6a"), 200)
    fold = turned([(-150, 40), (-40, 4), (150, -36)], x, y, angle)
    c.line(fold, 5, hex_colour("a55c1a"), 180, taper=True)


def spring_rolls(c: Canvas) -> None:
    """Six rolls stacked on a board, with sweet chilli sauce."""
    board(c)
    paper = turned(rounded_box(640, 470, 16), 450, 490, -6)
    c.polygon(shifted(paper, 5, 9), BLACK, 50)
    c.polygon(paper, hex_colour("fbf3e2"))
    for step in range(4):
        _spring_roll(c, 445 + step * 4, 350 + step * 96, -12)
    for step in range(2):
        _spring_roll(c, 470, 430 + step * 104, 24)
    sauce_dish(c, 800, 320, 104, hex_colour("d93a1a"))
    scatter(c, 14, 18, 58, lambda x, y: grain(c, x, y, 6, SESAME, 0.6), 800, 320)
    for angle in (30, 75, 120):
        leaf(c, 810, 560, 150, 62, angle, hex_colour("5fa83c"))
    coriander(c, 800, 560, 44)


def _in_wedge(c: Canvas, x: float, y: float, middle: float) -> tuple[float, float, float]:
    """A place in a sixth of the pancake, with its direction from the tip."""
    far, at = 278 * math.sqrt(c.dice.random()), middle + c.dice.uniform(-29, 29)
    place = turned([(far, 0)], x, y, at)[0]
    return place[0], place[1], at


def scallion_pancake(c: Canvas) -> None:
    """A flaky round cut in six, freckled with scallion."""
    board(c)
    for step in range(6):
        middle = 60 * step + 30
        x, y = turned([(7 + (22 if step == 0 else 0), 0)], CENTRE, CENTRE, middle)[0]
        wedge = [(0.0, 0.0)] + [
            (292 * math.cos(math.radians(t)), 292 * math.sin(math.radians(t)))
            for t in range(-29, 30, 4)
        ]
        outline = turned(wedge, x, y, middle)
        solid(c, outline, hex_colour("e2ab55"), 16)
        with c.inside(outline):
            for far in (262, 218, 172, 126, 80):
                c.arc(x + 8, y, far, far, middle - 40, middle + 40, 18, hex_colour("f8dca2"), 199)
            for _ in range(9):
                bx, by, at = _in_wedge(c, x, y, middle)
                toasted = c.blob(bx, by, c.dice.uniform(12, 26), c.dice.uniform(6, 12), at + 90)
                c.polygon(toasted, hex_colour("c47a2a"), 150)
            for _ in range(13):
                bx, by, _at = _in_wedge(c, x, y, middle)
                tone = mix(SCALLION, darker(SCALLION), c.dice.random())
                c.polygon(c.blob(bx, by, 13, 7, c.angle(), 0.2), tone)
    sauce_dish(c, 840, 730, 82, BLACK_VINEGAR)


def _pumpkin_cake(c: Canvas, x: float, y: float, r: float) -> None:
    """A puffed orange round rolled in sesame."""
    solid(c, ellipse_points(x, y, r, r), hex_colour("ea8f22"), 20)
    c.glow(x - r * 0.25, y - r * 0.3, r * 0.8, r * 0.75, hex_colour("fcc45c"), 230)
    for _ in range(46):
        far, at = r * 0.9 * math.sqrt(c.dice.random()), c.dice.uniform(0, 360)
        sx, sy = turned([(far, 0)], x, y, at)[0]
        grain(c, sx, sy, 8, SESAME, 0.56)
    shine(c, x - r * 0.4, y - r * 0.45, r * 0.22, alpha=160)


def pumpkin_cakes(c: Canvas) -> None:
    """Six orange rounds, one broken open to its red bean filling."""
    plate(c)
    for x, y in ((385, 330), (590, 320), (300, 505), (700, 490)):
        _pumpkin_cake(c, x, y, 102)
    _pumpkin_cake(c, 497, 490, 102)
    x, y = 500, 675
    solid(c, ellipse_points(x, y, 102, 102), hex_colour("ea8f22"), 20)
    c.circle(x, y, 92, hex_colour("f9d48a"))
    c.polygon(c.blob(x, y, 72, 68, 0, 0.16), hex_colour("6d2418"))
    c.polygon(c.blob(x - 6, y - 8, 46, 42, 0, 0.2), hex_colour("8a3424"))
    shine(c, x - 22, y - 28, 18)
    for angle in (20, 60):
        leaf(c, 660, 640, 110, 48, angle, hex_colour("5fa83c"))


def brown_sugar_ciba(c: Canvas) -> None:
    """Toasted sticky rice bars under syrup and soybean flour."""
    r = plate(c, SAND, hex_colour("a5794a"))
    pool(c, r * 0.86, hex_colour("6b2a0c"))
    places = ((365, 400, -64), (490, 385, -66), (615, 392, -62), (395, 610, 20), (615, 600, 12))
    for x, y, angle in places:
        bar = turned(rounded_box(246, 108, 28), x, y, angle)
        solid(c, bar, hex_colour("f8ecd0"), 22)
        for dx in (-64, 0, 62):
            tx, ty = turned([(dx, -8)], x, y, angle)[0]
            c.glow(tx, ty, 46, 30, hex_colour("c9812f"), 200)
    for slant, y in ((-14, 330), (-10, 420), (8, 560), (12, 640)):
        wave = [(t * 7.0, 30 * math.sin(t * 0.34)) for t in range(-33, 34)]
        flow = turned(wave, 490, y, slant)
        c.line(shifted(flow, 2, 6), 13, hex_colour("3a1405"), 90)
        c.line(flow, 13, hex_colour("7a310d"))
        c.line(shifted(flow, -1, -3), 4, hex_colour("d98a45"), 180, taper=True)
    for _ in range(300):
        flour = mix(hex_colour("d9aa55"), WHITE, c.dice.random() / 2)
        c.circle(c.dice.gauss(490, 95), c.dice.gauss(470, 90), c.dice.uniform(2, 6), flour)
    chopsticks(c)


RECIPES = {
    "xiaolongbao": xiaolongbao,
    "potstickers": potstickers,
    "red_oil_wontons": red_oil_wontons,
    "spring_rolls": spring_rolls,
    "scallion_pancake": scallion_pancake,
    "pumpkin_cakes": pumpkin_cakes,
    "brown_sugar_ciba": brown_sugar_ciba,
}
