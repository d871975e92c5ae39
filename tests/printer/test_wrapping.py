"""Breaking text into lines."""

from hypothesis import given
from hypothesis import strategies as st

from printer.charset import printable, text_width
from printer.wrapping import pair, wrap


def test_words_stay_whole_and_chinese_breaks_anywhere() -> None:
    assert wrap("kung pao chicken", 10) == ["kung pao", "chicken"]
    assert wrap("独家薄荷鲜虾牛肉卷", 8) == ["独家薄荷", "鲜虾牛肉", "卷"]


def test_a_closing_mark_does_not_begin_a_line() -> None:
    assert wrap("先上米饭，好吗", 8) == ["先上米", "饭，好吗"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert wrap("a" * 7, 3) == ["aaa", "aaa", "a"]


def test_blanks_alone_give_no_line() -> None:
    assert wrap(" \u3000 ", 8) == []


def test_the_number_stands_at_the_right_edge_of_the_last_line() -> None:
    assert pair("宫保鸡丁", "×2", 16) == ["宫保鸡丁     ×2"]
    assert pair("abcd efgh", "38.00", 12) == ["abcd", "efgh   38.00"]


def test_a_number_that_leaves_no_room_gets_its_own_line() -> None:
    assert pair("abc", "1234567", 9) == ["abc", "  1234567"]


@given(st.text(), st.text(), st.integers(min_value=10, max_value=48))
def test_no_line_is_too_wide_and_nothing_is_lost(left: str, right: str, columns: int) -> None:
    left, right = printable(left, "gbk").strip(), printable(right, "gbk").strip()
    for lines, text in ((wrap(left, columns), left), (pair(left, right, columns), left + right)):
        assert all(text_width(line) <= columns for line in lines)
        assert "".join("".join(lines).split()) == "".join(text.split())
