"""Fixtures of the pages and of the ways past the framework."""

from collections.abc import Iterator

import pytest
from flask import Flask, request_started


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    """One entry for each request that the app itself was given."""
    seen: list[str] = []

    def note(_app: Flask, **_more: object) -> None:
        seen.append("asked")

    with request_started.connected_to(note, app):
        yield seen
