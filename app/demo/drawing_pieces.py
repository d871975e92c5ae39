"""Single pieces of food: cubes, lumps, slices, shreds, rings, leaves and grains."""

import math
from collections.abc import Sequence

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
    mix,
    rounded_box,
    turned,
)

SCALLION = hex_colour("5fa83c")
CHILLI = hex_colour("cf2a1b")
DRY_CHILLI = hex_colour("9c1d14")
CORIANDER = hex_colour("3f8f36")
SESAME = hex_colour("f5e3b5")
GARLIC = hex_colour("f3e2ae")
CARROT = hex_colour("ee7f2a")
PEANUT = hex_colour("d9a05b")


def shifted(points: Sequence[Point], dx: float, dy: float) -> list[Point]:
    """The same outline a little further on."""
    return [(x + dx, y + dy) for x, y in points]


def shrunk(points: Sequence[Point], share: float) -> list[Point]:
    """The same outline drawn in towards its middle."""
    x = sum(point[0] for point in points) / len(points)
    y = sum(point[1] for point in points) / len(points)
    return [(x + (a - x) * share, y + (b - y) * share) for a, b in points]


def solid(c: Canvas, points: Sequence[Point], colour: Colour, height: float = 9) -> None:
    """A thing with a contact shadow, a dark side and a lit top; `height` is how far it rises."""
    c.polygon(shifted(points, height * 0.7, height * 1.5), BLACK, 60)
    c.polygon(shifted(points, height * 0.15, height * 0.5), darker(colour, 0.36))
    c.polygon(points, colour)
    c.polygon(shifted(shrunk(points, 0.72), -height * 0.3, -height * 0.45), lighter(colour, 0.17))


def shine(c: Canvas, x: float, y: float, size: float, angle: float = -35, alpha: int = 150) -> None:
    """A small wet highlight."""
    c.ellipse(x, y, size, size * 0.36, WHITE, alpha, angle)


def lump(
    c: Canvas, x: float, y: float, size: float, colour: Colour,
    stretch: float = 1.25, rough: float = 0.16, gloss: int = 140,
) -> None:
    """A chunk of meat or the like, thrown at any angle, with a wet highlight."""
    tone = mix(colour, darker(colour, 0.25), c.dice.random())
    points = c.blob(x, y, size * stretch, size / stretch * 1.15, c.angle(), rough)
    solid(c, points, tone, size * 0.26)
    if gloss:
        shine(c, x - size * 0.3, y - size * 0.38, size * 0.3, alpha=gloss)


def cube(
    c: Canvas, x: float, y: float, size: float, top: Colour, side: Colour, gloss: int = 120
) -> None:
    """A soft-edged cube seen a little from the front."""
    angle = c.dice.uniform(-40, 40)
    base = turned(rounded_box(size, size * c.dice.uniform(0.84, 1), size * 0.16), x, y, angle)
    c.polygon(shifted(base, size * 0.16, size * 0.36), BLACK, 60)
    for step in range(5, 0, -1):
        c.polygon(shifted(base, 0, size * 0.05 * step), darker(side, 0.06 * step))
    c.polygon(base, top)
    c.polygon(shifted(shrunk(base, 0.74), -size * 0.04, -size * 0.05), lighter(top, 0.4))
    if gloss:
        shine(c, x - size * 0.16, y - size * 0.2, size * 0.15, angle - 20, gloss)


def slab(
    c: Canvas, x: float, y: float, width: float, height: float, angle: float, colour: Colour,
    edge: Colour | None = None, rise: float = 9,
) -> None:
    """A slice; with `edge` its upper long side is of another colour (fat, skin)."""
    outline = turned(rounded_box(width, height, min(width, height) * 0.32), x, y, angle)
    solid(c, outline, colour, rise)
    if edge:
        band = turned(
            shifted(rounded_box(width * 0.98, height * 0.3, height * 0.14), 0, -height * 0.34),
            x, y, angle,
        )
        c.polygon(band, edge)
        c.polygon(shrunk(band, 0.7), lighter(edge, 0.35))


