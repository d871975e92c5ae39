"""Reading the owner's choices."""

import logging
from typing import TypeVar

from pydantic import ValidationError
from sqlalchemy import bindparam, select

from app.core.db import read
from app.core.freshness import Fresh
from app.settings.groups import SettingsGroup
from app.settings.models import StoreSetting

S = TypeVar("S", bound=SettingsGroup)

log = logging.getLogger(__name__)

_CHOSEN = select(StoreSetting.value).where(
    StoreSetting.store_id == bindparam("store"), StoreSetting.key == bindparam("group")
)


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
    rows = read(_CHOSEN, {"store": store_id, "group": group.KEY})
    try:
        return group.model_validate(rows[0].value if rows else {})
    except ValidationError:
        log.exception("settings %s of store %s are wrong; defaults are used", group.KEY, store_id)
        return group()


_held: Fresh[tuple[str, type[SettingsGroup]], SettingsGroup] = Fresh(_load)
