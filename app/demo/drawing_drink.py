"""Pictures of the drinks: glasses, cups and a teapot seen from the front."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.demo.drawing_canvas import (
    BLACK,
    WHITE,
    Canvas,
    Colour,
    Point,
    darker,
    ellipse_points,
    hex_colour,
    lighter,
    rounded_box,
    turned,
)
from app.demo.drawing_pieces import bead, grain, leaf, shifted, shine, shrunk, solid
from app.demo.drawing_vessels import BLUE_LINE, CENTRE, PORCELAIN, WOOD

FLOOR = 845.0


@dataclass(frozen=True, slots=True)
class Glass:
    """A straight glass: half widths at the rim and the foot, height of the rim and the drink."""

    top: float
    foot: float
    rim_y: float
    fill_y: float

    def half(self, y: float) -> float:
        """Half the glass's width at a height."""
        share = (y - self.rim_y) / (FLOOR - self.rim_y)
        return self.top + (self.foot - self.top) * share

    def outline(self, y: float, inset: float = 0) -> list[Point]:
        """The glass from `y` down to its round-cornered foot."""
        top, foot, bottom = self.half(y) - inset, self.foot - inset, FLOOR - inset
        return [
            (CENTRE - top, y), (CENTRE + top, y), (CENTRE + foot, bottom - 26),
            (CENTRE + foot - 12, bottom - 6), (CENTRE + foot - 34, bottom),
            (CENTRE - foot + 34, bottom), (CENTRE - foot + 12, bottom - 6),
            (CENTRE - foot, bottom - 26),
        ]


TALL = Glass(178, 142, 225, 275)


def _stage(c: Canvas, sun: Colour) -> None:
    """A wooden table in front of a round of colour."""
    c.circle(CENTRE, 460, 372, sun, 150)
    c.circle(CENTRE, 460, 318, lighter(sun, 0.5), 110)
    c.polygon([(0, 770), (1000, 770), (1000, 1000), (0, 1000)], WOOD)
    c.polygon([(0, 770), (1000, 770), (1000, 786), (0, 786)], lighter(WOOD, 0.4))
    for y in (835, 900, 950):
        c.line([(0, y), (340, y + 8), (700, y - 7), (1000, y + 3)], 5, darker(WOOD, 0.2), 140)
    c.shadow(ellipse_points(540, FLOOR + 6, 235, 44), 22, 190)


def _liquid(c: Canvas, glass: Glass, stops: Sequence[tuple[float, Colour]]) -> None:
    """Fill the glass: colours at heights, blended between; the surface is an ellipse."""
    outline = glass.outline(glass.fill_y, 14)
    with c.inside(outline):
        for step in range(60):
            y = glass.fill_y + (FLOOR - glass.fill_y) * step / 60
            below = [stop for stop in stops if stop[0] <= step / 60][-1]
            above = [stop for stop in stops if stop[0] > step / 60] or [below]
            span = (above[0][0] - below[0]) or 1
            share = (step / 60 - below[0]) / span
            colour = tuple(
                round(a + (b - a) * share) for a, b in zip(below[1], above[0][1], strict=True)
            )
            c.polygon([(0, y), (1000, y), (1000, y + 14), (0, y + 14)],
                      (colour[0], colour[1], colour[2]))
        c.glow(CENTRE - 60, 520, 120, 380, WHITE, 60)
        c.polygon([(CENTRE + 95, 0), (1000, 0), (1000, 1000), (CENTRE + 70, 1000)], BLACK, 22)
    top = glass.half(glass.fill_y) - 14
    c.ellipse(CENTRE, glass.fill_y, top, 26, lighter(stops[0][1], 0.3))
    c.ellipse(CENTRE, glass.fill_y + 3, top - 8, 20, stops[0][1])


def _back(c: Canvas, glass: Glass) -> None:
    """The far side of the glass, drawn before the drink."""
    c.polygon(glass.outline(glass.rim_y), WHITE, 90)
    c.ellipse(CENTRE, glass.rim_y, glass.top, 32, WHITE, 130)
    c.ellipse(CENTRE, glass.rim_y + 2, glass.top - 9, 25, hex_colour("cfdedd"), 150)


