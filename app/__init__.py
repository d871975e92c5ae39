"""Kaifan: ordering, kitchen and till of a restaurant in one Flask process."""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.config import Config


def create_app(config: "Config") -> "Flask":
    """The app with everything registered; nothing is started and no row is touched.

    The factory is loaded when it is asked for: the process that only watches over the server
    imports this package too, and would otherwise hold the whole app in memory.
    """
    made: Flask = importlib.import_module("app.factory").create_app(config)
    return made
