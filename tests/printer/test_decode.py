"""Bytes back into elements: our own, python-escpos' and broken ones."""

import io
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from escpos.printer import Dummy  # type: ignore[import-untyped, unused-ignore]
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printer.decode import decode
from printer.decoded import (
    Barcode,
    Drawer,
    Line,
    Qr,
    Raster,
    RuleLine,
    Run,
    StatusQuery,
    Unknown,
)
from printer.elements import BIG, WIDE, Beep, Cut, Feed, Size
from printer.paper import MM80
from printer.preview import to_html


def test_styles_split_a_line_into_runs() -> None:
    found = decode(b"\x1ba\x02a\x1bE\x01b\x1b-\x01c\x1b@d\n")
    runs = (Run("a"), Run("b", bold=True), Run("c", bold=True, underline=True), Run("d"))
    assert found == [Line(runs, "left")]


def test_inverse_and_sizes() -> None:
    assert decode(b"\x1dB\x01\x1d!\x11x\n") == [Line((Run("x", BIG, inverse=True),))]
    assert decode(b"\x1d!\x70x\n") == [Line((Run("x", Size(8, 1)),))]
    assert decode(b"\x1b!\xb8x\n") == [Line((Run("x", BIG, bold=True, underline=True),))]


def test_the_chinese_size_leaves_latin_alone() -> None:
    found = decode(b"\x1c!\x04" + "a菜".encode("gbk") + b"\n")
    assert found == [Line((Run("a"), Run("菜", WIDE)))]


def test_chinese_and_single_byte_modes() -> None:
    line = "菜㐂é".encode("gb18030")
    assert _texts(decode(line + b"\n")) == ["菜㐂é"]
    assert _texts(decode(b"\x1c.\x1bt\x10\xe9\x1c&" + "菜".encode("gbk") + b"\n")) == ["é菜"]
    assert _texts(decode(b"\x1c.\x1bt\x63\xe9\n")) == ["\ufffd"]


def test_half_a_character_does_not_swallow_the_line_end() -> None:
    assert _texts(decode(b"\xb2\nnext\n\x81\x30x\n")) == ["\ufffd", "next", "\ufffd0x"]


def test_actions() -> None:
    drawers, beeps = b"\x1bp\x00\x19\xfa\x10\x14\x01\x00\x01", b"\x1bB\x02\x03\x07"
    assert decode(drawers + beeps) == [Drawer(), Drawer(), Beep(), Beep()]
    assert decode(b"\x1bd\x03\x1dV\x42\x00\x1dV\x00\x1bi") == [Feed(3), Cut(), Cut(), Cut()]
    questions = b"\x10\x04\x01\x1dr\x01"
    assert decode(questions) == [StatusQuery(b"\x10\x04\x01"), StatusQuery(b"\x1dr\x01")]


def test_a_line_of_dashes_is_a_rule() -> None:
    assert decode(b"-" * 32 + b"\n---\n") == [RuleLine("-" * 32), Line((Run("---"),))]


@pytest.mark.parametrize(
    "payload", [b"\x1b\xff", b"\x01", b"\x1dv0\x00\x08", b"\x1d(Z\x02\x00ab", b"\x1b", b"\x7f"]
)
def test_what_is_not_known_stays_visible(payload: bytes) -> None:
    assert decode(b"a\n" + payload) == [Line((Run("a"),)), Unknown(payload)]


def test_text_behind_unknown_bytes_is_read() -> None:
    assert _texts(decode(b"\x1b\xffstill here\n")) == ["still here"]


def test_python_escpos_output() -> None:
    printer = Dummy()
    printer.set(align="center", bold=True, double_width=True)
    printer.text("宫保鸡丁 abc\n")
    printer.qr("https://example.test/t?a=1", native=True)
    printer.cashdraw(2)
    printer.cashdraw(5)
    printer.buzzer()
    printer.barcode("4006381333931", "EAN13", check=False)
    printer.cut()
    found = decode(printer.output)
    assert found[0] == Line((Run("宫保鸡丁 abc", WIDE, bold=True),), "center")
    kinds = Counter(type(element) for element in found)
    assert (kinds[Drawer], kinds[Beep], kinds[Barcode], kinds[Cut]) == (2, 1, 1, 1)
    assert [code.text for code in found if isinstance(code, Qr)] == ["https://example.test/t?a=1"]
    assert not kinds[Unknown]


@pytest.mark.parametrize("way", ["bitImageRaster", "graphics", "bitImageColumn"])
def test_a_picture_comes_back_dot_by_dot(way: str) -> None:
    picture = Image.new("1", (64, 24), 1)
    picture.paste(0, (3, 5, 40, 11))
    printer = Dummy()
    printer.image(picture, impl=way, center=False)
    found = decode(printer.output)
    assert [type(element) for element in found] == [Raster]
    raster = found[0]
    assert isinstance(raster, Raster)
    assert (raster.width, raster.height) == (64, 24)
    assert Image.open(io.BytesIO(raster.png)).tobytes() == picture.tobytes()


def test_the_barcodes_of_a_real_file(shared_file: Callable[[str], Path]) -> None:
    found = decode(shared_file("escpos/python-escpos_barcode.bin").read_bytes())
    kinds = Counter(type(element) for element in found)
    assert kinds[Barcode] == 40
    assert kinds[Cut] == 1
    assert not kinds[Unknown]
    assert "Height and bar width" in _texts(found)


@given(st.binary(max_size=300))
def test_any_bytes_decode(payload: bytes) -> None:
    assert isinstance(to_html(decode(payload), MM80), str)


@given(
    st.lists(
        st.sampled_from([b"\x1b", b"\x1d", b"\x1c", b"\x10", b"(k", b"v0", b"*", b"\x00", b"a"])
    )
)
def test_any_commands_decode(parts: list[bytes]) -> None:
    assert isinstance(to_html(decode(b"".join(parts)), MM80), str)


def _texts(found: Sequence[object]) -> list[str]:
    return [element.text for element in found if isinstance(element, Line)]
