"""Reading the papers of stock: purchases, receipts, stocktakes, batches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.inventory.paper_models import (
    RUNNING,
    Purchase,
    PurchaseLine,
    PurchaseStatus,
    Receipt,
    ReceiptLine,
    Stocktake,
    StocktakeLine,
)
from app.inventory.rules import Stock

_WAITING = (PurchaseStatus.OPEN, PurchaseStatus.PARTLY)


@dataclass(frozen=True, slots=True)
class Batch:
    """What is left of one receipt, when the oldest is used first."""

    ingredient_id: str
    batch: str
    expires_on: date
    left: int


def get_purchase(store_id: str, purchase_id: str) -> Purchase:
    """A purchase of the store. Raises NotFound."""
    found = db.session.get(Purchase, purchase_id)
    if found is None or found.store_id != store_id:
        raise NotFound
    return found


def list_purchases(
    store_id: str, *, only_waiting: bool = False, limit: int = 100
) -> list[Purchase]:
    """The store's purchases, the latest first."""
    query = select(Purchase).where(Purchase.store_id == store_id)
    if only_waiting:
        query = query.where(Purchase.status.in_(_WAITING))
    lines = selectinload(Purchase.lines).joinedload(PurchaseLine.ingredient)
    query = query.options(lines, joinedload(Purchase.supplier)).order_by(Purchase.id.desc())
    return list(db.session.scalars(query.limit(limit)))


def coming(store_id: str) -> dict[str, int]:
    """What is ordered and has not come yet, by ingredient."""
    query = (
        select(PurchaseLine.ingredient_id, func.sum(PurchaseLine.wanted - PurchaseLine.received))
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .where(
            Purchase.store_id == store_id,
            Purchase.status.in_(_WAITING),
            PurchaseLine.wanted > PurchaseLine.received,
        )
        .group_by(PurchaseLine.ingredient_id)
    )
    return {row[0]: int(row[1]) for row in db.session.execute(query)}


def last_prices(store_id: str, ingredient_ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """The last receipt of each ingredient as (quantity, fen)."""
    query = (
        select(ReceiptLine.ingredient_id, ReceiptLine.quantity, ReceiptLine.total_fen)
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .where(
            Receipt.store_id == store_id,
            Receipt.is_return.is_(False),
            ReceiptLine.ingredient_id.in_(list(ingredient_ids)),
        )
        .order_by(Receipt.at, Receipt.id)
    )
    return {row[0]: (row[1], row[2]) for row in db.session.execute(query)}


def price_history(store_id: str, ingredient_id: str, limit: int = 20) -> list[ReceiptLine]:
    """What was received of an ingredient, the latest first."""
    query = (
        select(ReceiptLine)
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .where(
            Receipt.store_id == store_id,
            Receipt.is_return.is_(False),
            ReceiptLine.ingredient_id == ingredient_id,
        )
        .order_by(Receipt.at.desc(), Receipt.id.desc())
    )
    return list(db.session.scalars(query.limit(limit)))


def list_batches(store_id: str, stocks: dict[str, Stock], until: date) -> list[Batch]:
    """What is there and ends on `until` or before, the nearest first.

    The shelf is used up from its oldest batch: what is there is what came last.
    """
    query = (
        select(
            ReceiptLine.ingredient_id,
            ReceiptLine.batch,
            ReceiptLine.expires_on,
            ReceiptLine.quantity,
        )
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .where(
            Receipt.store_id == store_id,
            Receipt.is_return.is_(False),
            ReceiptLine.expires_on.is_not(None),
        )
        .order_by(ReceiptLine.expires_on.desc(), Receipt.id.desc())
    )
    left = {each: max(stock.on_hand, 0) for each, stock in stocks.items()}
    found = []
    for ingredient_id, batch, expires_on, quantity in db.session.execute(query):
        here = min(quantity, left.get(ingredient_id, 0))
        left[ingredient_id] = left.get(ingredient_id, 0) - here
        if here > 0 and expires_on is not None and expires_on <= until:
            found.append(Batch(ingredient_id, batch, expires_on, here))
    return sorted(found, key=lambda each: each.expires_on)


def get_stocktake(store_id: str, stocktake_id: str) -> Stocktake:
    """A stocktake of the store. Raises NotFound."""
    found = db.session.get(Stocktake, stocktake_id)
    if found is None or found.store_id != store_id:
        raise NotFound
    return found


def list_stocktakes(store_id: str, limit: int = 50) -> list[Stocktake]:
    """The store's stocktakes, the latest first."""
    query = select(Stocktake).where(Stocktake.store_id == store_id)
    query = query.options(selectinload(Stocktake.lines), joinedload(Stocktake.place))
    query = query.order_by(Stocktake.id.desc())
    return list(db.session.scalars(query.limit(limit)))


def lines_of(stocktake: Stocktake) -> list[StocktakeLine]:
    """The lines of a stocktake by category and name."""
    return sorted(
        stocktake.lines, key=lambda line: (line.ingredient.category, line.ingredient.name)
    )


def frozen_at(store_id: str) -> dict[str, set[str | None]]:
    """The ingredients that are being counted, each with where; None is everywhere."""
    query = (
        select(StocktakeLine.ingredient_id, Stocktake.place_id)
        .join(Stocktake, Stocktake.id == StocktakeLine.stocktake_id)
        .where(Stocktake.store_id == store_id, Stocktake.status.in_(RUNNING))
    )
    found: dict[str, set[str | None]] = {}
    for ingredient_id, place_id in db.session.execute(query):
        found.setdefault(ingredient_id, set()).add(place_id)
    return found


def list_receipts(store_id: str, purchase_id: str) -> list[Receipt]:
    """What came of a purchase, the first delivery first."""
    query = select(Receipt).where(Receipt.store_id == store_id, Receipt.purchase_id == purchase_id)
    query = query.options(selectinload(Receipt.lines), joinedload(Receipt.place))
    return list(db.session.scalars(query.order_by(Receipt.at, Receipt.id)))
