"""The back-office: the owner's and the manager's pages."""

from flask import Flask

from app.web.backoffice import (
    audit,
    cards,
    categories,
    devices,
    dishes,
    health,
    importing,
    menu,
    options,
    orders,
    overview,
    people,
    plan,
    preview,
    printers,
    settings,
    tables,
)
from app.web.backoffice.blueprint import bp

__all__ = [
    "audit",
    "cards",
    "categories",
    "devices",
    "dishes",
    "health",
    "importing",
    "menu",
    "options",
    "orders",
    "overview",
    "people",
    "plan",
    "preview",
    "printers",
    "register_backoffice",
    "settings",
    "tables",
]


def register_backoffice(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
