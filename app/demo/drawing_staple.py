"""Pictures of the rice and noodle dishes."""


from app.demo.drawing_canvas import (
    WHITE,
    Canvas,
    Colour,
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
    PEANUT,
    SCALLION,
    bead,
    bok_choy,
    grain,
    lump,
    noodles,
    oil_drop,
    shine,
    shred,
    slab,
    solid,
)
from app.demo.drawing_vessels import (
    BLUE_LINE,
    CELADON,
    CENTRE,
    PORCELAIN,
    SAND,
    STONE,
    bowl,
    chopsticks,
    plate,
)

NOODLE = hex_colour("f3d48a")


def steamed_rice(c: Canvas) -> None:
    """A round of shining rice in a blue-lined bowl."""
    r = bowl(c, PORCELAIN, BLUE_LINE, 370)
    c.circle(CENTRE, CENTRE, r, hex_colour("cfc9ba"))
    c.bowl_of(CENTRE - 4, CENTRE - 8, r * 0.97, WHITE, hex_colour("ddd7c8"))
    for tone in ("e9e4d6", "f5f2e9", "fffdf7"):
        colour = hex_colour(tone)
        scatter(c, 230, 13, r * (0.95 if tone == "e9e4d6" else 0.86),
                lambda x, y, k=colour: grain(c, x, y, 15, k, 0.44))  # type: ignore[misc]
    scatter(c, 16, 50, r * 0.6, lambda x, y: grain(c, x, y, 7, hex_colour("2a2420"), 0.6))
    chopsticks(c)


def yangzhou_fried_rice(c: Canvas) -> None:
    """Golden rice with egg, shrimps, ham, peas and carrot."""
    r = plate(c)
    mound(c, r * 0.86, hex_colour("c8923a"))
    for tone in ("e0b050", "f0cd74", "f8e3a2"):
        colour = hex_colour(tone)
        scatter(c, 240, 14, r * 0.82,
                lambda x, y, k=colour: grain(c, x, y, 14, k, 0.42))  # type: ignore[misc]
    scatter(c, 17, 70, r * 0.76, lambda x, y: lump(c, x, y, 30, hex_colour("fbd04a"), 1.4, 0.4))
    scatter(c, 26, 52, r * 0.78, lambda x, y: slab(
        c, x, y, 30, 27, c.angle(), hex_colour("e0736a"), rise=8))
    scatter(c, 24, 52, r * 0.78, lambda x, y: slab(c, x, y, 25, 24, c.angle(), CARROT, rise=8))
    scatter(c, 34, 46, r * 0.78, lambda x, y: bead(c, x, y, 16, hex_colour("67ae35")))
    scatter(c, 9, 110, r * 0.68, lambda x, y: _shrimp(c, x, y, 36))
    garnish(c, r * 0.78, scallions=22)
    chopsticks(c)


def _shrimp(c: Canvas, x: float, y: float, size: float) -> None:
    """A peeled shrimp, curled."""
    start, pink = c.angle(), hex_colour("f59a70")
    c.arc(x + 4, y + 9, size, size, start, start + 235, size * 0.72, hex_colour("7a3512"), 90)
    for step in range(12):
        at = start + 235 * step / 11
        px, py = turned([(size, 0)], x, y, at)[0]
        c.circle(px, py, size * (0.44 - 0.018 * step), darker(pink, 0.06))
    for step in range(12):
        at = start + 235 * step / 11
        px, py = turned([(size, 0)], x - 2, y - 3, at)[0]
        tone = lighter(pink, 0.3) if step % 2 else pink
        c.circle(px, py, size * (0.36 - 0.016 * step), tone)


def _soy_egg(c: Canvas, x: float, y: float, angle: float) -> None:
    """Half a soy egg with its orange yolk."""
    solid(c, ellipse_points(x, y, 88, 68, angle), hex_colour("b5783f"), 14)
    c.ellipse(x, y, 80, 60, hex_colour("fffaf0"), 255, angle)
    c.ellipse(x, y, 46, 40, hex_colour("e98a1c"), 255, angle)
    c.ellipse(x - 4, y - 5, 34, 28, hex_colour("f7ad33"), 255, angle)
    shine(c, x - 16, y - 16, 13, angle)


def beef_noodle_soup(c: Canvas) -> None:
    """Noodles in dark broth with chunks of beef, bok choy and a soy egg."""
    r = bowl(c, STONE, None)
    broth(c, r, hex_colour("a34a17"), hex_colour("5c2008"))
    noodles(c, CENTRE - 20, CENTRE + 20, r * 0.86, 74, 15, NOODLE)
    for angle in (-70, -38, -8):
        x, y = turned([(r * 0.42, 0)], CENTRE, CENTRE, angle)[0]
        bok_choy(c, x, y, r * 0.52, angle)
    beef = hex_colour("8c4624")
    for x, y in c.spots(9, 92, 400, 590, 150, 140):
        lump(c, x, y, 66, beef, 1.2, 0.16, 180)
        c.line([(x - 40, y + 8), (x, y - 2), (x + 40, y + 6)], 7, hex_colour("dba671"), 170,
               taper=True)
    _soy_egg(c, 390, 345, -25)
    scatter(c, 24, 50, r * 0.92, lambda x, y: oil_drop(c, x, y, c.dice.uniform(6, 15),
                                                       hex_colour("e86a1e")))
    garnish(c, r * 0.8, scallions=20, sprigs=2)
    broth_shine(c, r)