def shred(
    c: Canvas, x: float, y: float, length: float, width: float, colour: Colour,
    angle: float | None = None, bend: float = 0.2,
) -> None:
    """A strip or sprout with a shadow line and a light back."""
    angle = c.angle() if angle is None else angle
    curve = c.dice.uniform(-bend, bend) * length
    path = [
        (t * length / 8, curve * (1 - (t / 4) ** 2)) for t in range(-4, 5)
    ]
    path = turned(path, x, y, angle)
    c.line(shifted(path, width * 0.2, width * 0.45), width, darker(colour, 0.5), 150)
    c.line(path, width, colour)
    c.line(shifted(path, -width * 0.12, -width * 0.2), width * 0.32, lighter(colour, 0.45))


def scallion_ring(c: Canvas, x: float, y: float, r: float = 13) -> None:
    """A cut ring of green onion."""
    tone = mix(SCALLION, hex_colour("9ccc5a"), c.dice.random())
    c.ellipse(x + 2, y + 5, r, r, BLACK, 55)
    c.circle(x, y, r, tone)
    c.circle(x, y, r * 0.62, lighter(tone, 0.62))
    c.circle(x + 1, y + 1, r * 0.34, darker(tone, 0.3))


def chilli_ring(c: Canvas, x: float, y: float, r: float = 14, colour: Colour = CHILLI) -> None:
    """A slanted slice of fresh chilli with its pale seeds."""
    angle = c.angle()
    c.ellipse(x + 2, y + 5, r, r * 0.75, BLACK, 60, angle)
    c.ellipse(x, y, r, r * 0.75, colour, 255, angle)
    c.ellipse(x, y, r * 0.66, r * 0.46, lighter(colour, 0.35), 255, angle)
    for dx, dy in ((-0.25, 0), (0.22, 0.1)):
        c.circle(x + dx * r, y + dy * r, r * 0.13, SESAME)


def dry_chilli(c: Canvas, x: float, y: float, length: float = 62) -> None:
    """A wrinkled dried chilli, bent and shiny."""
    angle, bend = c.angle(), c.dice.uniform(-0.25, 0.25)
    spine = [(t / 5 * length / 2, bend * length * (1 - (t / 5) ** 2)) for t in range(-5, 6)]
    widths = [0.08, 0.13, 0.16, 0.18, 0.18, 0.17, 0.15, 0.12, 0.09, 0.05, 0.02]
    upper = [(px, py - w * length) for (px, py), w in zip(spine, widths, strict=True)]
    lower = [(px, py + w * length) for (px, py), w in zip(spine, widths, strict=True)]
    outline = turned(upper + lower[::-1], x, y, angle)
    solid(c, outline, mix(DRY_CHILLI, CHILLI, c.dice.random() * 0.6), 7)
    c.line(turned(spine[2:7], x - 2, y - 4, angle), length * 0.045, lighter(CHILLI, 0.5))


def leaf(
    c: Canvas, x: float, y: float, length: float, width: float, angle: float, colour: Colour,
    vein: Colour | None = None,
) -> None:
    """A pointed leaf with its midrib."""
    half = [(t / 8 * length, math.sin(math.pi * (t / 8) ** 0.8) * width / 2) for t in range(9)]
    outline = turned([*half, *((a, -b) for a, b in half[::-1])], x, y, angle)
    c.polygon(shifted(outline, 3, 7), BLACK, 55)
    c.polygon(outline, darker(colour, 0.14))
    c.polygon(turned([*half, (0, 0)], x, y, angle), lighter(colour, 0.12))
    rib = turned([(length * 0.02, 0), (length * 0.9, 0)], x, y, angle)
    c.line(rib, max(2.5, width * 0.07), vein or lighter(colour, 0.45))


def bok_choy(c: Canvas, x: float, y: float, length: float, angle: float) -> None:
    """Half a head of bok choy from its white foot at x, y outwards."""
    green = hex_colour("3f8a34")
    for spread, reach in ((-24, 0.8), (24, 0.8), (0, 1.0)):
        end = turned([(length * 0.68 * reach, 0)], x, y, angle + spread)[0]
        outline = c.blob(*end, length * 0.36 * reach, length * 0.24, angle + spread, 0.1)
        c.polygon(shifted(outline, 4, 9), BLACK, 60)
        c.polygon(outline, darker(green, 0.1))
        c.polygon(shifted(shrunk(outline, 0.74), -2, -3), lighter(green, 0.18))
        tip = turned([(length * 0.95 * reach, 0)], x, y, angle + spread)[0]
        c.line([(x, y), tip], length * 0.05, hex_colour("d8ebb8"))
    stem = [(-6, -length * 0.12), (length * 0.42, -length * 0.07),
            (length * 0.42, length * 0.07), (-6, length * 0.12)]
    c.polygon(turned(stem, x, y, angle), hex_colour("eef5d8"))
    c.line(turned([(0, 0), (length * 0.4, 0)], x, y, angle), 4, hex_colour("bcd79a"))


