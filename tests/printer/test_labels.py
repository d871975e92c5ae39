"""Cup labels: of their own size, in TSPL and ESC/POS, drawn from the printer's bytes."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from printer.charset import text_width
from printer.decode import decode
from printer.decoded import Line, Unknown
from printer.elements import Cut
from printer.encode import NEXT_LABEL, render
from printer.paper import MM58
from printer.preview import job_to_html
from printer.specimens import specimens
from printer.tspl import label_paper
from tests.printer import samples

SIZES = ((40, 30), (60, 40), (30, 20))


def pictures(html: str) -> list[ET.Element]:
    """The labels of a preview."""
    # Ours, escaped by the preview: what is no XML fails here.
    return ET.fromstring(html).findall("svg")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_label_is_drawn_in_its_own_size_with_all_its_words(
    size: tuple[int, int], language: str
) -> None:
    paper = label_paper(*size, MM58)
    cup = specimens(language)["cup_label"]
    drawn = pictures(job_to_html(render(cup, paper), paper))
    words = [text.text or "" for each in drawn for text in each.findall("text")]
    said = "".join(words).replace(" ", "")
    assert drawn
    for each in drawn:
        assert (each.get("width"), each.get("height")) == (str(size[0] * 8), str(size[1] * 8))
        for text in each.findall("text"):
            place = re.search(r"translate\((\d+) (\d+)\) scale\((\d)", text.get("transform") or "")
            assert place is not None
            width = text_width(text.text or "") * 12 * int(place[3])
            assert int(place[1]) + width <= size[0] * 8
            assert int(place[2]) < size[1] * 8
    for word in (cup.number, cup.dish, *cup.options):
        assert word.replace(" ", "") in said


def test_hostile_words_are_text_on_a_label() -> None:
    paper = label_paper(60, 40, MM58)
    evil = replace(samples.CUP, dish='<b>"\r\nPRINT 9,9\r\n</svg>', note="<script>")
    drawn = pictures(job_to_html(render(evil, paper), paper))
    assert {child.tag for each in drawn for child in each} <= {"title", "text", "rect", "image"}
    assert len(drawn) == len(pictures(job_to_html(render(samples.CUP, paper), paper)))


def test_what_the_printers_font_lacks_is_a_picture_on_the_label() -> None:
    paper = label_paper(60, 40, MM58)
    emoji = replace(samples.CUP, dish="奶茶🧋")
    drawn = pictures(job_to_html(render(emoji, paper), paper))
    assert [image.tag for each in drawn for image in each.findall("image")] == ["image"]


def test_an_escpos_label_printer_feeds_to_the_next_label() -> None:
    paper = label_paper(40, 30, MM58, "escpos")
    job = render(samples.CUP, replace(paper, copies=2))
    assert job.count(NEXT_LABEL) == 2
    found = decode(job)
    assert not any(isinstance(each, Unknown) for each in found)
    assert sum(isinstance(each, Cut) for each in found) == 2
    lines = [each for each in found if isinstance(each, Line)]
    widths = [sum(text_width(run.text) * run.size.width for run in each.runs) for each in lines]
    assert max(widths) <= paper.columns == 25
