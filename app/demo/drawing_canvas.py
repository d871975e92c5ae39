"""The drawing board of the demo pictures: shapes, gradients and soft shadows over Pillow.

Coordinates are in units of a thousandth of the picture's side, origin top left, angles in
degrees clockwise. Light comes from the top left in every picture.
"""

import math
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]
Box = tuple[int, int, int, int]

SUPERSAMPLING = 2
WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
# What Pillow's radial gradient says at the middle of its sides.
_RIM = 178
# Cut away at each side, so that the dish fills a small thumbnail.
_MARGIN = 50
# Shadows are blurred on a board this small and then enlarged: a blur needs no fine pixels.
_SHADOW_SIDE = 160


def hex_colour(text: str) -> Colour:
    """The colour written as "rrggbb"; ValueError when it is not one."""
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """A colour that is `share` (0–1) of `second` and the rest of `first`."""
    return (
        round(first[0] + (second[0] - first[0]) * share),
        round(first[1] + (second[1] - first[1]) * share),
        round(first[2] + (second[2] - first[2]) * share),
    )


def lighter(colour: Colour, share: float = 0.25) -> Colour:
    """The colour moved towards a warm white."""
    return mix(colour, (255, 250, 235), share)


def darker(colour: Colour, share: float = 0.25) -> Colour:
    """The colour moved towards a warm black."""
    return mix(colour, (38, 14, 4), share)


def ellipse_points(
    x: float, y: float, rx: float, ry: float, angle: float = 0, steps: int = 48
) -> list[Point]:
    """The outline of a turned ellipse."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    turns = [math.tau * step / steps for step in range(steps)]
    return [
        (
            x + rx * math.cos(t) * cos - ry * math.sin(t) * sin,
            y + rx * math.cos(t) * sin + ry * math.sin(t) * cos,
        )
        for t in turns
    ]


def turned(points: Sequence[Point], x: float, y: float, angle: float) -> list[Point]:
    """Points given around the origin, turned and moved to x, y."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return [(x + a * cos - b * sin, y + a * sin + b * cos) for a, b in points]


