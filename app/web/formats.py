"""How amounts, days and times are written for people, in the language of the page.

Times are given on the shop's own clock, and shown with 24 hours in every language, as kitchens and
slips write them. What machines read (values of inputs, files, JSON) keeps its plain form.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_skeleton
from flask_babel import get_locale

from app.core import money


def yuan(fen: int) -> str:
    """An amount with two decimals, thousands apart, no sign of the currency: "1,832.00"."""
    return _grouped(money.show(fen))


def yuan_short(fen: int) -> str:
    """The same without trailing zeros: "1,832"."""
    return _grouped(money.short(fen))


def named(thing: Any) -> str:
    """What a dish, option, area or the like is called in the language of the page."""
    is_english = str(get_locale()) == "en"
    return str((is_english and _of(thing, "name_en")) or _of(thing, "name"))


def other_name(thing: Any) -> str:
    """Its name in the other language, "" without one."""
    is_english = str(get_locale()) == "en"
    other = _of(thing, "name" if is_english else "name_en")
    return "" if not _of(thing, "name_en") else str(other)


def _of(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, "")


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
