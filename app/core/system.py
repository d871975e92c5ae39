"""Facts about this database as a whole: its epoch, and other single values."""

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, atomic, db
from app.core.ids import new_id

EPOCH_KEY = "epoch"


class SystemValue(Base):
    """One named value about the installation."""

    __tablename__ = "system_value"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(String(255))


_epochs: dict[str, str] = {}


def epoch() -> str:
    """The name of this life of the database; a restore starts a new one.

    Screens that counted events of another epoch reload everything.
    """
    url = str(db.engine.url)
    if url not in _epochs:
        row = db.session.get(SystemValue, EPOCH_KEY)
        _epochs[url] = row.value if row else renew_epoch()
    return _epochs[url]


@atomic
def renew_epoch() -> str:
    """Start a new epoch and return its name."""
    value = new_id()
    db.session.merge(SystemValue(key=EPOCH_KEY, value=value))
    _epochs[str(db.engine.url)] = value
    return value


def find_value(key: str) -> str | None:
    """The value of that name as it is now."""
    return db.session.scalar(select(SystemValue.value).where(SystemValue.key == key))


@atomic
def keep_value(key: str, value: str) -> None:
    """Keep `value`, of at most 255 characters, under that name."""
    db.session.merge(SystemValue(key=key, value=value))


@atomic
def forget_value(key: str) -> None:
    """Drop the value of that name."""
    db.session.execute(delete(SystemValue).where(SystemValue.key == key))
