"""Amounts, days and times as people read them, in both languages; plain where machines read."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from app.web import formats

EVENING = datetime(2026, 3, 7, 18, 5, 9, tzinfo=UTC)
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@pytest.mark.parametrize(
    ("fen", "long", "short"),
    [
        (0, "0.00", "0"),
        (99_900, "999.00", "999"),
        (183_200, "1,832.00", "1,832"),
        (-183_250, "-1,832.50", "-1,832.5"),
        (-50, "-0.50", "-0.5"),
        (1_000_000_000, "10,000,000.00", "10,000,000"),
    ],
)
def test_thousands_stand_apart(fen: int, long: str, short: str) -> None:
    assert (formats.yuan(fen), formats.yuan_short(fen)) == (long, short)


@pytest.mark.parametrize(
    ("language", "day", "recent"),
    [
        ("zh", "2026年3月7日", "3月7日 18:05:09"),
        ("en", "Mar 7, 2026", "Mar 7 18:05:09"),
    ],
)
def test_days_and_times_by_language(app: Flask, language: str, day: str, recent: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert formats.day(EVENING) == day
        assert formats.moment(EVENING) == f"{day} 18:05"
        assert formats.moment(EVENING, year=False, seconds=True) == recent
        assert formats.clock(EVENING) == "18:05"


def test_no_page_writes_a_time_by_a_pattern_of_its_own() -> None:
    own = [str(file) for file in TEMPLATES.rglob("*.html") if "strftime" in file.read_text("utf-8")]
    assert own == []
