"""Keeping what every change of the menu did to its rows, and undoing it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import Table, TypeDecorator, delete, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from app.catalog import queries, snapshots
from app.catalog.models import Dish, MenuChange
from app.catalog.service.prices import prices_of, record_prices
from app.catalog.service.versions import touch_menu
from app.catalog.snapshots import Key, Row
from app.core import audit, clock
from app.core.actors import Actor, ActorKind
from app.core.db import atomic, db
from app.core.errors import Conflict

# Prices and the audit log are kept for ever; what can be undone need not be.
KEPT = timedelta(days=90)

_RECORD = "kaifan.menu_record"
_LATEST = "kaifan.latest_menu_change"


class ChangedSince(Conflict):
    """What is to be undone is not as that change left it."""

    code = "changed_since"
    message = lazy_gettext(
        "This cannot be undone any more: the same thing was changed again later. "
        "Undo the later change first."
    )


@contextmanager
def recorded(action: str, *, actor: Actor, name: str) -> Iterator[None]:
    """Keep what the block changes in the menu's rows as one change that can be undone.

    `name` says what was changed, for people. Inside another recorded block it joins that one.
    Only people's changes are kept: the demo and jobs of the house undo themselves.
    """
    session = db.session()
    if actor.kind is not ActorKind.STAFF or _RECORD in session.info:
        yield
        return
    before: dict[Key, Row | None] = {}
    session.info[_RECORD] = before
    try:
        yield
        session.flush()
    finally:
        session.info.pop(_RECORD)
    rows = snapshots.differences(before)
    if rows:
        _keep(action, actor, name, rows)


@atomic
def undo_change(change_id: str, *, actor: Actor) -> MenuChange:
    """Put back what a change of the menu did, as a change of its own that can be undone too.

    Raises NotFound, and ChangedSince when a later change touched the same.
    """
    change = queries.get_menu_change(actor.store_id, change_id)
    if change.undone_at is not None or not snapshots.is_as_left([change])[change.id]:
        raise ChangedSince
    prices = {dish.id: prices_of(dish) for dish in _dishes_of(change)}
    with recorded("menu.undone", actor=actor, name=change.name):
        try:
            _put_back(change.rows)
            if snapshots.refers_to_removed(change.rows):
                raise ChangedSince
        except IntegrityError:
            # Such as a code that another dish has by now, or a category that has got dishes.
            raise ChangedSince from None
    for dish_id, before in prices.items():
        record_prices(queries.get_any_dish(actor.store_id, dish_id), before, actor)
    change.undone_at, change.undone_by = clock.now(), actor.name
    audit.log(
        "menu.undone",
        actor=actor,
        target=("menu_change", change.id),
        name=change.name,
        undone=change.action,
    )
    touch_menu(actor.store_id)
    return change


def find_latest_change() -> MenuChange | None:
    """The change that was kept last in this request, None when nothing was changed."""
    change_id = db.session().info.get(_LATEST)
    return None if change_id is None else db.session.get(MenuChange, change_id)


def retire(dish: Dish) -> None:
    """Take a dish off the menu for good; orders and figures go on knowing it."""
    dish.removed_at = clock.now()
    dish.is_on_shelf = False
    # Its code becomes free for another dish.
    dish.code = f"{dish.code[:30]}#{dish.id[-6:]}"


def _keep(action: str, actor: Actor, name: str, rows: list[dict[str, Any]]) -> None:
    now = clock.now()
    db.session.execute(
        delete(MenuChange).where(MenuChange.store_id == actor.store_id, MenuChange.at < now - KEPT)
    )
    change = MenuChange(
        store_id=actor.store_id,
        at=now,
        actor_id=actor.id,
        actor_name=actor.name,
        action=action,
        name=name[:200],
        rows=rows,
    )
    db.session.add(change)
    db.session.flush()
    db.session().info[_LATEST] = change.id


def _dishes_of(change: MenuChange) -> list[Dish]:
    """The dishes whose own row a change touched."""
    ids = {row["key"][0] for row in change.rows if row["table"] == Dish.__tablename__}
    return [dish for dish_id in ids if (dish := db.session.get(Dish, dish_id)) is not None]


def _put_back(rows: list[dict[str, Any]]) -> None:
    """Undo each row; what others refer to is there first and goes last."""
    tables = snapshots.tracked_tables()
    removed = [row for row in rows if row["after"] is None]
    added = [row for row in rows if row["before"] is None]
    changed = [row for row in rows if row["before"] is not None and row["after"] is not None]
    steps = (
        (_restore, tables, removed),
        (_reset, tables, changed),
        (_take_away, tables[::-1], added),
    )
    for put_back, ordered, wanted in steps:
        for table in ordered:
            for row in wanted:
                if row["table"] == table.name:
                    put_back(table, row)
            db.session.flush()
    db.session.expire_all()


def _restore(table: Table, row: dict[str, Any]) -> None:
    model = snapshots.model_of(table)
    db.session.add(model(**_values(table, row["before"])))


def _reset(table: Table, row: dict[str, Any]) -> None:
    found = db.session.get(snapshots.model_of(table), tuple(row["key"]))
    for name, value in _values(table, row["before"]).items():
        setattr(found, name, value)


def _take_away(table: Table, row: dict[str, Any]) -> None:
    found = db.session.get(snapshots.model_of(table), tuple(row["key"]))
    if isinstance(found, Dish):
        retire(found)
    elif found is not None:
        db.session.delete(found)


def _values(table: Table, kept: Row) -> Row:
    """Kept values as their columns take them; columns that are no more are left out."""
    return {
        name: _typed(table.c[name].type, value) for name, value in kept.items() if name in table.c
    }


def _typed(column: TypeEngine[Any], value: Any) -> Any:
    if isinstance(column, TypeDecorator):
        column = column.impl_instance
    kind = column.python_type
    if isinstance(value, str) and issubclass(kind, datetime | date | time):
        return kind.fromisoformat(value)
    return value


@event.listens_for(Session, "before_flush")
def _note_changed(session: Session, *_: Any) -> None:
    before = session.info.get(_RECORD)
    if before is not None:
        for row in [*session.dirty, *session.deleted]:
            key = snapshots.key_of(row)
            if key is not None and key not in before:
                before[key] = snapshots.read_row(key)


@event.listens_for(Session, "after_flush")
def _note_added(session: Session, *_: Any) -> None:
    before = session.info.get(_RECORD)
    if before is not None:
        for row in session.new:
            key = snapshots.key_of(row)
            if key is not None:
                before.setdefault(key, None)
