"""Breaking printable text into lines by the width of its characters; only blanks are dropped."""

from collections.abc import Iterator

from printer.charset import char_width, text_width

_NEVER_FIRST = frozenset("，。、；：？！）】》”’…,.;:?!)]}%")
_NEVER_LAST = frozenset("（【《“‘([{￥$")


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most `columns` columns, broken at blanks or between Chinese characters.

    Closing marks stay with what they close where that fits. A word longer than a line is cut. Text
    of blanks only gives no line.
    """
    words = text.split()
    whole = " ".join(words)
    if text_width(whole) <= columns:
        return [whole] if whole else []
    lines: list[str] = []
    line = ""
    for word in words:
        gap = " " if line else ""
        for piece in _pieces(word):
            if text_width(line) + len(gap) + text_width(piece) <= columns:
                line += gap + piece
            else:
                if line:
                    lines.append(line)
                *full, line = _cut(piece, columns)
                lines.extend(full)
            gap = ""
    return [*lines, line] if line else lines


def pair(left: str, right: str, columns: int) -> list[str]:
    """`left` wrapped beside `right`, which stands at the right edge of the last line.

    When too little room would be left for `left`, `right` goes on lines of its own.
    """
    room = columns - text_width(right) - 1
    if not right:
        return wrap(left, columns)
    if room < columns // 3:
        return wrap(left, columns) + [pad_left(line, columns) for line in wrap(right, columns)]
    *lines, last = wrap(left, room) or [""]
    return [*lines, last + pad_left(right, columns - text_width(last))]


def pad_left(text: str, columns: int) -> str:
    """`text` at the right edge of `columns` columns."""
    return " " * (columns - text_width(text)) + text


def _pieces(word: str) -> Iterator[str]:
    """Parts of a word between which a line may break."""
    piece = ""
    for char in word:
        if piece and _may_break(piece[-1], char):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    return not (before.isascii() and after.isascii())


def _cut(piece: str, columns: int) -> list[str]:
    lines = [""]
    width = 0
    for char in piece:
        if width + char_width(char) > columns:
            lines.append("")
            width = 0
        lines[-1] += char
        width += char_width(char)
    return lines
