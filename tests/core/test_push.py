"""Hints that wait together are sent as one, and the one that is sent covers them all."""

import pytest

from app.core import push
from app.core.push import Hint, Pusher

ROOM = ("/diner", "session:1|cart")


def sent_of(monkeypatch: pytest.MonkeyPatch, numbers: list[int]) -> list[int]:
    """The numbers of the hints that go out when these are put before the sender wakes."""
    sent: list[int] = []

    def emit(_namespace: str, _name: str, body: Hint) -> None:
        sent.append(body["seq"])
        pusher._stopping = True

    monkeypatch.setattr(push, "_emit", emit)
    pusher = Pusher()
    for number in numbers:
        pusher.put(ROOM, {"epoch": "e", "seq": number, "topic": "cart"})
    pusher.start()
    pusher.join(timeout=20)
    return sent


def test_a_later_hint_covers_an_earlier_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sent_of(monkeypatch, [1, 2]) == [2]


def test_a_hint_that_was_overtaken_does_not_hide_a_later_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert sent_of(monkeypatch, [2, 1]) == [2]
