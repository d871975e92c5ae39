"""Which passwords, PINs and user names are good enough."""

import pytest

from app.staff import rules

POOR_PASSWORDS = (
    "short12",
    "password",
    "Password1!",
    "P@ssw0rd2026",
    "12345678",
    "87654321",
    "11111111",
    "abcabcabc",
    "qwertyuiop",
    "1qaz2wsx",
    "admin2026",
    "kaifan88",
    "52013140",
)
POOR_PINS = ("12345", "1234567", "12345a", "000000", "123456", "654321", "121212", "123123")


@pytest.mark.parametrize("password", POOR_PASSWORDS)
def test_what_anybody_would_try_first_is_refused(password: str) -> None:
    assert rules.password_problem(password)


@pytest.mark.parametrize(
    "password", ["correct horse 42", "麻辣香锅加一份米饭", "tkw7rhzm", "     x y z", "y" + 99 * "x"]
)
def test_no_kind_of_character_is_demanded_or_forbidden(password: str) -> None:
    assert rules.password_problem(password) is None


def test_a_password_is_not_the_person_s_name() -> None:
    assert rules.password_problem("xiaowang88", ("xiaowang", "小王"))
    assert rules.password_problem("xiaowang88 rides", ("xiaowang",)) is None


@pytest.mark.parametrize("pin", [*POOR_PINS, "１２３７８９", ""])
def test_pins_that_are_guessed_first_are_refused(pin: str) -> None:
    assert rules.pin_problem(pin)


def test_an_ordinary_pin_will_do() -> None:
    assert rules.pin_problem("528491") is None


@pytest.mark.parametrize("name", ["a", "小王", "with space", "-x", "A1", "x" * 41, "<b>"])
def test_a_user_name_is_plain(name: str) -> None:
    assert rules.username_problem(name)
    assert rules.username_problem("xiao.wang-2") is None
