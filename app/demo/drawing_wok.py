"""Pictures of the dishes from the wok."""

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
from app.demo.drawing_heaps import garnish, mound, pool, scatter
from app.demo.drawing_pieces import (
    CARROT,
    GARLIC,
    SCALLION,
    bead,
    coriander,
    grain,
    lump,
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
    SAND,
    STONE,
    chopsticks,
    iron_pan,
    plate,
)

GREEN_PEPPER = hex_colour("4f9a35")
RED_PEPPER = hex_colour("d2311f")
YELLOW_PEPPER = hex_colour("f2b52c")
ONION = hex_colour("f3e6ea")


def _pepper(c: Canvas, x: float, y: float, colour: Colour, size: float = 46) -> None:
    """A square of sweet pepper, curled, with its paler inner side."""
    outline = c.blob(x, y, size, size * 0.72, c.angle(), 0.22)
    solid(c, outline, colour, 9)
    start = c.angle()
    c.arc(x, y, size * 0.55, size * 0.4, start, start + 110, 6, lighter(colour, 0.45))


def sweet_sour_pork(c: Canvas) -> None:
    """Crisp strips in an orange-red glaze with sesame and pineapple."""
    r = plate(c)
    pool(c, r * 0.86, hex_colour("e2571c"))
    glaze = hex_colour("e0621f")
    scatter(c, 9, 120, r * 0.74, lambda x, y: _pepper(c, x, y, GREEN_PEPPER, 50))
    scatter(c, 42, 66, r * 0.74, lambda x, y: lump(c, x, y, 50, glaze, 1.5, 0.24, 190))
    scatter(c, 8, 120, r * 0.66, lambda x, y: slab(
        c, x, y, 70, 54, c.angle(), hex_colour("f8d34a"), hex_colour("e9a92a"), 10))
    garnish(c, r * 0.76, sesame=60)
    coriander(c, CENTRE + 6, CENTRE - 6, 40)
    chopsticks(c)


def _curled_pork(c: Canvas, x: float, y: float) -> None:
    """A thin slice of leg with a band of fat, curled like a lamp bowl."""
    angle = c.angle()
    lean = mix(hex_colour("b5502a"), hex_colour("d47a48"), c.dice.random())
    outline = c.blob(x, y, 84, 46, angle, 0.18)
    solid(c, outline, lean, 11)
    with c.inside(outline):
        band = turned([(-100, -36), (100, -36)], x, y, angle)
        c.line(band, 34, hex_colour("f4d3a4"))
        c.line(turned([(-100, -48), (100, -48)], x, y, angle), 12, hex_colour("d98a45"))
        c.arc(x, y, 50, 24, angle, angle + 150, 6, darker(lean, 0.2))
    shine(c, x - 18, y - 14, 20, alpha=150)


def twice_cooked_pork(c: Canvas) -> None:
    """Curled slices with green garlic and red oil."""
    r = plate(c, SAND, hex_colour("a5794a"))
    pool(c, r * 0.86, hex_colour("b8401a"))
    scatter(c, 22, 90, r * 0.72, lambda x, y: slab(
        c, x, y, 108, 30, c.angle(), mix(SCALLION, WHITE, c.dice.choice((0.05, 0.1, 0.55))),
        rise=7))
    scatter(c, 30, 82, r * 0.74, lambda x, y: _curled_pork(c, x, y))
    scatter(c, 10, 120, r * 0.74, lambda x, y: slab(
        c, x, y, 96, 26, c.angle(), mix(SCALLION, WHITE, c.dice.choice((0.05, 0.1, 0.5))),
        rise=7))
    scatter(c, 20, 40, r * 0.7, lambda x, y: bead(c, x, y, 9, hex_colour("2d1710"), 120))
    scatter(c, 8, 110, r * 0.7, lambda x, y: _pepper(c, x, y, RED_PEPPER, 34))
    chopsticks(c)


