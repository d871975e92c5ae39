"""The back-office: the owner's and the manager's pages."""

from flask import Flask

from app.web.backoffice import (
    arranging,
    audit,
    bulk,
    cards,
    categories,
    code_audits,
    devices,
    dishes,
    finding,
    health,
    importing,
    licences,
    menu,
    notices,
    options,
    orders,
    overview,
    paper_menu,
    people,
    pictures,
    plan,
    preview,
    printers,
    privacy,
    settings,
    special_days,
    stations,
    tables,
    takeout,
    trying,
    undoing,
)
from app.web.backoffice.blueprint import bp

__all__ = [
    "arranging",
    "audit",
    "bulk",
    "cards",
    "categories",
    "code_audits",
    "devices",
    "dishes",
    "finding",
    "health",
    "importing",
    "licences",
    "menu",
    "notices",
    "options",
    "orders",
    "overview",
    "paper_menu",
    "people",
    "pictures",
    "plan",
    "preview",
    "printers",
    "privacy",
    "register_backoffice",
    "settings",
    "special_days",
    "stations",
    "tables",
    "takeout",
    "trying",
    "undoing",
]


def register_backoffice(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
