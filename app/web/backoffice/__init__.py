"""The pages of the backoffice face."""

from flask import Blueprint, Flask

bp = Blueprint("backoffice", __name__)


def register_backoffice(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
