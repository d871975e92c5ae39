"""Parked orders at the counter: set aside 挂单, take up again 取单."""

from datetime import timedelta
from typing import Any

from flask import Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock, idempotency
from app.ordering.parked import queries, service
from app.ordering.parked.inputs import ParkInput
from app.ordering.parked.models import ParkedOrder
from app.staff.queries import LoggedIn
from app.staff.rights import Right
from app.stores import queries as stores
from app.tables import queries as tables
from app.tables.models import TableSession
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter import tiles
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp

_WARN_BEFORE = timedelta(minutes=60)


@bp.get("/parked")
@staff_only(Right.ORDER)
def parked() -> ResponseReturnValue:
    """What is set aside; on an order screen also the form that sets its basket aside."""
    me = require_staff()
    store = stores.get_facts(me.store_id)
    found = queries.list_parked(me.store_id)
    return render_template(
        "counter/parked/_parked.html",
        waiting=[each for each in found if each.business_date >= store.business_date()],
        expired=[each for each in found if each.business_date < store.business_date()],
        expires_at=store.next_day_at(),
        is_soon=store.next_day_at() - clock.now() <= _WARN_BEFORE,
        place=request.args.get("place", ""),
        table_id=request.args.get("table", ""),
        session_id=request.args.get("party", ""),
        minutes_since=tiles.minutes_since,
    )


@bp.get("/parked/warning")
@staff_only(Right.ORDER)
def parked_warning() -> ResponseReturnValue:
    """How many are set aside, and a warning before they expire."""
    store = stores.get_facts(require_staff().store_id)
    return render_template(
        "counter/parked/_warning.html",
        parked=queries.list_parked(store.id),
        today=store.business_date(),
        expires_at=store.next_day_at(),
        is_soon=store.next_day_at() - clock.now() <= _WARN_BEFORE,
    )


@bp.post("/parked")
@staff_only(Right.ORDER)
def park() -> ResponseReturnValue:
    """Set a basket aside, once per Idempotency-Key."""
    key = idempotency.checked_key(request.headers.get("Idempotency-Key"))
    given = ParkInput.model_validate(request.get_json())
    return jsonify(id=service.park_order(given, key=key, actor=current_actor())), 201


@bp.post("/parked/<parked_id>/take")
@staff_only(Right.ORDER)
def take_parked(parked_id: str) -> ResponseReturnValue:
    """Take a parked order up, once per Idempotency-Key: its basket, and where it goes on."""
    key = idempotency.checked_key(request.headers.get("Idempotency-Key"))
    taken = service.take_up(parked_id, key=key, actor=current_actor())
    return jsonify(_where(taken, require_staff()) | {"basket": _lines(taken)})


@bp.post("/parked/<parked_id>/drop")
@staff_only(Right.ORDER)
def drop_parked(parked_id: str) -> Response:
    """Drop a parked order."""
    service.drop(parked_id, actor=current_actor())
    return acted(gettext("Dropped."))


def _lines(taken: ParkedOrder) -> dict[str, Any]:
    """The basket as the order screen keeps it: dishes and open items in one list."""
    basket = taken.basket
    return {
        "lines": [*basket["lines"], *basket["open_items"]],
        "note": basket["note"],
        "covers": basket["covers"],
    }


def _where(taken: ParkedOrder, me: LoggedIn) -> dict[str, str]:
    """The order screen of a parked order, and under which name that screen keeps its basket."""
    if taken.table_id is None:
        return {"place": f"{me.staff_id}:pickup", "go": url_for(".order_pickup")}
    party = _party(taken)
    seat = f":{party.party}" if party is not None and party.party > 1 else ""
    return {
        "place": f"{me.staff_id}:{taken.table_id}{seat}",
        "go": url_for(
            ".order_at_table", table_id=taken.table_id, party=party.id if party else None
        ),
    }


def _party(taken: ParkedOrder) -> TableSession | None:
    """The party that it was for, while it is still at its table."""
    at_table = tables.list_sessions_at(taken.table_id or "")
    return next((each for each in at_table if each.id == taken.session_id), None)
