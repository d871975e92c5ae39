"""The verbs of ordering, by use case."""

from app.ordering.service.changing import (
    cancel_order,
    complete_session_orders,
    confirm_order,
    record_payment,
    step_line,
)
from app.ordering.service.parties import (
    clear_party,
    confirm_session_orders,
    hand_over,
    pause_ordering,
)
from app.ordering.service.placing import (
    OrderPlace,
    Placed,
    place_order,
    place_staff_order,
    quote_basket,
)

__all__ = [
    "OrderPlace",
    "Placed",
    "cancel_order",
    "clear_party",
    "complete_session_orders",
    "confirm_order",
    "confirm_session_orders",
    "hand_over",
    "pause_ordering",
    "place_order",
    "place_staff_order",
    "quote_basket",
    "record_payment",
    "step_line",
]
