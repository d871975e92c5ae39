"""Pages as the tagged text of cloud printers 飞鹅, 芯烨云 and 易联云."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from printer.charset import to_bytes
from printer.elements import Cut, Element, Feed, Pulse, QrCode, Rule, Size, TextLine
from printer.paper import Commands, Paper


@dataclass(frozen=True)
class _Dialect:
    """How one service writes sizes (by width and height), places, codes and ends of lines."""

    sizes: Mapping[tuple[int, int], tuple[str, str]]
    center: tuple[str, str]
    right: tuple[str, str]
    bold: tuple[str, str]
    end: str
    cut: str = ""
    drawer: str = ""
    # The service's one tag for text in the middle and twice as large.
    big_center: tuple[str, str] | None = None


def _pair(tag: str) -> tuple[str, str]:
    return f"<{tag}>", f"</{tag}>"


_DIALECTS: Mapping[Commands, _Dialect] = {
    "feie": _Dialect(
        sizes={(2, 2): _pair("B"), (1, 2): _pair("L"), (2, 1): _pair("W")},
        center=_pair("C"), right=_pair("RIGHT"), bold=_pair("BOLD"),
        end="<BR>", cut="<CUT>", drawer="<PLUGIN>", big_center=_pair("CB"),
    ),
    "xpyun": _Dialect(
        sizes={(2, 2): _pair("B"), (1, 2): _pair("HB"), (2, 1): _pair("WB")},
        center=_pair("C"), right=_pair("R"), bold=_pair("BOLD"),
        end="<BR>", cut="<CUT>", big_center=_pair("CB"),
    ),
    "yilianyun": _Dialect(
        sizes={(2, 2): _pair("FS2"), (1, 2): _pair("FH2"), (2, 1): _pair("FW2")},
        center=_pair("center"), right=_pair("right"), bold=_pair("FB"),
        end="\r\n",
    ),
}  # fmt: skip


def tagged_bytes(page: Iterable[Element], paper: Paper) -> bytes:
    """The page in the service's tags, UTF-8.

    The layout has taken the tags' own marks out of all text, so that no remark can be one.
    """
    dialect = _DIALECTS[paper.commands]
    return "".join(_tagged(element, paper, dialect) for element in page).encode()


def _tagged(element: Element, paper: Paper, dialect: _Dialect) -> str:
    match element:
        case TextLine():
            return _line(element, paper, dialect)
        case Rule():
            return "-" * paper.columns + dialect.end
        case QrCode():
            content = element.text.replace("<", "%3C").replace(">", "%3E")
            return f"<QR>{content}</QR>{dialect.end}"
        case Feed():
            return dialect.end * element.lines
        case Cut():
            return dialect.cut
        case Pulse():
            return dialect.drawer
        case _:
            return ""


def _line(line: TextLine, paper: Paper, dialect: _Dialect) -> str:
    # What the printer cannot print is a mark: these services take no pictures.
    text = to_bytes(line.text, paper.encoding).decode(paper.encoding)
    size = Size(min(line.size.width, 2), min(line.size.height, 2))
    wrappers = []
    is_big_center = size == Size(2, 2) and line.align == "center"
    if is_big_center and dialect.big_center:
        wrappers.append(dialect.big_center)
    else:
        if (size.width, size.height) in dialect.sizes:
            wrappers.append(dialect.sizes[size.width, size.height])
        if line.align == "center":
            wrappers.append(dialect.center)
        elif line.align == "right":
            wrappers.append(dialect.right)
    if line.bold:
        wrappers.append(dialect.bold)
    for before, after in wrappers:
        text = f"{before}{text}{after}"
    return text + dialect.end
