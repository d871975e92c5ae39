"""The paper and the abilities of one printer, as far as layout and bytes depend on them."""

from dataclasses import dataclass
from typing import Literal

Encoding = Literal["gbk", "gb18030"]


@dataclass(frozen=True)
class Paper:
    """One printer's paper.

    `columns` counts half-width characters in the normal size (a Chinese character takes two),
    `dots` is the printable width of the head. `buzzer` is the printer's own byte string for a beep,
    as the models differ; empty means that it has none.
    """

    width_mm: Literal[58, 80]
    columns: int
    dots: int
    encoding: Encoding = "gbk"
    has_cutter: bool = True
    buzzer: bytes = b""


MM58 = Paper(width_mm=58, columns=32, dots=384, has_cutter=False)
MM80 = Paper(width_mm=80, columns=48, dots=576)
