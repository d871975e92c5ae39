"""Fixtures of the pages and of the ways past the framework."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, request_started

from app.config import Config
from app.core.extensions import limiter
from tests.fixtures.installation import make_config


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Config]:
    """A shop's settings with its limits on."""
    yield make_config(tmp_path, limits_enabled=True)
    limiter.reset()
    limiter.enabled = False


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    """One entry for each request that the app itself was given."""
    seen: list[str] = []

    def note(_app: Flask, **_more: object) -> None:
        seen.append("asked")

    with request_started.connected_to(note, app):
        yield seen
