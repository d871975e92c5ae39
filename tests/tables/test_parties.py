"""Parties that share a table, parties that become one, and dishes that change their party."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.calls import queries as call_queries
from app.calls import service as calls
from app.calls.inputs import CallInput
from app.calls.models import CallKind
from app.core.clock import FixedClock
from app.core.db import db, transaction
from app.core.errors import Conflict, NotFound
from app.core.ids import new_id
from app.kitchen import queries as kitchen
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.cart import queries as carts
from app.ordering.cart import service as cart_service
from app.ordering.cart.inputs import AddOperation
from app.ordering.errors import BillIsSplit
from app.ordering.inputs import LineInput
from app.ordering.models import Order, OrderStatus
from app.ordering.parts import service as splitting
from app.ordering.service import BillScope
from app.printing.models import JobStatus, PrintJob
from app.staff.rights import Role
from app.tables import codes, queries, rules, service
from app.tables.errors import PartyJoined, PartyNeeded, SessionOver, TableTaken, WrongPin
from app.tables.models import TableSession
from app.tables.queries import Presence
from tests.factories.ordering import basket, place, place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop, make_shop
from tests.factories.tables import presence_at, sit_down


def again(order: Order) -> Order:
    db.session.expire_all()
    return orders.get_order(order.store_id, order.id)


def merge(shop: Shop, left: Presence, kept: Presence) -> TableSession:
    return ordering.merge_parties(left.session_id, kept.session_id, actor=shop.actor)


def code(shop: Shop, place: int) -> str:
    return codes.code_of(shop.tables[place])


# Merge 并台.


def test_two_parties_become_one_with_orders_phones_and_codes(shop: Shop) -> None:
    token = sit_down(shop.tables[1], shop.actor)
    left, kept = queries.get_presence(token), presence_at(shop.tables[0], shop.actor)
    first, second = place(kept, shop.dish["tofu"]), place(left, shop.dish["fish"])
    joint = merge(shop, left, kept)
    assert joint.name == "A01+A02"
    assert {again(first).table_name, again(second).table_name} == {"A01+A02"}
    assert {o.id for o in orders.list_session_orders(shop.id, kept.session_id)} == {
        first.id,
        second.id,
    }
    phone = queries.get_presence(token)
    assert (phone.session_id, phone.table_name) == (kept.session_id, "A01+A02")
    assert place(phone, shop.dish["rice"]).table_session_id == kept.session_id
    for table in (0, 1):
        assert service.scan(code(shop, table)).session.id == kept.session_id
    bill = orders.list_bills(shop.id, [kept.session_id])[kept.session_id]
    assert bill.orders == 3


def test_a_key_used_before_the_merge_gives_its_answer_after_it(shop: Shop) -> None:
    token = sit_down(shop.tables[1], shop.actor)
    left, kept = queries.get_presence(token), presence_at(shop.tables[0], shop.actor)
    given, key = basket(shop.dish["tofu"]), new_id()
    placed = ordering.place_order(left, given, key=key)
    merge(shop, left, kept)
    for phone in (left, queries.get_presence(token)):
        again_placed = ordering.place_order(phone, given, key=key)
        assert (again_placed.replayed, again_placed.order["id"]) == (True, placed.order["id"])


def test_an_order_on_its_way_during_the_merge_arrives_at_the_joint_party(shop: Shop) -> None:
    left, kept = (presence_at(shop.tables[n], shop.actor) for n in (1, 0))
    merge(shop, left, kept)
    assert place(left, shop.dish["tofu"]).table_session_id == kept.session_id
    calls.call(left, CallInput(kind=CallKind.WAITER))
    (call,) = call_queries.list_open_calls(shop.id)
    assert (call.session_id, call.table_name) == (kept.session_id, "A01+A02")


def test_cart_and_calls_and_covers_are_joint(shop: Shop) -> None:
    left, kept = (presence_at(shop.tables[n], shop.actor) for n in (1, 0))
    for phone, covers in ((left, 2), (kept, 3)):
        service.set_covers(phone.session_id, covers, actor=shop.actor)
        line = LineInput(dish_id=shop.dish["tofu"].id)
        add = AddOperation(kind="add", id=new_id(), line_id=new_id(), line=line, seen=0)
        cart_service.change_cart(phone, [add])
        calls.call(phone, CallInput(kind=CallKind.BILL))
    sent_twice = add
    assert merge(shop, left, kept).covers == 5
    view = carts.find_cart(kept.session_id)
    assert view is not None and [line.quantity for line in view.lines] == [1, 1]
    assert carts.find_cart(left.session_id) is None
    cart_service.change_cart(kept, [sent_twice])
    view = carts.find_cart(kept.session_id)
    assert view is not None and sum(line.quantity for line in view.lines) == 2
    assert {c.table_name for c in call_queries.list_open_calls(shop.id)} == {"A01+A02"}


def test_what_a_phone_had_sent_is_known_after_the_merge(shop: Shop) -> None:
    left, kept = (presence_at(shop.tables[n], shop.actor) for n in (1, 0))
    line = LineInput(dish_id=shop.dish["tofu"].id)
    add = AddOperation(kind="add", id=new_id(), line_id=new_id(), line=line, seen=0)
    cart_service.change_cart(left, [add])
    merge(shop, left, kept)
    cart_service.change_cart(left, [add])
    view = carts.find_cart(kept.session_id)
    assert view is not None and sum(each.quantity for each in view.lines) == 1


def test_the_kitchen_hears_the_joint_name_on_screen_and_paper(
    shop: Shop, drain: Callable[[], int]
) -> None:
    make_printer(shop.actor, "后厨")
    left, kept = (presence_at(shop.tables[n], shop.actor) for n in (1, 0))
    place(kept, shop.dish["tofu"])
    place(left, shop.dish["fish"])
    drain()
    print_all()
    before = kitchen.head(shop.id)
    merge(shop, left, kept)
    drain()
    feed = kitchen.feed(shop.id, before)
    assert {event["ticket"]["table"] for event in feed["events"]} == {"A01+A02"}
    slips = [job.document for job in db.session.scalars(select(PrintJob))]
    told = [(s["moved_from"], s["table"]) for s in slips if s.get("purpose") == "merge"]
    assert sorted(told) == [("A01", "A01+A02"), ("A02", "A01+A02")]


def print_all() -> None:
    with transaction():
        for job in db.session.scalars(select(PrintJob)):
            job.status = JobStatus.SENT


def test_a_waiting_party_is_let_in_by_the_merge(shop: Shop) -> None:
    left, kept = presence_at(shop.tables[1]), presence_at(shop.tables[0], shop.actor)
    order = place(left, shop.dish["tofu"])
    assert order.status is OrderStatus.WAITING
    merge(shop, left, kept)
    assert again(order).status is OrderStatus.PLACED


def test_parted_again_each_has_its_own(shop: Shop) -> None:
    token = sit_down(shop.tables[1], shop.actor)
    left, kept = queries.get_presence(token), presence_at(shop.tables[0], shop.actor)
    first, second = place(kept, shop.dish["tofu"]), place(left, shop.dish["fish"])
    merge(shop, left, kept)
    later = place(queries.get_presence(token), shop.dish["rice"])
    ordering.part_parties(left.session_id, actor=shop.actor)
    assert queries.get_presence(token).session_id == left.session_id
    assert [(again(o).table_session_id, again(o).table_name) for o in (first, second, later)] == [
        (kept.session_id, "A01"),
        (left.session_id, "A02"),
        (kept.session_id, "A01"),
    ]
    with pytest.raises(Conflict):
        ordering.part_parties(left.session_id, actor=shop.actor)


def test_three_tables_are_one_party_and_all_are_cleared_at_once(shop: Shop) -> None:
    tokens = [sit_down(shop.tables[n], shop.actor) for n in range(3)]
    phones = [queries.get_presence(token) for token in tokens]
    merge(shop, phones[2], phones[1])
    joint = merge(shop, phones[1], phones[0])
    assert joint.name == "A01+A02+A03"
    with pytest.raises(PartyJoined):
        merge(shop, phones[2], phones[0])
    with pytest.raises(PartyJoined):
        ordering.clear_party(phones[2].session_id, actor=shop.actor)
    with pytest.raises(TableTaken):
        service.move_session(joint.id, shop.tables[1].id, actor=shop.actor)
    ordering.clear_party(joint.id, actor=shop.actor)
    for token in tokens:
        with pytest.raises(SessionOver):
            queries.get_presence(token)
    assert all(queries.find_session_at(shop.tables[n].id) is None for n in range(3))


def test_a_merged_party_moves_as_a_whole(shop: Shop) -> None:
    token = sit_down(shop.tables[1], shop.actor)
    left, kept = queries.get_presence(token), presence_at(shop.tables[0], shop.actor)
    order = place(left, shop.dish["tofu"])
    merge(shop, left, kept)
    service.move_session(kept.session_id, shop.tables[2].id, actor=shop.actor)
    name = shop.tables[2].name
    assert again(order).table_name == name
    assert queries.get_presence(token).table_name == name
    assert queries.find_session_at(shop.tables[1].id) is None


def test_a_bill_in_parts_is_not_merged(shop: Shop) -> None:
    left, kept = (presence_at(shop.tables[n], shop.actor) for n in (1, 0))
    place(left, shop.dish["fish"])
    splitting.split_evenly(BillScope(left.session_id), 2, actor=shop.actor)
    with pytest.raises(BillIsSplit):
        merge(shop, left, kept)
    assert queries.find_session_at(shop.tables[1].id) is not None


def test_another_store_merges_and_parts_nothing(shop: Shop) -> None:
    left, kept = (presence_at(shop.tables[n], shop.actor) for n in (1, 0))
    stranger = make_shop("新店", prefix="b-").person(Role.OWNER)
    for act in (
        lambda: ordering.merge_parties(left.session_id, kept.session_id, actor=stranger),
        lambda: ordering.part_parties(left.session_id, actor=stranger),
        lambda: service.share_table(shop.tables[0].id, actor=stranger),
        lambda: ordering.split_party(left.session_id, {"x": 1}, actor=stranger),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize(
    ("names", "joint"),
    [
        (["A01"], "A01"),
        (["A01", "A02"], "A01+A02"),
        (["大厅靠窗包间一号桌子", "大厅靠窗包间二号桌子"], "大厅靠窗包间一号桌子+1"),
    ],
)
def test_joint_names_fit_on_an_order(names: list[str], joint: str) -> None:
    assert rules.joint_name(names) == joint
    assert len(joint) <= rules.MAX_PARTY_NAME


# Share 拼桌.


def test_two_parties_at_one_table_see_nothing_of_each_other(shop: Shop) -> None:
    first = presence_at(shop.tables[0], shop.actor)
    mine = place(first, shop.dish["tofu"])
    second = service.share_table(shop.tables[0].id, actor=shop.actor, covers=2)
    assert second.name == "A01-2"
    with pytest.raises(PartyNeeded):
        service.scan(code(shop, 0))
    theirs = queries.get_presence(service.join_party(code(shop, 0), second.party_pin).token)
    assert theirs.table_name == "A01-2"
    order = place(theirs, shop.dish["fish"])
    assert (order.table_name, order.round) == ("A01-2", 1)
    with pytest.raises(NotFound):
        orders.get_session_order(shop.id, theirs.session_id, mine.id)
    bills = orders.list_bills(shop.id, [first.session_id, second.id])
    assert bills[second.id].due_fen == order.total_fen
    assert bills[first.session_id].due_fen == mine.total_fen


def test_staff_order_for_the_party_they_name(shop: Shop) -> None:
    first = presence_at(shop.tables[0], shop.actor)
    second = service.share_table(shop.tables[0].id, actor=shop.actor)
    order = place_at_counter(
        shop.actor, shop.dish["tofu"], table=shop.tables[0], session_id=second.id
    )
    assert order.table_session_id == second.id
    assert (
        place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0]).table_session_id
        == first.session_id
    )
    elsewhere = presence_at(shop.tables[1], shop.actor)
    with pytest.raises(SessionOver):
        place_at_counter(
            shop.actor, shop.dish["tofu"], table=shop.tables[0], session_id=elsewhere.session_id
        )


def test_a_wrong_number_leads_nowhere_and_guessing_renews_it(shop: Shop) -> None:
    presence_at(shop.tables[0], shop.actor)
    second = service.share_table(shop.tables[0].id, actor=shop.actor)
    pin = second.party_pin
    wrong = next(
        f"{n:04d}"
        for n in range(3)
        if f"{n:04d}" not in {s.party_pin for s in queries.list_sessions_at(shop.tables[0].id)}
    )
    for _ in range(9):
        with pytest.raises(WrongPin):
            service.join_party(code(shop, 0), wrong)
    assert service.join_party(code(shop, 0), pin).session.id == second.id
    with pytest.raises(WrongPin):
        service.join_party(code(shop, 0), wrong)
    db.session.expire_all()
    renewed = db.session.get_one(TableSession, second.id).party_pin
    assert renewed != pin
    with pytest.raises(WrongPin):
        service.join_party(code(shop, 0), pin)


def test_the_second_party_stays_closed_when_the_first_has_left(shop: Shop) -> None:
    first = presence_at(shop.tables[0], shop.actor)
    second = service.share_table(shop.tables[0].id, actor=shop.actor)
    ordering.clear_party(first.session_id, actor=shop.actor)
    with pytest.raises(PartyNeeded):
        service.scan(code(shop, 0))
    third = service.share_table(shop.tables[0].id, actor=shop.actor)
    assert third.name == "A01-3"
    for each in (second, third):
        ordering.clear_party(each.id, actor=shop.actor)
    assert service.scan(code(shop, 0)).session.party == 1


def test_the_first_party_alone_again_needs_no_number(shop: Shop) -> None:
    first = presence_at(shop.tables[0], shop.actor)
    second = service.share_table(shop.tables[0].id, actor=shop.actor)
    service.move_session(second.id, shop.tables[1].id, actor=shop.actor)
    assert service.scan(code(shop, 0)).session.id == first.session_id
    moved = queries.get_session(shop.id, second.id)
    assert (moved.name, moved.party_pin) == (shop.tables[1].name, "")


def test_guests_who_begin_a_party_themselves_wait_for_staff(shop: Shop, clock: FixedClock) -> None:
    presence_at(shop.tables[0], shop.actor)
    with pytest.raises(PartyNeeded):
        service.start_party(code(shop, 0))
    service.share_table(shop.tables[0].id, actor=shop.actor)
    scan = service.start_party(code(shop, 0))
    order = place(queries.get_presence(scan.token), shop.dish["tofu"])
    assert order.status is OrderStatus.WAITING
    with pytest.raises(PartyNeeded):
        service.start_party(code(shop, 0))


def test_two_at_a_shared_table_may_become_one(shop: Shop) -> None:
    first = presence_at(shop.tables[0], shop.actor)
    second = service.share_table(shop.tables[0].id, actor=shop.actor)
    joint = ordering.merge_parties(second.id, first.session_id, actor=shop.actor)
    assert joint.name == "A01+A01-2"
    ordering.part_parties(second.id, actor=shop.actor)
    assert queries.get_session(shop.id, second.id).name == "A01-2"


def test_clearing_the_table_ends_every_party_at_it(shop: Shop) -> None:
    token = sit_down(shop.tables[0], shop.actor)
    second = service.share_table(shop.tables[0].id, actor=shop.actor)
    service.clear_table(shop.tables[0].id, actor=shop.actor)
    with pytest.raises(SessionOver):
        queries.get_presence(token)
    assert queries.get_session(shop.id, second.id).closed_at is not None
