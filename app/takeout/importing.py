"""Filling an empty shop from an export: all good rows are taken, the others are named.

A preview is the import itself, rolled back at its end: what it says is what will come.
"""

from contextlib import closing
from pathlib import Path

from sqlalchemy import ColumnElement, select

from app.catalog.models import Dish
from app.core import audit
from app.core.actors import Actor
from app.core.db import atomic, db
from app.ordering.models import Order
from app.tables.models import Table
from app.takeout.archive import Archive
from app.takeout.errors import ShopNotEmpty
from app.takeout.running import ensure_owner
from app.takeout.taking_menu import take_menu
from app.takeout.taking_shop import take_floor, take_settings, take_staff
from app.takeout.work import Import, Report


class _OnlyLooked(Exception):
    """Ends a preview's transaction without a commit."""


def import_shop(path: Path, media: Path, *, actor: Actor, is_preview: bool = False) -> Report:
    """Take settings, menu, tables and staff from the export at `path`; pictures go to `media`.

    Raises UnusableFile, ShopNotEmpty, Denied.
    """
    ensure_owner(actor)
    with closing(Archive(path)) as archive:
        work = Import(actor, archive, Report(), media, is_preview)
        work.report.made_at = str(archive.manifest.get("made_at", ""))[:16].replace("T", " ")
        try:
            _take_all(work)
        except _OnlyLooked:
            db.session.expire_all()
    return work.report


@atomic
def _take_all(work: Import) -> None:
    _ensure_empty(work.actor.store_id)
    for take in (take_settings, take_menu, take_floor, take_staff):
        take(work)
    if work.is_preview:
        raise _OnlyLooked
    audit.log(
        "data.imported",
        actor=work.actor,
        target=("store", work.actor.store_id),
        taken=work.report.taken,
        problems=len(work.report.problems),
    )


def _ensure_empty(store_id: str) -> None:
    holds: list[ColumnElement[bool]] = [
        select(Dish.id).where(Dish.store_id == store_id).exists(),
        select(Order.id).where(Order.store_id == store_id).exists(),
        # The pick-up point comes with the shop.
        select(Table.id).where(Table.store_id == store_id, ~Table.is_pickup).exists(),
    ]
    if any(db.session.scalar(select(each)) for each in holds):
        raise ShopNotEmpty
