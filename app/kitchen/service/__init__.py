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
    MAX_SCREEN_NAME,
    PAIRING_LASTS,
    SCREEN_NOTED_EVERY,
    ask_pairing,
    change_screen,
    forget_showings,
    pair_screen,
    record_shown,
    revoke_screen,
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
    "forget_showings",
    "lend_ticket",
    "note_causes",
    "open_tickets",
    "pair_screen",
    "record_printed",
    "record_shown",
    "refuse_busy_station",
    "revoke_screen",
    "tell_by_voice",
    "watch_tickets",
]
