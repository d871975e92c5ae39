"""The pages of the counter: floor, tables, orders, money, pick-up, what is left."""

from flask import Flask

from app.web.counter import (
    bills,
    calling,
    calls,
    carts,
    discounts,
    dishes,
    floor,
    lines,
    moving,
    orders,
    part_payments,
    payments,
    pickup,
    tables,
)
from app.web.counter.blueprint import bp

__all__ = [
    "bills",
    "calling",
    "calls",
    "carts",
    "discounts",
    "dishes",
    "floor",
    "lines",
    "moving",
    "orders",
    "part_payments",
    "payments",
    "pickup",
    "register_counter",
    "tables",
]


def register_counter(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
