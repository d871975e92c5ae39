"""The database's engine: how its connections are made, set up and watched."""

from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.pool import QueuePool

from app.core import postgres, slow, sqlite
from app.core.db import db


def engine_options(url: str) -> dict[str, Any]:
    """Keyword arguments of the engine for a database `url`."""
    # What a statement was given may be a guest's name: an error's text and its log leave it out.
    options: dict[str, Any] = {"hide_parameters": True}
    if not url.startswith("sqlite"):
        return {**options, **postgres.engine_options(url)}
    return {
        **options,
        "module": sqlite.choose_module(),
        "poolclass": QueuePool,
        "pool_size": 24,
        "max_overflow": 40,
        "connect_args": {"check_same_thread": False},
    }


def init_app(app: Flask, *, slow_ms: int) -> None:
    """Bind the database to the app and set up every connection it will open.

    Statements that take `slow_ms` or longer are written down.
    """
    db.init_app(app)
    with app.app_context():
        engine = db.engine
        slow.watch(engine, slow_ms)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", sqlite.prepare_connection)
        else:
            postgres.watch(engine, db.metadata)
