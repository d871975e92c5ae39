"""How often who may ask: keys and rates for the limiter."""

from flask import request

from app.core.network import THIS_MACHINE
from app.tables import codes
from app.web.auth import bearer_token, table_token

PLACE_ORDER = "20 per minute"
# A phone that scans again and again would be another one each time.
PLACE_ORDER_FROM_ONE = "120 per minute"
CART = "240 per minute"
SCAN = "60 per minute"
PARTY_PIN = "12 per minute; 60 per hour"
LOGIN = "10 per minute; 60 per hour"
PIN = "20 per minute"
SETUP_LINK = "20 per minute"
PRINTER_SEARCH = "10 per minute"
QUOTE = "120 per minute"
CALL = "30 per minute"
HOOK = "600 per minute"
PAY = "30 per minute"
PAY_LOOK = "240 per minute"
PAIRING = "10 per minute; 60 per hour"

# Set for a request that was counted before the app came to see it; no header can set it.
COUNTED = "kaifan.counted"


def is_this_machine() -> bool:
    """Whether a program on this very machine asks, or a proxy on it that nobody made known."""
    return request.remote_addr in THIS_MACHINE


def phone_key() -> str:
    """One phone: its device in a table session, else its address."""
    return key_of(bearer_token() or table_token() or "") or request.remote_addr or "?"


def key_of(token: str) -> str:
    """The phone of a table session's token, "" for any other text."""
    return ".".join(codes.read_token(token) or ())


def is_counted() -> bool:
    """Whether the present request was counted on its way into the app."""
    return COUNTED in request.environ


def is_near_or_counted() -> bool:
    """Whether the present request is not to be counted by its address, or was so already."""
    return is_this_machine() or is_counted()
