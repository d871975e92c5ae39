"""The page under construction: takes any text and keeps only lines that fit its paper."""

from printer.charset import printable
from printer.elements import BIG, NORMAL, Align, Element, Rule, Size, TextLine
from printer.labels import label
from printer.language import Copy, Language
from printer.paper import Commands, Paper
from printer.templates import Template
from printer.wrapping import pair, wrap

_NO_TAGS = str.maketrans("<>@", "＜＞＠")
_TWINS: dict[Commands, dict[int, int]] = {
    "tspl": str.maketrans('"\\', "＂＼"),
    "feie": _NO_TAGS,
    "xpyun": _NO_TAGS,
    "yilianyun": _NO_TAGS,
}


class Sheet:
    """Collects the elements of one page for one paper."""

    def __init__(self, paper: Paper, template: Template | None = None) -> None:
        self.paper = paper
        self._template = template or Template()
        self._blocks: dict[str, list[Element]] = {"": []}
        self._block = ""

    def block(self, name: str) -> None:
        """What follows belongs to the named block, which the owner may move or leave out."""
        self._block = name
        self._blocks.setdefault(name, [])

    def size(self, block: str, usual: Size) -> Size:
        """The size that the owner gave a block, else its usual one."""
        return self._template.size(block, usual)

    def arranged(self) -> list[Element]:
        """All blocks as the owner wants them, between the owner's own header and footer."""
        template, blocks = self._template, dict(self._blocks)
        head, end = blocks.pop(""), blocks.pop("end", [])
        names = [name for name in template.order if name in blocks]
        names = _merged(names, list(blocks))
        body = [e for name in names if name not in template.off for e in blocks[name]]
        return [*head, *self._own(template.header), *body, *self._own(template.footer), *end]

    def _own(self, words: str) -> list[Element]:
        columns = self.paper.columns
        lines = [each for line in words.splitlines() for each in wrap(self.clean(line), columns)]
        return [TextLine(line, align="center") for line in lines]

    def clean(self, text: str) -> str:
        """`text` as this paper's printer can print it, without blanks at the ends.

        Marks that would be commands in the printer's language stand as their full-width twins.
        """
        shown = printable(text, self.paper.encoding).strip()
        twins = _TWINS.get(self.paper.commands)
        return shown.translate(twins) if twins else shown

    def add(self, element: Element) -> None:
        """Puts an element under the others."""
        self._blocks[self._block].append(element)

    def rule(self) -> None:
        """Puts a line from edge to edge."""
        self.add(Rule())

    def text(
        self,
        text: str,
        size: Size = NORMAL,
        *,
        bold: bool = False,
        align: Align = "left",
        inverse: bool = False,
    ) -> None:
        """Puts `text`, wrapped; nothing for an empty text."""
        columns = self.paper.columns // size.width
        if inverse:
            # A blank at each side keeps the strokes off the edge of the black box.
            lines = [f" {line} " for line in wrap(self.clean(text), columns - 2)]
        else:
            lines = wrap(self.clean(text), columns)
        for line in lines:
            self.add(TextLine(line, size, bold, align, inverse))

    def pair(self, left: str, right: str, size: Size = NORMAL, *, bold: bool = False) -> None:
        """Puts `left` at the left edge and `right` at the right edge of the last of its lines."""
        columns = self.paper.columns // size.width
        for line in pair(self.clean(left), self.clean(right), columns):
            self.add(TextLine(line, size, bold))

    def indented(self, text: str) -> None:
        """Puts small text that belongs to the line above, two columns in."""
        for line in wrap(self.clean(text), self.paper.columns - 2):
            self.add(TextLine(f"  {line}"))

    def add_copy_mark(self, copy: Copy, language: Language) -> None:
        """Puts the loud head of a second copy; nothing on a first one."""
        if copy:
            self.text(label(language, copy), BIG, bold=True, align="center", inverse=True)


def _merged(wanted: list[str], usual: list[str]) -> list[str]:
    """`wanted` first to last, with what it does not name behind its usual neighbour."""
    merged = list(wanted)
    for at, name in enumerate(usual):
        if name not in merged:
            before = [each for each in usual[:at] if each in merged]
            merged.insert(merged.index(before[-1]) + 1 if before else 0, name)
    return merged
