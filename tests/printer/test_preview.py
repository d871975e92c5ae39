"""The preview's HTML: exact cells, escaped text, nothing that a strict CSP would refuse."""

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from printer.decode import decode
from printer.decoded import Drawer, Line, Qr, Raster, Run, Unknown
from printer.elements import BIG, Cut, Feed
from printer.encode import render
from printer.paper import MM58, MM80, Paper
from printer.preview import to_html
from tests.printer import samples


class _Page(HTMLParser):
    """Collects tags, attributes and text, and whether every tag is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag not in ("hr", "img", "path"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "path":
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_full_width_character_has_its_own_cell() -> None:
    html = to_html([Line((Run("a菜b", BIG, bold=True),), "center")], MM58)
    assert html == (
        '<div class="kf-paper kf-paper-58 kf-cols-32" lang="zh"><div class="kf-line kf-center">'
        '<span class="kf-run kf-w2 kf-h2 kf-bold"><span class="kf-glyphs">'
        'a<span class="kf-wide">菜</span>b</span></span></div></div>'
    )


def test_a_cut_between_two_slips_shows_and_the_last_one_is_the_paper_s_edge() -> None:
    html = to_html([Line((Run("a"),)), Cut(), Line((Run("b"),)), Cut()], MM80)
    assert html.count("kf-cut") == 1
    assert html.index("kf-cut") < html.index("b</span>")


def test_the_code_takes_its_share_of_the_paper() -> None:
    html = to_html([Qr(b"https://example.test", 6)], MM58)
    assert '<svg class="kf-qr" width="39%"' in html


def test_what_leaves_no_trace_is_named() -> None:
    html = to_html([Drawer(), Unknown(b"\x1b\x7f"), Feed(2)], MM58, "en")
    assert "Drawer opens" in html
    assert "Unknown command 1b 7f" in html
    assert html.count("kf-line") == 4


def test_the_page_keeps_to_a_strict_csp(paper: Paper) -> None:
    for document in samples.ALL:
        page = _Page(to_html(decode(render(document, paper)), paper))
        assert not page.open
        assert page.names <= {"div", "span", "hr", "svg", "path"}
        assert "style" not in page.attributes
        assert not [name for name in page.attributes if name.startswith("on")]


@given(st.text(), st.binary(max_size=200))
def test_hostile_text_stays_text(text: str, payload: bytes) -> None:
    hostile = "<script>\"'&</script>" + text.replace("\r", "")
    elements = [Line((Run(hostile),)), Unknown(payload), Qr(payload, 3), *decode(payload)]
    page = _Page(to_html(elements, MM58))
    assert not page.open
    assert page.names <= {"div", "span", "hr", "svg", "path", "img"}
    assert page.attributes <= {
        "class", "lang", "width", "viewbox", "role", "aria-label", "d", "alt", "src",
    }  # fmt: skip
    assert page.text.startswith(hostile) or "\x00" in hostile


def test_a_picture_is_a_data_address() -> None:
    html = to_html([Raster(b"png", 192, 10, "center")], MM58)
    assert re.search(r'<img class="kf-raster" width="50%" alt="" src="data:image/png;base64,', html)
