"""ESC/POS bytes back into what stands on the paper: oracle of the tests, source of the preview.

Command lengths and bits follow the published ESC/POS references; what is not known stays visible as
`Unknown` and never swallows the text behind it.
"""

from collections.abc import Callable

from printer.decoded import (
    Barcode,
    Decoded,
    Drawer,
    Line,
    Qr,
    Raster,
    RuleLine,
    StatusQuery,
    Unknown,
)
from printer.elements import Beep, Cut, Feed
from printer.pen import Pen
from printer.raster import columns_to_png, rows_to_png

_DLE, _LF = 0x10, 0x0A
_PREFIXES = frozenset((_DLE, 0x1B, 0x1C, 0x1D))
_RULE_COLUMNS = 16
_LINE_DOTS = 30
# Bytes that set something a preview cannot show: code tables, spacing, margins, smoothing.
_SILENT = {
    b"\x1bM": 1, b"\x1bR": 1, b"\x1b2": 0, b"\x1b3": 1, b"\x1b ": 1, b"\x1b$": 2, b"\x1b\\": 2,
    b"\x1b{": 1, b"\x1bV": 1, b"\x1br": 1, b"\x1b=": 1, b"\x1bc": 2, b"\x1bS": 0, b"\x1bL": 0,
    b"\x1bT": 1, b"\x1bW": 8, b"\x1de": 1, b"\x1dw": 1, b"\x1dH": 1, b"\x1df": 1, b"\x1dL": 2,
    b"\x1dW": 2, b"\x1dP": 2, b"\x1db": 1, b"\x1cC": 1, b"\x1cS": 2,
}  # fmt: skip


def decode(payload: bytes) -> list[Decoded]:
    """What a printer would put on paper for these bytes, and what else it would do, in order."""
    return _Decoder(payload).run()


class _TruncatedError(Exception):
    """The bytes end inside a command."""