def _front(c: Canvas, glass: Glass, drops: int = 26) -> None:
    """The near side: reflections, rim and beads of cold water."""
    left, foot = CENTRE - glass.top, CENTRE - glass.foot
    y = glass.rim_y
    c.polygon([(left + 26, y + 40), (left + 58, y + 44), (foot + 48, 800), (foot + 26, 790)],
              WHITE, 105)
    c.polygon([(left + 70, y + 48), (left + 80, y + 48), (foot + 68, 790), (foot + 60, 790)],
              WHITE, 80)
    c.polygon([(CENTRE + glass.top - 22, y + 40), (CENTRE + glass.top - 10, y + 36),
               (CENTRE + glass.foot - 12, 800), (CENTRE + glass.foot - 20, 800)], WHITE, 120)
    c.line([(foot + 34, FLOOR - 12), (CENTRE + glass.foot - 34, FLOOR - 12)], 12, WHITE, 90)
    c.arc(CENTRE, y, glass.top - 4, 30, 0, 180, 8, WHITE, 210)
    c.arc(CENTRE, y, glass.top - 4, 30, 180, 360, 5, WHITE, 220)
    for _ in range(drops):
        dy = c.dice.uniform(glass.fill_y + 40, 800)
        dx = CENTRE + c.dice.uniform(-0.9, 0.9) * glass.half(dy)
        r = c.dice.uniform(4, 9)
        c.ellipse(dx + 1, dy + 2, r * 0.8, r, BLACK, 40)
        c.ellipse(dx, dy, r * 0.8, r, WHITE, 110)
        c.circle(dx - r * 0.25, dy - r * 0.3, r * 0.3, WHITE, 230)


def _ice(c: Canvas, glass: Glass, tint: Colour, count: int = 6) -> None:
    """Cubes of ice crowding under the surface."""
    for number in range(count):
        x = CENTRE + (-78, 70, -10, -92, 84, 4, 60)[number % 7]
        y = glass.fill_y + (28, 46, 88, 150, 165, 205, 260)[number % 7]
        cube = turned(rounded_box(118, 112, 20), x, y, c.dice.uniform(-32, 32))
        c.polygon(cube, lighter(tint, 0.62), 120)
        c.polygon(shrunk(cube, 0.74), WHITE, 70)
        c.line([*cube[12:16], *cube[16:22]], 7, WHITE, 170)
        shine(c, x - 22, y - 24, 20, alpha=200)


def _straw(c: Canvas, colour: Colour, lean: float = 70, width: float = 26) -> None:
    """A striped straw leaning out of the glass."""
    foot, head = (CENTRE - lean * 0.3, 700.0), (CENTRE + lean * 1.5, 70.0)
    c.line([foot, head], width, colour)
    c.line(shifted([foot, head], -width * 0.2, 0), width * 0.3, lighter(colour, 0.5))
    for step in range(3):
        y = 95 + step * 55
        x = head[0] + (foot[0] - head[0]) * (y - head[1]) / (foot[1] - head[1])
        band = turned(rounded_box(width, 18, 2), x, y, 8)
        c.polygon(band, WHITE, 190)


def _lemon(c: Canvas, x: float, y: float, r: float, squash: float = 1) -> None:
    """A slice of lemon with its segments."""
    for share, tone in ((1.0, "e9b91c"), (0.93, "fff6cf"), (0.84, "f8dc52")):
        c.ellipse(x, y, r * share, r * share * squash, hex_colour(tone))
    for step in range(8):
        px, py = turned([(r * 0.82, 0)], 0, 0, 45 * step + 12)[0]
        c.line([(x, y), (x + px, y + py * squash)], r * 0.07, hex_colour("fff6cf"))
    c.ellipse(x, y, r * 0.13, r * 0.13 * squash, hex_colour("fff6cf"))
    shine(c, x - r * 0.3, y - r * 0.4 * squash, r * 0.22)


