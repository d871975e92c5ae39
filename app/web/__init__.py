"""The HTTP edge: parse, call one verb, answer. One package per face."""

from apiflask import APIFlask
from flask import Flask

from app.web import (
    account,
    assets,
    compression,
    confirming,
    errors,
    health,
    https,
    language,
    media,
    metrics,
    observing,
    schemes,
    security,
    staff_door,
)
from app.web.api import register_api
from app.web.backoffice import register_backoffice
from app.web.counter import register_counter
from app.web.diner import register_diner
from app.web.hooks import register_hooks
from app.web.kitchen import register_kitchen
from app.web.setup import register_setup


def init_app(app: APIFlask) -> None:
    """Register everything that answers over HTTP."""
    observing.init_app(app)
    errors.init_app(app)
    compression.init_app(app)
    security.init_app(app)
    schemes.init_app(app)
    assets.init_app(app)
    register_pages(app)
    register_api(app)


def register_pages(app: Flask) -> None:
    """Register the pages of all faces."""
    own = (health.bp, metrics.bp, https.bp, language.bp, media.bp)
    for blueprint in (*own, staff_door.bp, account.bp, confirming.bp):
        app.register_blueprint(blueprint)
    register_diner(app)
    register_kitchen(app)
    register_counter(app)
    register_backoffice(app)
    register_setup(app)
    register_hooks(app)
