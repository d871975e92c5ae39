"""How amounts, days and times are written for people, in the language of the page.

Times are given on the shop's own clock, and shown with 24 hours in every language, as kitchens and
slips write them. What machines read (values of inputs, files, JSON) keeps its plain form.
"""

from datetime import date, datetime

from babel.dates import format_skeleton
from flask_babel import get_locale

from app.core import money


def yuan(fen: int) -> str:
    """An amount with two decimals, thousands apart, no sign of the currency: "1,832.00"."""
    return _grouped(money.show(fen))


def yuan_short(fen: int) -> str:
    """The same without trailing zeros: "1,832"."""
    return _grouped(money.short(fen))


def day(on: date) -> str:
    """A day with its year: "Nov 22, 2026", 2026年11月22日."""
    return _written("yMMMd", on)


def weekday(on: date) -> str:
    """A day near by: "Sun, Nov 29", 11月29日周日."""
    return _written("MMMEd", on)


def clock(at: datetime, *, seconds: bool = False) -> str:
    """The time of a day: "18:05", with seconds "18:05:09"."""
    return _written("Hms" if seconds else "Hm", at)


def moment(at: datetime, *, year: bool = True, seconds: bool = False) -> str:
    """Day and time; without the year where all are recent."""
    return f"{_written('yMMMd' if year else 'MMMd', at)} {clock(at, seconds=seconds)}"


def _grouped(amount: str) -> str:
    whole, point, rest = amount.partition(".")
    return f"{int(whole):,}{point}{rest}" if abs(int(whole)) >= 1000 else amount


def _written(skeleton: str, at: date) -> str:
    return format_skeleton(skeleton, at, locale=get_locale() or "en")
