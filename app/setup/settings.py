"""How far the set-up of a shop has come."""

from enum import StrEnum
from typing import ClassVar

from app.settings.groups import SettingsGroup


class Step(StrEnum):
    """The steps after the owner's account, in their order."""

    SHOP = "shop"
    DINING = "dining"
    TABLES = "tables"
    MENU = "menu"
    PRINTERS = "printers"
    STATIONS = "stations"
    FINISH = "finish"


class FirstRunSettings(SettingsGroup):
    """Which steps were done or passed over; not running: finished, or never begun here."""

    KEY: ClassVar[str] = "first_run"
    IS_LOCAL: ClassVar[bool] = True

    is_running: bool = False
    done: tuple[Step, ...] = ()
    skipped: tuple[Step, ...] = ()

    @property
    def next_step(self) -> Step:
        """The first step that was neither done nor passed over."""
        return next((each for each in Step if each not in (*self.done, *self.skipped)), Step.FINISH)
