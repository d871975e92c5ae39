"""The base of all groups of settings."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class SettingsGroup(BaseModel):
    """A group of owner settings; subclasses give `KEY` and fields with defaults."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    KEY: ClassVar[str]

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Enter the group into the list of all groups."""
        _groups[cls.KEY] = cls


def list_groups() -> list[type[SettingsGroup]]:
    """Every group of this house, by key."""
    return [_groups[key] for key in sorted(_groups)]


_groups: dict[str, type[SettingsGroup]] = {}
