"""What the food lies on: cloths, plates, bowls, pots, steamers and pans, seen from above."""

from app.demo.drawing_canvas import (
    BLACK,
    WHITE,
    Canvas,
    Colour,
    darker,
    ellipse_points,
    hex_colour,
    lighter,
    mix,
    rounded_box,
    turned,
)

WOOD = hex_colour("b9854f")
DARK_WOOD = hex_colour("7a4b2a")
PORCELAIN = hex_colour("fbf7f0")
BLUE_LINE = hex_colour("3d6aa8")
CELADON = hex_colour("bcd8c4")
STONE = hex_colour("3b3a3d")
CLAY = hex_colour("6b4433")
SAND = hex_colour("e6d3b8")
IRON = hex_colour("2b2a2c")

CENTRE = 500.0


def cloth(c: Canvas, base: Colour, stripe: Colour) -> None:
    """A table in soft light with a woven runner across it."""
    c.glow(300, 220, 900, 900, lighter(base, 0.5), 190)
    runner = turned(rounded_box(1500, 560, 0), CENTRE, CENTRE, -38)
    c.polygon(runner, stripe, 90)
    for offset in (-262, -244, 244, 262):
        thread = turned([(-760, offset), (760, offset)], CENTRE, CENTRE, -38)
        c.line(thread, 5, lighter(stripe, 0.75), 170)


def chopsticks(c: Canvas, wood: Colour = DARK_WOOD) -> None:
    """A pair laid over the rim of the plate at the lower right."""
    for far, slant in ((384, -44), (424, -47)):
        x, y = CENTRE + far * 0.72, CENTRE + far * 0.7
        for dx, dy, colour, alpha, share in (
            (7, 16, BLACK, 70, 1.0), (0, 0, darker(wood, 0.2), 255, 1.0),
            (-2, -3, lighter(wood, 0.28), 255, 0.45),
        ):
            stick = [(-330, -9 * share), (330, -5 * share), (330, 5 * share), (-330, 9 * share)]
            c.polygon(turned(stick, x + dx, y + dy, slant), colour, alpha)
        for at in (-262, -240):
            band = turned(rounded_box(10, 18, 1), *turned([(at, 0)], x, y, slant)[0], slant)
            c.polygon(band, hex_colour("d9a441"))


def _drop_shadow(c: Canvas, rx: float, ry: float, lift: float = 26) -> None:
    outline = ellipse_points(CENTRE + lift * 0.7, CENTRE + lift * 1.3, rx, ry)
    c.shadow(outline, 26, 150)


def plate(
    c: Canvas, body: Colour = PORCELAIN, line: Colour | None = BLUE_LINE, r: float = 432
) -> float:
    """A wide plate; gives the radius of its well."""
    _drop_shadow(c, r, r)
    well = r * 0.8
    c.circle(CENTRE, CENTRE, r, darker(body, 0.16))
    c.circle(CENTRE - 2, CENTRE - 4, r - 5, body)
    c.arc(CENTRE, CENTRE, r - 46, r - 46, 185, 275, 34, WHITE, 120 if body != STONE else 24)
    if line:
        c.ring(CENTRE, CENTRE, r - 18, 9, line, 235)
        c.ring(CENTRE, CENTRE, r - 34, 3, line, 190)
    c.circle(CENTRE, CENTRE, well + 6, darker(body, 0.13))
    c.circle(CENTRE + 5, CENTRE + 7, well, lighter(body, 0.4))
    c.circle(CENTRE + 1, CENTRE + 2, well - 5, body)
    return well - 8


def bowl(
    c: Canvas, body: Colour = PORCELAIN, line: Colour | None = BLUE_LINE, r: float = 400
) -> float:
    """A deep bowl with a thick lip and shaded wall; gives the radius of what fills it."""
    _drop_shadow(c, r, r, 34)
    c.circle(CENTRE, CENTRE, r, darker(body, 0.28))
    c.circle(CENTRE - 2, CENTRE - 5, r - 5, lighter(body, 0.15))
    if line:
        c.ring(CENTRE, CENTRE, r - 11, 11, line, 235)
    inner = r - 32
    c.circle(CENTRE, CENTRE, inner, darker(body, 0.38))
    c.circle(CENTRE + 7, CENTRE + 11, inner - 10, darker(body, 0.16))
    c.circle(CENTRE + 9, CENTRE + 14, inner - 20, darker(body, 0.08))
    c.arc(CENTRE, CENTRE, r - 15, r - 15, 196, 262, 10, WHITE, 150)
    return inner - 34


def clay_pot(c: Canvas) -> float:
    """A dark clay pot with two ears; gives the radius of what fills it."""
    _drop_shadow(c, 440, 400, 34)
    for x in (CENTRE - 412, CENTRE + 412):
        ear = turned(rounded_box(110, 190, 44), x, CENTRE, 0)
        c.polygon(ear, darker(CLAY, 0.35))
        c.polygon([(a, b - 6) for a, b in ear], CLAY)
        hole = turned(rounded_box(44, 110, 22), x + (9 if x < CENTRE else -9), CENTRE, 0)
        c.polygon(hole, darker(CLAY, 0.6))
    return bowl(c, CLAY, lighter(CLAY, 0.2), 395)


