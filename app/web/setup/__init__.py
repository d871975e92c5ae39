"""The first run in the browser: the one-time link, the demonstration, and the steps to a shop."""

from flask import Flask

from app.web.setup import (
    demo,
    dining,
    door,
    finish,
    menu,
    owner,
    printers,
    shop,
    stations,
    tables,
)
from app.web.setup.blueprint import bp

__all__ = [
    "demo",
    "dining",
    "door",
    "finish",
    "menu",
    "owner",
    "printers",
    "shop",
    "stations",
    "tables",
]


def register_setup(app: Flask) -> None:
    """Register the pages of the first run."""
    app.register_blueprint(bp)
    app.context_processor(demo.describe_demo)
