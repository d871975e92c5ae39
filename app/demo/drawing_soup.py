"""Pictures of the soups."""

import math

from app.demo.drawing_canvas import (
    WHITE,
    Canvas,
    darker,
    ellipse_points,
    hex_colour,
    lighter,
    mix,
    turned,
)
from app.demo.drawing_heaps import broth, broth_shine, garnish, scatter
from app.demo.drawing_pieces import (
    CARROT,
    bead,
    coriander,
    grain,
    lump,
    oil_drop,
    scallion_ring,
    shifted,
    shine,
    shred,
    shrunk,
    slab,
    solid,
)
from app.demo.drawing_vessels import (
    CELADON,
    CENTRE,
    STONE,
    bowl,
    clay_pot,
)


def _egg_ribbons(c: Canvas, r: float, count: int, tone: str = "fcdc70") -> None:
    """Soft torn clouds of egg drifting round the bowl."""
    for _ in range(count):
        far, at = r * math.sqrt(c.dice.uniform(0.0, 0.74)), c.angle()
        x, y = turned([(far, 0)], CENTRE, CENTRE, at)[0]
        size = c.dice.uniform(26, 58)
        colour = mix(hex_colour(tone), WHITE, c.dice.uniform(0, 0.4))
        cloud = c.blob(x, y, size, size * c.dice.uniform(0.3, 0.55), at + 90, 0.7)
        c.polygon(shifted(cloud, 2, 6), hex_colour("6b3a10"), 50)
        c.polygon(cloud, colour, 235)
        c.polygon(shifted(shrunk(cloud, 0.55), -3, -4), lighter(colour, 0.5), 200)


def hot_sour_soup(c: Canvas) -> None:
    """Brown soup full of tofu, wood ear and egg threads."""
    r = bowl(c, STONE, None)
    broth(c, r, hex_colour("a8501c"), hex_colour("5f240b"))
    _egg_ribbons(c, r, 30)
    kinds = (("fdf3dc", 17, 96), ("33211e", 15, 84), ("e9c98b", 13, 92), ("ee7f2a", 10, 84))
    for tone, width, length in kinds:
        scatter(c, 15, 70, r * 0.82, lambda x, y, k=tone, w=width, n=length: shred(  # type: ignore[misc]
            c, x, y, n, w, hex_colour(k), bend=0.1))
    _egg_ribbons(c, r, 12)
    scatter(c, 16, 60, r * 0.88, lambda x, y: oil_drop(c, x, y, c.dice.uniform(7, 15),
                                                       hex_colour("e0541c")))
    scatter(c, 60, 24, r * 0.9, lambda x, y: c.circle(x, y, 3, hex_colour("2d1710"), 200))
    garnish(c, r * 0.8, scallions=16, sprigs=3)
    broth_shine(c, r)


def seaweed_egg_soup(c: Canvas) -> None:
    """Clear gold soup with dark laver and egg clouds."""
    r = bowl(c)
    broth(c, r, hex_colour("f2d987"), hex_colour("dcb65c"))
    laver = hex_colour("2c3a36")
    for x, y in c.spots(11, 120, CENTRE, CENTRE, r * 0.72, r * 0.72):
        outline = c.blob(x, y, c.dice.uniform(70, 96), c.dice.uniform(40, 60), c.angle(), 0.6)
        c.polygon(shifted(outline, 3, 8), hex_colour("6b4a10"), 70)
        c.polygon(outline, laver, 235)
        c.polygon(shrunk(outline, 0.6), lighter(laver, 0.14), 210)
    _egg_ribbons(c, r, 46)
    for x, y in c.spots(9, 110, CENTRE, CENTRE, r * 0.75, r * 0.75):
        start = c.angle()
        c.arc(x, y, 20, 18, start, start + 220, 12, hex_colour("ef8f6a"))
        c.arc(x, y, 20, 18, start + 20, start + 180, 4, hex_colour("fbd0b4"))
    garnish(c, r * 0.84, scallions=24)
    broth_shine(c, r)


def _corn(c: Canvas, x: float, y: float) -> None:
    """A chunk of sweet corn lying with its cut face up."""
    angle = c.angle()
    kernel, cob = hex_colour("f6c52f"), hex_colour("f3e2a4")
    solid(c, ellipse_points(x, y, 82, 82), darker(kernel, 0.15), 18)
    for ring, size in ((70, 15), (48, 13)):
        count = 15 if ring == 70 else 11
        for step in range(count):
            kx, ky = turned([(ring, 0)], x, y, angle + 360 * step / count)[0]
            bead(c, kx, ky, size, kernel, 150)
    c.circle(x, y, 36, darker(cob, 0.12))
    c.circle(x - 1, y - 2, 32, cob)
    c.circle(x, y, 13, hex_colour("e2c477"))


def _rib(c: Canvas, x: float, y: float, angle: float) -> None:
    """A length of pork rib with its bone."""
    bone = turned([(-104, 0), (104, 0)], x, y, angle)
    c.line(shifted(bone, 5, 12), 34, hex_colour("3a1c0c"), 70)
    c.line(bone, 34, hex_colour("f2e6cf"))
    c.line(shifted(bone, -2, -5), 12, WHITE)
    outline = c.blob(x, y, 84, 52, angle, 0.14)
    solid(c, outline, hex_colour("cf9468"), 15)
    for step in (-30, 0, 30):
        grain_line = turned([(step - 16, -30), (step + 16, 28)], x, y, angle)
        c.line(grain_line, 5, hex_colour("a4683f"), 150)
    shine(c, x - 20, y - 22, 22)


