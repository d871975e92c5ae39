"""The owner's forms: blocks moved, sized and left out, but never what people need."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printer.charset import text_width
from printer.decode import decode
from printer.decoded import Line, Unknown
from printer.documents import form_of
from printer.elements import BIG, TextLine
from printer.encode import render
from printer.layout import lay_out
from printer.paper import MM58, MM80
from printer.templates import BLOCKS, SIZES, Template, from_stored, to_stored
from tests.printer import samples

DOCUMENTS = {
    form_of(each): each
    for each in (
        samples.SLIP, replace(samples.SLIP, purpose="void"), replace(samples.SLIP, purpose="rush"),
        samples.PRE_BILL, samples.RECEIPT, samples.TAKEOUT, samples.CUP, samples.PICKUP,
        samples.QUEUE, samples.SHIFT, samples.DAY, samples.CARD,
    )
}  # fmt: skip
# Parts of which the samples have nothing.
EMPTY = {
    ("receipt", "code"), ("pickup_number", "thanks"), ("queue_ticket", "thanks"),
    ("day_report", "note"),
}  # fmt: skip
# What nobody can do without on each kind.
NEEDED = {
    "kitchen_slip": ("宫保鸡丁", "A03", "孩子对花生过敏"),
    "void_slip": ("宫保鸡丁", "A03", "孩子对花生过敏", "退菜"),
    "change_slip": ("宫保鸡丁", "A03", "孩子对花生过敏", "催"),
    "pre_bill": ("宫保鸡丁", "未付款", "1359.50"),
    "receipt": ("宫保鸡丁", "1359.50", "现金"),
    "takeout_slip": ("宫保鸡丁", "#12", "放门口", "12:30-12:45", "138****0000", "2 单元"),
    "cup_label": ("杨枝甘露", "A012", "少冰", "不要西米"),
    "pickup_number": ("A012", "12:45"),
    "queue_ticket": ("B007", "中桌"),
    "shift_report": ("前台", "退菜", "2395.00", "少一角"),
    "day_report": ("Z000128", "退菜", "2395.00"),
    "table_card": ("A03",),
}


def words(kind: str, template: Template) -> list[str]:
    found = decode(render(DOCUMENTS[kind], MM80, template=template))
    assert not [each for each in found if isinstance(each, Unknown)]
    return [each.text.strip() for each in found if isinstance(each, Line) and each.text.strip()]


@pytest.mark.parametrize("kind", BLOCKS)
def test_an_empty_form_changes_nothing(kind: str) -> None:
    for paper in (MM58, MM80):
        plain = render(DOCUMENTS[kind], paper)
        assert render(DOCUMENTS[kind], paper, template=Template()) == plain
        usual = tuple(block.name for block in BLOCKS[kind])
        assert render(DOCUMENTS[kind], paper, template=Template(order=usual)) == plain


def test_a_block_is_moved_left_out_and_sized() -> None:
    usual = words("receipt", Template())
    others = [block.name for block in BLOCKS["receipt"] if block.name != "lines"]
    moved = words("receipt", Template(order=("lines", *others)))
    assert usual.index("开饭小馆") < usual.index("结账单")
    assert moved.index("开饭小馆") > next(i for i, w in enumerate(moved) if w.startswith("菜品"))
    assert sorted(moved) == sorted(usual)
    assert not any("收银员" in w for w in words("receipt", Template(off=frozenset({"cashier"}))))
    page = lay_out(samples.SLIP, MM80, template=Template(sizes=(("station", "big"),)))
    [station] = [e for e in page if isinstance(e, TextLine) and e.text == "热菜"]
    assert station.size == BIG


def test_the_owners_words_stand_above_and_below() -> None:
    form = Template(header="会员日\n满百减十", footer="微信：示例")
    shown = words("receipt", form)
    assert shown[:2] == ["会员日", "满百减十"]
    assert shown[-1] == "微信：示例"


@pytest.mark.parametrize("kind", BLOCKS)
def test_what_is_needed_cannot_be_left_out(kind: str) -> None:
    names = [block.name for block in BLOCKS[kind]]
    form = from_stored(kind, {"off": names})
    shown = " ".join(words(kind, form))
    assert not [each for each in NEEDED[kind] if each not in shown]
    assert form.off == {block.name for block in BLOCKS[kind] if not block.is_needed}


@pytest.mark.parametrize("kind", BLOCKS)
def test_every_part_is_on_the_paper_and_goes_when_it_is_left_out(kind: str) -> None:
    usual = lay_out(DOCUMENTS[kind], MM80)
    for block in BLOCKS[kind]:
        without = lay_out(DOCUMENTS[kind], MM80, template=Template(off=frozenset({block.name})))
        is_empty_here = (kind, block.name) in EMPTY
        assert (without == usual) is is_empty_here


@given(
    st.sampled_from(list(BLOCKS)),
    st.dictionaries(
        st.sampled_from(["header", "footer", "order", "off", "sizes", "else"]),
        st.one_of(
            st.none(),
            st.text(max_size=30),
            st.lists(st.sampled_from(["station", "dishes", "lines", "total", "nonsense"])),
            st.dictionaries(st.sampled_from(["dishes", "shop"]), st.sampled_from([*SIZES, "x"])),
            st.integers(),
        ),
    ),
)
@settings(max_examples=80)
def test_whatever_is_stored_prints_and_fits(kind: str, stored: dict[str, Any]) -> None:
    form = from_stored(kind, stored)
    assert from_stored(kind, to_stored(form)) == form
    for element in lay_out(DOCUMENTS[kind], MM58, template=form):
        if isinstance(element, TextLine):
            assert text_width(element.text) * element.size.width <= MM58.columns
    assert not [each for each in NEEDED[kind] if each not in " ".join(words(kind, form))]
