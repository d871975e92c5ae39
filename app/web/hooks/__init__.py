"""What outside services tell the shop: no cookie, no login, only a signature counts."""

from flask import Flask

from app.core.extensions import csrf
from app.web.hooks import payments

__all__ = ["payments", "register_hooks"]


def register_hooks(app: Flask) -> None:
    """Register the addresses. They are the only ones besides the API without a CSRF token."""
    csrf.exempt(payments.bp)
    app.register_blueprint(payments.bp)
