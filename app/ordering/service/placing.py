"""Pricing a basket and placing it as an order."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask_babel import get_locale, lazy_gettext

from app.catalog import queries as catalog
from app.catalog import service as catalog_service
from app.catalog.rules import Menu, is_offered
from app.catalog.service.availability import sold_out
from app.core import audit, clock, events, idempotency
from app.core.actors import Actor
from app.core.db import atomic, atomic_from_its_read, insert_rows
from app.core.errors import Invalid
from app.core.ids import new_id
from app.core.money import MAX_FEN
from app.core.sequences import want
from app.inventory import service as inventory
from app.ordering import present, queries
from app.ordering.errors import PriceChanged, TableBusy, TableNotOpen, TooMuch
from app.ordering.events import OrderChanged, OrderComing, OrderPlaced, OrderSubmitted
from app.ordering.inputs import PlaceOrderInput, StaffOrderInput
from app.ordering.models import Order, OrderLine, OrderStatus, OrderType
from app.ordering.service.covering import cover_charge
from app.ordering.service.entering import enter
from app.ordering.service.pausing import refuse_paused
from app.ordering.service.rows import (
    OrderPlace,
    held_rows,
    line_rows,
    number_name,
    order_row,
)
from app.ordering.settings import OrderingSettings, TableOpening
from app.pricing import rules as pricing
from app.pricing.rules import LineProblem, Needed, Quote, Terms, WantedLine
from app.settings import queries as settings
from app.stores import queries as stores
from app.tables import queries as tables
from app.tables import service as tables_service
from app.tables.errors import SessionOver
from app.tables.models import SessionStatus, TableSession
from app.tables.queries import Presence

# A phone still sees its pre-order for so long after the time of collection.
_AFTER_COLLECTION = timedelta(hours=12)

_REASONS = {
    "dish_unknown": lazy_gettext("This dish is no longer on the menu."),
    "option_unknown": lazy_gettext("This choice does not belong to the dish."),
    "option_twice": lazy_gettext("The same choice is named twice."),
    "too_few": lazy_gettext("Please choose the required options."),
    "too_many": lazy_gettext("Too many options are chosen."),
    "off_hours": lazy_gettext("“%(dish)s” is not sold at this time."),
    "below_min": lazy_gettext("“%(dish)s” is sold from %(least)d portions."),
    "off_step": lazy_gettext(
        "“%(dish)s” is sold from %(least)d portions, and then %(step)d more at a time."
    ),
}
_TOO_DEAR = lazy_gettext("No order may come to more than ten million yuan.")


@dataclass(frozen=True, slots=True)
class Placed:
    """The answer to a placed order; `replayed` when the key had been used before."""

    order: dict[str, Any]
    replayed: bool


def quote_basket(
    store_id: str,
    wanted: list[WantedLine],
    order_type: OrderType = OrderType.DINE_IN,
    *,
    session_id: str | None = None,
    covers: int | None = None,
) -> Quote:
    """Price a basket from the menu as it is now; at a table with the seats of `covers` guests.

    Raises Invalid, SoldOut.
    """
    moment = stores.get_facts(store_id).local(clock.now())
    fees = cover_charge(store_id, session_id, covers)
    menu = catalog.get_menu(store_id)
    return _quote(menu, wanted, Terms(order_type, fees), moment, holds=False)


@atomic_from_its_read
def place_order(
    presence: Presence,
    given: PlaceOrderInput,
    *,
    key: str,
    limited: bool = True,
    command: dict[str, Any] | None = None,
) -> Placed:
    """Place a diner's order once, whatever happens to the answer.

    `command` is what the phone sent, where that is not `given` itself.
    Raises SessionOver, Paused, TableNotOpen, Invalid, SoldOut, SlotGone, PriceChanged, TableBusy,
    KeyReused.
    """
    actor = presence.actor
    scope = scope_of(presence)
    hashed = idempotency.body_hash(command or given.command())
    found = queries.look_before_placing(actor.store_id, presence.session_id, scope, key)
    if found.kept is not None:
        return Placed(idempotency.same_answer(found.kept_hash, found.kept, hashed), replayed=True)
    session = found.session
    if session.merged_into_id is not None:
        joint = tables.settle(presence)  # merged while this order was on its way
        return place_order(joint, given, key=key, limited=limited, command=command)
    place = replace(
        _place_in_session(session, found.table_name, found.orders + 1, found.area_id),
        due_at=given.due_at,
    )
    refuse_paused(actor.store_id, place.order_type, is_later=place.due_at is not None)
    _refuse_unopened(actor.store_id, place)
    menu = catalog.get_exact_menu(actor.store_id, found.menu_version)
    moment = stores.get_facts(actor.store_id).local(place.due_at or clock.now())
    quote = _quote(menu, given.wanted(), _terms(actor.store_id, place, given), moment)
    _compare_total(quote, given)
    if limited:
        _refuse_excess(actor.store_id, found.orders, found.ordered_fen + quote.total_fen, given)
    answer = _write(actor, place, menu, quote, given)
    idempotency.keep_answer(actor.store_id, scope, key, hashed, answer)
    _keep_session(session.id, place)
    return Placed(answer, replayed=False)


@atomic
def place_staff_order(given: StaffOrderInput, *, key: str, actor: Actor) -> Placed:
    """Place an order that staff take for guests; a free table is opened by it.

    Raises NotFound, Invalid, SoldOut, PriceChanged, KeyReused.
    """
    scope = f"staff:{actor.id}"
    hashed = idempotency.body_hash(given.command())
    earlier = idempotency.find_answer(actor.store_id, scope, key, hashed)
    if earlier is not None:
        return Placed(earlier, replayed=True)
    _refuse_unknown_stations(given, actor)
    place = replace(_place_for_staff(given, actor), due_at=given.due_at)
    # Staff know what the kitchen will do: times of sale and least quantities do not bind them.
    menu = catalog.get_exact_menu(actor.store_id)
    terms = _terms(actor.store_id, place, given)
    quote = _quote(menu, given.wanted(), terms, None, actor=actor)
    # The counter's basket shows dishes; whoever takes the order knows that seats are charged.
    _compare_total(quote, given, sum(fee.amount_fen for fee in terms.fees))
    answer = _write(actor, place, menu, quote, given)
    idempotency.keep_answer(actor.store_id, scope, key, hashed, answer)
    return Placed(answer, replayed=False)


def _keep_session(session_id: str, place: OrderPlace) -> None:
    """Whoever waits for staff or has ordered for later still sees the order then."""
    if place.status is OrderStatus.WAITING:
        tables_service.extend_waiting(session_id)
    if place.due_at is not None:
        tables_service.keep_until(session_id, place.due_at + _AFTER_COLLECTION)


def scope_of(presence: Presence) -> str:
    """Where a phone's keys are kept: all phones that scanned at a table share it.

    It stays the same when their party is merged into another.
    """
    return f"session:{presence.origin_id or presence.session_id}"


def _terms(store_id: str, place: OrderPlace, given: PlaceOrderInput) -> Terms:
    is_at_table = place.order_type is OrderType.DINE_IN
    covers = (given.covers or place.covers) if is_at_table else None
    return Terms(place.order_type, cover_charge(store_id, place.session_id, covers))


def _place_in_session(
    session: TableSession, table_name: str, order_round: int, area_id: str | None
) -> OrderPlace:
    return OrderPlace(
        OrderType.PICKUP if session.is_pickup else OrderType.DINE_IN,
        session.id,
        session.table_id,
        table_name,
        order_round,
        OrderStatus.WAITING if session.status is SessionStatus.WAITING else OrderStatus.PLACED,
        area_id,
        covers=session.covers,
    )


def _place_for_staff(given: StaffOrderInput, actor: Actor) -> OrderPlace:
    if given.table_id is None:
        if given.order_type is OrderType.DINE_IN:
            raise Invalid({"table_id": lazy_gettext("Choose a table, or pick-up.")})
        return OrderPlace(OrderType.PICKUP)
    table = tables.get_table(actor.store_id, given.table_id)
    session = _party_for_staff(given, table.id, actor)
    count, _total = queries.session_tally(session.id)
    return _place_in_session(session, session.name, count + 1, table.area_id)


def _party_for_staff(given: StaffOrderInput, table_id: str, actor: Actor) -> TableSession:
    """The party at a table that staff order for; of several that share it, the one they name."""
    if given.session_id is None:
        return tables_service.open_table(table_id, actor=actor, covers=given.covers)
    sessions = {each.id: each for each in tables.list_sessions_at(table_id)}
    if given.session_id not in sessions:
        raise SessionOver
    return tables_service.confirm_session(given.session_id, actor=actor)


def _refuse_unknown_stations(given: StaffOrderInput, actor: Actor) -> None:
    named = {item.station_id for item in given.open_items if item.station_id is not None}
    if named and not named <= {station.id for station in catalog.list_stations(actor.store_id)}:
        raise Invalid({"open_items": lazy_gettext("Choose one of the shop's stations.")})


def _refuse_unopened(store_id: str, place: OrderPlace) -> None:
    staff_open = settings.get(store_id, OrderingSettings).opens_tables is TableOpening.STAFF
    is_waiting = place.status is OrderStatus.WAITING
    if staff_open and is_waiting and place.order_type is OrderType.DINE_IN:
        raise TableNotOpen


def _refuse_excess(store_id: str, orders: int, total_fen: int, given: PlaceOrderInput) -> None:
    chosen = settings.get(store_id, OrderingSettings)
    if orders >= chosen.max_orders_per_session or total_fen > chosen.max_total_per_session_fen:
        raise TableBusy
    if sum(line.quantity for line in given.lines) > chosen.max_portions_per_order:
        raise TooMuch


def _quote(
    menu: Menu,
    wanted: list[WantedLine],
    terms: Terms,
    moment: datetime | None,
    *,
    holds: bool = True,
    actor: Actor | None = None,
) -> Quote:
    problems = pricing.find_problems(menu, wanted, moment)
    if problems:
        raise Invalid(
            {
                f"lines.{p.index}.{p.field}": _sentence(menu, p, wanted[p.index], actor)
                for p in problems
            }
        )
    needed = pricing.portions(menu, wanted)
    dishes = [menu.dishes[line.dish_id] for line in wanted if not line.open_item]
    # What is held says itself which ingredient is missing, and how much of it is left.
    is_there = all(is_offered(menu, d) if holds else d.available for d in dishes)
    if not is_there or any(left < count for left, count in _left(menu, needed)):
        raise sold_out(menu.store_id, needed.dishes, needed.options, needed.ordered, menu=menu)
    quote = pricing.price_basket(menu, wanted, terms)
    # Whatever a stage takes off again: each sum is kept, and no database keeps any number.
    if max(quote.total_fen, sum(line.list_fen for line in quote.lines)) > MAX_FEN:
        raise Invalid({"total_fen": _TOO_DEAR})
    return quote


def _left(menu: Menu, needed: Needed) -> Iterator[tuple[int, int]]:
    """Of everything that is counted: how much is left, and how much is wanted."""
    kept = pricing.counted(menu, needed)
    for dish_id, count in kept.dishes.items():
        yield menu.dishes[dish_id].remaining or 0, count
    for option_id, count in kept.options.items():
        yield menu.options[option_id].remaining or 0, count


def _sentence(menu: Menu, problem: LineProblem, line: WantedLine, actor: Actor | None) -> str:
    dish = problem.dish
    if dish is not None and problem.reason == "option_unavailable":
        return inventory.gone_choices(menu, dish, line.option_ids, actor)
    if dish is None:
        return str(_REASONS[problem.reason])
    name = (str(get_locale()) == "en" and dish.name_en) or dish.name
    facts = {"dish": name, "least": dish.min_quantity, "step": dish.quantity_step}
    return str(_REASONS[problem.reason]) % facts


def _compare_total(quote: Quote, given: PlaceOrderInput, unseen_fen: int = 0) -> None:
    expected = given.expected_total_fen
    if expected is not None and quote.total_fen not in (expected, expected + unseen_fen):
        raise PriceChanged(total_fen=quote.total_fen)


def _write(
    actor: Actor, place: OrderPlace, menu: Menu, quote: Quote, given: PlaceOrderInput
) -> dict[str, Any]:
    """Write the order's rows in few statements and return the answer made from them."""
    entry = enter(actor, place, quote)
    order_id, needed = new_id(), quote.needed
    lines = line_rows(order_id, quote, entry.minutes)
    # All numbers that the order needs are taken with the first of them.
    want(actor.store_id, number_name(entry.day))
    if entry.status is OrderStatus.PLACED:
        events.publish(OrderComing(actor.store_id, _for_kitchen(lines)))
    hold = inventory.ask_to_hold(order_id, held_rows(lines), actor=actor)
    if needed.dishes or needed.options:
        catalog_service.take_portions(actor.store_id, needed.dishes, needed.options, needed.ordered)
    order = order_row(order_id, actor, place, quote, given, entry)
    insert_rows(Order, order)
    insert_rows(OrderLine, lines)
    hold(menu)
    audit.log(
        "order.placed",
        actor=actor,
        target=("order", order["id"]),
        number=order["number"],
        total_fen=quote.total_fen,
    )
    _publish(order, lines)
    return present.placed_json(order, lines)


def _publish(order: dict[str, Any], lines: list[dict[str, Any]]) -> None:
    session_id = order["table_session_id"]
    if order["status"] is OrderStatus.WAITING:
        events.publish(OrderSubmitted(order["store_id"], order["id"]))
        return
    if order["status"] is not OrderStatus.PLACED:
        events.publish(OrderChanged(order["store_id"], order["id"], session_id))
        return
    events.publish(
        OrderPlaced(
            store_id=order["store_id"],
            order_id=order["id"],
            number=order["number"],
            round=order["round"],
            session_id=session_id,
            lines=_for_kitchen(lines),
        )
    )


def _for_kitchen(lines: list[dict[str, Any]]) -> tuple[tuple[str, str | None], ...]:
    return tuple((row["id"], row["station_id"]) for row in lines if not row["is_set"])
