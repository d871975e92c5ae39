"""What a laid-out page is made of: lines that fit the paper, rules, QR codes, feeds and the cut."""

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Size:
    """How many times the normal character is drawn wide and high, 1 to 8."""

    width: int
    height: int


NORMAL = Size(1, 1)
WIDE = Size(2, 1)
TALL = Size(1, 2)
BIG = Size(2, 2)
HUGE = Size(4, 4)


@dataclass(frozen=True)
class TextLine:
    """One line of printable text; its width times the size never passes the paper's columns."""

    text: str
    size: Size = NORMAL
    bold: bool = False
    align: Align = "left"
    inverse: bool = False


@dataclass(frozen=True)
class Rule:
    """A line from edge to edge."""


@dataclass(frozen=True)
class QrCode:
    """A QR code in the middle of the paper; `module_dots` is the edge of one square in dots."""

    text: str
    module_dots: int = 6


@dataclass(frozen=True)
class Feed:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True)
class Cut:
    """The end of the slip: feeds past the knife and cuts."""


@dataclass(frozen=True)
class Beep:
    """The printer's buzzer."""


@dataclass(frozen=True)
class Pulse:
    """What opens the cash drawer at the printer."""


Element = TextLine | Rule | QrCode | Feed | Cut | Beep | Pulse
