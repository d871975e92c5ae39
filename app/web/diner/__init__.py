"""The pages of diners' phones: scan, menu with cart, orders of the table."""

from flask import Flask

from app.web.diner import (
    about,
    calls,
    catalog,
    invoices,
    later,
    openid,
    ordering,
    paying,
    queue,
    tables,
)
from app.web.diner.blueprint import bp

__all__ = [
    "about",
    "calls",
    "catalog",
    "invoices",
    "later",
    "openid",
    "ordering",
    "paying",
    "queue",
    "register_diner",
    "tables",
]


def register_diner(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
