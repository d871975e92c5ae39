"""The base of all groups of settings."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import LazyString
from pydantic import BaseModel, ConfigDict

from app.settings.shown import Shown


class SettingsGroup(BaseModel):
    """A group of owner settings; subclasses give `KEY` and fields with defaults.

    A group with a `TITLE` stands on the page of settings, its fields as `SHOWN` says.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    KEY: ClassVar[str]
    TITLE: ClassVar[LazyString | str] = ""
    SHOWN: ClassVar[Mapping[str, Shown]] = {}
    # Fields that another page changes.
    ELSEWHERE: ClassVar[frozenset[str]] = frozenset()
    # Whether the group speaks of this machine, and is worth nothing in another.
    IS_LOCAL: ClassVar[bool] = False

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Enter the group into the list of all groups."""
        _groups[cls.KEY] = cls

    def clashes(self) -> dict[str, LazyString]:
        """What does not fit together, by field; nothing unless a group says so."""
        return {}


def list_groups() -> list[type[SettingsGroup]]:
    """Every group of this house, by key."""
    return [_groups[key] for key in sorted(_groups)]


_groups: dict[str, type[SettingsGroup]] = {}