def cola(c: Canvas) -> None:
    """Dark cola with ice, bubbles and a lemon on the rim."""
    _stage(c, hex_colour("e6a08a"))
    _back(c, TALL)
    _straw(c, hex_colour("d2321f"))
    _liquid(c, TALL, ((0, hex_colour("7a3716")), (0.25, hex_colour("4a1c0b")),
                      (1, hex_colour("250b05"))))
    _ice(c, TALL, hex_colour("8a4a24"), 7)
    for _ in range(70):
        y = c.dice.uniform(TALL.fill_y, 820)
        x = CENTRE + c.dice.uniform(-0.84, 0.84) * TALL.half(y)
        c.circle(x, y, c.dice.uniform(3, 7), hex_colour("e0a070"), 140)
    _front(c, TALL)
    _lemon(c, 345, 228, 82)


def lemon_tea(c: Canvas) -> None:
    """Amber tea with slices of lemon, ice and mint."""
    _stage(c, hex_colour("f0d67a"))
    _back(c, TALL)
    _straw(c, hex_colour("4f9a58"))
    _liquid(c, TALL, ((0, hex_colour("f3c75c")), (0.5, hex_colour("e39a32")),
                      (1, hex_colour("c46a1a"))))
    _ice(c, TALL, hex_colour("f5cf80"), 5)
    for x, y, r in ((430, 470, 88), (570, 590, 84), (450, 705, 78)):
        _lemon(c, x, y, r)
        c.circle(x, y, r, hex_colour("e39a32"), 60)
    _front(c, TALL)
    _lemon(c, 350, 232, 84)
    for angle, length in ((-150, 90), (-100, 110), (-40, 96), (-70, 70)):
        leaf(c, 470, 262, length, 58, angle, hex_colour("3f9a44"))


def pearl_milk_tea(c: Canvas) -> None:
    """Milk tea with tiger stripes of brown sugar and black pearls below."""
    cup = Glass(190, 138, 240, 275)
    _stage(c, hex_colour("d9b48c"))
    _back(c, cup)
    _straw(c, hex_colour("3a2a24"), 62, 44)
    _liquid(c, cup, ((0, hex_colour("f6e6cd")), (0.4, hex_colour("e6c69c")),
                     (0.75, hex_colour("c8945c")), (1, hex_colour("7a4420"))))
    with c.inside(cup.outline(cup.fill_y, 16)):
        for step in range(7):
            x = CENTRE - 165 + step * 54
            path = [(x + 20 * math.sin(y / 46 + step), float(y)) for y in range(300, 800, 18)]
            c.line(path, c.dice.uniform(14, 28), hex_colour("6b3413"), 150, taper=True)
    for row in range(5):
        count = 6 - row % 2
        for step in range(count):
            x = CENTRE + (step - (count - 1) / 2) * 45 + c.dice.uniform(-5, 5)
            bead(c, x, 814 - row * 36 + c.dice.uniform(-5, 5), 23, hex_colour("2a120a"), 210)
    _front(c, cup, 14)


def sour_plum_drink(c: Canvas) -> None:
    """Deep red plum drink with ice and osmanthus."""
    glass = Glass(205, 160, 330, 372)
    _stage(c, hex_colour("d99aa2"))
    _back(c, glass)
    _liquid(c, glass, ((0, hex_colour("a83a32")), (0.45, hex_colour("7d1a20")),
                       (1, hex_colour("480a12"))))
    _ice(c, glass, hex_colour("b5545a"), 5)
    for x, y in ((450, 760), (530, 775), (590, 735)):
        bead(c, x, y, 40, hex_colour("3a0d12"), 120)
    for flower_x, flower_y in c.spots(34, 16, CENTRE, glass.fill_y + 4, 150, 16):
        grain(c, flower_x, flower_y, 9, hex_colour("f5b93a"), 0.7)
    _front(c, glass)
    for angle in (-160, -110, -60):
        leaf(c, 620, 345, 96, 56, angle, hex_colour("3f9a44"))
    for x, y in ((250, 872), (300, 890), (745, 880)):
        bead(c, x, y, 32, hex_colour("5a1a1c"), 90)