def platter(c: Canvas, body: Colour = PORCELAIN, line: Colour = BLUE_LINE) -> None:
    """An oval dish for a whole fish; the well is about 380 by 240."""
    _drop_shadow(c, 440, 320)
    for grow, colour in ((0, darker(body, 0.16)), (-5, body)):
        c.ellipse(CENTRE + grow / 3, CENTRE + grow, 440 + grow, 320 + grow, colour)
    c.ellipse(CENTRE, CENTRE, 420, 300, line, 235)
    c.ellipse(CENTRE, CENTRE, 411, 291, body)
    c.ellipse(CENTRE, CENTRE, 376, 250, darker(body, 0.13))
    c.ellipse(CENTRE + 5, CENTRE + 7, 370, 244, lighter(body, 0.4))
    c.ellipse(CENTRE + 1, CENTRE + 2, 366, 240, body)


def steamer(c: Canvas) -> float:
    """A round bamboo steamer with its woven bottom; gives the inner radius."""
    bamboo = hex_colour("d8ab68")
    _drop_shadow(c, 432, 432, 34)
    c.circle(CENTRE, CENTRE, 432, darker(bamboo, 0.5))
    c.circle(CENTRE, CENTRE - 5, 428, bamboo)
    for r, share in ((410, 0.3), (404, 0.1), (384, 0.35), (378, 0.05)):
        c.circle(CENTRE, CENTRE, r, darker(bamboo, share))
    c.arc(CENTRE, CENTRE - 4, 420, 420, 190, 268, 7, lighter(bamboo, 0.6), 200)
    for angle in (35, 145, 215, 325):
        x, y = turned([(402, 0)], CENTRE, CENTRE, angle)[0]
        c.polygon(turned(rounded_box(52, 36, 6), x, y, angle), darker(bamboo, 0.42))
        c.polygon(turned(rounded_box(46, 9, 3), x, y, angle), lighter(bamboo, 0.2))
    c.circle(CENTRE, CENTRE, 362, darker(bamboo, 0.55))
    with c.inside(ellipse_points(CENTRE + 4, CENTRE + 6, 352, 352, steps=96)):
        for step in range(-9, 10):
            x = CENTRE + step * 41
            c.polygon(turned(rounded_box(34, 760, 3), x, CENTRE, 0), mix(bamboo, WHITE, 0.2))
            c.line([(x + 16, 120), (x + 16, 880)], 5, darker(bamboo, 0.35), 160)
        c.shadow(ellipse_points(300, 250, 520, 130, -38), 60, 70)
    return 345


def iron_pan(c: Canvas) -> None:
    """A sizzling oval iron plate on a wooden tray; the well is about 330 by 225."""
    tray = turned(rounded_box(860, 640, 140), CENTRE, CENTRE, 0)
    c.shadow([(x + 20, y + 36) for x, y in tray], 26, 160)
    c.polygon([(x, y + 8) for x, y in tray], darker(DARK_WOOD, 0.45))
    c.polygon(tray, DARK_WOOD)
    for step in range(9):
        y = 215 + step * 70
        c.line([(100, y), (360, y + 9), (640, y - 7), (900, y)], 4, darker(DARK_WOOD, 0.3), 150)
    c.shadow(ellipse_points(510, 525, 405, 275), 22, 190)
    for rx, ry, colour in (
        (400, 268, darker(IRON, 0.4)), (394, 261, lighter(IRON, 0.3)),
        (384, 252, IRON), (352, 226, darker(IRON, 0.5)), (345, 219, lighter(IRON, 0.06)),
    ):
        c.ellipse(CENTRE, CENTRE, rx, ry, colour)
    c.arc(CENTRE, CENTRE, 376, 243, 195, 255, 6, WHITE, 120)


def board(c: Canvas, wood: Colour = WOOD) -> None:
    """A round-cornered wooden board."""
    outline = turned(rounded_box(860, 640, 60), CENTRE, CENTRE, 0)
    c.shadow([(x + 20, y + 34) for x, y in outline], 24, 150)
    c.polygon([(x, y + 9) for x, y in outline], darker(wood, 0.4))
    c.polygon(outline, wood)
    with c.inside(outline):
        c.glow(300, 260, 520, 320, lighter(wood, 0.4), 160)
        for step in range(11):
            y = 195 + step * 60 + c.dice.uniform(-12, 12)
            bend = c.dice.uniform(-16, 16)
            c.line([(60, y), (350, y + bend), (650, y - bend), (940, y)], 4,
                   darker(wood, 0.25), 110)


def sauce_dish(c: Canvas, x: float, y: float, r: float, sauce: Colour) -> None:
    """A small dip beside the food."""
    c.shadow(ellipse_points(x + 12, y + 20, r, r), 16, 150)
    c.circle(x, y, r, darker(PORCELAIN, 0.2))
    c.circle(x - 1, y - 3, r - 3, PORCELAIN)
    c.ring(x, y, r - 7, 5, BLUE_LINE, 220)
    c.circle(x, y, r * 0.76, darker(sauce, 0.35))
    c.circle(x + 2, y + 3, r * 0.72, sauce)
    c.arc(x, y, r * 0.56, r * 0.56, 195, 260, 6, WHITE, 130)