def rounded_box(width: float, height: float, radius: float) -> list[Point]:
    """The outline of a box with round corners around the origin."""
    radius = min(radius, width / 2, height / 2)
    points: list[Point] = []
    for corner, (sx, sy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        cx, cy = sx * (width / 2 - radius), sy * (height / 2 - radius)
        for step in range(7):
            t = math.radians(90 * corner + 15 * step)
            points.append((cx + radius * math.cos(t), cy + radius * math.sin(t)))
    return points


class Canvas:
    """A square picture in the making, with its own seeded dice."""

    def __init__(self, seed: str, size: int, background: Colour) -> None:
        """A board for a picture of `size` pixels; the same seed throws the same dice."""
        self.size = size
        self.side = size * SUPERSAMPLING
        self.unit = self.side / 1000
        self.dice = random.Random(seed)  # noqa: S311 - dice for parsley, not for secrets
        self._draw_on(Image.new("RGB", (self.side, self.side), background))

    def _draw_on(self, image: Image.Image) -> None:
        self.image = image
        self._draw = ImageDraw.Draw(image, "RGBA")

    def finished(self) -> Image.Image:
        """The picture at its final size, without the outermost margin."""
        margin, whole = _MARGIN * self.unit, self.side
        box = (margin, margin, whole - margin, whole - margin)
        return self.image.resize((self.size, self.size), Image.Resampling.LANCZOS, box=box)

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        unit = self.unit
        return [(x * unit, y * unit) for x, y in points]

    def polygon(self, points: Sequence[Point], colour: Colour, alpha: int = 255) -> None:
        """A filled outline."""
        self._draw.polygon(self._scaled(points), fill=(*colour, alpha))

    def ellipse(
        self, x: float, y: float, rx: float, ry: float, colour: Colour,
        alpha: int = 255, angle: float = 0,
    ) -> None:
        """A filled ellipse, turned by `angle`."""
        if angle:
            self.polygon(ellipse_points(x, y, rx, ry, angle), colour, alpha)
            return
        unit = self.unit
        box = ((x - rx) * unit, (y - ry) * unit, (x + rx) * unit, (y + ry) * unit)
        self._draw.ellipse(box, fill=(*colour, alpha))

    def circle(self, x: float, y: float, r: float, colour: Colour, alpha: int = 255) -> None:
        """A filled circle."""
        self.ellipse(x, y, r, r, colour, alpha)

    def ring(
        self, x: float, y: float, r: float, width: float, colour: Colour, alpha: int = 255
    ) -> None:
        """A circle's line; `width` grows inwards from radius `r`."""
        unit = self.unit
        box = ((x - r) * unit, (y - r) * unit, (x + r) * unit, (y + r) * unit)
        self._draw.ellipse(box, outline=(*colour, alpha), width=max(1, round(width * unit)))

    def arc(
        self, x: float, y: float, rx: float, ry: float, start: float, end: float,
        width: float, colour: Colour, alpha: int = 255,
    ) -> None:
        """A part of an ellipse's line; a translucent one tapers like a reflection."""
        steps = max(6, int(abs(end - start) / 6))
        turns = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
        self.line(
            [(x + rx * math.cos(t), y + ry * math.sin(t)) for t in turns], width, colour, alpha,
            taper=alpha < 200,
        )

    def line(
        self, points: Sequence[Point], width: float, colour: Colour, alpha: int = 255,
        taper: bool = False,
    ) -> None:
        """A line through points; with round ends when opaque, with thin ones when tapered."""
        last = len(points) - 1
        left: list[Point] = []
        right: list[Point] = []
        for number, (x, y) in enumerate(points):
            ax, ay = points[max(0, number - 1)]
            bx, by = points[min(last, number + 1)]
            far = math.hypot(bx - ax, by - ay) or 1
            half = width / 2 * (abs(math.sin(math.pi * number / last)) ** 0.6 if taper else 1)
            nx, ny = -(by - ay) / far * half, (bx - ax) / far * half
            left.append((x + nx, y + ny))
            right.append((x - nx, y - ny))
        self.polygon(left + right[::-1], colour, alpha)
        if alpha == 255 and not taper and width > 4:
            for x, y in (points[0], points[-1]):
                self.circle(x, y, width / 2, colour)

    def _frame(self, left: float, top: float, right: float, bottom: float) -> Box | None:
        """The part of a box, in units, that lies on the board, in whole pixels."""
        unit, side = self.unit, self.side
        box = (
            max(0, math.floor(left * unit)), max(0, math.floor(top * unit)),
            min(side, math.ceil(right * unit)), min(side, math.ceil(bottom * unit)),
        )
        return box if box[0] < box[2] and box[1] < box[3] else None

    def shadow(self, points: Sequence[Point], blur: float, alpha: int) -> None:
        """A soft dark patch in the shape of an outline."""
        small = _SHADOW_SIDE / 1000
        xs, ys, reach = [x for x, _ in points], [y for _, y in points], 3 * blur
        frame = self._frame(min(xs) - reach, min(ys) - reach, max(xs) + reach, max(ys) + reach)
        if frame is None:
            return
        mask = Image.new("L", (_SHADOW_SIDE, _SHADOW_SIDE))
        outline = [(x * small, y * small) for x, y in points]
        ImageDraw.Draw(mask).polygon(outline, fill=alpha)
        mask = mask.filter(ImageFilter.GaussianBlur(blur * small))
        part = tuple(edge / self.side * _SHADOW_SIDE for edge in frame)
        size = (frame[2] - frame[0], frame[3] - frame[1])
        source = (part[0], part[1], part[2], part[3])
        mask = mask.resize(size, Image.Resampling.BILINEAR, source)
        self.image.paste((46, 22, 10), frame[:2], mask)

    def glow(
        self, x: float, y: float, rx: float, ry: float, colour: Colour, alpha: int = 255
    ) -> None:
        """A patch that is strongest in the middle and fades to nothing at the ellipse."""
        frame = self._frame(x - rx, y - ry, x + rx, y + ry)
        if frame is None:
            return
        left, top, right, bottom = (edge / self.unit for edge in frame)
        # Only the visible part of the gradient is enlarged: a glow may be wider than the board.
        source = (
            max(0.0, (left - x + rx) / (2 * rx) * 256), max(0.0, (top - y + ry) / (2 * ry) * 256),
            min(256.0, (right - x + rx) / (2 * rx) * 256),
            min(256.0, (bottom - y + ry) / (2 * ry) * 256),
        )
        fade = [round(alpha * max(0, _RIM - v) / _RIM) for v in range(256)]
        size = (frame[2] - frame[0], frame[3] - frame[1])
        mask = Image.radial_gradient("L").point(fade)
        self.image.paste(colour, frame[:2], mask.resize(size, Image.Resampling.BILINEAR, source))

    def bowl_of(
        self, x: float, y: float, r: float, middle: Colour, edge: Colour
    ) -> None:
        """A disc that runs from `middle`, a little up and left, to `edge`."""
        self.circle(x, y, r, edge)
        with self.inside(ellipse_points(x, y, r, r, steps=96)):
            self.glow(x - r * 0.15, y - r * 0.18, r * 1.7, r * 1.7, middle)

    @contextmanager
    def inside(self, outline: Sequence[Point]) -> Iterator[None]:
        """What is drawn meanwhile shows only inside the outline."""
        below = self.image
        self._draw_on(below.copy())
        yield
        xs, ys = [x for x, _ in outline], [y for _, y in outline]
        frame = self._frame(min(xs), min(ys), max(xs), max(ys))
        drawn = self.image
        self._draw_on(below)
        if frame is None:
            return
        mask = Image.new("L", (frame[2] - frame[0], frame[3] - frame[1]))
        unit = self.unit
        corners = [(x * unit - frame[0], y * unit - frame[1]) for x, y in outline]
        ImageDraw.Draw(mask).polygon(corners, fill=255)
        below.paste(drawn.crop(frame), frame[:2], mask)

    def blob(
        self, x: float, y: float, rx: float, ry: float, angle: float = 0, rough: float = 0.1
    ) -> list[Point]:
        """The outline of a lump: an ellipse with a few gentle bumps thrown by the dice."""
        a, b, c = (self.dice.uniform(0, math.tau) for _ in range(3))
        points = []
        steps = 28 if rx < 120 else 90
        for step in range(steps):
            t = math.tau * step / steps
            bump = 1 + rough * (
                0.5 * math.sin(2 * t + a) + 0.35 * math.sin(3 * t + b) + 0.25 * math.sin(5 * t + c)
            )
            points.append((rx * bump * math.cos(t), ry * bump * math.sin(t)))
        return turned(points, x, y, angle)

    def spots(
        self, count: int, spacing: float, x: float, y: float, rx: float, ry: float
    ) -> list[Point]:
        """Up to `count` places in an ellipse, at least `spacing` apart, back to front."""
        places: list[Point] = []
        for _ in range(count * 14):
            turn, far = self.dice.uniform(0, math.tau), math.sqrt(self.dice.random())
            place = (x + rx * far * math.cos(turn), y + ry * far * math.sin(turn))
            if all(math.dist(place, other) >= spacing for other in places):
                places.append(place)
                if len(places) == count:
                    break
        return sorted(places, key=lambda place: -math.hypot(place[0] - x, place[1] - y))

    def angle(self) -> float:
        """Any direction."""
        return self.dice.uniform(0, 360)
