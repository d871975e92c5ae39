"""Names that only one of a kind may have."""

from sqlalchemy import select

from app.core.db import db
from app.inventory.errors import NameTaken
from app.inventory.models import Ingredient, StockPlace, Supplier


def refuse_same(
    model: type[Supplier] | type[Ingredient] | type[StockPlace],
    store_id: str,
    name: str,
    *,
    except_id: str = "",
) -> None:
    """Object to a name that another one of the store has. Raises NameTaken."""
    same = select(model.id).where(
        model.store_id == store_id, model.name == name, model.id != except_id
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise NameTaken
