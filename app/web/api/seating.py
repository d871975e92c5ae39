"""Numbers of the waiting list and reservations, for programs of the shop."""

from apiflask import APIBlueprint
from flask import Response, url_for

from app.seating import queries
from app.seating import service as seating
from app.seating.inputs import NumberInput, ReservationInput
from app.staff.rights import Right
from app.web.api.answers import QueueNumberShape, ReservationShape, answer
from app.web.auth import current_actor, staff_only

bp = APIBlueprint("api_seating", __name__)


@bp.post("/queue-numbers")
@staff_only(Right.TABLES)
@bp.input(NumberInput, arg_name="given")
@bp.output(QueueNumberShape, 201)
@bp.doc(tags=["tables"], security="staff")
def take_number(given: NumberInput) -> Response:
    """Give a party a number of the waiting list; the same key gives the same one."""
    party = seating.take_number(given, actor=current_actor())
    place = queries.place_of(party)
    body = {
        "id": party.id,
        "code": party.code,
        "queue": party.queue,
        "state": party.state.value,
        "ahead": place.ahead if place else None,
        "wait_minutes": place.wait if place else None,
        "path": url_for("diner.queue_place", locator=party.locator),
    }
    return answer(body, 201)


@bp.post("/reservations")
@staff_only(Right.TABLES)
@bp.input(ReservationInput, arg_name="given")
@bp.output(ReservationShape, 201)
@bp.doc(tags=["tables"], security="staff")
def book(given: ReservationInput) -> Response:
    """Take a reservation down; 409 `table_booked` when its table is kept at that time."""
    booked = seating.book(given, actor=current_actor())
    body = {
        "id": booked.id,
        "at": booked.at.isoformat(timespec="minutes"),
        "covers": booked.covers,
        "table_id": booked.table_id,
        "status": booked.status.value,
    }
    return answer(body, 201)
