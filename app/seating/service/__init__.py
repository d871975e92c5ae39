"""The verbs of the waiting list and of the reservation book."""

from app.seating.service.queue import (
    call_party,
    leave_queue,
    pass_party,
    restore_party,
    seat_party,
    take_number,
)
from app.seating.service.reservations import (
    book,
    cancel_booking,
    change_booking,
    erase_old_names,
    note_no_show,
    seat_booking,
)

__all__ = [
    "book",
    "call_party",
    "cancel_booking",
    "change_booking",
    "erase_old_names",
    "leave_queue",
    "note_no_show",
    "pass_party",
    "restore_party",
    "seat_booking",
    "seat_party",
    "take_number",
]
