"""Guests who are still to come."""

from app.core import clock
from app.seating import service
from app.seating.inputs import NumberInput, ReservationInput
from tests.factories.shop import Shop


def expect_guests(shop: Shop) -> dict[str, str]:
    """A number of the waiting list and a reservation: their ids as they stand in addresses."""
    party = service.take_number(NumberInput(covers=2), actor=shop.actor)
    booked = service.book(ReservationInput(at=clock.now(), covers=2), actor=shop.actor)
    return {"party_id": party.id, "locator": party.locator, "reservation_id": booked.id}
