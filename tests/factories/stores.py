"""Stores."""

from typing import Any

from app.stores import service
from app.stores.models import Store


def make_store(name: str = "老街小馆", **facts: Any) -> Store:
    """A store in Shanghai's time zone whose day begins at 04:00."""
    return service.create_store(name, **facts)
