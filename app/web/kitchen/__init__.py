"""The pages of the kitchen face."""

from flask import Flask

from app.web.kitchen import dishes, pairing, screen
from app.web.kitchen.blueprint import bp

__all__ = ["dishes", "pairing", "register_kitchen", "screen"]


def register_kitchen(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
