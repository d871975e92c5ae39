"""The JSON API under /api/v1, described by its own OpenAPI document."""

from flask import Flask

from app.core.extensions import csrf
from app.web.api import (
    bills,
    calls,
    cart,
    diner,
    kitchen,
    menu,
    orders,
    payments,
    reports,
    seating,
    tables,
)
from app.web.auth import protect_cookie_requests

PREFIX = "/api/v1"

_BLUEPRINTS = (
    diner.bp,
    calls.bp,
    cart.bp,
    orders.bp,
    payments.bp,
    bills.bp,
    tables.bp,
    menu.bp,
    kitchen.bp,
    reports.bp,
    seating.bp,
)
for _blueprint in _BLUEPRINTS:
    _blueprint.before_request(protect_cookie_requests)


def register_api(app: Flask) -> None:
    """Register the API. Requests by cookie need the CSRF token, bearer tokens do not."""
    for blueprint in _BLUEPRINTS:
        csrf.exempt(blueprint)
        app.register_blueprint(blueprint, url_prefix=PREFIX)
    # Scanning a code is what begins a session: there is nothing yet that another site could abuse.
    csrf.exempt(diner.scan_bp)
    app.register_blueprint(diner.scan_bp, url_prefix=PREFIX)