def dandan_noodles(c: Canvas) -> None:
    """Noodles in chilli oil under crisp mince, peanuts and scallions."""
    r = bowl(c, PORCELAIN, hex_colour("b5301c"))
    broth(c, r, hex_colour("bf3310"), hex_colour("7c1a08"))
    noodles(c, CENTRE, CENTRE, r * 0.9, 96, 13, hex_colour("f0c877"))
    for x, y in ((CENTRE - 150, CENTRE + 120), (CENTRE - 110, CENTRE + 140)):
        bok_choy(c, x, y, 190, 150)
    scatter(c, 90, 20, 150, lambda x, y: lump(c, x, y, 16, hex_colour("7a3a1a"), gloss=110),
            CENTRE + 20, CENTRE - 20)
    scatter(c, 26, 30, 160, lambda x, y: lump(c, x, y, 14, PEANUT), CENTRE + 10, CENTRE - 10)
    scatter(c, 22, 48, r * 0.92, lambda x, y: oil_drop(c, x, y, c.dice.uniform(7, 15),
                                                       hex_colour("f0561e")))
    garnish(c, 170, scallions=24, sesame=30)
    broth_shine(c, r)


def _sector(c: Canvas, r: float, first: float, colour: Colour, second: Colour) -> None:
    """One heap of shredded vegetable at the rim of the noodles."""
    for _ in range(26):
        angle, far = first + c.dice.uniform(-20, 20), r * c.dice.uniform(0.62, 0.78)
        x, y = turned([(far, 0)], CENTRE, CENTRE, angle)[0]
        shred(c, x, y, 105, 12, mix(colour, second, c.dice.random()),
              angle + c.dice.uniform(-26, 26), 0.1)


def zhajiang_noodles(c: Canvas) -> None:
    """Noodles ringed by vegetables with a dark spoon of soybean paste."""
    r = bowl(c, CELADON, hex_colour("5f9277"), 410)
    c.circle(CENTRE, CENTRE, r, hex_colour("c89a52"))
    noodles(c, CENTRE, CENTRE, r * 0.96, 100, 15, hex_colour("f6dfa4"))
    heaps = (("9fd06a", "3f8a34"), ("ee7f2a", "f5a14f"), ("f7ecd2", "e9d9ac"),
             ("d8346a", "f4d7e2"), ("f4e08a", "fbf0bd"), ("6cb83c", "a6d66c"))
    for step, (tone, other) in enumerate(heaps):
        _sector(c, r, 60 * step - 90, hex_colour(tone), hex_colour(other))
    paste = c.blob(CENTRE, CENTRE, 128, 112, 0, 0.2)
    solid(c, paste, hex_colour("4a220f"), 14)
    scatter(c, 40, 26, 100, lambda x, y: lump(c, x, y, 18, hex_colour("6b3417"), gloss=170))
    scatter(c, 12, 26, 60, lambda x, y: bead(c, x, y, 9, hex_colour("c9d98a")))
    chopsticks(c)


def scallion_oil_noodles(c: Canvas) -> None:
    """Glossy brown noodles with dark fried scallions."""
    r = plate(c, SAND, hex_colour("a5794a"))
    pool(c, r * 0.82, hex_colour("8a4a17"))
    noodles(c, CENTRE, CENTRE, r * 0.84, 110, 15, hex_colour("d99a4a"))
    for _ in range(2):
        scatter(c, 26, 44, r * 0.5, lambda x, y: shred(
            c, x, y, 150, 13, mix(hex_colour("3b2a0f"), hex_colour("6d6a1c"), c.dice.random()),
            bend=0.3))
    scatter(c, 10, 60, r * 0.5, lambda x, y: shred(c, x, y, 96, 10, SCALLION))
    garnish(c, r * 0.6, sesame=40, scallions=14)
    c.arc(CENTRE, CENTRE, r * 0.5, r * 0.5, 200, 250, 10, WHITE, 70)
    chopsticks(c)


RECIPES = {
    "steamed_rice": steamed_rice,
    "yangzhou_fried_rice": yangzhou_fried_rice,
    "beef_noodle_soup": beef_noodle_soup,
    "dandan_noodles": dandan_noodles,
    "zhajiang_noodles": zhajiang_noodles,
    "scallion_oil_noodles": scallion_oil_noodles,
}
