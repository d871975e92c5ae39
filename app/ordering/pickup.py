"""Pick-up numbers 取餐号, worked out without a database."""

_TEN = "0123456789"


def nth_code(nth: int, *, prefix: str, first: int, width: int, skipped: str) -> str:
    """The `nth` (from 1) number of a business day, such as "A012".

    Counting begins at `first`, leaves out every number with a digit of `skipped` (1-9; never 0,
    with which numbers are filled up to `width` digits), and goes on beyond the range when a day has
    more guests than it: two guests never hold the same number.
    """
    digits = "".join(digit for digit in _TEN if digit == "0" or digit not in skipped)
    if len(digits) == 1:
        raise ValueError("no digit is left to count with")
    number = _number(_rank(first, digits) + nth - 1, digits)
    return prefix + str(number).zfill(width)


def _number(rank: int, digits: str) -> int:
    """The number at place `rank` (from 0) among those written with `digits` alone."""
    text = ""
    base = len(digits)
    while rank:
        rank, digit = divmod(rank, base)
        text = digits[digit] + text
    return int(text or "0")


def _rank(number: int, digits: str) -> int:
    """How many numbers below `number` are written with `digits` alone."""
    low, high = 0, number
    while low < high:
        middle = (low + high) // 2
        if _number(middle, digits) < number:
            low = middle + 1
        else:
            high = middle
    return low