def coriander(c: Canvas, x: float, y: float, size: float = 34) -> None:
    """A sprig of coriander: a stem and three lobed leaves."""
    angle = c.angle()
    tone = mix(CORIANDER, hex_colour("6db54a"), c.dice.random())
    c.line(turned([(-size * 1.2, size * 0.2), (0, 0)], x, y, angle), 5, lighter(tone, 0.3))
    for turn in (-65, 0, 65):
        fx, fy = turned([(size * 0.55, 0)], x, y, angle + turn)[0]
        points = []
        for step in range(30):
            t = math.tau * step / 30
            r = size * 0.55 * (0.78 + 0.22 * math.cos(5 * t))
            points.append((fx + r * math.cos(t), fy + r * math.sin(t)))
        c.polygon(shifted(points, 2, 5), BLACK, 50)
        c.polygon(points, tone)
        c.line([(x, y), (fx, fy)], 3, lighter(tone, 0.4))


def peanut(c: Canvas, x: float, y: float, size: float = 22, colour: Colour = PEANUT) -> None:
    """Half a roasted peanut with its groove."""
    angle = c.angle()
    solid(c, ellipse_points(x, y, size * 1.25, size * 0.82, angle, 24), colour, size * 0.28)
    groove = turned([(-size * 0.8, 0), (size * 0.8, 0)], x, y, angle)
    c.line(groove, 3, darker(colour, 0.35), 190)
    shine(c, x - size * 0.35, y - size * 0.35, size * 0.26)


def grain(
    c: Canvas, x: float, y: float, length: float, colour: Colour, plump: float = 0.42
) -> None:
    """A grain: rice, sesame, cumin."""
    angle = c.angle()
    c.ellipse(x + 1.5, y + 3, length, length * plump, BLACK, 45, angle)
    c.ellipse(x, y, length, length * plump, colour, 255, angle)
    c.ellipse(x - 1, y - 1, length * 0.55, length * plump * 0.4, lighter(colour, 0.6), 255, angle)


def bead(c: Canvas, x: float, y: float, r: float, colour: Colour, gloss: int = 190) -> None:
    """A ball: a pea, a pearl, a peppercorn."""
    c.circle(x + r * 0.2, y + r * 0.45, r, BLACK, 60)
    c.circle(x, y, r, darker(colour, 0.28))
    c.circle(x - r * 0.08, y - r * 0.1, r * 0.86, colour)
    c.circle(x - r * 0.2, y - r * 0.25, r * 0.5, lighter(colour, 0.3))
    c.circle(x - r * 0.32, y - r * 0.36, r * 0.2, WHITE, gloss)


def oil_drop(c: Canvas, x: float, y: float, r: float, colour: Colour) -> None:
    """A round of oil floating on a soup."""
    c.circle(x, y, r, darker(colour, 0.15), 150)
    c.circle(x, y, r * 0.84, lighter(colour, 0.2), 170)
    c.arc(x, y, r * 0.62, r * 0.62, 190, 270, max(2, r * 0.14), WHITE, 170)


def noodles(
    c: Canvas, x: float, y: float, r: float, count: int, width: float, colour: Colour
) -> None:
    """A nest of noodles: strands swirled around many centres within radius `r`."""
    for number in range(count):
        turn, far = c.dice.uniform(0, math.tau), r * 0.62 * c.dice.random() ** 0.6
        cx, cy = x + far * math.cos(turn), y + far * math.sin(turn)
        rx = min(c.dice.uniform(0.3, 0.62) * r, (r - far) * 1.02)
        start, sweep = c.angle(), c.dice.uniform(130, 280)
        tone = mix(colour, darker(colour, 0.3), c.dice.random() * (1 - number / count))
        squash = c.dice.uniform(0.65, 1)
        c.arc(cx + 2, cy + 5, rx, rx * squash, start, start + sweep, width, darker(tone, 0.5), 130)
        c.arc(cx, cy, rx, rx * squash, start, start + sweep, width, darker(tone, 0.12))
        c.arc(cx - 1, cy - 2, rx, rx * squash, start, start + sweep, width * 0.5,
              lighter(tone, 0.28))
