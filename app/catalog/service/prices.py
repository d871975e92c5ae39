"""The history of prices."""

from typing import Any

from app.catalog.models import Dish, PriceChange
from app.core import clock
from app.core.actors import Actor
from app.core.db import db


def prices_of(dish: Dish) -> dict[str, Any]:
    """A dish's prices in fen, as its history keeps them."""
    return {"price_fen": dish.price_fen, "member_price_fen": dish.member_price_fen}


def record_prices(dish: Dish, before: dict[str, Any], actor: Actor) -> None:
    """Keep in the history that a dish's prices are no longer `before`."""
    after = prices_of(dish)
    if after != before:
        db.session.add(
            PriceChange(
                store_id=dish.store_id,
                dish_id=dish.id,
                at=clock.now(),
                actor_name=actor.name,
                before=before,
                after=after,
            )
        )
