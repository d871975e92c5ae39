"""Which open pages are told to look again, and for what.

Rooms: "store:<id>" in every namespace, "session:<id>" for the phones of one party. Topics tell a
page what to fetch: "menu", "orders", "cart", "kitchen", "floor", "printers", "notices", "calls",
"moved", "payments", "over", "settings", "seating".
"login:<hash>" holds the sockets of one staff login: who is logged out hears nothing more.
"""

from app.calls.events import CallsChanged
from app.catalog.events import MenuChanged
from app.core import clock, events, push
from app.kitchen.events import KitchenChanged, TakebackAlarmed, TicketAlarmed, TicketSeen
from app.notices.events import NoticeRaised, NoticesChanged
from app.ordering.events import (
    CartChanged,
    DishesMoved,
    LineChanged,
    LinesAmended,
    OrderCalled,
    OrderCancelled,
    OrderChanged,
    OrderHandedOver,
    OrderPlaced,
    OrderSubmitted,
    ParkedChanged,
)
from app.payments.events import AttemptEnded, PaymentTaken, RefundMade
from app.printing.events import PrinterChanged
from app.seating.events import BookChanged, QueueChanged
from app.settings.events import SettingsChanged
from app.staff.events import LoginsEnded
from app.tables.events import (
    FloorChanged,
    PartiesMerged,
    PartyMoved,
    PartyParted,
    TableCleared,
    TableOpened,
    TableWaiting,
)
from app.upkeep.events import OutgoingReleased

# Groups of settings that open pages show: a pause, waiting times, pre-orders.
_SHOWN_AT_ONCE = frozenset({"ordering", "pace", "schedule"})


@events.on(MenuChanged)
def tell_menu(event: MenuChanged) -> None:
    """Everybody who shows dishes looks for the new menu."""
    for namespace in ("/diner", "/kitchen", "/counter"):
        push.hint(namespace, f"store:{event.store_id}", event.version, "menu")


@events.on(KitchenChanged)
def tell_kitchen(event: KitchenChanged) -> None:
    """Screens pull the new event."""
    push.hint("/kitchen", f"store:{event.store_id}", event.seq)


@events.on(OrderSubmitted)
@events.on(OrderChanged)
@events.on(OrderCancelled)
@events.on(OrderPlaced)
@events.on(LineChanged)
@events.on(LinesAmended)
@events.on(OrderHandedOver)
@events.on(OrderCalled)
def tell_orders(
    event: OrderSubmitted
    | OrderCalled
    | OrderChanged
    | OrderCancelled
    | OrderPlaced
    | LineChanged
    | LinesAmended
    | OrderHandedOver,
) -> None:
    """The counter and the party's phones look at the order again."""
    seq = _moment()
    push.hint("/counter", f"store:{event.store_id}", seq, "orders")
    session_id = getattr(event, "session_id", None)
    if session_id is not None:
        push.hint("/diner", f"session:{session_id}", seq, "orders")


@events.on(CartChanged)
def tell_cart(event: CartChanged) -> None:
    """The party's phones look at their cart again, and so does the counter."""
    push.hint("/diner", f"session:{event.session_id}", event.version, "cart")
    push.hint("/counter", f"store:{event.store_id}", _moment(), "cart")


@events.on(PaymentTaken)
@events.on(FloorChanged)
@events.on(TableWaiting)
@events.on(ParkedChanged)
def tell_floor(event: PaymentTaken | FloorChanged | TableWaiting | ParkedChanged) -> None:
    """The counter looks at the floor again."""
    push.hint("/counter", f"store:{event.store_id}", _moment(), "floor")


@events.on(AttemptEnded)
@events.on(RefundMade)
def tell_payments(event: AttemptEnded | RefundMade) -> None:
    """The counter and the phones that wait for a payment look how it ended."""
    push.hint("/counter", f"store:{event.store_id}", _moment(), "payments")
    if event.session_id is not None:
        push.hint("/diner", f"session:{event.session_id}", _moment(), "payments")


