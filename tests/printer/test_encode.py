"""Documents as bytes: exact for one slip, and no text that becomes a command or gets lost."""

import csv
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printer.bill_lines import BillLine
from printer.charset import needs_drawing, printable, text_width
from printer.decode import decode
from printer.decoded import Decoded, Line, Qr, Raster, RuleLine, Unknown
from printer.documents import (
    Document,
    KitchenSlip,
    PreBill,
    Receipt,
    SlipLine,
)
from printer.elements import Beep, Cut, Feed, TextLine
from printer.encode import render
from printer.language import Copy, Language
from printer.layout import lay_out
from printer.paper import MM58, MM80, Paper
from tests.printer import samples

SMALL = KitchenSlip(
    station="热菜",
    table="A03",
    order_type="dine_in",
    order_number="#7",
    round=1,
    covers=None,
    placed_at="12:31",
    placed_by="Li",
    lines=(SlipLine("粥", (), "", 2),),
    slip_number=9,
)
hostile_text = st.one_of(
    st.text(max_size=40),
    st.text(
        st.sampled_from("\x00\x07\x0a\x10\x14\x1b\x1c\x1d@pVBi(kA\x9b\u202e\u200b菜 "), max_size=60
    ),
    st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")),
    st.binary(max_size=60).map(lambda raw: raw.decode("gb18030", "surrogateescape")),
)
fen = st.integers(min_value=-(10**9), max_value=10**9)
names = st.tuples(hostile_text, fen)


def test_the_exact_bytes_of_a_small_slip() -> None:
    assert render(SMALL, MM58) == b"".join(
        (
            b"\x1b@\x1c&",
            b"\x1ba\x01\x1d!\x01\x1bE\x01" + "热菜".encode("gbk") + b"\n",
            b"\x1ba\x00\x1d!\x11A03\n",
            b"\x1d!\x00\x1bE\x00" + "堂食 #7".encode("gbk") + b" " * 20 + b"12:31\n",
            b"-" * 32 + b"\n",
            b"\x1d!\x11\x1bE\x01\xd6\xe0" + b" " * 11 + b"\xa1\xc12\n",
            b"\x1bd\x01",
            b"\x1d!\x00\x1bE\x00" + b"-" * 32 + b"\n",
            b"12:31 Li" + b" " * 19 + "第9张".encode("gbk") + b"\n",
            b"\x1bd\x04\x1b@",
        )
    )


def test_cut_and_beep_come_from_the_printer() -> None:
    louder = replace(MM80, buzzer=b"\x1bB\x02\x02")
    found = decode(render(SMALL, louder))
    assert found[0] == Beep()
    assert found[-1] == Cut()
    assert Cut() not in decode(render(SMALL, MM58))


@pytest.mark.parametrize("document", samples.ALL, ids=lambda document: type(document).__name__)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("columns", [30, 32, 42, 48])
def test_no_line_is_wider_than_the_paper(
    document: Document, language: Language, columns: int
) -> None:
    page = lay_out(replace(document, language=language), replace(MM80, columns=columns))
    _assert_fits(page, columns)


def test_a_second_copy_says_so_first(paper: Paper) -> None:
    marks: dict[Copy, str] = {"reprint": "重打", "possible_copy": "可能重复"}
    for copy, mark in marks.items():
        for document in (samples.SLIP, samples.PRE_BILL, samples.RECEIPT):
            first = decode(render(replace(document, copy=copy), paper))[0]
            assert isinstance(first, Line)
            assert first.text.strip() == mark
            assert first.runs[0].inverse


def test_a_pre_bill_says_that_it_is_not_paid(paper: Paper) -> None:
    assert "预结单未付款" in _words(decode(render(samples.PRE_BILL, paper)))


def test_an_added_round_is_marked_and_a_first_one_is_not(paper: Paper) -> None:
    assert "加菜" in _words(decode(render(samples.SLIP, paper)))
    assert "加菜" not in _words(decode(render(replace(samples.SLIP, round=1), paper)))


def test_dish_table_and_quantity_are_the_largest(paper: Paper) -> None:
    lines = [found for found in decode(render(samples.SLIP, paper)) if isinstance(found, Line)]
    big = "".join(line.text for line in lines if line.runs[0].size.width == 2)
    assert "A03" in big
    assert "宫保鸡丁" in big
    assert "×2" in big


def test_the_test_page_has_a_ruler_and_a_code(paper: Paper) -> None:
    found = decode(render(samples.TEST_PAGE, paper))
    ruler = "".join(str(column % 10) for column in range(1, paper.columns + 1))
    assert ruler in [line.text for line in found if isinstance(line, Line)]
    assert [code.text for code in found if isinstance(code, Qr)]


