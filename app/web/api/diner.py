"""The phone's calls: take part at a table, read the menu, price a basket."""

from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import Response, make_response, request
from pydantic import BaseModel, StringConstraints
from werkzeug.wrappers import Response as BaseResponse

from app.catalog import queries as catalog
from app.catalog.present import menu_json
from app.core import clock
from app.core.extensions import limiter
from app.ordering import load, slots
from app.ordering import service as ordering
from app.ordering.inputs import BasketInput, QuoteInput
from app.ordering.models import OrderType
from app.ordering.present import quote_json, slot_days_json
from app.ordering.settings import OrderingSettings
from app.pricing.rules import Quote
from app.settings import queries as settings
from app.stores import queries as stores
from app.tables import service as tables
from app.tables.queries import Presence
from app.web import limits
from app.web.api.answers import (
    MenuShape,
    QuoteShape,
    SlotDaysShape,
    TableSessionShape,
    answer,
)
from app.web.auth import current_presence, diner_only, find_staff, public

scan_bp = APIBlueprint("api_scan", __name__)
bp = APIBlueprint("api_diner", __name__)


class CodeInput(BaseModel):
    """The text of a printed code; at a table that parties share, the number of one of them."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    party_pin: Annotated[str, StringConstraints(max_length=6)] | None = None


@scan_bp.post("/table-sessions")
@limiter.limit(limits.SCAN)
@scan_bp.input(CodeInput, arg_name="given")
@scan_bp.output(TableSessionShape, 201)
@scan_bp.doc(tags=["diner"])
@public
def join_table(given: CodeInput) -> Response:
    """Take part in the session at the table of a code."""
    if given.party_pin is not None:
        scan = tables.join_party(given.code, given.party_pin)
    else:
        scan = tables.scan(given.code)
    store = stores.get_facts(scan.table.store_id)
    body = {
        "token": scan.token,
        "table": {"id": scan.table.id, "name": scan.session.name},
        "store": {"id": store.id, "name": store.name},
        "status": scan.session.status.value,
        "pay_mode": settings.get(store.id, OrderingSettings)
        .pay_mode_at(scan.table.area_id, is_pickup=scan.table.is_pickup)
        .value,
        "expires_at": scan.session.expires_at.isoformat(timespec="milliseconds"),
    }
    return answer(body, 201)


@bp.get("/menu")
@bp.output(MenuShape)
@bp.doc(tags=["diner"], security=["table", "staff"])
@public
def menu() -> BaseResponse:
    """The menu, with an ETag; 304 when the caller has it already."""
    held = catalog.get_menu(_store_id())
    now = stores.get_facts(held.store_id).local(clock.now())
    body, etag = menu_json(held, held.off_hours(now))
    response = make_response(body)
    response.content_type = "application/json"
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


@bp.post("/slots")
@diner_only
@limiter.limit(limits.QUOTE, key_func=limits.phone_key)
@bp.input(BasketInput, arg_name="given")
@bp.output(SlotDaysShape)
@bp.doc(tags=["diner"], security="table")
def list_slots(given: BasketInput) -> Response:
    """The times at which a basket can be collected, day by day; only those that have room."""
    store_id = current_presence().store_id
    quoted = ordering.quote_basket(store_id, given.wanted(), OrderType.PICKUP)
    days = slots.list_days(store_id, load.cook_minutes(store_id, quoted))
    return answer({"days": slot_days_json(store_id, days)})


@bp.post("/quotes")
@limiter.limit(limits.QUOTE, key_func=limits.phone_key, exempt_when=limits.is_counted)
@bp.input(QuoteInput, arg_name="given")
@bp.output(QuoteShape)
@bp.doc(tags=["diner"], security=["table", "staff"])
@public
def quote(given: QuoteInput) -> Response:
    """Price a basket."""
    person = find_staff()
    if person is None:
        return answer(phone_quote(current_presence(), given))
    return answer(_quoted(person.store_id, ordering.quote_basket(person.store_id, given.wanted())))


def phone_quote(phone: Presence, given: QuoteInput) -> dict[str, Any]:
    """What the guests of a phone are told of its basket. Raises Invalid, SoldOut."""
    order_type = OrderType.PICKUP if phone.is_pickup else OrderType.DINE_IN
    seated: dict[str, Any] = {}
    if not phone.is_pickup:
        seated = {"session_id": phone.session_id, "covers": given.covers}
    return _quoted(
        phone.store_id,
        ordering.quote_basket(phone.store_id, given.wanted(), order_type, **seated),
    )


def _quoted(store_id: str, quoted: Quote) -> dict[str, Any]:
    least, most = load.promise(store_id, load.cook_minutes(store_id, quoted)).told
    return {**quote_json(quoted), "ready_in_min": {"from": least, "to": most}}


def _store_id() -> str:
    """The store of the staff member or of the table session that asks."""
    person = find_staff()
    return person.store_id if person else current_presence().store_id
