"""One prepared answer for all the screens that pull the same events."""

import json
import threading

from app.core import clock
from app.core.freshness import Fresh
from app.core.system import epoch
from app.kitchen import queries

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
    facts = json.dumps({"epoch": life, "head": head, "server_time": moment}, separators=(",", ":"))
    return f'{facts[:-1]},"events":{events}}}'


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
