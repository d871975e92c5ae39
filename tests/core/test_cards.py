"""Card numbers in what people type: hidden, and nothing else with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cards import hidden, is_card_number

# Numbers that the issuers publish for tests.
KNOWN = [
    "4111111111111111", "4222222222222", "5555555555554444", "378282246310005",
    "30569309025904", "3530111333300000", "6222021234567890128", "2223003122003222",
]  # fmt: skip
LEFT_ALONE = [
    "13800138000", "4111111111111112", "412345678901", "0000000000000000",
    "4200001234202603021234567890", "桌号 12，18 元", "2026-03-02 11:35:00", "",
    "9900000073916402x"[:-1],
]  # fmt: skip


def _number(head: str, length: int) -> str:
    body = head.ljust(length - 1, "7")[: length - 1]
    return next(body + str(last) for last in range(10) if is_card_number(body + str(last)))


@pytest.mark.parametrize("number", KNOWN)
@pytest.mark.parametrize("form", ["{}", "卡号{}，谢谢", "card {} exp 12/28", "a{}b", "1 {}"])
def test_a_card_number_is_hidden_wherever_it_stands(number: str, form: str) -> None:
    shown = hidden(form.format(number))
    assert number not in shown
    assert shown == form.format("****" + number[-4:])


@pytest.mark.parametrize("gap", [" ", "-", "\u00a0", ".", "–"])
def test_groups_are_put_together(gap: str) -> None:
    assert hidden(gap.join(["4111", "1111", "1111", "1111"])) == "****1111"
    assert hidden(f"2 份 {gap.join(['6222', '0212', '3456', '7890', '128'])}!") == "2 份 ****0128!"
    assert hidden("４１１１ １１１１ １１１１ １１１１") == "****1111"


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_no_card_number_stays(text: str) -> None:
    assert hidden(text) == text


@given(st.text(max_size=60))
def test_hiding_twice_is_hiding_once(text: str) -> None:
    assert hidden(hidden(text)) == hidden(text)
    assert len(hidden(text)) <= len(text)


@given(st.integers(13, 19), st.sampled_from("23456789"), st.text("0123456789 ,，张", max_size=8))
def test_every_length_is_found(length: int, head: str, before: str) -> None:
    number = _number(head, length)
    assert number not in hidden(f"{before}，{number}。")
