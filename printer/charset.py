"""Which characters a Chinese receipt printer can print or draw, how wide they are, their bytes."""

import unicodedata
from functools import lru_cache

from printer.paper import Encoding

MISSING = "□"

# Looks the same or says the same, and is in the printer's character set.
_ALIKE = {
    "¥": "￥",
    "£": "￡",
    "¢": "￠",
    "€": "EUR",
    "•": "·",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "−": "-",
    "⁄": "/",
    "©": "(C)",
    "®": "(R)",
    "™": "TM",
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "Ð": "D",
    "þ": "th",
    "Þ": "Th",
    "ı": "i",
}
_BLANK = frozenset("\t\n\v\f\r\x85\u2028\u2029")
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x9FA6, 0x9FFF), (0x20000, 0x3FFFF))


@lru_cache(maxsize=1024)
def printable(text: str, encoding: Encoding) -> str:
    """`text` as it can stand on paper; applying it twice changes nothing more.

    Control, bidi and zero-width characters go, so that no text can be a printer command or hide
    one; line ends and tabs become spaces. A character that the code page lacks becomes its base
    letter or a common spelling; an emoji or a rare character stays, to be drawn as a picture, and
    one that is no character at all becomes the visible mark `MISSING`.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join([_printable_char(c, encoding) for c in unicodedata.normalize("NFC", text)])


@lru_cache(maxsize=8192)
def is_drawn(char: str, encoding: Encoding) -> bool:
    """Whether a printable character is none of the printer's own and has to be drawn."""
    return not _is_encodable(char, unicodedata.category(char), encoding)


@lru_cache(maxsize=1024)
def needs_drawing(text: str, encoding: Encoding) -> bool:
    """Whether any character of a printable text has to be drawn."""
    return not text.isascii() and any(is_drawn(char, encoding) for char in text)


def char_width(char: str) -> int:
    """Columns of one printable character: 1 for ASCII, 2 for what is drawn full-width."""
    return 1 if char.isascii() else 2


def text_width(text: str) -> int:
    """Columns of a printable text in the normal size."""
    return 2 * len(text) - len(text.encode("ascii", "ignore"))


@lru_cache(maxsize=1024)
def to_bytes(text: str, encoding: Encoding) -> bytes:
    """Bytes of `text` for Chinese mode; never contains a byte below 0x20.

    What has to be drawn is `MISSING` here: this is for a line that cannot be drawn.
    """
    shown = printable(text, encoding)
    if needs_drawing(shown, encoding):
        shown = "".join([MISSING if is_drawn(char, encoding) else char for char in shown])
    return shown.encode(encoding)


@lru_cache(maxsize=8192)
def _printable_char(char: str, encoding: Encoding) -> str:
    if char in _BLANK:
        return " "
    category = unicodedata.category(char)
    if category in ("Cc", "Cf", "Cs"):
        return ""
    if char in _ALIKE:
        return _ALIKE[char]
    if _is_encodable(char, category, encoding):
        return char
    if category == "Zs":
        return " "
    if category in ("Mn", "Me"):
        # An accent on its own: its letter is printed, a mark after it would only be noise.
        return ""
    if category in ("Co", "Cn"):
        return MISSING
    # A skin tone on its own colours nothing on paper.
    return "" if char in _SKIN_TONES else _decomposed(char, encoding) or char


def _decomposed(char: str, encoding: Encoding) -> str:
    """The compatibility spelling of `char` when all of it can be printed, else an empty text."""
    letters = [
        _ALIKE.get(part, part)
        for part in unicodedata.normalize("NFKD", char)
        if unicodedata.category(part) not in ("Mn", "Me")
    ]
    spelling = "".join(letters)
    if spelling == char:
        return ""
    return spelling if all(_fits(part, encoding) for part in spelling) else ""


def _fits(char: str, encoding: Encoding) -> bool:
    category = unicodedata.category(char)
    return category not in ("Cc", "Cf", "Cs") and _is_encodable(char, category, encoding)


def _is_encodable(char: str, category: str, encoding: Encoding) -> bool:
    if category in ("Co", "Cn"):
        return False
    try:
        length = len(char.encode(encoding))
    except UnicodeEncodeError:
        return False
    # GB18030 has four bytes for everything, but a printer's font stops at the ideographs.
    return length <= 2 or any(low <= ord(char) <= high for low, high in _IDEOGRAPHS)