def corn_rib_soup(c: Canvas) -> None:
    """Corn, ribs and carrot in a clear soup with floating oil."""
    r = clay_pot(c)
    broth(c, r, hex_colour("f6dc8e"), hex_colour("d5a64c"))
    for x, y, angle in ((385, 395, 30), (600, 400, -35), (420, 610, -20), (615, 620, 50)):
        _rib(c, x, y, angle)
    for x, y in ((500, 320), (335, 505), (660, 510), (515, 680), (500, 500)):
        _corn(c, x, y)
    for x, y in ((420, 500), (575, 575), (590, 300), (330, 620), (690, 400)):
        slab(c, x, y, 66, 56, c.angle(), CARROT, rise=14)
    scatter(c, 30, 40, r * 0.9, lambda x, y: oil_drop(c, x, y, c.dice.uniform(6, 16),
                                                      hex_colour("f6cf5c")))
    garnish(c, r * 0.84, scallions=14)
    broth_shine(c, r)


def _mushroom(c: Canvas, x: float, y: float, size: float, tone: str) -> None:
    """A mushroom cap scored with a star."""
    cap = hex_colour(tone)
    outline = c.blob(x, y, size, size * 0.92, 0, 0.05)
    solid(c, outline, cap, 15)
    first = c.angle()
    for turn in (0, 60, 120):
        line = turned([(-size * 0.62, 0), (size * 0.62, 0)], x - 3, y - 5, first + turn)
        c.line(line, size * 0.16, hex_colour("f2e2c2"), 199, taper=True)
    shine(c, x - size * 0.4, y - size * 0.45, size * 0.2)


def mushroom_chicken_soup(c: Canvas) -> None:
    """Golden broth, chicken on the bone, three mushrooms and red dates."""
    r = clay_pot(c)
    broth(c, r, hex_colour("f6c54a"), hex_colour("cf9128"))
    scatter(c, 10, 116, r * 0.66, lambda x, y: lump(
        c, x, y, 78, hex_colour("fdeccb"), 1.3, 0.2, 190))
    for x, y, size, tone in ((380, 350, 72, "6f432a"), (640, 420, 66, "7d4e30"),
                             (420, 640, 70, "6f432a"), (600, 650, 60, "8a5a3a")):
        _mushroom(c, x, y, size, tone)
    for x, y in ((540, 330), (330, 500), (690, 560)):
        for step in range(5):
            stem = hex_colour("f7ecd2")
            shred(c, x + step * 17, y + (step % 2) * 8, 120, 11, stem, 68 + step * 7, 0.08)
            bead(c, x + step * 13 - 20, y - 58 + (step % 2) * 9, 13, hex_colour("eecb8e"), 120)
    for x, y in ((500, 480), (300, 420), (540, 590), (690, 330)):
        solid(c, ellipse_points(x, y, 36, 27, c.angle(), 24), hex_colour("9c1f18"), 10)
        shine(c, x - 9, y - 9, 13)
    scatter(c, 14, 90, r * 0.84, lambda x, y: grain(c, x, y, 15, hex_colour("d8391e"), 0.6))
    scatter(c, 34, 40, r * 0.9, lambda x, y: oil_drop(c, x, y, c.dice.uniform(6, 18),
                                                      hex_colour("f9c63f")))
    garnish(c, r * 0.8, scallions=10)
    broth_shine(c, r)


def west_lake_beef(c: Canvas) -> None:
    """A pale silky soup with egg white, minced beef and coriander."""
    r = bowl(c, CELADON, hex_colour("5f9277"))
    broth(c, r, hex_colour("f1e5c2"), hex_colour("d8c598"))
    _egg_ribbons(c, r, 62, "fdfaf0")
    scatter(c, 90, 26, r * 0.88, lambda x, y: lump(c, x, y, 12, hex_colour("8e5a3c"), gloss=60))
    scatter(c, 22, 62, r * 0.82, lambda x, y: slab(
        c, x, y, 38, 32, c.angle(), hex_colour("fffaf0"), rise=7))
    _egg_ribbons(c, r, 14, "fdfaf0")
    scatter(c, 40, 36, r * 0.86, lambda x, y: c.polygon(
        c.blob(x, y, 12, 8, c.angle(), 0.5), hex_colour("4a9a3a")))
    for x, y in ((CENTRE, CENTRE), (CENTRE + 34, CENTRE + 22)):
        coriander(c, x, y, 42)
    scallion_ring(c, CENTRE - 40, CENTRE + 40)
    broth_shine(c, r)


RECIPES = {
    "hot_sour_soup": hot_sour_soup,
    "seaweed_egg_soup": seaweed_egg_soup,
    "corn_rib_soup": corn_rib_soup,
    "mushroom_chicken_soup": mushroom_chicken_soup,
    "west_lake_beef": west_lake_beef,
}
