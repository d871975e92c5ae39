"""Parked orders."""

from app.core.actors import Actor
from app.core.ids import new_id
from app.ordering.inputs import OpenItemInput
from app.ordering.parked import service
from app.ordering.parked.inputs import ParkInput


def park(actor: Actor, name: str = "x") -> str:
    """The id of an order that was set aside."""
    given = ParkInput(name=name, open_items=(OpenItemInput(name="x", price_fen=1),))
    return service.park_order(given, key=new_id(), actor=actor)
