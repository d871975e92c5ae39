"""The pages of the waiting list and of the reservation book, and the guest's own page."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.printing.models import PrintJob
from app.seating import queries, service
from app.seating.inputs import NumberInput, ReservationInput
from app.seating.models import QueueParty, Reservation
from app.staff.rights import Role
from app.stores import queries as stores
from app.tables import queries as tables
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.factories.tables import sit_down
from tests.fixtures.callers import PageClient

Pages = Callable[[Role], PageClient]


def test_a_touch_gives_a_number_and_prints_its_slip(staff_page: Pages, shop: Shop) -> None:
    waiter = staff_page(Role.WAITER)
    bare = waiter.post("/counter/queue", data={"covers": "2", "key": "tap-0001"})
    assert bare.status_code == 204
    assert "No printer" in bare.headers["HX-Trigger"] or "\\u" in bare.headers["HX-Trigger"]
    make_printer(shop.actor, "前台")
    waiter.post("/counter/queue", data={"covers": "6", "key": "tap-0002"})
    job = db.session.scalars(select(PrintJob)).one()
    party = next(p for p in queries.list_parties(shop.id) if p.code == "B01")
    assert (job.document["kind"], job.document["number"]) == ("queue_ticket", "B01")
    assert job.document["url"].endswith(f"/q/{party.locator}")
    page = waiter.get("/counter/queue").text
    assert "A01" in page and "B01" in page


def test_the_guest_s_page_follows_the_number(
    staff_page: Pages, client: FlaskClient, shop: Shop
) -> None:
    first, second = (service.take_number(NumberInput(covers=2), actor=shop.actor) for _ in range(2))
    path = f"/q/{second.locator}"
    assert '<dd class="num">1</dd>' in client.get(path).text
    staff_page(Role.WAITER).post(f"/counter/queue/{first.id}/pass")
    staff_page(Role.WAITER).post(f"/counter/queue/{second.id}/call")
    assert "called" in client.get(f"{path}/now").text
    screen = staff_page(Role.WAITER).get("/counter/queue-screen/now").text
    assert f'data-call="{second.id}.1"' in screen
    assert client.get("/q/nonsense").status_code == 404


def test_whoever_holds_the_slip_gives_the_number_back(
    diner_page: Callable[..., PageClient], shop: Shop
) -> None:
    party = service.take_number(NumberInput(covers=2), actor=shop.actor)
    phone = diner_page(shop.tables[0])
    assert phone.post(f"/q/{party.locator}/leave").status_code == 303
    assert queries.place_of(db.session.get_one(QueueParty, party.id)) is None


def test_a_reservation_is_taken_down_warned_of_and_shown_masked(
    staff_page: Pages, shop: Shop
) -> None:
    waiter = staff_page(Role.WAITER)
    form = {
        "day": "2026-03-02",
        "time": "18:30",
        "covers": "4",
        "table_id": shop.tables[0].id,
        "name": "王女士",
        "phone": "13800138000",
        "key": "form-0001",
    }
    assert waiter.post("/counter/reservations", data=form).status_code == 204
    crossed = waiter.post("/counter/reservations", data={**form, "key": "form-0002"})
    assert crossed.status_code == 200
    assert "accepts_conflict" in crossed.text and "王女士" in crossed.text
    again = {**form, "key": "form-0002", "accepts_conflict": "true"}
    assert waiter.post("/counter/reservations", data=again).status_code == 204
    page = waiter.get("/counter/reservations?day=2026-03-02").text
    assert page.count("王女士") == 2
    assert "138****8000" in page and "13800138000" not in page
    booked = db.session.scalars(select(Reservation).order_by(Reservation.id)).first()
    assert booked is not None
    assert "13800138000" in waiter.get(f"/counter/reservations/{booked.id}").text
    assert waiter.post(f"/counter/reservations/{booked.id}/seat").status_code == 204
    wrong = waiter.post("/counter/reservations", data={**form, "time": "x"})
    assert wrong.status_code == 422


def test_a_day_at_the_end_of_the_calendar_is_today(staff_page: Pages, shop: Shop) -> None:
    page, today = staff_page(Role.WAITER), stores.get_facts(shop.id).business_date()
    for day in ("0001-01-01", "9999-12-31", "2026-W01-8", "x"):
        answer = page.get(f"/counter/reservations?day={day}")
        assert (answer.status_code, today.isoformat() in answer.text) == (200, True), day


def test_the_floor_says_which_table_is_kept_and_until_when(staff_page: Pages, shop: Shop) -> None:
    waiter, kept = staff_page(Role.WAITER), shop.tables[0]
    at = clock.now() + timedelta(minutes=90)
    given = ReservationInput(at=at, covers=4, table_id=kept.id, name="王女士")
    booked = service.book(given, actor=shop.actor)
    time = f"{stores.get_facts(shop.id).local(at):%H:%M}"
    floor = waiter.get("/counter/floor").text
    assert floor.count(f"{time} 预订") == 1 and "已预订" in floor and "is-kept" in floor
    plan = waiter.get("/counter/floor?view=plan").text
    assert time in plan and "已预订" in plan
    page = waiter.get(f"/counter/tables/{kept.id}").text
    assert "王女士" in page and f"/counter/reservations/{booked.id}/seat" in page
    sitting = sit_down(shop.tables[1], shop.actor)
    session = tables.find_session_at(shop.tables[1].id)
    assert sitting and session is not None
    assert f"{time} 预订" in waiter.get(f"/counter/sessions/{session.id}/move").text
    service.seat_booking(booked.id, kept.id, actor=shop.actor)
    assert " 预订<" not in waiter.get("/counter/floor").text


def test_programs_take_numbers_and_reserve(as_staff: Callable[[Role], object], shop: Shop) -> None:
    waiter = as_staff(Role.WAITER)
    given = waiter.post("/queue-numbers", {"covers": 2})  # type: ignore[attr-defined]
    assert (given.status_code, given.json["code"], given.json["ahead"]) == (201, "A01", 0)
    body = {"covers": 2, "at": "2026-03-02T18:00:00+08:00", "table_id": shop.tables[0].id}
    assert waiter.post("/reservations", body).status_code == 201  # type: ignore[attr-defined]
    again = waiter.post("/reservations", body)  # type: ignore[attr-defined]
    assert (again.status_code, again.json["code"]) == (409, "table_booked")


def test_of_two_reservations_the_floor_names_the_next(staff_page: Pages, shop: Shop) -> None:
    table_id, local = shop.tables[0].id, stores.get_facts(shop.id).local
    later, sooner = (clock.now() + timedelta(minutes=minutes) for minutes in (170, 40))
    for at in (later, sooner):
        given = ReservationInput(at=at, covers=2, minutes=60, table_id=table_id)
        service.book(given, actor=shop.actor)
    floor = staff_page(Role.WAITER).get("/counter/floor").text
    assert f"{local(sooner):%H:%M} 预订" in floor and f"{local(later):%H:%M} 预订" not in floor
