"""Advancing the menu's version, once per change."""

from app.catalog import queries
from app.catalog.events import MenuChanged
from app.core import events
from app.core.db import at_commit
from app.core.sequences import next_value


def touch_menu(store_id: str) -> None:
    """Give the store's menu a new version and tell everybody."""
    version = next_value(store_id, queries.MENU_SEQUENCE)
    queries.forget_menu(store_id)
    events.publish(MenuChanged(store_id, version))


def touch_counts(store_id: str, remaining: dict[str, int | None]) -> None:
    """Give the menu a new version in which only these dishes' counts differ."""
    version = next_value(store_id, queries.MENU_SEQUENCE)
    at_commit(lambda: queries.patch_remaining(store_id, version, remaining))
    events.publish(MenuChanged(store_id, version))