class _Decoder:
    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self._position = 0
        self._found: list[Decoded] = []
        self._pen = Pen()
        self._barcode_height = 162
        self._qr_content, self._qr_module_dots = b"", 3
        self._graphics: Raster | None = None
        # A bit image stands in the line buffer, so the line end behind it is its own.
        self._has_bit_image = False
        self._commands = self._command_table()
        self._long_commands: dict[bytes, Callable[[], None]] = {
            b"\x1dV": self._cut,
            b"\x1dk": self._barcode,
            b"\x1d(": self._group,
            b"\x1b(": self._group,
            b"\x1c(": self._group,
            b"\x1dv": self._raster,
            b"\x1b*": self._bit_image,
            b"\x1bD": self._tab_stops,
            b"\x10\x14": self._realtime_pulse,
        }

    def run(self) -> list[Decoded]:
        while self._position < len(self._payload):
            start = self._position
            try:
                self._step()
            except _TruncatedError:
                self._add(Unknown(self._payload[start:]))
                self._position = len(self._payload)
        self._end_line(only_with_text=True)
        return self._found

    def _command_table(self) -> dict[bytes, tuple[int, Callable[[bytes], None]]]:
        """Commands of a fixed number of argument bytes."""
        pen = self._pen
        return {
            b"\x1b@": (0, lambda _: pen.reset()),
            b"\x1ba": (1, lambda args: pen.set_align(args[0])),
            b"\x1bE": (1, lambda args: pen.set_bold(args[0])),
            b"\x1bG": (1, lambda args: pen.set_bold(args[0])),
            b"\x1b-": (1, lambda args: pen.set_underline(args[0])),
            b"\x1b!": (1, lambda args: pen.set_mode(args[0])),
            b"\x1bt": (1, lambda args: pen.set_code_page(args[0])),
            b"\x1d!": (1, lambda args: pen.set_size(args[0])),
            b"\x1dB": (1, lambda args: pen.set_inverse(args[0])),
            b"\x1c&": (0, lambda _: pen.set_chinese(True)),
            b"\x1c.": (0, lambda _: pen.set_chinese(False)),
            b"\x1c!": (1, lambda args: pen.set_chinese_mode(args[0])),
            b"\x1cW": (1, lambda args: pen.set_chinese_mode(0x0C if args[0] & 1 else 0)),
            b"\x1c-": (1, lambda args: pen.set_underline(args[0])),
            b"\x1bd": (1, lambda args: self._add(Feed(args[0]))),
            b"\x1bJ": (1, lambda args: self._add(Feed(round(args[0] / _LINE_DOTS)))),
            b"\x1bp": (3, lambda _: self._add(Drawer())),
            b"\x1bB": (2, lambda _: self._add(Beep())),
            b"\x1bC": (3, lambda _: self._add(Beep())),
            b"\x1bi": (0, lambda _: self._add(Cut())),
            b"\x1bm": (0, lambda _: self._add(Cut())),
            # The next label begins: where one is torn off.
            b"\x1d\x0c": (0, lambda _: self._add(Cut())),
            b"\x1dh": (1, self._set_barcode_height),
            b"\x1dr": (1, lambda args: self._found.append(StatusQuery(b"\x1dr" + args))),
            b"\x1da": (1, lambda args: self._found.append(StatusQuery(b"\x1da" + args))),
            b"\x1dI": (1, lambda args: self._found.append(StatusQuery(b"\x1dI" + args))),
            b"\x10\x04": (1, lambda args: self._found.append(StatusQuery(b"\x10\x04" + args))),
            b"\x10\x05": (1, lambda args: self._found.append(StatusQuery(b"\x10\x05" + args))),
        }

    def _step(self) -> None:
        byte = self._payload[self._position]
        if byte in _PREFIXES:
            self._command()
        elif byte == _LF:
            self._position += 1
            self._end_line(only_with_text=self._has_bit_image)
            self._has_bit_image = False
        elif byte == 0x09:
            self._position += 1
            self._pen.tab()
        elif byte in (0x00, 0x0D):
            self._position += 1
        elif byte == 0x07:
            self._position += 1
            self._add(Beep())
        elif byte < 0x20 or byte == 0x7F:
            self._add(Unknown(self._take(1)))
        else:
            self._position += self._pen.write(self._payload, self._position)

    def _command(self) -> None:
        name = self._take(2)
        if name in self._commands:
            count, act = self._commands[name]
            act(self._take(count))
        elif name in _SILENT:
            self._take(_SILENT[name])
        elif name in self._long_commands:
            self._long_commands[name]()
        else:
            self._add(Unknown(name))

    def _take(self, count: int) -> bytes:
        end = self._position + count
        if end > len(self._payload):
            raise _TruncatedError
        taken = self._payload[self._position : end]
        self._position = end
        return taken

    def _take_until_zero(self) -> bytes:
        end = self._payload.find(b"\x00", self._position)
        if end < 0:
            raise _TruncatedError
        return self._take(end + 1 - self._position)[:-1]

    def _add(self, found: Decoded) -> None:
        """Adds what stands below the line so far, which is printed first."""
        self._end_line(only_with_text=True)
        self._found.append(found)

    def _end_line(self, *, only_with_text: bool = False) -> None:
        runs = self._pen.take_runs()
        if only_with_text and not runs:
            return
        line = Line(runs, self._pen.align)
        text = line.text.strip()
        is_rule = len(text) >= _RULE_COLUMNS and (set(text) in ({"-"}, {"="}))
        self._found.append(RuleLine(text) if is_rule else line)

    def _set_barcode_height(self, args: bytes) -> None:
        self._barcode_height = args[0]

    def _cut(self) -> None:
        mode = self._take(1)
        if mode in (b"A", b"B", b"a", b"b", b"g", b"h"):
            self._take(1)
        self._add(Cut())

    def _barcode(self) -> None:
        kind = self._take(1)[0]
        content = self._take(self._take(1)[0]) if kind >= ord("A") else self._take_until_zero()
        self._add(Barcode(kind, content, self._barcode_height, self._pen.align))

    def _tab_stops(self) -> None:
        self._take_until_zero()

    def _realtime_pulse(self) -> None:
        function = self._take(1)
        arguments = self._take(2)
        if function == b"\x01":
            self._add(Drawer())
        else:
            self._add(Unknown(b"\x10\x14" + function + arguments))

    def _raster(self) -> None:
        head = self._take(6)
        width_bytes = int.from_bytes(head[2:4], "little")
        height = int.from_bytes(head[4:6], "little")
        bits = self._take(width_bytes * height)
        if not bits:
            self._add(Unknown(b"\x1dv" + head))
            return
        across, down = 1 + (head[1] & 1), 1 + (head[1] >> 1 & 1)
        png = rows_to_png(bits, width_bytes, height)
        self._add(Raster(png, width_bytes * 8 * across, height * down, self._pen.align))

    def _bit_image(self) -> None:
        head = self._take(3)
        width = int.from_bytes(head[1:3], "little")
        column_bytes = 3 if head[0] in (32, 33) else 1
        bits = self._take(width * column_bytes)
        if bits:
            png = columns_to_png(bits, width, column_bytes)
            self._has_bit_image = True
            self._add(Raster(png, width, column_bytes * 8, self._pen.align))

    def _group(self) -> None:
        """GS ( x, ESC ( x, FS ( x: a letter, a length and that many bytes."""
        prefix = self._payload[self._position - 2 : self._position]
        letter = self._take(1)
        content = self._take(int.from_bytes(self._take(2), "little"))
        name = prefix + letter
        if name == b"\x1d(k" and content[:1] == b"1":
            self._qr(content)
        elif name == b"\x1d(L":
            self._graphic(content)
        elif name == b"\x1b(A":
            self._add(Beep())
        else:
            self._add(Unknown(name + len(content).to_bytes(2, "little") + content))

    def _qr(self, content: bytes) -> None:
        function, arguments = content[1:2], content[2:]
        if function == b"C" and arguments:
            self._qr_module_dots = arguments[0]
        elif function == b"P":
            self._qr_content = arguments[1:]
        elif function == b"Q":
            self._add(Qr(self._qr_content, self._qr_module_dots, self._pen.align))

    def _graphic(self, content: bytes) -> None:
        function = content[1:2]
        if function in (b"2", b"\x02"):
            if self._graphics:
                self._add(self._graphics)
        elif function == b"p" and len(content) > 10:
            width_bytes = (int.from_bytes(content[6:8], "little") + 7) // 8
            height = int.from_bytes(content[8:10], "little")
            bits = content[10 : 10 + width_bytes * height]
            if bits and len(bits) == width_bytes * height:
                png = rows_to_png(bits, width_bytes, height)
                self._graphics = Raster(png, width_bytes * 8, height, self._pen.align)
