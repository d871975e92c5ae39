"""Making JSON answers, and the shapes that the OpenAPI document shows."""

from typing import Any

from flask import Response, current_app, request
from pydantic import BaseModel, ConfigDict

REPLAYED = "Idempotency-Replayed"
# What came of a request that was tried on its way into the app; no header can set it.
MET = "kaifan.met"


def answer(body: Any, status: int = 200, **headers: str) -> Response:
    """`body` as JSON; a header's underscores become hyphens."""
    response = Response(
        current_app.json.dumps(body, separators=(",", ":"), ensure_ascii=False),
        status,
        content_type="application/json",
    )
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def raise_met() -> None:
    """Raise what the present request met on its way into the app, where it was tried already."""
    met = request.environ.pop(MET, None)
    if met is not None:
        raise met


class Shape(BaseModel):
    """The base of all described answers; further members may come."""

    model_config = ConfigDict(extra="allow")


class NamedShape(Shape):
    """Something with an id and a name."""

    id: str
    name: str


class TableSessionShape(Shape):
    """What scanning a code gives."""

    token: str
    table: NamedShape
    store: NamedShape
    pay_mode: str
    expires_at: str


class OptionShape(NamedShape):
    """An option of a dish."""

    price_fen: int
    available: bool


class OptionGroupShape(NamedShape):
    """A question about a dish."""

    min: int
    max: int
    options: list[OptionShape]


class DishShape(NamedShape):
    """A dish of the menu."""

    price_fen: int
    member_price_fen: int | None
    available: bool
    remaining: int | None
    option_groups: list[OptionGroupShape]


class CategoryShape(NamedShape):
    """A category of the menu."""

    dishes: list[DishShape]


class MenuShape(Shape):
    """The menu."""

    version: int
    categories: list[CategoryShape]


class QuoteLineShape(Shape):
    """A priced line."""

    dish_id: str
    name: str
    quantity: int
    unit_price_fen: int
    total_fen: int


class QuoteShape(Shape):
    """A priced basket."""

    lines: list[QuoteLineShape]
    adjustments: list[dict[str, Any]]
    total_fen: int


class SlotShape(Shape):
    """A time of collection."""

    at: str


class SlotDayShape(Shape):
    """The times of one day."""

    date: str
    slots: list[SlotShape]


class SlotDaysShape(Shape):
    """The times that can be had, day by day."""

    days: list[SlotDayShape]


class OrderLineShape(QuoteLineShape):
    """A line of an order."""

    id: str
    status: str


class OrderShape(Shape):
    """An order."""

    id: str
    number: str
    status: str
    total_fen: int
    lines: list[OrderLineShape]
    placed_at: str


class CartLineShape(Shape):
    """A line of the shared cart; `by` is the number of the guest who added it."""

    id: str
    dish_id: str
    option_ids: list[str]
    note: str
    quantity: int
    name: str
    by: int


class CartGuestShape(Shape):
    """A phone at the table: a colour and an animal."""

    id: int
    key: str
    name: str
    colour: str


class CartShape(Shape):
    """The table's shared cart."""

    version: int
    round: int
    me: int | None
    note: str
    covers: int | None
    people: list[CartGuestShape]
    lines: list[CartLineShape]


class OutcomeShape(Shape):
    """What an operation came to."""

    id: str
    outcome: str


class ChangedCartShape(Shape):
    """The outcomes of operations, and the cart after them."""

    results: list[OutcomeShape]
    cart: CartShape


class TableShape(NamedShape):
    """A table with its status word."""

    status: str


class CallShape(Shape):
    """A call to the staff, and when the party may call for the same again."""

    id: str
    kind: str
    order_id: str | None
    times: int
    again_in_s: int


class QueueNumberShape(Shape):
    """A number of the waiting list; `path` is the guests' own page."""

    id: str
    code: str
    queue: str
    state: str
    ahead: int | None
    wait_minutes: int | None
    path: str


class ReservationShape(Shape):
    """A reservation."""

    id: str
    at: str
    covers: int
    table_id: str | None
    status: str


class DishStateShape(NamedShape):
    """A dish's availability."""

    available: bool
    remaining: int | None


class PaymentShape(Shape):
    """A payment."""

    id: str
    status: str
    channel: str
    amount_fen: int


class AttemptShape(Shape):
    """A payment by a channel that is asked; `shows` is what opens the channel's pay sheet."""

    id: str
    status: str
    channel: str
    method: str
    amount_fen: int
    expires_at: str
    shows: dict[str, str]
    why: str


class PartShape(Shape):
    """A part of a bill."""

    id: str
    amount_fen: int
    paid_fen: int


class SplitShape(Shape):
    """A bill in parts."""

    id: str
    kind: str
    is_open: bool
    parts: list[PartShape]


class TicketLineShape(Shape):
    """A line of a kitchen ticket."""

    id: str
    name: str
    options: list[str]
    note: str
    quantity: int
    status: str


class TicketShape(Shape):
    """A kitchen ticket."""

    id: str
    order_number: str
    table: str | None
    order_type: str
    round: int
    placed_at: str
    lines: list[TicketLineShape]


class KitchenEventShape(Shape):
    """One numbered kitchen event."""

    seq: int
    kind: str
    ticket: TicketShape


class KitchenFeedShape(Shape):
    """What a kitchen screen pulls."""

    epoch: str
    head: int
    server_time: str
    report_pause_s: float
    events: list[KitchenEventShape]


class DayReportShape(Shape):
    """The figures of a business day."""

    orders: int
    gross_fen: int
    discounts_fen: int
    net_fen: int
    paid_by: dict[str, int]
    refunds_fen: int
    by_hour: list[int]


class RowErrorShape(Shape):
    """What is wrong with a row of an import."""

    row: int
    field: str
    message: str


class ImportShape(Shape):
    """What an import did, or would do."""

    created: int
    updated: int
    errors: list[RowErrorShape]
