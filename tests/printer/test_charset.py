"""What of a text can be printed, and how wide it is."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.charset import MISSING, is_drawn, printable, text_width, to_bytes
from printer.paper import Encoding


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("合计 ¥38", "合计 ￥38"),
        ("\x1bp\x00", "p"),
        ("a\u202eb\u200bc\ufeffd\x9be", "abcde"),
        ("two\nlines\tand\r\nmore", "two lines and  more"),
        ("Cr\xe8me br\xfbl\xe9e", "Cr\xe8me brul\xe9e"),
        ("Cre\u0300me bru\u0302le\u0301e", "Cr\xe8me brul\xe9e"),
        ("Señor Łódź Straße", "Senor Lódz Strasse"),
        ("好吃😀!", "好吃😀!"),
        ("👍🏽 ☕\ufe0f", "👍 ☕"),
        ("½ ① €5 £5", "1/2 ① EUR5 ￡5"),
        ("Z\u0351\u036b\u0343", "Z"),
        ("\ud800x", "x"),
        ("a\xa0b", "a b"),
        ("\ue000", MISSING),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text, "gbk") == shown


def test_a_rare_character_needs_gb18030() -> None:
    assert [is_drawn(char, "gbk") for char in "㐂𠮷菜a"] == [True, True, False, False]
    assert [is_drawn(char, "gb18030") for char in "㐂𠮷😀"] == [False, False, True]
    assert to_bytes("㐂𠮷😀", "gb18030").decode("gb18030") == f"㐂𠮷{MISSING}"


@pytest.mark.parametrize("encoding", ["gbk", "gb18030"])
def test_every_character_is_printable_or_drawn_and_never_a_command(encoding: Encoding) -> None:
    for code in (*range(0x32000), *range(0xE0000, 0xE0200), sys.maxunicode):
        char = chr(code)
        shown = printable(char, encoding)
        raw = to_bytes(shown, encoding)
        assert b"?" not in raw or "?" in shown
        assert min(raw, default=0x20) >= 0x20
        assert b"\x7f" not in raw
        assert printable(shown, encoding) == shown


@given(st.text(st.characters()))
def test_width_is_the_number_of_gbk_bytes(text: str) -> None:
    assert text_width(printable(text, "gbk")) == len(to_bytes(text, "gbk"))
