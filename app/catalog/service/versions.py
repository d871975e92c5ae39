"""Advancing the menu's version, once per change."""

from app.catalog import queries
from app.catalog.events import MenuChanged
from app.catalog.rules import Counts
from app.core import events
from app.core.db import at_commit
from app.core.sequences import next_value


def touch_menu(store_id: str) -> None:
    """Give the store's menu a new version and tell everybody."""
    version = next_value(store_id, queries.MENU_SEQUENCE)
    next_value(store_id, queries.CONTENT_SEQUENCE)
    queries.forget_menu(store_id)
    events.publish(MenuChanged(store_id, version))


def touch_counts(store_id: str, remaining: dict[str, int | None]) -> None:
    """Give the menu a new version in which only these dishes' counts differ."""
    publish_counts(store_id, begin_counts(store_id), remaining, {})


def begin_counts(store_id: str) -> int:
    """Take the menu's next number before counts are found; whoever else does so waits here."""
    return next_value(store_id, queries.MENU_SEQUENCE)


def publish_counts(store_id: str, version: int, remaining: Counts, stock_left: Counts) -> None:
    """Tell everybody of the menu of that number, in which only these counts differ."""
    at_commit(lambda: queries.patch_counts(store_id, version, remaining, stock_left))
    events.publish(MenuChanged(store_id, version))
