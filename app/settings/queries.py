"""Reading the owner's choices."""

import logging
from typing import TypeVar

from pydantic import ValidationError

from app.core.db import db
from app.core.freshness import Fresh
from app.settings.groups import SettingsGroup
from app.settings.models import StoreSetting

S = TypeVar("S", bound=SettingsGroup)

log = logging.getLogger(__name__)


def get(store_id: str, group: type[S]) -> S:
    """The store's choices in `group`, defaults where the owner chose nothing."""
    chosen = _held.get((store_id, group))
    assert isinstance(chosen, group)
    return chosen


def forget(store_id: str, group: type[SettingsGroup]) -> None:
    """Read the group anew after the present transaction."""
    _held.forget((store_id, group))


def _load(key: tuple[str, type[SettingsGroup]]) -> SettingsGroup:
    store_id, group = key
    row = db.session.get(StoreSetting, (store_id, group.KEY), populate_existing=True)
    try:
        return group.model_validate(row.value if row else {})
    except ValidationError:
        log.exception("settings %s of store %s are wrong; defaults are used", group.KEY, store_id)
        return group()


_held: Fresh[tuple[str, type[SettingsGroup]], SettingsGroup] = Fresh(_load)
