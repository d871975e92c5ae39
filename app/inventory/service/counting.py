"""Stocktakes 盘点: counted blind, compared with what the ledger said at that moment."""

from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import NotFound
from app.inventory import papers, queries
from app.inventory.book import load_book
from app.inventory.errors import NothingToCount, PaperClosed, StockFrozen
from app.inventory.events import UnusualLoss
from app.inventory.models import MovementKind
from app.inventory.paper_models import RUNNING, Stocktake, StocktakeLine, TakeStatus
from app.inventory.rules import worth
from app.inventory.service.ledger import Entry, Ref, post
from app.inventory.service.places import is_overlap
from app.inventory.service.showing import show_changed
from app.inventory.settings import StockAlertSettings
from app.settings import queries as settings

STOCKTAKE = "stocktake"


@atomic
def start_stocktake(category: str, *, actor: Actor, place_id: str | None = None) -> Stocktake:
    """Begin to count the ingredients of a category, or all; nothing but sales moves them now.

    With a place only what lies there is counted, and only there it is frozen.
    Raises NotFound, NothingToCount, StockFrozen when some are being counted there already.
    """
    found = queries.list_ingredients(actor.store_id, category=category)
    if not found:
        raise NothingToCount
    if place_id is not None:
        queries.get_place(actor.store_id, place_id)
    frozen = papers.frozen_at(actor.store_id)
    if any(is_overlap(frozen.get(each.id, set()), {place_id}) for each in found):
        raise StockFrozen
    take = Stocktake(
        store_id=actor.store_id,
        category=category,
        place_id=place_id,
        started_by=actor.name,
        started_at=clock.now(),
    )
    take.lines = [StocktakeLine(ingredient_id=each.id) for each in found]
    db.session.add(take)
    db.session.flush()
    audit.log("stocktake.started", actor=actor, target=("stocktake", take.id), lines=len(found))
    return take


@atomic
def count_ingredient(
    stocktake_id: str, ingredient_id: str, quantity: int | None, *, actor: Actor
) -> StocktakeLine:
    """Write down what was found of an ingredient; None takes a count back.

    What the ledger says at this moment is kept beside it, so that sales before and after do not
    count as differences. Raises NotFound, PaperClosed.
    """
    take = _found(stocktake_id, actor, TakeStatus.COUNTING)
    line = next((each for each in take.lines if each.ingredient_id == ingredient_id), None)
    if line is None:
        raise NotFound
    stock = queries.stocks_of(actor.store_id)[ingredient_id]
    there = stock.on_hand
    if take.place_id is not None:
        lying = queries.place_balances(actor.store_id, ingredient_id)
        there = lying.get((ingredient_id, take.place_id), 0)
    line.counted = quantity
    line.expected = None if quantity is None else there
    line.value = None if quantity is None else worth(quantity - there, stock.cost)
    line.counted_by, line.counted_at = actor.name, clock.now()
    db.session.flush()
    return line


@atomic
def finish_counting(stocktake_id: str, *, actor: Actor) -> Stocktake:
    """End the counting: now the differences are seen.

    Raises NotFound, PaperClosed, NothingToCount.
    """
    take = _found(stocktake_id, actor, TakeStatus.COUNTING)
    if all(line.counted is None for line in take.lines):
        raise NothingToCount
    take.status = TakeStatus.COUNTED
    audit.log("stocktake.counted", actor=actor, target=(STOCKTAKE, take.id))
    return take


@atomic
def count_again(stocktake_id: str, *, actor: Actor) -> Stocktake:
    """Count on after the differences were seen, which is kept. Raises NotFound, PaperClosed."""
    take = _found(stocktake_id, actor, TakeStatus.COUNTED)
    take.status = TakeStatus.COUNTING
    audit.log("stocktake.reopened", actor=actor, target=(STOCKTAKE, take.id))
    return take


@atomic
def close_stocktake(stocktake_id: str, *, actor: Actor) -> Stocktake:
    """Book the differences of what was counted; the rest stays as it is.

    Raises NotFound, PaperClosed, NothingToCount.
    """
    take = _found(stocktake_id, actor, *RUNNING)
    counted = [line for line in papers.lines_of(take) if line.counted is not None]
    if not counted:
        raise NothingToCount
    take.status, take.closed_by, take.closed_at = TakeStatus.CLOSED, actor.name, clock.now()
    db.session.flush()
    book = load_book(actor.store_id)
    entries = [
        Entry(
            line.ingredient_id,
            MovementKind.STOCKTAKE,
            line.counted - line.expected,
            place_id=take.place_id,
        )
        for line in counted
        if line.counted is not None and line.expected is not None and line.counted != line.expected
    ]
    if entries:
        post(book, entries, by=actor.name, ref=Ref(STOCKTAKE, take.id))
        show_changed(book, [entry.ingredient_id for entry in entries])
    audit.log("stocktake.closed", actor=actor, target=(STOCKTAKE, take.id), lines=len(counted))
    _tell_losses(take, counted)
    return take


@atomic
def drop_stocktake(stocktake_id: str, *, actor: Actor) -> Stocktake:
    """Give a count up; nothing is booked. Raises NotFound, PaperClosed."""
    take = _found(stocktake_id, actor, *RUNNING)
    take.status, take.closed_by, take.closed_at = TakeStatus.DROPPED, actor.name, clock.now()
    audit.log("stocktake.dropped", actor=actor, target=(STOCKTAKE, take.id))
    return take


def _found(stocktake_id: str, actor: Actor, *wanted: TakeStatus) -> Stocktake:
    take = papers.get_stocktake(actor.store_id, stocktake_id)
    if take.status not in wanted:
        raise PaperClosed
    return take


def _tell_losses(take: Stocktake, counted: list[StocktakeLine]) -> None:
    percent = settings.get(take.store_id, StockAlertSettings).loss_percent
    for line in counted:
        expected, missing = line.expected or 0, (line.expected or 0) - (line.counted or 0)
        if expected > 0 and missing * 100 > expected * percent:
            events.publish(
                UnusualLoss(
                    take.store_id,
                    line.ingredient_id,
                    missing,
                    missing * 100 // expected,
                    -(line.value or 0) // 1000,
                )
            )
