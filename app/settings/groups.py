"""The base of all groups of settings."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class SettingsGroup(BaseModel):
    """A group of owner settings; subclasses give `KEY` and fields with defaults."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    KEY: ClassVar[str]
