"""Card numbers never enter: one that is typed into a note is hidden before anything is kept.

The shop takes no cards, so it never needs one; what is not kept cannot be lost (PCI DSS 3.3, 3.4).
"""

import re

# Groups of digits as they stand on a card: alone, or with one space, dot or dash between them.
_RUN = re.compile(r"\d+(?:[ \u00a0.\-\u2010-\u2015]\d+)*")
_GROUP = re.compile(r"\d+")
_SHORTEST, _LONGEST = 13, 19
_SHOWN = 4


def hidden(text: str) -> str:
    """`text` with all but the last four digits of every card number left out.

    A card number has 13 to 19 digits, begins with no zero and passes the check of Luhn
    (ISO/IEC 7812-1). Longer numbers, such as those of payments, are left alone.
    """
    return _RUN.sub(_hidden_run, text)


def is_card_number(digits: str) -> bool:
    """Whether a row of digits is built as card numbers are."""
    if not _SHORTEST <= len(digits) <= _LONGEST or digits.startswith("0"):
        return False
    doubled = [2 * int(each) for each in digits[-2::-2]]
    others = [int(each) for each in digits[::-2]]
    return (sum(others) + sum(each - 9 if each > 9 else each for each in doubled)) % 10 == 0


def _hidden_run(found: re.Match[str]) -> str:
    """A run of groups, in which some neighbours together may be a card number."""
    run = found[0]
    groups = [(each.start(), each.end()) for each in _GROUP.finditer(run)]
    shown, at, first = "", 0, 0
    while first < len(groups):
        end = _end_of_number(run, groups, first)
        if end is None:
            first += 1
            continue
        digits = _digits(run[groups[first][0] : groups[end][1]])
        shown += run[at : groups[first][0]] + "*" * _SHOWN + digits[-_SHOWN:]
        at, first = groups[end][1], end + 1
    return shown + run[at:]


def _end_of_number(run: str, groups: list[tuple[int, int]], first: int) -> int | None:
    """The last group of the longest card number that begins with the group `first`."""
    for last in range(len(groups) - 1, first - 1, -1):
        if is_card_number(_digits(run[groups[first][0] : groups[last][1]])):
            return last
    return None


def _digits(text: str) -> str:
    """The digits alone, those of full width as plain ones."""
    return "".join(str(int(each)) for each in text if each.isdecimal())
