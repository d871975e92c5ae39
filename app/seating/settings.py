"""What the owner decides about the waiting list and reservations."""

from collections.abc import Mapping
from typing import ClassVar

from flask_babel import LazyString, lazy_gettext

from app.settings.groups import SettingsGroup
from app.settings.shown import MINUTES, Shown

_GUESTS = lazy_gettext("guests")


class SeatingSettings(SettingsGroup):
    """Three queues by the size of the party, and how long reservations and their names last."""

    KEY: ClassVar[str] = "seating"
    TITLE: ClassVar[LazyString | str] = lazy_gettext("Waiting list and reservations")

    small_up_to: int = 4
    middle_up_to: int = 8
    prints_number: bool = True
    usual_stay_minutes: int = 75
    reserved_minutes: int = 120
    late_after_minutes: int = 15
    erase_days: int = 30

    SHOWN: ClassVar[Mapping[str, Shown]] = {
        "small_up_to": Shown(
            lazy_gettext("Queue A up to"),
            lazy_gettext("Parties of up to so many guests wait in queue A, for small tables."),
            unit=_GUESTS,
            least=1,
            most=98,
        ),
        "middle_up_to": Shown(
            lazy_gettext("Queue B up to"),
            lazy_gettext("Parties of up to so many guests wait in queue B, larger ones in C."),
            unit=_GUESTS,
            least=2,
            most=99,
        ),
        "prints_number": Shown(
            lazy_gettext("Print a number slip"),
            lazy_gettext("With a code by which the guests see on their phone how far it is."),
        ),
        "usual_stay_minutes": Shown(
            lazy_gettext("Guests usually stay"),
            lazy_gettext("Waiting times follow from it until enough stays have been measured."),
            unit=MINUTES,
            least=10,
            most=360,
        ),
        "reserved_minutes": Shown(
            lazy_gettext("A reservation keeps its table for"),
            lazy_gettext("Two reservations of one table that are closer together are warned of."),
            unit=MINUTES,
            least=15,
            most=720,
        ),
        "late_after_minutes": Shown(
            lazy_gettext("Late after"),
            lazy_gettext("From then on a reservation whose guests are not there is marked late."),
            unit=MINUTES,
            least=1,
            most=240,
        ),
        "erase_days": Shown(
            lazy_gettext("Forget names and telephones after"),
            lazy_gettext("So many days after a reservation its name, telephone and note go."),
            unit=lazy_gettext("days"),
            least=1,
            most=365,
        ),
    }

    def clashes(self) -> dict[str, LazyString]:
        """Queue B is for larger parties than queue A."""
        if self.small_up_to < self.middle_up_to:
            return {}
        return {"middle_up_to": lazy_gettext("This must be more than queue A takes.")}