def _bowl_side(c: Canvas, fill: Colour) -> None:
    """A porcelain bowl from the front, filled to the brim."""
    body = [(CENTRE + 275 * math.cos(t), 480 + 330 * math.sin(t) ** 0.8)
            for t in (math.pi * step / 40 for step in range(1, 40))]
    foot = turned(rounded_box(230, 60, 12), CENTRE, 822, 0)
    c.polygon(foot, darker(PORCELAIN, 0.2))
    c.polygon([(775, 480), *body, (225, 480)], PORCELAIN)
    with c.inside([(775, 480), *body, (225, 480)]):
        c.polygon([(620, 400), (1000, 400), (1000, 900), (500, 900)], BLACK, 18)
        for y in (560, 584):
            c.arc(CENTRE, y - 60, 300, 80, 0, 180, 10, BLUE_LINE, 230)
        for step in range(-3, 4):
            x, y = CENTRE + step * 82, 690 - abs(step) * 14
            for turn in range(0, 360, 72):
                px, py = turned([(17, 0)], x, y, turn - 90)[0]
                c.circle(px, py, 12, BLUE_LINE, 220)
            c.circle(x, y, 7, hex_colour("f3c75c"))
        c.glow(360, 600, 70, 220, WHITE, 200)
    c.ellipse(CENTRE, 480, 278, 78, darker(PORCELAIN, 0.1))
    c.ellipse(CENTRE, 476, 276, 74, WHITE)
    c.ellipse(CENTRE, 484, 254, 62, darker(fill, 0.16))
    c.ellipse(CENTRE, 490, 246, 54, fill)
    c.ellipse(CENTRE - 60, 482, 130, 22, lighter(fill, 0.6), 190)


def _steam(c: Canvas, foot_y: float) -> None:
    """Three wisps rising."""
    for x, height in ((420, 210), (505, 270), (590, 200)):
        path = [(x + 26 * math.sin(step / 3.2), foot_y - height * step / 20) for step in range(21)]
        c.line(path, 26, WHITE, 150, taper=True)


def soy_milk(c: Canvas) -> None:
    """A steaming bowl of soy milk with soybeans beside it."""
    _stage(c, hex_colour("ecd9a8"))
    _bowl_side(c, hex_colour("fbf3dc"))
    _steam(c, 420)
    for x, y in ((215, 868), (262, 884), (240, 905), (770, 875), (815, 890), (745, 902)):
        bead(c, x, y, 22, hex_colour("e6c070"), 170)


def wheat_beer(c: Canvas) -> None:
    """A glass of hazy gold beer under a deep foam."""
    glass = Glass(186, 132, 250, 380)
    _stage(c, hex_colour("f2c979"))
    _back(c, glass)
    _liquid(c, glass, ((0, hex_colour("f9cf58")), (0.5, hex_colour("f0a92a")),
                       (1, hex_colour("cf7a14"))))
    for _ in range(80):
        y = c.dice.uniform(410, 820)
        x = CENTRE + c.dice.uniform(-0.84, 0.84) * glass.half(y)
        c.circle(x, y, c.dice.uniform(3, 6), hex_colour("fff0b8"), 190)
    foam = [(CENTRE - 170, 385), (CENTRE - 178, 250), (CENTRE + 178, 250), (CENTRE + 170, 385)]
    c.polygon(foam, hex_colour("fff4dc"))
    for step in range(8):
        c.circle(CENTRE - 158 + step * 45, 390 + 9 * (step % 2), 30, hex_colour("fff4dc"))
        c.circle(CENTRE - 150 + step * 43, 240 - 14 * math.sin(step * 0.9), 46,
                 hex_colour("fffaf0"))
    for x, y in c.spots(36, 26, CENTRE, 300, 165, 90):
        c.circle(x, y, c.dice.uniform(4, 9), hex_colour("eed9a8"), 170)
    _front(c, glass, 30)
    c.ellipse(702, 300, 74, 74, hex_colour("ee8a1c"))
    _lemon(c, 702, 300, 70)
    c.circle(702, 300, 66, hex_colour("f08a1c"), 120)