def fish_fragrant_pork(c: Canvas) -> None:
    """Shreds of pork, carrot, wood ear and bamboo in a red-brown sauce."""
    r = plate(c, CELADON, hex_colour("5f9277"))
    pool(c, r * 0.86, hex_colour("b4501f"))
    mound(c, r * 0.72, hex_colour("8a3a16"))
    kinds = (
        (hex_colour("d99a63"), 20, 110), (hex_colour("3b2622"), 15, 92), (CARROT, 12, 104),
        (hex_colour("f3dfa6"), 12, 96), (GREEN_PEPPER, 12, 96),
    )
    for _ in range(4):
        for colour, width, length in kinds:
            count = 15 if width == 20 else 7
            scatter(c, count, 54, r * 0.7, lambda x, y, k=colour, w=width, n=length:  # type: ignore[misc]
                    shred(c, x, y, n, w, k))
    garnish(c, r * 0.66, scallions=12, chillies=10)
    chopsticks(c)


def cumin_lamb(c: Canvas) -> None:
    """Seared lamb with cumin, sesame, chilli and coriander."""
    r = plate(c, STONE, None)
    mound(c, r * 0.86, hex_colour("3f1c0e"))
    lamb = hex_colour("96552e")
    scatter(c, 40, 66, r * 0.76, lambda x, y: lump(c, x, y, 54, lamb, 1.45, 0.26, 110))
    scatter(c, 13, 96, r * 0.72, lambda x, y: slab(
        c, x, y, 92, 24, c.angle(), ONION, hex_colour("a45c97"), 7))
    scatter(c, 120, 18, r * 0.78, lambda x, y: grain(c, x, y, 9, hex_colour("c99a4a"), 0.36))
    garnish(c, r * 0.76, dried=15, sesame=60, sprigs=4)
    scatter(c, 7, 130, r * 0.74, lambda x, y: coriander(c, x, y, 36))


def black_pepper_beef(c: Canvas) -> None:
    """Beef strips, onion and three peppers on a sizzling iron plate."""
    iron_pan(c)
    pool(c, 318, hex_colour("5a2a12"), 0.62, 0.04)
    peppers = (GREEN_PEPPER, RED_PEPPER, YELLOW_PEPPER)
    scatter(c, 12, 96, 285, lambda x, y: slab(
        c, x, y, 112, 26, c.angle(), ONION, hex_colour("b890ae"), 7), squash=0.6)

    def strip(x: float, y: float) -> None:
        shred(c, x, y, 128, 27, c.dice.choice(peppers), bend=0.3)

    scatter(c, 16, 70, 285, strip, squash=0.6)
    scatter(c, 27, 66, 270, lambda x, y: lump(
        c, x, y, 54, hex_colour("8f4b28"), 1.5, 0.2, 190), squash=0.58)
    scatter(c, 110, 14, 290, lambda x, y: bead(
        c, x, y, c.dice.uniform(2.5, 4.5), hex_colour("1d130f"), 0), squash=0.6)
    scatter(c, 15, 80, 270, strip, squash=0.56)
    scatter(c, 7, 120, 250, lambda x, y: slab(
        c, x, y, 96, 22, c.angle(), ONION, hex_colour("b890ae"), 6), squash=0.56)
    scatter(c, 12, 60, 330, lambda x, y: c.ring(
        x, y, c.dice.uniform(6, 13), 3, hex_colour("f0c890"), 150), squash=0.64)


