"""The verbs of the kitchen, by use case."""

from app.kitchen.service.alarms import (
    end_alarm,
    note_causes,
    record_printed,
    tell_by_voice,
    watch_tickets,
)
from app.kitchen.service.screens import (
    MAX_DEVICE_NAME,
    PAIRING_LASTS,
    ask_pairing,
    change_screen,
    forget_events,
    forget_showings,
    pair_screen,
    revoke_screen,
)
from app.kitchen.service.showing import (
    MAX_SCREEN_NAME,
    SCREEN_NOTED_EVERY,
    record_shown,
    start_writer,
    stop_writer,
)
from app.kitchen.service.takebacks import (
    note_takebacks,
    record_takeback_printed,
    tell_takeback,
    touch_takeback,
    watch_takebacks,
)
from app.kitchen.service.tickets import (
    cancel_tickets,
    close_order_tickets,
    close_tickets,
    divide_tickets,
    end_tests,
    follow_lines,
    lend_ticket,
    open_tickets,
    refuse_busy_station,
)

__all__ = [
    "MAX_DEVICE_NAME",
    "MAX_SCREEN_NAME",
    "PAIRING_LASTS",
    "SCREEN_NOTED_EVERY",
    "ask_pairing",
    "cancel_tickets",
    "change_screen",
    "close_order_tickets",
    "close_tickets",
    "divide_tickets",
    "end_alarm",
    "end_tests",
    "follow_lines",
    "forget_events",
    "forget_showings",
    "lend_ticket",
    "note_causes",
    "note_takebacks",
    "open_tickets",
    "pair_screen",
    "record_printed",
    "record_shown",
    "record_takeback_printed",
    "refuse_busy_station",
    "revoke_screen",
    "start_writer",
    "stop_writer",
    "tell_by_voice",
    "tell_takeback",
    "touch_takeback",
    "watch_takebacks",
    "watch_tickets",
]
