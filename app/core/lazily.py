"""Libraries that are loaded when they are used: not every start of the shop waits for them."""

import importlib
from typing import Any


class _Library:
    """Stands for a module until one of its names is asked for; then it gives the module's."""

    def __init__(self, name: str) -> None:
        self.__name__ = name

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module(self.__name__), name)


def at_use(name: str) -> Any:
    """The library `name`, loaded when the first of its names is used."""
    return _Library(name)
