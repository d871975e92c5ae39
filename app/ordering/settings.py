"""What the owner decides about ordering."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self

from flask_babel import LazyString, lazy_gettext
from pydantic import Field, field_validator, model_validator

from app.ordering import settings_words
from app.settings.groups import SettingsGroup


class PayMode(StrEnum):
    """When guests pay."""

    BEFORE = "before"
    AFTER = "after"


class TableOpening(StrEnum):
    """What lets a party in that has scanned a table's code."""

    ORDER = "order"
    STAFF = "staff"


class PauseScope(StrEnum):
    """Whose orders a pause stops."""

    ALL = "all"
    DINE_IN = "dine_in"
    PICKUP = "pickup"


class OrderingSettings(SettingsGroup):
    """Choices about ordering.

    `opens_tables`: a party's first order may wait for the staff's confirmation, or the staff must
    have opened the table before anything can be ordered. An area, and pick-up, may have a pay mode
    of their own. Who pays first has `pay_minutes_*` to do so. A pause ends by itself at
    `paused_until`, when that is given.
    """

    KEY: ClassVar[str] = "ordering"
    TITLE: ClassVar[LazyString | str] = lazy_gettext("Ordering")
    SHOWN: ClassVar[settings_words.Words] = settings_words.ORDERING
    ELSEWHERE: ClassVar[frozenset[str]] = frozenset(
        {"area_pay_modes", "pause_scope", "paused_until"}
    )

    pay_mode: PayMode = PayMode.AFTER
    pickup_pay_mode: PayMode | None = None
    area_pay_modes: dict[str, PayMode] = Field(default_factory=dict)
    pay_minutes_dine_in: int = Field(default=5, ge=1, le=120)
    pay_minutes_pickup: int = Field(default=15, ge=1, le=120)
    opens_tables: TableOpening = TableOpening.ORDER
    is_paused: bool = False
    pause_scope: PauseScope = PauseScope.ALL
    pause_message: str = ""
    # A cart that nobody has touched for so long is emptied, warned so long before.
    cart_minutes: int = 30
    cart_warn_minutes: int = 5
    paused_until: datetime | None = None
    max_orders_per_session: int = 60
    max_portions_per_order: int = 300
    max_total_per_session_fen: int = 2_000_000

    @model_validator(mode="before")
    @classmethod
    def _ends_whole(cls, given: Any) -> Any:
        """Whoever switches a pause off switches off how it was meant, too."""
        if isinstance(given, Mapping) and not given.get("is_paused"):
            return {**given, "pause_scope": PauseScope.ALL, "paused_until": None}
        return given

    def is_paused_at(self, now: datetime) -> bool:
        """Whether a pause goes on at `now`, for whomever."""
        return self.is_paused and (self.paused_until is None or self.paused_until > now)

    def pauses(self, *, is_pickup: bool, now: datetime) -> bool:
        """Whether a pause stops orders at tables, or those that are picked up, at `now`."""
        kind = PauseScope.PICKUP if is_pickup else PauseScope.DINE_IN
        return self.is_paused_at(now) and self.pause_scope in (PauseScope.ALL, kind)

    def pay_mode_at(self, area_id: str | None, *, is_pickup: bool) -> PayMode:
        """When guests pay who sit in an area, or who pick their food up."""
        own = self.pickup_pay_mode if is_pickup else self.area_pay_modes.get(area_id or "")
        return own or self.pay_mode

    def pay_minutes(self, *, is_pickup: bool) -> int:
        """How long an order that is paid first waits for its money."""
        return self.pay_minutes_pickup if is_pickup else self.pay_minutes_dine_in

    def clashes(self) -> dict[str, LazyString]:
        """A warning comes before what it warns of."""
        if self.cart_warn_minutes < self.cart_minutes:
            return {}
        return {
            "cart_warn_minutes": lazy_gettext("The warning must come before the cart is emptied.")
        }


class Voice(StrEnum):
    """The languages in which the call screen speaks."""

    ZH = "zh"
    EN = "en"
    BOTH = "both"


class PickupSettings(SettingsGroup):
    """How pick-up numbers are counted: "A001" to "A999", over again each business day.

    Numbers are as long as `last`; more guests than the range holds are counted beyond it. With
    `calls_itself` a number is called the moment its last dish is done.
    """

    KEY: ClassVar[str] = "pickup"
    TITLE: ClassVar[LazyString | str] = lazy_gettext("Pick-up numbers")
    SHOWN: ClassVar[settings_words.Words] = settings_words.PICKUP

    prefix: str = Field(default="A", max_length=4)
    first: int = Field(default=1, ge=1, le=99_999)
    last: int = Field(default=999, ge=1, le=99_999)
    skipped_digits: str = Field(default="", max_length=8)
    calls_itself: bool = True
    voice: Voice = Voice.ZH

    @field_validator("skipped_digits")
    @classmethod
    def _are_digits(cls, given: str) -> str:
        if not re.fullmatch("[1-9]*", given) or len(set(given)) > len("12345678"):
            raise ValueError("digits from 1 to 9, at most eight of them")
        return "".join(sorted(set(given)))

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.last < self.first:
            raise ValueError("the last number must not be below the first")
        return self


class PaceSettings(SettingsGroup):
    """How much the kitchen can cook at a time, and what guests are told of it.

    From `busy_minutes` on the menu says how long it takes; from `stop_minutes` on (0: never) phones
    are asked to wait instead of ordering.
    """

    KEY: ClassVar[str] = "pace"
    TITLE: ClassVar[LazyString | str] = lazy_gettext("Pace of the kitchen")
    SHOWN: ClassVar[settings_words.Words] = settings_words.PACE

    cooks: int = Field(default=2, ge=1, le=50)
    tells_guests: bool = True
    busy_minutes: int = Field(default=40, ge=5, le=240)
    stop_minutes: int = Field(default=0, ge=0, le=480)


class ScheduleSettings(SettingsGroup):
    """Pre-orders 预约: how many days ahead (0: today only), how fine, and how many.

    `capacity_minutes` are the cooking minutes promised to the pre-orders of one slot.
    """

    KEY: ClassVar[str] = "schedule"
    TITLE: ClassVar[LazyString | str] = lazy_gettext("Pre-orders")
    SHOWN: ClassVar[settings_words.Words] = settings_words.SCHEDULE

    is_on: bool = False
    days_ahead: int = Field(default=2, ge=0, le=30)
    slot_minutes: int = Field(default=15, ge=5, le=120)
    capacity_minutes: int = Field(default=60, ge=5, le=1_000)
    lead_minutes: int = Field(default=30, ge=0, le=2_880)


class CounterSettings(SettingsGroup):
    """The ready-made words of the counter; what is empty stands for the words that come with it."""

    KEY: ClassVar[str] = "counter"
    TITLE: ClassVar[LazyString | str] = lazy_gettext("Ready-made words at the counter")
    SHOWN: ClassVar[settings_words.Words] = settings_words.COUNTER

    line_notes: tuple[str, ...] = ()
    order_notes: tuple[str, ...] = ()
    void_reasons: tuple[str, ...] = ()
    comp_reasons: tuple[str, ...] = ()
    discount_reasons: tuple[str, ...] = ()
