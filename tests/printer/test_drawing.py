"""Characters that no receipt printer has: drawn as a picture, in the place they had."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from printer import drawing, fonts
from printer.decode import decode
from printer.decoded import Line, Raster
from printer.drawing import draw
from printer.elements import BIG, TextLine
from printer.encode import render
from printer.paper import MM58, MM80, Paper
from tests.printer import samples

EMOJI = replace(samples.SLIP, note="不要香菜😀")


@pytest.fixture(autouse=True)
def _fonts_are_there() -> None:
    if "chinese" in fonts.list_missing():
        pytest.skip("no Chinese font on this computer: nothing can be drawn")


def test_a_remark_with_an_emoji_is_drawn_and_the_rest_stays_text(paper: Paper) -> None:
    found = decode(render(EMOJI, paper))
    [picture] = [each for each in found if isinstance(each, Raster)]
    assert picture.width <= paper.dots
    text = "".join(each.text for each in found if isinstance(each, Line))
    assert "宫保鸡丁" in text
    assert "?" not in text
    assert "□" not in text


def test_the_picture_is_as_wide_as_the_line_would_be() -> None:
    for line in (TextLine("ab菜𠮷"), TextLine("菜😀", BIG, bold=True)):
        bitmap = draw(line, MM58)
        assert bitmap is not None
        columns = sum(1 if char.isascii() else 2 for char in line.text) * line.size.width
        assert bitmap.width_bytes * 8 == columns * MM58.dots // MM58.columns
        assert len(bitmap.bits) == bitmap.width_bytes * bitmap.height


def _ink(line: TextLine) -> bytes:
    bitmap = draw(line, MM80)
    assert bitmap is not None
    return bitmap.bits


def test_each_character_is_drawn_as_itself() -> None:
    assert _ink(TextLine("𠮷")) != _ink(TextLine("䶮")) != _ink(TextLine("菜"))
    assert _ink(TextLine("  ")) == bytes(len(_ink(TextLine("  "))))


def test_what_no_font_has_is_a_box_with_its_number() -> None:
    """A Sumerian sign: two of them differ, as their numbers do."""
    first, second = "\U00012031", "\U00012032"
    if fonts.font_for(first) is not None:
        pytest.skip("this computer has a font for cuneiform")
    assert _ink(TextLine(first)) != _ink(TextLine(second))
    bitmap = draw(TextLine(first), MM80)
    assert bitmap is not None
    rows = Image.frombytes("1", (bitmap.width_bytes * 8, bitmap.height), bitmap.bits)
    box = rows.getbbox()
    assert box is not None
    assert box[2] - box[0] == 2 * MM80.dots // MM80.columns


def test_without_fonts_the_line_is_text_with_a_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "font_for", lambda _char: None)
    found = decode(render(EMOJI, MM80))
    assert not [each for each in found if isinstance(each, Raster)]
    [note] = [e for e in found if isinstance(e, Line) and "不要香菜" in e.text]
    assert "□" in note.text


def test_white_on_black_stays_white_on_black() -> None:
    [picture] = [each for each in decode(render(EMOJI, MM80)) if isinstance(each, Raster)]
    with Image.open(io.BytesIO(picture.png)) as shown:
        dark = shown.convert("L").histogram()[0]
        assert dark > shown.width * shown.height / 2