def _prawn(c: Canvas, x: float, y: float, angle: float) -> None:
    """A butterflied prawn lying with its head to the rim and garlic on its back."""
    shell = hex_colour("ef7a45")
    for turn in (-9, 9):
        feeler = turned([(105, 0), (150, turn), (182, turn * 3)], x, y, angle)
        c.line(feeler, 4, darker(shell, 0.1))
    tail = turned([(-96, 0), (-138, -30), (-128, 0), (-138, 30)], x, y, angle)
    solid(c, tail, hex_colour("d9481f"), 6)
    body = turned(
        [(-100, -12), (-60, -40), (0, -50), (62, -42), (110, -10), (118, 0), (110, 10),
         (62, 42), (0, 50), (-60, 40), (-100, 12)], x, y, angle)
    solid(c, body, shell, 14)
    flesh = turned([(-88, 0), (-50, -24), (10, -30), (60, -18), (70, 0), (60, 18), (10, 30),
                    (-50, 24)], x, y, angle)
    c.polygon(flesh, hex_colour("fde3cb"))
    for step in (-60, -30, 0, 30):
        for side in (-1, 1):
            c.line(turned([(step, side * 28), (step + 12, side * 46)], x, y, angle), 5,
                   hex_colour("c94a1e"), 190)
    for side in (-1, 1):
        ex, ey = turned([(98, side * 13)], x, y, angle)[0]
        c.circle(ex, ey, 6, hex_colour("1b0f0c"))
    for _ in range(11):
        gx, gy = turned([(c.dice.uniform(-62, 50), c.dice.uniform(-18, 18))], x, y, angle)[0]
        lump(c, gx, gy, 10, c.dice.choice((GARLIC, hex_colour("e0b04f"))), gloss=60)


def garlic_prawns(c: Canvas) -> None:
    """A wheel of prawns over glass noodles with garlic and scallions."""
    r = plate(c)
    pool(c, r * 0.92, hex_colour("e6c888"), 1, 0.03)
    scatter(c, 60, 36, r * 0.7, lambda x, y: shred(
        c, x, y, 150, 7, hex_colour("f6efd8"), bend=0.45))
    for step in range(9):
        angle = 40 * step + 8
        x, y = turned([(r * 0.56, 0)], CENTRE, CENTRE, angle)[0]
        _prawn(c, x, y, angle)
    scatter(c, 26, 26, 92, lambda x, y: lump(c, x, y, 15, GARLIC, gloss=60))
    scatter(c, 26, 30, 100, lambda x, y: scallion_ring(c, x, y, 14))
    garnish(c, r * 0.86, scallions=12, chillies=5)


def _egg_curd(c: Canvas, x: float, y: float, size: float) -> None:
    """A fluffy fold of scrambled egg."""
    yellow = mix(hex_colour("f8c93a"), hex_colour("fbdc6a"), c.dice.random())
    outline = c.blob(x, y, size, size * 0.72, c.angle(), 0.42)
    solid(c, outline, yellow, 14)
    start = c.angle()
    c.arc(x, y, size * 0.5, size * 0.34, start, start + 120, 7, hex_colour("e9a822"))
    c.polygon(shifted(shrunk(outline, 0.3), -size * 0.2, -size * 0.18), hex_colour("fff0b0"), 200)


def tomato_eggs(c: Canvas) -> None:
    """Golden curds and tomato wedges in their red juice."""
    r = plate(c)
    pool(c, r * 0.9, hex_colour("e4512a"))
    wedge = hex_colour("db2f1c")

    def tomato(x: float, y: float) -> None:
        angle = c.angle()
        outline = ellipse_points(x, y, 66, 40, angle, 28)
        solid(c, outline, wedge, 13)
        c.ellipse(x, y, 42, 20, hex_colour("f0684a"), 255, angle)
        for dx in (-20, 0, 20):
            sx, sy = turned([(dx, 3)], x, y, angle)[0]
            c.ellipse(sx, sy, 6, 4, hex_colour("f9d488"), 255, angle)
        shine(c, x - 18, y - 18, 18)

    scatter(c, 11, 120, r * 0.76, tomato)
    scatter(c, 18, 96, r * 0.72, lambda x, y: _egg_curd(c, x, y, c.dice.uniform(66, 88)))
    scatter(c, 10, 130, r * 0.68, tomato)
    garnish(c, r * 0.72, scallions=26)
    chopsticks(c)


RECIPES = {
    "sweet_sour_pork": sweet_sour_pork,
    "twice_cooked_pork": twice_cooked_pork,
    "fish_fragrant_pork": fish_fragrant_pork,
    "cumin_lamb": cumin_lamb,
    "black_pepper_beef": black_pepper_beef,
    "garlic_prawns": garlic_prawns,
    "tomato_eggs": tomato_eggs,
}
