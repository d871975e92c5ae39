"""What orders tell the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrderSubmitted:
    """An order waits for staff to confirm it; the kitchen does not know it yet."""

    store_id: str
    order_id: str


@dataclass(frozen=True, slots=True)
class OrderComing:
    """An order will be accepted with these lines at the end of this transaction, or undone.

    Its rows do not exist yet: it is said so that numbers which others will need for it are taken
    together with its own.
    """

    store_id: str
    lines: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """An order is accepted: the kitchen is to cook it.

    `lines` are (line id, station id) in order, so that nobody has to read them again.
    """

    store_id: str
    order_id: str
    number: int
    round: int
    session_id: str | None
    lines: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class OrderCancelled:
    """An order will not be cooked. `was_in_kitchen` tells whether the kitchen knew of it."""

    store_id: str
    order_id: str
    session_id: str | None
    was_in_kitchen: bool


@dataclass(frozen=True, slots=True)
class LineChanged:
    """A line took a step of `rules.next_line_status`."""

    store_id: str
    order_id: str
    line_id: str
    session_id: str | None
    step: str


@dataclass(frozen=True, slots=True)
class LinesAmended:
    """Staff changed lines of an order that was placed.

    `kind` is "void", "rush", "fire" or "change": what the slip says that tells the cook.
    """

    store_id: str
    order_id: str
    line_ids: tuple[str, ...]
    session_id: str | None
    kind: str
    in_kitchen: bool


@dataclass(frozen=True, slots=True)
class OrderChanged:
    """Something else about an order changed: its payment, its completion."""

    store_id: str
    order_id: str
    session_id: str | None


@dataclass(frozen=True, slots=True)
class OrderHandedOver:
    """A pick-up order was given to its guest; nobody cooks for it any more."""

    store_id: str
    order_id: str
    session_id: str | None


@dataclass(frozen=True, slots=True)
class DishesMoved:
    """Dishes of an order are another party's now: as an order of their own, or the whole order.

    `left` is how the party was called that had them.
    """

    store_id: str
    from_order_id: str
    to_order_id: str
    line_ids: tuple[str, ...]
    left: str
    session_id: str | None


@dataclass(frozen=True, slots=True)
class CartChanged:
    """What a party has chosen and not yet ordered has changed; it is at `version` now."""

    store_id: str
    session_id: str
    version: int


@dataclass(frozen=True, slots=True)
class OrderCalled:
    """The number of a pick-up order was called: its guest is to come."""

    store_id: str
    order_id: str
    session_id: str | None


@dataclass(frozen=True, slots=True)
class ParkedChanged:
    """An order was parked, taken up again or dropped."""

    store_id: str
