"""Old events leave the database: kitchen events into a file a month, done effects for good.

What the law and the books need stays where it is: orders, payments and the books are never taken
away, and the audit cannot be (the database refuses it), which covers the three years that the
E-Commerce Law of China asks for. Answers kept for repeated keys stay for ever, as promised.
"""

import gzip
import json
import os
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from flask import current_app

from app.core import clock, outbox
from app.kitchen import queries as kitchen
from app.kitchen import service as kitchens
from app.kitchen.models import KitchenEvent
from app.stores import queries as stores

FOLDER = "archive"
# Nobody cooks or complains about a dish of last quarter; its order keeps every moment of its own.
EVENTS_KEPT = timedelta(days=90)
EFFECTS_KEPT = timedelta(days=14)

# Written and deleted in pieces, so that an order never waits behind a year of them.
_AT_ONCE = 2_000


def archive_old() -> int:
    """Put away what is old enough; return how many events and effects that were."""
    count = 0
    for store in stores.list_stores():
        while moved := _archive_some(store.id):
            count += moved
    while dropped := outbox.forget_done(clock.now() - EFFECTS_KEPT):
        count += dropped
    return count


def _archive_some(store_id: str) -> int:
    """The oldest events of a store: safely in their files first, then out of the database.

    Whoever is interrupted in between writes them a second time; none is lost.
    """
    limit = clock.now() - EVENTS_KEPT
    rows = kitchen.first_events(store_id, _AT_ONCE)
    # Numbers and moments rise together, but for a clock that was set.
    old = []
    for row in rows:
        if row.at >= limit:
            break
        old.append(row)
    if not old:
        return 0
    folder = current_app.config["KAIFAN"].data_dir / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    by_month: defaultdict[str, list[KitchenEvent]] = defaultdict(list)
    for row in old:
        by_month[f"{row.at:%Y-%m}"].append(row)
    for month, events in by_month.items():
        _append(folder / f"kitchen-events-{month}.jsonl.gz", events)
    kitchens.forget_events(store_id, old[-1].seq)
    return len(old)


def _append(file: Path, events: list[KitchenEvent]) -> None:
    """Add the events to the file, one JSON object a line, and see them on the disk."""
    lines = "".join(json.dumps(_told(each), ensure_ascii=False) + "\n" for each in events)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as raw:
        # Each piece is a member of its own: the file stays whole up to the last good one.
        raw.write(gzip.compress(lines.encode()))
        raw.flush()
        os.fsync(raw.fileno())


def _told(event: KitchenEvent) -> dict[str, object]:
    return {
        "store": event.store_id,
        "seq": event.seq,
        "at": event.at.isoformat(),
        "kind": event.kind.value,
        "ticket": event.ticket_id,
        "station": event.station_id,
    }