@events.on(CallsChanged)
def tell_calls(event: CallsChanged) -> None:
    """The counter rings or falls silent; the party's phones show that the staff know."""
    push.hint("/counter", f"store:{event.store_id}", _moment(), "calls")
    push.hint("/diner", f"session:{event.session_id}", _moment(), "calls")


@events.on(TableOpened)
@events.on(TableCleared)
def tell_table(event: TableOpened | TableCleared) -> None:
    """The counter and the phones at the table learn that it was opened or cleared."""
    push.hint("/counter", f"store:{event.store_id}", _moment(), "floor")
    topic = "over" if isinstance(event, TableCleared) else "orders"
    push.hint("/diner", f"session:{event.session_id}", _moment(), topic)
    if isinstance(event, TableCleared):
        push.hang_up("/diner", f"session:{event.session_id}")


@events.on(PartiesMerged)
@events.on(PartyParted)
def tell_joined(event: PartiesMerged | PartyParted) -> None:
    """The counter shows one party or two, and all their phones look where they are now."""
    other = event.left_id if isinstance(event, PartiesMerged) else event.parted_id
    push.hint("/counter", f"store:{event.store_id}", _moment(), "floor")
    for session_id in (event.kept_id, other):
        push.hint("/diner", f"session:{session_id}", _moment(), "moved")


@events.on(DishesMoved)
def tell_dishes(event: DishesMoved) -> None:
    """The counter and the phones of the party that had the dishes look at its orders again."""
    push.hint("/counter", f"store:{event.store_id}", _moment(), "orders")
    if event.session_id is not None:
        push.hint("/diner", f"session:{event.session_id}", _moment(), "orders")


@events.on(PartyMoved)
def tell_moved(event: PartyMoved) -> None:
    """The counter shows the party at its new table, and its phones say where they are."""
    push.hint("/counter", f"store:{event.store_id}", _moment(), "floor")
    push.hint("/diner", f"session:{event.session_id}", _moment(), "moved")


@events.on(LoginsEnded)
def silence_logins(event: LoginsEnded) -> None:
    """The pages of an ended login hear nothing more."""
    for token_hash in event.token_hashes:
        for namespace in ("/kitchen", "/counter"):
            push.hang_up(namespace, f"login:{token_hash}")


@events.on(TicketAlarmed)
@events.on(TakebackAlarmed)
@events.on(TicketSeen)
def tell_alarm(event: TicketAlarmed | TakebackAlarmed | TicketSeen) -> None:
    """The counter's alarm starts or stops."""
    push.hint("/counter", f"store:{event.store_id}", _moment(), "kitchen")


@events.on(NoticeRaised)
@events.on(NoticesChanged)
def tell_notices(event: NoticeRaised | NoticesChanged) -> None:
    """The bell of the owner's pages looks again."""
    push.hint("/counter", f"store:{event.store_id}", _moment(), "notices")


@events.on(QueueChanged)
@events.on(BookChanged)
def tell_seating(event: QueueChanged | BookChanged) -> None:
    """The waiting list, its screen and the reservation book are drawn anew."""
    push.hint("/counter", f"store:{event.store_id}", _moment(), "seating")


@events.on(SettingsChanged)
def tell_settings(event: SettingsChanged) -> None:
    """Phones and the counter say at once that ordering is paused, or that it goes on."""
    if event.key in _SHOWN_AT_ONCE:
        for namespace in ("/diner", "/counter"):
            push.hint(namespace, f"store:{event.store_id}", _moment(), "settings")


@events.on(PrinterChanged)
@events.on(OutgoingReleased)
def tell_printers(event: PrinterChanged | OutgoingReleased) -> None:
    """The counter shows which printer has trouble, and whether anything leaves the house."""
    push.hint("/counter", f"store:{event.store_id}", _moment(), "printers")


def _moment() -> int:
    """A number that grows: these hints only say "look again", nothing is counted by them."""
    return int(clock.now().timestamp() * 1000)
