"""How a setting stands before the owner: its name, plain words, unit, and what it may be."""

import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any, Union, get_args, get_origin

from flask_babel import LazyString, lazy_gettext
from pydantic import BaseModel

MINUTES = lazy_gettext("minutes")
SECONDS = lazy_gettext("seconds")
YUAN = lazy_gettext("yuan")
ORDERS = lazy_gettext("orders")
MAX_WORDS = 24


@dataclass(frozen=True, slots=True)
class Shown:
    """What is said of a setting, and its bounds.

    `least` and `most` bound numbers; `longest` counts characters, of each word in a list.
    """

    label: LazyString
    help: LazyString
    unit: LazyString | str = ""
    least: int = 0
    most: int = 1_000_000_000
    longest: int = 200
    is_needed: bool = False
    placeholder: LazyString | str = ""
    choices: Mapping[str, LazyString | str] = field(default_factory=dict)


class Kind(StrEnum):
    """How a setting is asked for."""

    SWITCH = "switch"
    CHOICE = "choice"
    MONEY = "money"
    NUMBER = "number"
    TIME = "time"
    DATE = "date"
    LIST = "list"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a group: its field's name, what is said of it, its kind and its default."""

    name: str
    shown: Shown
    kind: Kind
    default: Any

    @property
    def form_name(self) -> str:
        """Its name in a form, where amounts are typed in yuan."""
        return self.name.removesuffix("_fen")


def settings_of(group: type[BaseModel], shown: Mapping[str, Shown]) -> list[Setting]:
    """The settings of a group that are shown, in the group's order."""
    return [
        Setting(name, shown[name], _kind(name, known.annotation), known.get_default())
        for name, known in group.model_fields.items()
        if name in shown
    ]


def wrong_in(chosen: BaseModel, shown: Mapping[str, Shown]) -> dict[str, LazyString]:
    """What is out of bounds, by the name in the form."""
    found: dict[str, LazyString] = {}
    for setting in settings_of(type(chosen), shown):
        problem = _problem(getattr(chosen, setting.name), setting.shown)
        if problem is not None:
            found[setting.form_name] = problem
    return found


def _problem(value: Any, shown: Shown) -> LazyString | None:
    if isinstance(value, int) and not isinstance(value, bool):
        if value < shown.least:
            return lazy_gettext("This number is too small.")
        return lazy_gettext("This number is too large.") if value > shown.most else None
    if isinstance(value, tuple):
        if len(value) > MAX_WORDS:
            return lazy_gettext("This is too many.")
        is_long = any(len(each) > shown.longest for each in value)
        return lazy_gettext("This is too long.") if is_long else None
    if isinstance(value, str) and not isinstance(value, StrEnum):
        if shown.is_needed and not value:
            return lazy_gettext("This must not be empty.")
        return lazy_gettext("This is too long.") if len(value) > shown.longest else None
    return None


def _kind(name: str, annotation: Any) -> Kind:
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = next(each for each in get_args(annotation) if each is not type(None))
    if get_origin(annotation) in (tuple, list):
        return Kind.LIST
    for plain, kind in ((bool, Kind.SWITCH), (StrEnum, Kind.CHOICE), (time, Kind.TIME),
                        (date, Kind.DATE)):  # fmt: skip
        if issubclass(annotation, plain):
            return kind
    if issubclass(annotation, int):
        return Kind.MONEY if name.endswith("_fen") else Kind.NUMBER
    return Kind.TEXT
