"""Every document: its bytes hold, its lines fit, none of its words is lost or becomes a command."""

import dataclasses
import types
from collections import Counter
from dataclasses import replace
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printer.charset import printable, text_width
from printer.decode import decode
from printer.decoded import Drawer, Line, Qr, Unknown
from printer.documents import Document, OpenDrawer, from_json, to_json
from printer.elements import TextLine
from printer.encode import render
from printer.labels import label
from printer.language import Language
from printer.layout import lay_out
from printer.paper import MM58, MM80
from printer.reports import Drawer as Till
from tests.printer import samples

# What of a document is an address for a machine and stands in a QR code, not in words.
_CODES = frozenset({"url"})
hostile = st.one_of(
    st.text(max_size=24),
    st.text(
        st.sampled_from("\x00\x07\n\x10\x14\x1b\x1c\x1d@pVBi(kA\x9b\u202e菜🍜䶮 "), max_size=30
    ),
    st.binary(max_size=24).map(lambda raw: raw.decode("latin-1")),
)


@st.composite
def hostile_papers(draw: st.DrawFn) -> tuple[Document, list[str]]:
    """A sample document with every text of it replaced, and those texts."""
    texts: list[str] = []

    def rebuilt(hint: Any, value: Any, name: str) -> Any:
        origin, choices = get_origin(hint), get_args(hint)
        if origin is Literal or name in _CODES or value is None:
            return value
        if origin in (Union, types.UnionType):
            return rebuilt(choices[0], value, name)
        if origin is tuple:
            kinds = choices[:1] * len(value) if choices[-1] is Ellipsis else choices
            pairs = zip(kinds, value, strict=True)
            return tuple(rebuilt(kind, part, name) for kind, part in pairs)
        if dataclasses.is_dataclass(hint):
            return record(value)
        if hint is str:
            texts.append(draw(hostile))
            return texts[-1]
        return value

    def is_kept(record_of_it: Any, name: str) -> bool:
        # Words about a code are the caption of that code: without the code nobody misses them.
        return name == "url_words" and not record_of_it.url

    def record(value: Any) -> Any:
        hints = get_type_hints(type(value))
        return replace(
            value,
            **{
                field.name: rebuilt(hints[field.name], getattr(value, field.name), field.name)
                for field in dataclasses.fields(value)
                if not is_kept(value, field.name)
            },
        )

    document = record(draw(st.sampled_from(samples.ALL)))
    return document, texts


@settings(max_examples=80)
@given(
    hostile_papers(),
    st.sampled_from(["zh", "en"]),
    st.integers(30, 48),
    st.sampled_from(["gbk", "gb18030"]),
)
def test_no_word_is_lost_none_is_a_command_and_every_line_fits(
    paper_and_texts: tuple[Document, list[str]], language: Language, columns: int, encoding: Any
) -> None:
    document, texts = paper_and_texts
    document = replace(document, language=language)  # type: ignore[call-arg]
    paper = replace(MM80, columns=columns, encoding=encoding)
    page = lay_out(document, paper)
    lines = [each for each in page if isinstance(each, TextLine)]
    for line in lines:
        assert text_width(line.text) * line.size.width <= columns
    shown = Counter("".join(line.text for line in lines).replace(" ", ""))
    wanted = Counter("".join(printable(text, encoding) for text in texts).replace(" ", ""))
    assert not wanted - shown
    found = decode(render(document, paper))
    assert not [each for each in found if isinstance(each, Unknown | Drawer)]
    allowed = {each.text for each in page if hasattr(each, "module_dots")}
    assert {each.text for each in found if isinstance(each, Qr)} <= allowed


@pytest.mark.parametrize("byte", range(256))
def test_no_byte_in_a_remark_ever_opens_the_drawer(byte: int) -> None:
    """Each byte alone, and before what would be a drawer's pulse if the byte were let through."""
    text = bytes([byte]).decode("latin-1")
    rest = f"{text}{text}\x10\x14\x01\x00\x01"
    # An English slip can be ASCII alone, for which the printer library has a shorter way.
    notes: dict[Language, str] = {
        "zh": f"{text}p\x00\x32\xfa{rest}",
        "en": f"{text}p\x00\x32\x32{rest}",
    }
    for language, note in notes.items():
        line = replace(samples.SLIP.lines[0], note=note)
        slip = replace(samples.SLIP, note=note, lines=(line,), language=language)
        found = decode(render(slip, MM80))
        assert not [each for each in found if isinstance(each, Drawer | Unknown)]


def test_the_drawer_opens_by_its_own_document_and_by_no_other() -> None:
    assert [each for each in decode(render(OpenDrawer(), MM80)) if isinstance(each, Drawer)]
    assert from_json(to_json(OpenDrawer())) == OpenDrawer()
    for document in samples.ALL:
        assert not [each for each in decode(render(document, MM58)) if isinstance(each, Drawer)]


def test_the_words_about_a_code_stand_under_it_and_not_without_it() -> None:
    invited = replace(samples.RECEIPT, url_words="扫码开发票")
    assert "扫码开发票" in _words(replace(invited, url="http://192.168.1.10:8000/i/1"))
    assert "扫码开发票" not in _words(invited)


def _words(document: Document) -> list[str]:
    return [e.text.strip() for e in decode(render(document, MM58)) if isinstance(e, Line)]


def test_a_waiting_number_is_the_largest_thing_on_its_ticket() -> None:
    lines = [e for e in decode(render(samples.QUEUE, MM58)) if isinstance(e, Line) and e.runs]
    largest = max(lines, key=lambda line: line.runs[0].size.width)
    assert (largest.text.strip(), largest.runs[0].size.width) == ("B007", 4)
    assert any("前面还有" in words and "3 桌" in words for words in _words(samples.QUEUE))


def test_the_kitchens_copy_tells_nothing_about_the_guest() -> None:
    words = " ".join(_words(replace(samples.TAKEOUT, copy_for="kitchen")))
    assert "138" not in words
    assert "张" not in words
    assert "示例路" not in words
    assert "封口签" not in words
    assert "封口签" in " ".join(_words(samples.TAKEOUT))


@pytest.mark.parametrize(
    ("counted", "key", "amount"),
    [(239_610, "exact", "0.00"), (239_500, "short", "-1.10"), (239_700, "over", "0.90")],
)
def test_a_till_that_is_short_says_so(counted: int, key: str, amount: str) -> None:
    assert samples.SHIFT.drawer is not None
    till: Till = replace(samples.SHIFT.drawer, counted_fen=counted)
    assert till.expected_fen == 239_610
    words = _words(replace(samples.SHIFT, drawer=till))
    [line] = [each for each in words if each.startswith(label("zh", key))]
    assert line.endswith(amount)


def test_a_blind_shift_report_does_not_say_what_should_be_there() -> None:
    words = " ".join(_words(replace(samples.SHIFT, is_blind=True)))
    assert "应有现金" not in words
    assert "短款" not in words
    assert "实点现金" in words


def test_a_day_that_is_not_closed_carries_no_z_number() -> None:
    assert any("Z000128" in words for words in _words(samples.DAY))
    open_day = _words(replace(samples.DAY, z_number=None))
    assert "营业概况 未日结" in open_day
    assert not any("日结号" in words for words in open_day)
