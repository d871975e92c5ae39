"""Ordering goods, receiving them in whole or in part, and sending them back."""

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext

from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Invalid
from app.core.sequences import next_value
from app.inventory import papers, queries
from app.inventory.book import Book, load_book
from app.inventory.errors import PaperClosed
from app.inventory.events import PriceJumped
from app.inventory.inputs import PurchaseInput, ReceiptInput, ReceivedInput
from app.inventory.models import MovementKind
from app.inventory.paper_models import (
    Purchase,
    PurchaseLine,
    PurchaseStatus,
    Receipt,
    ReceiptLine,
)
from app.inventory.service.ledger import Entry, Ref, post
from app.inventory.service.places import refuse_beyond_side_place, refuse_frozen
from app.inventory.service.showing import show_changed
from app.inventory.settings import StockAlertSettings
from app.settings import queries as settings

RECEIPT = "receipt"


@atomic
def order_goods(given: PurchaseInput, *, actor: Actor) -> Purchase:
    """Write down what is ordered from a supplier. Raises NotFound, Invalid."""
    if not given.lines:
        raise Invalid({"lines": lazy_gettext("Choose at least one ingredient.")})
    if given.supplier_id:
        queries.get_supplier(actor.store_id, given.supplier_id)
    for line in given.lines:
        queries.get_ingredient(actor.store_id, line.ingredient_id)
    purchase = Purchase(
        store_id=actor.store_id,
        number=next_value(actor.store_id, "purchase"),
        supplier_id=given.supplier_id,
        note=given.note,
        expected_on=given.expected_on,
        made_by=actor.name,
        made_at=clock.now(),
    )
    purchase.lines = [
        PurchaseLine(position=position, **line.model_dump())
        for position, line in enumerate(given.lines)
    ]
    db.session.add(purchase)
    db.session.flush()
    target = ("purchase", purchase.id)
    audit.log("purchase.made", actor=actor, target=target, number=purchase.number)
    return purchase


@atomic
def cancel_purchase(purchase_id: str, *, actor: Actor) -> Purchase:
    """Nothing more will come of a purchase. Raises NotFound, PaperClosed."""
    purchase = papers.get_purchase(actor.store_id, purchase_id)
    if purchase.status not in (PurchaseStatus.OPEN, PurchaseStatus.PARTLY):
        raise PaperClosed
    purchase.status = PurchaseStatus.CANCELLED
    audit.log("purchase.cancelled", actor=actor, target=("purchase", purchase_id))
    return purchase


@atomic
def receive_goods(given: ReceiptInput, *, actor: Actor) -> Receipt:
    """Take goods in at a place, against a purchase or without one; their dishes return at once.

    Raises NotFound, Invalid, StockFrozen, PaperClosed.
    """
    book = load_book(actor.store_id)
    refuse_frozen(book, [line.ingredient_id for line in given.lines], [given.place_id])
    purchase = _waiting_purchase(given.purchase_id, actor)
    _find_jumps(book, given.lines)
    receipt = _written(given, actor, purchase)
    entries = [
        Entry(
            line.ingredient_id,
            MovementKind.RECEIPT,
            line.quantity,
            value=line.total_fen * 1000,
            place_id=given.place_id,
        )
        for line in given.lines
    ]
    post(book, entries, by=actor.name, ref=Ref(RECEIPT, receipt.id))
    if purchase is not None:
        _note_received(purchase, given.lines)
    audit.log("stock.received", actor=actor, target=("receipt", receipt.id), lines=len(entries))
    show_changed(book, [line.ingredient_id for line in given.lines])
    return receipt


@atomic
def return_goods(given: ReceiptInput, *, actor: Actor) -> Receipt:
    """Send goods back to the supplier from a place. Raises NotFound, Invalid, StockFrozen."""
    book = load_book(actor.store_id)
    refuse_frozen(book, [line.ingredient_id for line in given.lines], [given.place_id])
    sent: dict[str, int] = {}
    for line in given.lines:
        sent[line.ingredient_id] = sent.get(line.ingredient_id, 0) + line.quantity
    refuse_beyond_side_place(book, sent, given.place_id, "lines")
    receipt = _written(given, actor, None, is_return=True)
    entries = [
        Entry(
            line.ingredient_id,
            MovementKind.SUPPLIER_RETURN,
            -line.quantity,
            place_id=given.place_id,
            reason=given.note[:100],
        )
        for line in given.lines
    ]
    post(book, entries, by=actor.name, ref=Ref(RECEIPT, receipt.id))
    audit.log("stock.returned", actor=actor, target=("receipt", receipt.id), lines=len(entries))
    show_changed(book, [line.ingredient_id for line in given.lines])
    return receipt


def _waiting_purchase(purchase_id: str | None, actor: Actor) -> Purchase | None:
    if not purchase_id:
        return None
    purchase = papers.get_purchase(actor.store_id, purchase_id)
    if purchase.status not in (PurchaseStatus.OPEN, PurchaseStatus.PARTLY):
        raise PaperClosed
    return purchase


def _written(
    given: ReceiptInput, actor: Actor, purchase: Purchase | None, *, is_return: bool = False
) -> Receipt:
    supplier_id = given.supplier_id or (purchase.supplier_id if purchase else None)
    if supplier_id:
        queries.get_supplier(actor.store_id, supplier_id)
    receipt = Receipt(
        store_id=actor.store_id,
        is_return=is_return,
        purchase_id=purchase.id if purchase else None,
        supplier_id=supplier_id,
        place_id=given.place_id,
        note=given.note,
        at=clock.now(),
        by=actor.name,
    )
    receipt.lines = [
        ReceiptLine(position=position, **line.model_dump())
        for position, line in enumerate(given.lines)
    ]
    db.session.add(receipt)
    db.session.flush()
    return receipt


def _note_received(purchase: Purchase, lines: Sequence[ReceivedInput]) -> None:
    for line in lines:
        for wanted in purchase.lines:
            if wanted.ingredient_id == line.ingredient_id:
                wanted.received += line.quantity
                break
    is_all = all(line.received >= line.wanted for line in purchase.lines)
    purchase.status = PurchaseStatus.RECEIVED if is_all else PurchaseStatus.PARTLY


def _find_jumps(book: Book, lines: Sequence[ReceivedInput]) -> None:
    percent = settings.get(book.store_id, StockAlertSettings).price_jump_percent
    last = papers.last_prices(book.store_id, [line.ingredient_id for line in lines])
    for line in lines:
        quantity, fen = last.get(line.ingredient_id, (0, 0))
        # new/q > old/q0 × (1 + p/100), in whole numbers.
        is_jump = fen and line.total_fen * quantity * 100 > fen * line.quantity * (100 + percent)
        if is_jump:
            rise = line.total_fen * quantity * 100 // (fen * line.quantity) - 100
            events.publish(PriceJumped(book.store_id, line.ingredient_id, rise))


def expiry_of(received_on: date, shelf_life_days: int | None) -> date | None:
    """The last day of what came on a day."""
    if shelf_life_days is None:
        return None
    return date.fromordinal(received_on.toordinal() + shelf_life_days)
