"""The pages of the diner face."""

from flask import Blueprint, Flask

bp = Blueprint("diner", __name__)


def register_diner(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
