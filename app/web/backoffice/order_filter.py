"""The search for orders as it stands in the address: read, and written again for links."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import lazy_gettext

from app.core.money import parse_yuan
from app.ordering.models import OrderStatus, OrderType
from app.payments.models import Channel
from app.reports.order_search import PAID, UNPAID, OrderSearch, Place
from app.stores.queries import StoreFacts

NAMES = (
    "q", "from", "from_time", "to", "to_time", "min", "max", "dish", "status", "type", "payment",
)  # fmt: skip
_PAYMENTS = {PAID, UNPAID, *(channel.value for channel in Channel)}
_LONGEST = 40

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What the address asks for: `chosen` as typed, `wanted` as understood, `errors` by field."""

    chosen: dict[str, str]
    wanted: OrderSearch
    errors: dict[str, Any]
    today: date

    @property
    def link(self) -> dict[str, str]:
        """The filter for further addresses; both days always, as their absence means today."""
        kept = ("from", "to")
        return {name: value for name, value in self.chosen.items() if value or name in kept}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the days is asked for."""
        return any(value for name, value in self.chosen.items() if name not in ("from", "to"))


def read_filter(store: StoreFacts) -> OrderFilter:
    """The filter in the address. No days at all means today, `day=` a single one."""
    today = store.business_date()
    chosen = {name: request.args.get(name, "").strip()[:_LONGEST] for name in NAMES}
    if "from" not in request.args and "to" not in request.args:
        day = request.args.get("day", "")
        only = _day(day) or today
        chosen["from"] = chosen["to"] = only.isoformat()
    errors: dict[str, Any] = {}
    since_day, until_day = _day(chosen["from"]), _day(chosen["to"])
    wanted = OrderSearch(
        text=chosen["q"],
        since_day=since_day,
        until_day=until_day,
        since=_moment(store, since_day, chosen["from_time"]),
        until=_end_of(_moment(store, until_day, chosen["to_time"])),
        least_fen=_fen(chosen["min"], "min", errors),
        most_fen=_fen(chosen["max"], "max", errors),
        dish=chosen["dish"],
        status=_one_of(OrderStatus, chosen["status"]),
        order_type=_one_of(OrderType, chosen["type"]),
        payment=chosen["payment"] if chosen["payment"] in _PAYMENTS else "",
    )
    return OrderFilter(chosen, wanted, errors, today)


def read_place() -> Place | None:
    """The order in the address behind which the list goes on: "2026-03-02.51"."""
    day, _dot, number = request.args.get("after", "").partition(".")
    found = _day(day)
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    return (found, int(number)) if found and is_number else None


def days_back(today: date) -> list[tuple[Any, str, str]]:
    """Spans for one touch: (words, from, to)."""
    yesterday = today - timedelta(days=1)
    return [
        (lazy_gettext("Today"), today.isoformat(), today.isoformat()),
        (lazy_gettext("Yesterday"), yesterday.isoformat(), yesterday.isoformat()),
        (lazy_gettext("7 days"), (today - timedelta(days=6)).isoformat(), today.isoformat()),
        (lazy_gettext("30 days"), (today - timedelta(days=29)).isoformat(), today.isoformat()),
        (lazy_gettext("All days"), "", ""),
    ]


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= 2000 else None


def _moment(store: StoreFacts, day: date | None, text: str) -> datetime | None:
    """The clock time of a business day: before its beginning it is of the night that follows."""
    try:
        at = time.fromisoformat(text)
    except ValueError:
        return None
    if day is None or at.tzinfo is not None:
        return None
    calendar_day = day + timedelta(days=1) if at < store.day_starts_at else day
    return datetime.combine(calendar_day, at, ZoneInfo(store.time_zone))


def _end_of(moment: datetime | None) -> datetime | None:
    """A minute that is named as the end counts in as a whole."""
    return moment + timedelta(seconds=59, milliseconds=999) if moment else None


def _fen(text: str, name: str, errors: dict[str, Any]) -> int | None:
    if not text:
        return None
    try:
        return parse_yuan(text)
    except ValueError:
        errors[name] = lazy_gettext("Write an amount like 38 or 38.50.")
        return None


def _one_of(kind: type[E], text: str) -> E | None:
    return kind(text) if text in set(kind) else None
