"""Fonts of this computer for what a printer's own font lacks: found, not shipped.

A font is asked whether it has a character by comparing its picture with that of a code that no
font has.
"""

import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

Font = ImageFont.FreeTypeFont
CELL = 24
# Colour emoji fonts hold pictures of this one size.
_BITMAP_SIZE = 109
_NOBODYS = "\U0010ffff"
_SAMPLES = {"chinese": "菜", "rare": "㐂", "emoji": "🍜"}
# By what they are good at: Chinese, then rare characters, symbols and emoji.
_WANTED = (
    "notosanscjk-regular.ttc", "notosanscjksc-regular.otf", "sourcehansanssc-regular.otf",
    "wqy-microhei.ttc", "wqy-zenhei.ttc", "droidsansfallbackfull.ttf", "droidsansfallback.ttf",
    "msyh.ttc", "simhei.ttf", "simsun.ttc", "pingfang.ttc", "stheiti medium.ttc",
    "hiragino sans gb.ttc", "uming.ttc", "notoserifcjk-regular.ttc", "simsunb.ttf",
    "hanamina.ttf", "notoemoji-regular.ttf", "notoemoji[wght].ttf", "symbola.ttf", "seguisym.ttf",
    "seguiemj.ttf", "apple symbols.ttf", "arial unicode.ttf", "dejavusans.ttf", "unifont.ttf",
    "unifont.otf", "notocoloremoji.ttf",
)  # fmt: skip


def font_for(char: str) -> Font | None:
    """The first font of this computer that has the character, None without one."""
    return next((font for font in _fonts() if _has(font, char)), None)


def list_missing() -> list[str]:
    """Which of "chinese", "rare" and "emoji" no font of this computer can draw."""
    return [kind for kind, sample in _SAMPLES.items() if font_for(sample) is None]


@lru_cache(maxsize=4096)
def _has(font: Font, char: str) -> bool:
    try:
        picture, nothing = font.getmask(char), font.getmask(_NOBODYS)
    except OSError:
        return False
    has_ink = picture.getbbox() is not None
    return has_ink and (picture.size, bytes(picture)) != (nothing.size, bytes(nothing))


@lru_cache(maxsize=1)
def _fonts() -> tuple[Font, ...]:
    found: dict[str, Path] = {}
    for path in _font_files():
        found.setdefault(path.name.lower(), path)
    loaded = (_load(found[name]) for name in _WANTED if name in found)
    return tuple(font for font in loaded if font is not None)


def _load(path: Path) -> Font | None:
    for size in (CELL, _BITMAP_SIZE):
        try:
            return ImageFont.truetype(str(path), size)
        except OSError:
            continue
    return None


def _font_files() -> Iterator[Path]:
    for folder in _folders():
        for parent, _folders_below, names in os.walk(folder):
            yield from (Path(parent) / name for name in names)


def _folders() -> list[Path]:
    if sys.platform == "win32":
        return [Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts")]
    home = Path("~").expanduser()
    shared = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
    return [*shared, home / ".local/share/fonts", home / ".fonts"]
