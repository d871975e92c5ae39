"""What runs short, runs out, or goes off: looked for at once and every minute, told once a dip."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.core import clock
from app.core.db import db
from app.inventory import papers, queries
from app.inventory.book import get_book
from app.inventory.models import Ingredient, Movement, MovementKind, Policy
from app.inventory.rules import IngredientFacts, Stock
from app.inventory.settings import StockAlertSettings
from app.notices import service as notices
from app.notices.kinds import NoticeKind
from app.notices.service import Condition
from app.settings import queries as settings
from app.stores import queries as stores
from app.stores.opening import spans_on

Found = dict[Condition, dict[str, Any]]

LEVELS = frozenset({NoticeKind.STOCK_LOW, NoticeKind.STOCK_SHORT})
SLOW = frozenset({NoticeKind.STOCK_OUT_SOON, NoticeKind.STOCK_EXPIRING})
# Over so much of the past the pace is measured.
_PACE = timedelta(hours=1)
_PROMISED = (MovementKind.HOLD, MovementKind.RELEASE)


def watch_stock() -> None:
    """Look at the stock of every store. Run by a job."""
    for store in stores.list_stores():
        if get_book(store.id).ingredients:
            settle_levels(store.id)
            notices.settle(store.id, SLOW, {**_out_soon(store.id), **_expiring(store.id)})


def settle_levels(store_id: str) -> None:
    """Open and end the notices of what is below its safety level, or below nothing."""
    stocks = queries.stocks_of(store_id)
    found: Found = {}
    for each in queries.list_facts(store_id):
        free = stocks[each.id].free
        params = {**_named(each), "safety": each.safety or 0}
        if each.safety and free < each.safety:
            found[NoticeKind.STOCK_LOW, each.id] = params
        if free < 0 and each.policy is Policy.WARN:
            found[NoticeKind.STOCK_SHORT, each.id] = params
    notices.settle(store_id, LEVELS, found)


def tell_loss(
    store_id: str, ingredient_id: str, missing: int, percent: int, value_fen: int
) -> None:
    """Tell that a count found much less than it should."""
    ingredient = queries.get_ingredient(store_id, ingredient_id)
    figures = {"missing": missing, "percent": percent, "value_fen": value_fen}
    params = {**_named(ingredient), **figures}
    notices.tell(store_id, NoticeKind.STOCK_LOSS, ingredient_id, params)


def tell_price(store_id: str, ingredient_id: str, percent: int) -> None:
    """Tell that a delivery was much dearer than the last."""
    ingredient = queries.get_ingredient(store_id, ingredient_id)
    params = {**_named(ingredient), "percent": percent}
    notices.tell(store_id, NoticeKind.STOCK_PRICE, ingredient_id, params)


def _named(ingredient: Ingredient | IngredientFacts) -> dict[str, Any]:
    """What every notice about an ingredient says: its names, and the unit of its quantities."""
    names = {"name": ingredient.name, "name_en": ingredient.name_en}
    return {**names, "unit": ingredient.unit.value}


def _out_soon(store_id: str) -> Found:
    """What is sold so fast that it will be gone before the shop closes."""
    closing = _closing(store_id)
    if closing is None:
        return {}
    stocks, pace = queries.stocks_of(store_id), _pace(store_id)
    hours_open = (closing - clock.now()) / timedelta(hours=1)
    found: Found = {}
    for each in _of(queries.list_ingredients(store_id), stocks):
        used, free = pace.get(each.id, 0), stocks[each.id].free
        hours = free / used if used > 0 else hours_open
        if free > 0 and hours < hours_open:
            params = {**_named(each), "hours": max(round(hours), 1)}
            found[NoticeKind.STOCK_OUT_SOON, each.id] = params
    return found


def _closing(store_id: str) -> datetime | None:
    """When the shop closes today; None when it is shut, or nobody has said."""
    now = clock.now()
    today = stores.get_facts(store_id).local(now).date()
    spans = [*spans_on(store_id, today - timedelta(days=1)), *spans_on(store_id, today)]
    is_open = any(opens <= now < closes for opens, closes in spans)
    return max(closes for _opens, closes in spans) if is_open else None


def _of(ingredients: Iterable[Ingredient], stocks: dict[str, Stock]) -> list[Ingredient]:
    return [each for each in ingredients if each.policy is not Policy.ALLOW and each.id in stocks]


def _pace(store_id: str) -> dict[str, int]:
    """What orders took of each ingredient in the past hour."""
    query = (
        select(Movement.ingredient_id, func.sum(Movement.held))
        .where(
            Movement.store_id == store_id,
            Movement.kind.in_(_PROMISED),
            Movement.at > clock.now() - _PACE,
            # The index is by day: the hour may have begun on the day before.
            Movement.business_date >= stores.get_facts(store_id).business_date(clock.now() - _PACE),
        )
        .group_by(Movement.ingredient_id)
    )
    return {row[0]: int(row[1]) for row in db.session.execute(query)}


def _expiring(store_id: str) -> Found:
    """Batches whose last day is near; the nearest of each ingredient."""
    days = settings.get(store_id, StockAlertSettings).expiry_days
    today = stores.get_facts(store_id).business_date()
    known = {each.id: each for each in queries.list_ingredients(store_id)}
    found: Found = {}
    for batch in papers.list_batches(
        store_id, queries.stocks_of(store_id), today + timedelta(days=days)
    ):
        each = known.get(batch.ingredient_id)
        condition = (NoticeKind.STOCK_EXPIRING, batch.ingredient_id)
        if each is not None and condition not in found:
            found[condition] = {
                **_named(each),
                "left": batch.left,
                "day": batch.expires_on.isoformat(),
            }
    return found
