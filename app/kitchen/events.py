"""What the kitchen tells the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KitchenChanged:
    """Kitchen event `seq` exists now."""

    store_id: str
    seq: int


@dataclass(frozen=True, slots=True)
class TicketAlarmed:
    """A ticket was neither shown nor printed in time."""

    store_id: str
    ticket_id: str


@dataclass(frozen=True, slots=True)
class TakebackAlarmed:
    """A dish was taken back, and nobody in the kitchen has touched it in time."""

    store_id: str
    ticket_id: str
    line_id: str


@dataclass(frozen=True, slots=True)
class TicketSeen:
    """A ticket or a taking back that had raised an alarm was seen, printed or told by voice."""

    store_id: str
    ticket_id: str
