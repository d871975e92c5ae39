"""Reading stores."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.freshness import Fresh
from app.stores import rules
from app.stores.models import Store


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What nearly every request needs to know of its store."""

    id: str
    name: str
    name_en: str
    address: str
    phone: str
    notice: str
    notice_en: str
    language: str
    currency: str
    time_zone: str
    day_starts_at: time

    def business_date(self, moment: datetime | None = None) -> date:
        """The business day of `moment`, of now when none is given."""
        return rules.business_date(moment or clock.now(), self.time_zone, self.day_starts_at)

    def next_day_at(self) -> datetime:
        """When the next business day begins."""
        day = self.business_date()
        return rules.business_day_span(day, self.time_zone, self.day_starts_at)[1]

    def local(self, moment: datetime) -> datetime:
        """`moment` on the store's own clock."""
        return moment.astimezone(ZoneInfo(self.time_zone))


def get_facts(store_id: str) -> StoreFacts:
    """The facts of a store. Raises NotFound."""
    return _facts.get(store_id)


def get_store(store_id: str) -> Store:
    """The row of a store, for changing it. Raises NotFound."""
    store = db.session.get(Store, store_id)
    if store is None:
        raise NotFound
    return store


def list_stores() -> list[Store]:
    """All stores of this installation, oldest first."""
    return list(db.session.scalars(select(Store).order_by(Store.created_at)))


def default_language() -> str | None:
    """The language of the oldest store, None while there is none."""
    return _language.get("")


def forget(store_id: str) -> None:
    """Read the store's facts anew after the present transaction."""
    _facts.forget(store_id)
    _language.forget("")


def _load(store_id: str) -> StoreFacts:
    store = db.session.get(Store, store_id, populate_existing=True)
    if store is None:
        raise NotFound
    names = StoreFacts.__dataclass_fields__
    return StoreFacts(**{name: getattr(store, name) for name in names})


_facts: Fresh[str, StoreFacts] = Fresh(_load)
_language: Fresh[str, str | None] = Fresh(
    lambda _key: db.session.scalar(select(Store.language).order_by(Store.created_at).limit(1))
)
