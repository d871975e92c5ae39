"""The pages of the counter face."""

from flask import Blueprint, Flask

bp = Blueprint("counter", __name__)


def register_counter(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
