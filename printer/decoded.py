"""What `decode` finds in a printer's bytes: lines with their style, pictures, codes and actions."""

from dataclasses import dataclass

from printer.elements import NORMAL, Align, Beep, Cut, Feed, Size


@dataclass(frozen=True)
class Run:
    """Text of one style within a line."""

    text: str
    size: Size = NORMAL
    bold: bool = False
    underline: bool = False
    inverse: bool = False


@dataclass(frozen=True)
class Line:
    """A printed line; without runs an empty one."""

    runs: tuple[Run, ...] = ()
    align: Align = "left"

    @property
    def text(self) -> str:
        """The line's words without their style."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class RuleLine:
    """A line of nothing but dashes or equals signs."""

    text: str


@dataclass(frozen=True)
class Qr:
    """A QR code that the printer draws itself from `content`."""

    content: bytes
    module_dots: int
    align: Align = "left"

    @property
    def text(self) -> str:
        """The content as text, for those codes that hold text."""
        return self.content.decode("utf-8", "replace")


@dataclass(frozen=True)
class Raster:
    """A picture: black on white PNG; `width` and `height` in dots on paper."""

    png: bytes
    width: int
    height: int
    align: Align = "left"


@dataclass(frozen=True)
class Barcode:
    """A bar code; `kind` is the number in its command, `height` in dots."""

    kind: int
    content: bytes
    height: int
    align: Align = "left"


@dataclass(frozen=True)
class Drawer:
    """A pulse that opens the cash drawer."""


@dataclass(frozen=True)
class StatusQuery:
    """A question to the printer, which prints nothing."""

    question: bytes


@dataclass(frozen=True)
class Unknown:
    """Bytes that no known command explains."""

    raw: bytes


Decoded = (
    Line | RuleLine | Qr | Raster | Barcode | Feed | Cut | Drawer | Beep | StatusQuery | Unknown
)
