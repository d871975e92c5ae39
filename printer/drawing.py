"""A line of text as a picture, for characters that the printer's own font lacks."""

from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont, ImageOps

from printer.charset import char_width, is_drawn
from printer.elements import TextLine
from printer.fonts import CELL, Font, font_for
from printer.paper import Paper

_LINE_DOTS = 30
_THRESHOLD = 150
# The part of a Chinese square that stands above the baseline.
_ABOVE_BASELINE = 0.88


@dataclass(frozen=True)
class Bitmap:
    """A black and white picture row by row, eight dots a byte, 1 black."""

    width_bytes: int
    height: int
    bits: bytes


def draw(line: TextLine, paper: Paper) -> Bitmap | None:
    """The line as its dots in the printer's own cell sizes, None when it cannot be drawn.

    A character that no font has is drawn as a box with its number. Without a font for the
    ordinary characters of the line nothing is gained by a picture.
    """
    fonts = {char: font_for(char) for char in set(line.text) - {" "}}
    if any(font is None and not is_drawn(char, paper.encoding) for char, font in fonts.items()):
        return None
    half = max(paper.dots // paper.columns, 8)
    cells = [_cell(char, fonts.get(char), half, bold=line.bold) for char in line.text]
    strip = Image.new("L", (sum(cell.width for cell in cells), 2 * half), 255)
    left = 0
    for cell in cells:
        strip.paste(cell, (left, 0))
        left += cell.width
    across, down = line.size.width, line.size.height
    strip = strip.resize((strip.width * across, strip.height * down), Image.Resampling.NEAREST)
    if line.inverse:
        strip = ImageOps.invert(strip)
    return _bitmap(strip, max(strip.height, _LINE_DOTS))


def _cell(char: str, font: Font | None, half: int, *, bold: bool) -> Image.Image:
    width, height = half * char_width(char), 2 * half
    if char == " ":
        return Image.new("L", (width, height), 255)
    if font is None:
        return _numbered_box(char, width, height)
    glyph = Image.new("L", (CELL * 6, CELL * 6), 255)
    pen = ImageDraw.Draw(glyph)
    pen.text((CELL, CELL), char, font=font, fill=0, stroke_width=1 if bold else 0)
    box = ImageOps.invert(glyph).getbbox()
    if box is None:
        return Image.new("L", (width, height), 255)
    # Within the square that Chinese characters fill, so that a comma stays low.
    em = round(font.size)
    top = CELL + font.getmetrics()[0] - round(em * _ABOVE_BASELINE)
    whole = glyph.crop((box[0], min(box[1], top), box[2], max(box[3], top + em)))
    scale = min(height / whole.height, width / whole.width)
    fitted = whole.resize((max(int(whole.width * scale), 1), max(int(whole.height * scale), 1)))
    cell = Image.new("L", (width, height), 255)
    cell.paste(fitted, ((width - fitted.width) // 2, (height - fitted.height) // 2))
    return cell


def _numbered_box(char: str, width: int, height: int) -> Image.Image:
    """What typesetters do where a font ends: a box with the character's number."""
    digits = f"{ord(char):04X}"
    cell = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(cell)
    pen.rectangle((0, 0, width - 1, height - 1), outline=0)
    font = ImageFont.load_default(height * 2 // 5)
    middle = (len(digits) + 1) // 2
    for row, part in enumerate((digits[:middle], digits[middle:])):
        place = (width // 2, height // 4 + row * height // 2)
        pen.text(place, part, font=font, fill=0, anchor="mm")
    return cell


def _bitmap(strip: Image.Image, height: int) -> Bitmap:
    width_bytes = (strip.width + 7) // 8
    page = Image.new("L", (width_bytes * 8, height), 255)
    page.paste(strip, (0, (height - strip.height) // 2))
    black = page.point(lambda value: 255 if value < _THRESHOLD else 0).convert("1")
    return Bitmap(width_bytes, height, black.tobytes())
