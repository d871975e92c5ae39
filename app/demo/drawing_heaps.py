"""Many pieces together: scattering over a plate, pools of sauce, garnishes."""

from collections.abc import Callable

from app.demo.drawing_canvas import (
    BLACK,
    WHITE,
    Canvas,
    Colour,
    darker,
    ellipse_points,
    lighter,
)
from app.demo.drawing_pieces import (
    SESAME,
    chilli_ring,
    coriander,
    dry_chilli,
    grain,
    scallion_ring,
    shifted,
    shrunk,
)
from app.demo.drawing_vessels import CENTRE

Piece = Callable[[float, float], None]


def scatter(
    c: Canvas, count: int, spacing: float, reach: float, piece: Piece,
    x: float = CENTRE, y: float = CENTRE, squash: float = 1,
) -> None:
    """Draw `piece` at up to `count` places within `reach`, the middle ones on top."""
    for px, py in c.spots(count, spacing, x, y, reach, reach * squash):
        piece(px, py)


def pool(c: Canvas, r: float, colour: Colour, squash: float = 1, rough: float = 0.06) -> None:
    """A glossy pool of sauce in the middle."""
    outline = c.blob(CENTRE, CENTRE, r, r * squash, 0, rough)
    c.polygon(shifted(outline, 2, 5), BLACK, 50)
    c.polygon(outline, darker(colour, 0.2))
    c.polygon(shrunk(outline, 0.965), colour)
    with c.inside(shrunk(outline, 0.96)):
        c.glow(CENTRE - r * 0.2, CENTRE - r * 0.25, r, r * squash, lighter(colour, 0.35), 170)
    for start, end in ((196, 232), (240, 252)):
        c.arc(CENTRE, CENTRE, r * 0.9, r * 0.9 * squash, start, end, 9, WHITE, 130)


def mound(c: Canvas, r: float, colour: Colour, squash: float = 1) -> None:
    """The dark underside of a heap, so that gaps between pieces look deep."""
    c.shadow(ellipse_points(CENTRE + 10, CENTRE + 20, r, r * squash), 26, 130)
    c.polygon(c.blob(CENTRE, CENTRE, r, r * squash, 0, 0.05), darker(colour, 0.35))


def broth(c: Canvas, r: float, colour: Colour, edge: Colour | None = None) -> None:
    """A bowl's surface of soup with the wall's shadow on it."""
    c.bowl_of(CENTRE, CENTRE, r, lighter(colour, 0.12), edge or darker(colour, 0.22))
    c.ring(CENTRE, CENTRE, r, 6, lighter(colour, 0.3), 150)


def broth_shine(c: Canvas, r: float) -> None:
    """The window's reflection on a soup, drawn last."""
    c.arc(CENTRE, CENTRE, r * 0.93, r * 0.93, 198, 244, 11, WHITE, 150)
    c.arc(CENTRE, CENTRE, r * 0.93, r * 0.93, 251, 259, 11, WHITE, 130)
    c.arc(CENTRE, CENTRE, r * 0.94, r * 0.94, 30, 62, 7, WHITE, 70)


def garnish(
    c: Canvas, reach: float, scallions: int = 0, chillies: int = 0, dried: int = 0,
    sesame: int = 0, sprigs: int = 0, y: float = CENTRE, squash: float = 1,
) -> None:
    """Strew the usual finishing touches over a dish."""
    def strew(count: int, spacing: float, share: float, piece: Piece) -> None:
        if count:
            scatter(c, count, spacing, reach * share, piece, y=y, squash=squash)

    strew(dried, 70, 0.95, lambda px, py: dry_chilli(c, px, py))
    strew(chillies, 46, 0.9, lambda px, py: chilli_ring(c, px, py))
    strew(scallions, 30, 0.9, lambda px, py: scallion_ring(c, px, py, c.dice.uniform(10, 15)))
    strew(sesame, 20, 0.95, lambda px, py: grain(c, px, py, 6.5, SESAME, 0.6))
    strew(sprigs, 60, 0.3, lambda px, py: coriander(c, px, py))
