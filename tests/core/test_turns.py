"""Turns: a few at a time, and whoever only waits gives its place to the next."""

import threading

from app.core import turns
from app.core.turns import Turns

_PATIENCE_S = 30.0


class Visitor(threading.Thread):
    """Takes a turn and stays until it is let go; with `is_aside` it only waits in there."""

    def __init__(self, places: Turns, *, is_aside: bool = False) -> None:
        super().__init__(daemon=True)
        self.inside, self.go = threading.Event(), threading.Event()
        self._places, self._is_aside = places, is_aside
        self.start()

    def run(self) -> None:
        with self._places.one():
            if self._is_aside:
                with turns.aside():
                    self.inside.set()
                    self.go.wait(_PATIENCE_S)
            else:
                self.inside.set()
                self.go.wait(_PATIENCE_S)

    def leave(self) -> None:
        """Let it go and wait until it went."""
        self.go.set()
        self.join(_PATIENCE_S)


def patient(count: int) -> Turns:
    """Turns for which one waits as long as a test may last."""
    places = Turns(count)
    places.at_most_s = _PATIENCE_S
    return places


def test_the_next_comes_in_when_one_leaves() -> None:
    places = patient(1)
    first = Visitor(places)
    assert first.inside.wait(_PATIENCE_S)
    second = Visitor(places)
    assert not second.inside.wait(0.05)
    first.leave()
    assert second.inside.wait(_PATIENCE_S)
    second.leave()


def test_control_with_two_places_both_are_inside() -> None:
    places = patient(2)
    both = [Visitor(places) for _ in range(2)]
    assert all(each.inside.wait(_PATIENCE_S) for each in both)
    for each in both:
        each.leave()


def test_who_only_waits_takes_no_place() -> None:
    places = patient(1)
    waiting = Visitor(places, is_aside=True)
    assert waiting.inside.wait(_PATIENCE_S)
    second = Visitor(places)
    assert second.inside.wait(_PATIENCE_S)
    second.leave()
    waiting.leave()
    # Each place was given back once: one more fits, and not two.
    third = Visitor(places)
    assert third.inside.wait(_PATIENCE_S)
    fourth = Visitor(places)
    assert not fourth.inside.wait(0.05)
    third.leave()
    fourth.leave()


def test_one_that_hangs_does_not_hold_up_the_rest_for_long() -> None:
    places = Turns(1)
    places.at_most_s = 0.01
    hanging = Visitor(places)
    assert hanging.inside.wait(_PATIENCE_S)
    second = Visitor(places)
    assert second.inside.wait(_PATIENCE_S)
    second.leave()
    hanging.leave()


def test_without_a_turn_aside_changes_nothing() -> None:
    with turns.aside():
        assert getattr(turns._held, "turns", None) is None
