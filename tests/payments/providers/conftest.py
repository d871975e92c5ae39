"""A channel's provider and its simulated other side, as many as a test asks for."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.core.clock import FixedClock
from tests.payments.providers.test_operations import Side


@pytest.fixture
def make(app: Flask, clock: FixedClock) -> Iterator[Callable[[str], Side]]:
    """Make the side of that name; all are stopped in the end."""
    made: list[Side] = []

    def begin(name: str) -> Side:
        made.append(Side(name))
        return made[-1]

    yield begin
    for each in made:
        each.sim.stop()
