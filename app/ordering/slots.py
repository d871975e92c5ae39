"""The times of collection on offer, and how many cooking minutes each has left."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.ordering.models import KitchenSlot
from app.ordering.settings import ScheduleSettings
from app.settings import queries as settings
from app.stores import opening
from app.stores import queries as stores


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of collection and the cooking minutes that are not promised yet."""

    at: datetime
    free: int


@dataclass(frozen=True, slots=True)
class SlotDay:
    """The times of one day of the store's calendar."""

    day: date
    slots: tuple[Slot, ...]


def moments_between(start: datetime, end: datetime, step: timedelta) -> list[datetime]:
    """The times of collection while the shop is open: one at `start`, none at the very end."""
    count = -(-(end - start) // step)
    return [start + number * step for number in range(count)]


def takes_ahead(store_id: str) -> bool:
    """Whether guests may order for later: the owner wants it and has said when the shop is open."""
    return settings.get(store_id, ScheduleSettings).is_on and opening.says_hours(store_id)


def list_slots(store_id: str, minutes: int) -> list[Slot]:
    """The times that an order of so many cooking minutes can still be collected at, in order."""
    if not takes_ahead(store_id):
        return []
    chosen = settings.get(store_id, ScheduleSettings)
    moments = _possible(store_id, chosen)
    if not moments:
        return []
    held = _held(store_id, moments[0], moments[-1])
    slots = (Slot(at, chosen.capacity_minutes - held.get(at, 0)) for at in moments)
    return [slot for slot in slots if slot.free >= minutes]


def list_days(store_id: str, minutes: int) -> list[SlotDay]:
    """The same times, day by day."""
    store = stores.get_facts(store_id)
    by_day = groupby(list_slots(store_id, minutes), key=lambda slot: store.local(slot.at).date())
    return [SlotDay(day, tuple(slots)) for day, slots in by_day]


def is_possible(store_id: str, at: datetime) -> bool:
    """Whether that is a time of collection on offer, full or not."""
    chosen = settings.get(store_id, ScheduleSettings)
    return takes_ahead(store_id) and at.astimezone(UTC) in _possible(store_id, chosen)


def _possible(store_id: str, chosen: ScheduleSettings) -> list[datetime]:
    now = clock.now()
    earliest = now + timedelta(minutes=chosen.lead_minutes)
    step = timedelta(minutes=chosen.slot_minutes)
    today = stores.get_facts(store_id).local(now).date()
    # Yesterday's late evening may still go on.
    days = [today + timedelta(days=number) for number in range(-1, chosen.days_ahead + 1)]
    found = {
        moment.astimezone(UTC)
        for day in days
        for start, end in opening.spans_on(store_id, day)
        for moment in moments_between(start, end, step)
    }
    return sorted(moment for moment in found if moment >= earliest)


def _held(store_id: str, first: datetime, last: datetime) -> dict[datetime, int]:
    query = select(KitchenSlot.starts_at, KitchenSlot.minutes).where(
        KitchenSlot.store_id == store_id, KitchenSlot.starts_at.between(first, last)
    )
    return {row.starts_at: row.minutes for row in db.session.execute(query).all()}
