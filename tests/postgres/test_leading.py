"""Of several processes one has the duties, and another one takes them over."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from app import leading
from app.leading import Leader


class Candidate:
    """A process that wants to lead."""

    def __init__(self, app: Flask) -> None:
        self.leads = threading.Event()
        self.thread = Leader(app, self.leads.set, self.leads.clear)
        self.thread.start()


@pytest.fixture
def candidates(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Candidate]]:
    monkeypatch.setattr(leading, "_LOOKS_EVERY_S", 0.05)
    made: list[Candidate] = []

    def another() -> Candidate:
        made.append(Candidate(app))
        return made[-1]

    yield another
    for each in made:
        each.thread.stop()


def test_one_leads_until_it_ends(candidates: Callable[[], Candidate]) -> None:
    first = candidates()
    assert first.leads.wait(60)
    second = candidates()
    time.sleep(0.5)
    assert not second.leads.is_set()
    first.thread.stop()
    assert not first.leads.is_set()
    assert second.leads.wait(60)


def test_control_without_the_lock_both_lead(
    candidates: Callable[[], Candidate], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leading, "_TRY", text("SELECT true"))
    both = candidates(), candidates()
    assert all(each.leads.wait(60) for each in both)
