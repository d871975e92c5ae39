"""The pages of the counter: floor, tables, orders, money, pick-up, pre-orders, what is left."""

from flask import Flask

from app.web.counter import (
    ahead,
    bills,
    calling,
    calls,
    carts,
    charging,
    discounts,
    dishes,
    floor,
    lines,
    moving,
    orders,
    parked,
    part_payments,
    parties,
    pausing,
    payments,
    pickup,
    queue,
    refunding,
    reservations,
    shifts,
    tables,
    tips,
)
from app.web.counter.blueprint import bp

__all__ = [
    "ahead",
    "bills",
    "calling",
    "calls",
    "carts",
    "charging",
    "discounts",
    "dishes",
    "floor",
    "lines",
    "moving",
    "orders",
    "parked",
    "part_payments",
    "parties",
    "pausing",
    "payments",
    "pickup",
    "queue",
    "refunding",
    "register_counter",
    "reservations",
    "shifts",
    "tables",
    "tips",
]


def register_counter(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
