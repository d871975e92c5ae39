"""What the owner says of the shop beside its row: opening hours, special days, the licences."""

from datetime import date, time
from itertools import pairwise
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.settings.groups import SettingsGroup

DAYS_A_WEEK = 7
MAX_RANGES_A_DAY = 4
MAX_SPECIAL_DAYS = 120
_DAY_MINUTES = 24 * 60


class OpenRange(BaseModel):
    """From when to when the shop is open, on its own clock.

    When it closes at or before the time it opens, it closes on the following day; 00:00 to 00:00
    is the whole day.
    """

    model_config = ConfigDict(frozen=True)

    opens: time
    closes: time

    @property
    def span(self) -> tuple[int, int]:
        """Minutes after the day's midnight; the end lies beyond 1440 after midnight."""
        start = self.opens.hour * 60 + self.opens.minute
        end = self.closes.hour * 60 + self.closes.minute
        return start, end if end > start else end + _DAY_MINUTES


class HoursSettings(SettingsGroup):
    """When the shop is open: one tuple of ranges a weekday, Monday first, in order of time.

    A weekday without a range is closed; when all are, the owner has not said anything.
    """

    KEY: ClassVar[str] = "hours"

    weekdays: tuple[tuple[OpenRange, ...], ...] = ((),) * DAYS_A_WEEK

    @property
    def is_known(self) -> bool:
        """Whether the owner has said when the shop is open."""
        return any(self.weekdays)

    @model_validator(mode="after")
    def _ranges_fit(self) -> Self:
        if len(self.weekdays) != DAYS_A_WEEK:
            raise ValueError("a week has seven days")
        for ranges in self.weekdays:
            _refuse_crossing(ranges)
        return self


class SpecialDay(BaseModel):
    """A day with hours of its own; without a range the shop is closed. `name` says why."""

    model_config = ConfigDict(frozen=True)

    day: date
    ranges: tuple[OpenRange, ...] = ()
    name: str = Field(default="", max_length=40)

    @model_validator(mode="after")
    def _ranges_fit(self) -> Self:
        _refuse_crossing(self.ranges)
        return self


class SpecialDaysSettings(SettingsGroup):
    """The days that differ from their weekday: holidays, closed days, longer evenings."""

    KEY: ClassVar[str] = "special_days"

    days: tuple[SpecialDay, ...] = Field(default=(), max_length=MAX_SPECIAL_DAYS)

    def on(self, day: date) -> SpecialDay | None:
        """What was said of that day."""
        return next((each for each in self.days if each.day == day), None)

    def having(self, given: SpecialDay) -> "SpecialDaysSettings":
        """The same with `given` in the place of what was said of its day."""
        kept = self.without(given.day)
        return SpecialDaysSettings(days=tuple(sorted((*kept.days, given), key=_day_of)))

    def without(self, day: date) -> "SpecialDaysSettings":
        """The same with nothing said of that day."""
        return SpecialDaysSettings(days=tuple(each for each in self.days if each.day != day))


class LicencesSettings(SettingsGroup):
    """The facts of 营业执照 and 食品经营许可证, as text; "" where the owner gave none.

    `business_licence_no` is the 统一社会信用代码, `food_licence_until` the last day of validity.
    """

    KEY: ClassVar[str] = "licences"

    business_name: str = Field(default="", max_length=100)
    business_licence_no: str = Field(default="", max_length=40)
    food_licence_no: str = Field(default="", max_length=40)
    food_licence_until: date | None = None

    @property
    def is_complete(self) -> bool:
        """Whether guests find both licences' numbers."""
        return bool(self.business_licence_no and self.food_licence_no)


class LicencePictures(SettingsGroup):
    """The pictures of both licences by their names in the media folder, "" for none."""

    KEY: ClassVar[str] = "licence_pictures"
    # Another shop has papers of its own.
    IS_LOCAL: ClassVar[bool] = True

    business: str = Field(default="", max_length=32)
    food: str = Field(default="", max_length=32)


def _refuse_crossing(ranges: tuple[OpenRange, ...]) -> None:
    pairs = pairwise(each.span for each in ranges)
    if len(ranges) > MAX_RANGES_A_DAY or any(end > start for (_, end), (start, _) in pairs):
        raise ValueError("the ranges of a day must follow one another")


def _day_of(special: SpecialDay) -> date:
    return special.day