@given(st.lists(hostile_text, min_size=6, max_size=6), st.lists(hostile_text, max_size=3))
@settings(max_examples=200)
def test_a_slip_with_any_text(texts: list[str], options: list[str]) -> None:
    station, table, placed_by, name, line_note, note = texts

    def slip(*fields: str) -> KitchenSlip:
        return KitchenSlip(
            station=fields[0],
            table=fields[1],
            order_type="dine_in",
            order_number="#1",
            round=2,
            covers=2,
            placed_at="12:00",
            placed_by=fields[2],
            lines=(SlipLine(fields[3], fields[6:], fields[4], 3),),
            note=fields[5],
            slip_number=1,
        )

    for paper in (MM58, MM80):
        _assert_harmless(slip, (station, table, placed_by, name, line_note, note, *options), paper)


@given(
    st.lists(hostile_text, min_size=12, max_size=12),
    st.lists(st.tuples(fen, fen, st.integers(1, 9999)), min_size=1, max_size=3),
    fen,
)
@settings(max_examples=200)
def test_a_receipt_with_any_text(
    texts: list[str], amounts: list[tuple[int, int, int]], total_fen: int
) -> None:
    def receipt(*fields: str) -> Receipt:
        return Receipt(
            shop=fields[0],
            table=fields[1],
            covers=4,
            order_numbers=(fields[2],),
            opened_at=fields[3],
            printed_at="13:00",
            lines=tuple(
                BillLine(fields[4], (fields[5],), fields[6], quantity, price_fen, amount_fen)
                for price_fen, amount_fen, quantity in amounts
            ),
            adjustments=((fields[7], -5),),
            total_fen=total_fen,
            payments=((fields[8], total_fen),),
            cashier=fields[9],
            address=fields[10],
            footer=fields[11],
        )

    for paper in (MM58, MM80):
        _assert_harmless(receipt, tuple(texts), paper)


def test_naughty_strings_in_every_field(shared_file: Callable[[str], Path], paper: Paper) -> None:
    naughty = json.loads(shared_file("badinput/blns.json").read_text("utf-8"))
    assert len(naughty) > 400
    for text in naughty:
        slip = replace(
            SMALL,
            station=text,
            table=text,
            placed_by=text,
            order_number=text,
            order_type=text,
            note=text,
            lines=(SlipLine(text, (text,), text, 1),),
        )
        bill = PreBill(text, text, 1, (text,), text, text, (), ((text, 1),), 1)
        for document, times in ((slip, 8), (bill, 6)):
            _assert_fits(lay_out(document, paper), paper.columns)
            found = decode(render(document, paper))
            assert _actions(found) <= {Feed, Cut}
            wanted = _bare(printable(text, paper.encoding))
            is_drawn = needs_drawing(wanted, paper.encoding)
            assert not wanted or is_drawn or _words(found).count(wanted) >= times


def test_every_real_dish_name_comes_back(shared_file: Callable[[str], Path], paper: Paper) -> None:
    with shared_file("menus/teddy_menu_zh.csv").open(encoding="utf-8-sig", newline="") as menu:
        dishes = [row["dishes_name"] for row in csv.DictReader(menu)]
    assert len(dishes) == 150
    for dish in dishes:
        found = decode(render(replace(SMALL, lines=(SlipLine(dish),)), paper))
        assert _bare(dish) in _words(found), dish


def _assert_harmless(
    document_of: Callable[..., Document], fields: tuple[str, ...], paper: Paper
) -> None:
    """The document keeps all text of its fields and has the commands of one with plain text."""
    document = document_of(*fields)
    plain = document_of(
        *("x" if printable(field, paper.encoding).strip() else "" for field in fields)
    )
    _assert_fits(lay_out(document, paper), paper.columns)
    payload, plain_payload = render(document, paper), render(plain, paper)
    found = decode(payload)
    drawn = [found for found in found if isinstance(found, Raster)]
    if not drawn:
        assert _command_bytes(payload) == _command_bytes(plain_payload)
    assert _actions(found) == _actions(decode(plain_payload)) <= {Feed, Cut}
    page = lay_out(document, paper)
    lines = [each for each in page if isinstance(each, TextLine)]
    assert len(drawn) == sum(needs_drawing(line.text, paper.encoding) for line in lines)
    words = _bare("".join(line.text for line in lines))
    for field in fields:
        assert _bare(printable(field, paper.encoding)) in words


def _assert_fits(page: tuple[object, ...], columns: int) -> None:
    for element in page:
        if isinstance(element, TextLine):
            assert text_width(element.text) * element.size.width <= columns, element


def _command_bytes(payload: bytes) -> Counter[int]:
    """How often each byte below 0x20 occurs, line ends aside: longer text has more of those."""
    return Counter(byte for byte in payload if byte < 0x20 and byte != 0x0A)


def _actions(found: list[Decoded]) -> set[type]:
    assert not [element for element in found if isinstance(element, Unknown)]
    return {type(element) for element in found} - {Line, RuleLine, Raster}


def _words(found: list[Decoded]) -> str:
    return _bare("".join(part.text for part in found if isinstance(part, Line | RuleLine | Qr)))


def _bare(text: str) -> str:
    return "".join(text.split())
