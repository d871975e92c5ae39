"""One prepared answer for all the screens that pull the same events."""

import json
import threading

from app.core import clock, push
from app.core.freshness import Fresh
from app.core.system import epoch
from app.kitchen import queries, rules
from app.kitchen.settings import KitchenSettings
from app.settings import queries as settings

# After a hint all screens ask for the same few pages; a page may be half a megabyte.
_PAGES_HELD = 8
_NOTHING = "[]"

# Which life of which database, the store, after which number, up to which, and the station.
_Page = tuple[str, str, int, int, str | None]


def feed_json(store_id: str, since: int, station_id: str | None = None) -> str:
    """The answer of `queries.feed` as JSON.

    The head is read anew for each question, and a page belongs to one head: no answer leaves out
    an event that was committed before it was asked for. What changes without an event, such as an
    order's quoted time, may be a second old.
    """
    head, life = queries.committed_head(store_id), epoch()
    moment = clock.now().isoformat(timespec="milliseconds")
    events = _events((life, store_id, since, head, station_id)) if since < head else _NOTHING
    told = {"epoch": life, "head": head, "server_time": moment, "report_pause_s": _pause(store_id)}
    facts = json.dumps(told, separators=(",", ":"))
    return f'{facts[:-1]},"events":{events}}}'


def _pause(store_id: str) -> float:
    """How long its screens are to gather what they say they have shown."""
    listening = push.count_listeners("/kitchen", f"store:{store_id}")
    after_s = settings.get(store_id, KitchenSettings).alarm_after_s
    return rules.report_pause_s(listening, after_s)


def _events(page: _Page) -> str:
    # One reads, the others wait for what it found.
    with _reading[hash(page) % len(_reading)]:
        return _pages.get(page)


def _read(page: _Page) -> str:
    _life, store_id, since, head, station_id = page
    events = queries.list_events(store_id, since, head, station_id)
    return json.dumps(events, separators=(",", ":"), ensure_ascii=False)


_pages: Fresh[_Page, str] = Fresh(_read, limit=_PAGES_HELD)
_reading = tuple(threading.Lock() for _ in range(_PAGES_HELD))
