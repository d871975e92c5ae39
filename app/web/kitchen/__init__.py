"""The pages of the kitchen face."""

from flask import Blueprint, Flask

bp = Blueprint("kitchen", __name__)


def register_kitchen(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
