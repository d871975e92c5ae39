"""Why a ticket, or a dish's going, was seen by nobody, as far as the house can tell."""

from typing import Any

from app.kitchen import queries as kitchen
from app.kitchen.models import Ticket
from app.printing import queries as printing


def causes_of(store_id: str, station_id: str | None) -> list[dict[str, Any]]:
    """What stands between a station and its tickets now: its screens first, then its printers.

    Each cause has `what`: "no_screen", "screen_silent" with `name`, "no_printer",
    "printer_failing" with `name` and `error`, or "printer_busy" with `name` and `count` of slips.
    """
    return _screens(store_id, station_id, "screen_silent") + _printers(store_id, station_id)


def takeback_causes_of(ticket: Ticket) -> list[dict[str, Any]]:
    """Why no cook knows that a dish of the ticket is gone: as above, "screen_untouched" by name.

    Printers count where the station works with paper alone.
    """
    screens = _screens(ticket.store_id, ticket.station_id, "screen_untouched")
    return screens if ticket.shown_at else screens + _printers(ticket.store_id, ticket.station_id)


def _screens(store_id: str, station_id: str | None, silence: str) -> list[dict[str, Any]]:
    alive = [
        screen.name
        for screen, is_alive in kitchen.list_screens(store_id)
        if is_alive and (station_id is None or screen.station_id in (None, station_id))
    ]
    if not alive:
        return [{"what": "no_screen"}]
    return [{"what": silence, "name": name} for name in alive]


def _printers(store_id: str, station_id: str | None) -> list[dict[str, Any]]:
    waiting = printing.count_waiting(store_id)
    own = printing.list_kitchen_printers(store_id, station_id)
    if not own:
        return [{"what": "no_printer"}]
    return [
        {"what": "printer_failing", "name": each.name, "error": each.last_error}
        if each.last_error
        else {"what": "printer_busy", "name": each.name, "count": waiting.get(each.id, 0)}
        for each in own
    ]
