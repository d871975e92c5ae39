"""The owner's forms: blocks moved, sized and left out, but never what people need."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printer.charset import text_width
from printer.decode import decode
from printer.decoded import Line, Unknown
from printer.documents import kind_of
from printer.elements import BIG, TextLine
from printer.encode import render
from printer.layout import lay_out
from printer.paper import MM58, MM80
from printer.templates import BLOCKS, SIZES, Template, from_stored, to_stored
from tests.printer import samples

DOCUMENTS = {kind_of(each): each for each in (samples.SLIP, samples.PRE_BILL, samples.RECEIPT)}


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
    assert "宫保鸡丁" in shown
    assert form.off == {block.name for block in BLOCKS[kind] if not block.is_needed}
    if kind == "pre_bill":
        assert "未付款" in shown
    if kind == "kitchen_slip":
        assert "A03" in shown
        assert "孩子对花生过敏" in shown


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
@settings(max_examples=80, deadline=None)
def test_whatever_is_stored_prints_and_fits(kind: str, stored: dict[str, Any]) -> None:
    form = from_stored(kind, stored)
    assert from_stored(kind, to_stored(form)) == form
    for element in lay_out(DOCUMENTS[kind], MM58, template=form):
        if isinstance(element, TextLine):
            assert text_width(element.text) * element.size.width <= MM58.columns
    assert "宫保鸡丁" in " ".join(words(kind, form))
