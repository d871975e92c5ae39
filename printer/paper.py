"""The paper and the abilities of one printer, as far as layout and bytes depend on them."""

from dataclasses import dataclass
from typing import Literal

Encoding = Literal["gbk", "gb18030"]
# ESC/POS and TSPL are printers' own languages; the others are cloud services' tagged text.
Commands = Literal["escpos", "tspl", "feie", "xpyun", "yilianyun"]
TAGGED: tuple[Commands, ...] = ("feie", "xpyun", "yilianyun")


@dataclass(frozen=True)
class Paper:
    """One printer's paper.

    `columns` counts half-width characters in the normal size (a Chinese character takes two),
    `dots` is the printable width of the head. `buzzer` is the printer's own byte string for a beep,
    as the models differ; empty means that it has none. `density` is -2 (light) to 2 (dark), 0 what
    the printer itself is set to. `feed_lines` stand below a slip that is torn off by hand, and
    more than none are fed before a cut. A label printer has `label_mm`, width and height.
    """

    width_mm: Literal[58, 80]
    columns: int
    dots: int
    encoding: Encoding = "gbk"
    has_cutter: bool = True
    buzzer: bytes = b""
    commands: Commands = "escpos"
    copies: int = 1
    density: int = 0
    feed_lines: int | None = None
    has_drawer: bool = False
    label_mm: tuple[int, int] | None = None


MM58 = Paper(width_mm=58, columns=32, dots=384, has_cutter=False)
MM80 = Paper(width_mm=80, columns=48, dots=576)