def mango_sago(c: Canvas) -> None:
    """Mango cream with sago, pomelo and cubes of mango on top."""
    glass = Glass(225, 120, 330, 365)
    _stage(c, hex_colour("f6c66a"))
    _back(c, glass)
    _liquid(c, glass, ((0, hex_colour("fff3d6")), (0.16, hex_colour("ffd968")),
                       (0.55, hex_colour("fbb62c")), (1, hex_colour("f08f14"))))
    for _ in range(70):
        y = c.dice.uniform(560, 825)
        x = CENTRE + c.dice.uniform(-0.84, 0.84) * glass.half(y)
        c.circle(x, y, 9, WHITE, 120)
        c.circle(x - 2, y - 2, 4, WHITE, 220)
    for x, y in c.spots(15, 52, CENTRE, 348, 165, 44):
        solid(c, turned(rounded_box(70, 64, 12), x, y - 14, c.angle()), hex_colour("fbb12a"), 12)
    for x, y in c.spots(9, 50, CENTRE, 325, 150, 30):
        solid(c, ellipse_points(x, y, 30, 13, c.angle(), 20), hex_colour("f2806a"), 6)
    for angle in (-150, -95, -40):
        leaf(c, 505, 310, 104, 60, angle, hex_colour("3f9a44"))
    _front(c, glass, 12)


def _teapot(c: Canvas) -> None:
    """A glass pot of pale tea with blossoms inside."""
    tea = hex_colour("e8c452")
    c.arc(650, 590, 120, 130, -80, 95, 34, hex_colour("d5e4e2"))
    c.arc(650, 590, 120, 130, -80, 95, 12, WHITE)
    spout = [(285, 640), (160, 470), (118, 462), (128, 500), (230, 700)]
    c.polygon(spout, hex_colour("dbe8e4"))
    c.polygon(shrunk(spout, 0.72), tea, 200)
    c.ellipse(CENTRE - 25, 620, 252, 214, hex_colour("e4efec"))
    with c.inside(ellipse_points(CENTRE - 25, 622, 236, 198)):
        c.polygon([(0, 520), (1000, 520), (1000, 900), (0, 900)], tea)
        c.glow(410, 640, 200, 170, hex_colour("fbe596"), 230)
        for x, y in c.spots(13, 70, 475, 690, 185, 90):
            for turn in range(0, 360, 72):
                px, py = turned([(17, 0)], x, y, turn)[0]
                c.circle(px, py, 14, WHITE, 235)
            c.circle(x, y, 8, hex_colour("f1c84a"))
        for x, y in c.spots(12, 50, 475, 750, 170, 60):
            leaf(c, x, y, 60, 20, c.angle(), hex_colour("6f8f3a"))
    c.ellipse(475, 522, 208, 24, hex_colour("f6e09a"))
    c.arc(475, 620, 222, 186, 192, 250, 26, WHITE, 180)
    c.ellipse(475, 424, 132, 34, hex_colour("cfdedb"))
    c.ellipse(475, 416, 128, 30, hex_colour("eff6f4"))
    bead(c, 475, 376, 32, hex_colour("d8e6e3"), 230)


def jasmine_tea(c: Canvas) -> None:
    """A glass teapot of jasmine tea and a small cup."""
    _stage(c, hex_colour("c7dcae"))
    c.shadow(ellipse_points(490, FLOOR, 290, 40), 20, 150)
    _teapot(c)
    cup = [(705, 770), (865, 770), (838, 870), (815, 884), (755, 884), (732, 870)]
    c.polygon(shifted(cup, 10, 8), BLACK, 60)
    c.polygon(cup, PORCELAIN)
    c.polygon([(810, 770), (865, 770), (838, 870), (800, 884)], BLACK, 20)
    c.ellipse(785, 770, 80, 24, WHITE)
    c.ellipse(785, 774, 68, 17, hex_colour("e3ba42"))
    c.line([(722, 812), (849, 812)], 7, BLUE_LINE, 220)
    for x, y in ((200, 880), (262, 900)):
        for turn in range(0, 360, 72):
            px, py = turned([(20, 0)], x, y, turn)[0]
            c.ellipse(px, py, 17, 13, WHITE, 255, turn)
        c.circle(x, y, 9, hex_colour("f1c84a"))


RECIPES = {
    "cola": cola,
    "lemon_tea": lemon_tea,
    "pearl_milk_tea": pearl_milk_tea,
    "sour_plum_drink": sour_plum_drink,
    "soy_milk": soy_milk,
    "wheat_beer": wheat_beer,
    "mango_sago": mango_sago,
    "jasmine_tea": jasmine_tea,
}
