"""The printer's text state while bytes are decoded: style, character set, current line."""

from dataclasses import replace

from printer.decoded import Run
from printer.elements import NORMAL, Align, Size

_ALIGNS: tuple[Align, ...] = ("left", "center", "right")
_CODE_PAGES = {
    0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 16: "cp1252", 17: "cp866",
    18: "cp852", 19: "cp858",
}  # fmt: skip
_BROKEN = "\ufffd"
_TAB_COLUMNS = 8


class Pen:
    """Turns text bytes into runs of the style that is set; starts as a Chinese printer does."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self.reset()

    def reset(self) -> None:
        """Default style, Chinese mode on, as after ESC @."""
        self.align: Align = "left"
        self._style = Run("")
        self._chinese_size = NORMAL
        self._is_chinese = True
        self._code_page: str | None = "cp437"

    def set_align(self, value: int) -> None:
        """0 or '0' left, 1 or '1' centre, 2 or '2' right."""
        self.align = _ALIGNS[value % ord("0") % len(_ALIGNS)]

    def set_bold(self, value: int) -> None:
        """Bold by the lowest bit."""
        self._style = replace(self._style, bold=bool(value & 1))

    def set_underline(self, value: int) -> None:
        """Underline, 0 or '0' off."""
        self._style = replace(self._style, underline=bool(value % ord("0")))

    def set_inverse(self, value: int) -> None:
        """White on black by the lowest bit."""
        self._style = replace(self._style, inverse=bool(value & 1))

    def set_size(self, value: int) -> None:
        """GS !: width in the high, height in the low three bits, for all text."""
        self._set_all_sizes(Size((value >> 4 & 7) + 1, (value & 7) + 1))

    def set_mode(self, value: int) -> None:
        """ESC !: bold, double height, double width and underline in one byte."""
        bold, underline = bool(value & 0x08), bool(value & 0x80)
        self._style = replace(self._style, bold=bold, underline=underline)
        self._set_all_sizes(Size(1 + (value >> 5 & 1), 1 + (value >> 4 & 1)))

    def set_chinese_mode(self, value: int) -> None:
        """FS !: double width and height of Chinese characters only."""
        self._chinese_size = Size(1 + (value >> 2 & 1), 1 + (value >> 3 & 1))

    def set_chinese(self, is_chinese: bool) -> None:
        """Whether high bytes are GB18030 or the single-byte code page."""
        self._is_chinese = is_chinese

    def set_code_page(self, number: int) -> None:
        """ESC t: the single-byte code page; its characters are unknown when the page is."""
        self._code_page = _CODE_PAGES.get(number)

    def tab(self) -> None:
        """Moves to the next default tab stop."""
        column = sum(len(run.text) * run.size.width for run in self._runs)
        self._append(" " * (_TAB_COLUMNS - column % _TAB_COLUMNS), self._style)

    def write(self, payload: bytes, position: int) -> int:
        """Adds the character at `position` to the line; returns its number of bytes."""
        first = payload[position]
        if first < 0x80:
            self._append(chr(first), self._style)
            return 1
        if not self._is_chinese:
            raw = payload[position : position + 1]
            text = raw.decode(self._code_page, "replace") if self._code_page else _BROKEN
            self._append(text, self._style)
            return 1
        length = _gb_length(payload, position)
        text = payload[position : position + length].decode("gb18030", "replace")[:1]
        self._append(text, replace(self._style, size=self._chinese_size))
        return length

    def take_runs(self) -> tuple[Run, ...]:
        """The runs of the line so far; the next line starts empty."""
        runs, self._runs = tuple(self._runs), []
        return runs

    def _set_all_sizes(self, size: Size) -> None:
        self._style = replace(self._style, size=size)
        self._chinese_size = size

    def _append(self, text: str, style: Run) -> None:
        if self._runs and replace(self._runs[-1], text="") == style:
            self._runs[-1] = replace(style, text=self._runs[-1].text + text)
        else:
            self._runs.append(replace(style, text=text))


def _gb_length(payload: bytes, position: int) -> int:
    """Bytes of the GB18030 character at `position`; 1 when it is cut short by something else."""
    following = payload[position + 1 : position + 4]
    if not 0x81 <= payload[position] <= 0xFE or not following:
        return 1
    if 0x30 <= following[0] <= 0x39:
        is_whole = len(following) == 3 and 0x81 <= following[1] <= 0xFE
        return 4 if is_whole and 0x30 <= following[2] <= 0x39 else 1
    return 2 if 0x40 <= following[0] <= 0xFE and following[0] != 0x7F else 1
