"""Operations of several phones on one cart: applied once, merged, nothing lost silently."""

from typing import Any

import pytest
from sqlalchemy import func, select

from app.core.clock import FixedClock
from app.core.db import db
from app.core.errors import NotFound
from app.core.ids import new_id
from app.ordering.cart import guests, queries, service
from app.ordering.cart.inputs import PartyOperation, RenameOperation, RestoreOperation
from app.ordering.cart.models import Cart, CartGuest, CartLine, CartOperation
from app.ordering.cart.rules import merge_notes
from app.staff.rights import Role
from app.tables import service as tables
from app.tables.errors import SessionOver
from app.tables.queries import Presence
from tests.factories.carts import add, change, clear, edit, remove, send, shown, view
from tests.factories.shop import Shop, make_shop
from tests.factories.tables import presence_at


@pytest.fixture
def two(shop: Shop) -> tuple[Presence, Presence]:
    """Two phones at one table."""
    return presence_at(shop.tables[0], shop.actor), presence_at(shop.tables[0])


def outcome(results: list[dict[str, Any]]) -> str:
    return str(results[-1]["outcome"])


def test_both_phones_see_who_added_what(shop: Shop, two: tuple[Presence, Presence]) -> None:
    send(two[0], add(shop.dish["tofu"], 2))
    send(two[1], add(shop.dish["beer"]))
    cart = view(two[0])
    assert shown(two[1]) == [("麻婆豆腐", 2), ("青岛啤酒", 1)]
    names = [cart.people[line.guest].key for line in cart.lines]
    assert len(set(names)) == 2 and all(guests.is_name(name) for name in names)
    devices = [cart.people[line.guest].device_id for line in cart.lines]
    assert devices == [two[0].device_id, two[1].device_id]


def test_an_operation_is_applied_once_and_answered_alike(
    shop: Shop, two: tuple[Presence, Presence]
) -> None:
    first = add(shop.dish["tofu"])
    answers = [send(two[0], first), send(two[0], first, first), send(two[1], first)]
    assert shown(two[0]) == [("麻婆豆腐", 1)]
    assert answers[0] == answers[2] and answers[1] == answers[0] * 2


def test_the_same_choice_of_the_same_guest_is_one_line(
    shop: Shop, two: tuple[Presence, Presence]
) -> None:
    mild, hot = (option.id for option in shop.spice.options[:2])
    again = add(shop.dish["chicken"], option_ids=(mild,))
    send(two[0], add(shop.dish["chicken"], option_ids=(mild,)), again)
    send(two[0], add(shop.dish["chicken"], option_ids=(hot,)))
    send(two[0], add(shop.dish["chicken"], option_ids=(mild,), note="少盐"))
    send(two[1], add(shop.dish["chicken"], option_ids=(mild,)))
    assert [number for _name, number in shown(two[0])] == [2, 1, 1, 1]
    # A phone that has not heard of the merging may still name its own line.
    send(two[0], change(again.line_id, 1, seen=0))
    assert shown(two[0])[0] == ("宫保鸡丁", 3)


def test_a_portion_added_unseen_survives_a_removal_in_either_order(
    shop: Shop, two: tuple[Presence, Presence]
) -> None:
    for is_removed_first in (True, False):
        line = add(shop.dish["tofu"], 2)
        send(two[0], line)
        seen = view(two[0]).cart.version
        out, more = remove(line.line_id, seen), change(line.line_id, 1, seen)
        if is_removed_first:
            assert outcome(send(two[0], out)) == "done"
            assert outcome(send(two[1], more)) == "done"
        else:
            send(two[1], more)
            results = send(two[0], out)
            assert (outcome(results), results[0]["quantity"]) == ("kept", 1)
            assert results[0]["by"] == [2]
        assert shown(two[0]) == [("麻婆豆腐", 1)]
        send(two[0], remove(line.line_id, view(two[0]).cart.version))
        assert shown(two[0]) == []


def test_control_a_removal_that_takes_all_loses_the_addition(
    shop: Shop, two: tuple[Presence, Presence], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ordering.cart.book.removable", lambda quantity, *_a: quantity)
    line = add(shop.dish["tofu"], 2)
    send(two[0], line)
    seen = view(two[0]).cart.version
    send(two[1], change(line.line_id, 1, seen))
    send(two[0], remove(line.line_id, seen))
    assert shown(two[0]) == []


def test_two_who_take_the_same_away_take_it_once(
    shop: Shop, two: tuple[Presence, Presence]
) -> None:
    line = add(shop.dish["tofu"])
    send(two[0], line)
    seen = view(two[0]).cart.version
    assert outcome(send(two[0], change(line.line_id, -1, seen))) == "done"
    assert outcome(send(two[1], remove(line.line_id, seen))) == "done"
    assert shown(two[0]) == []


def test_own_portions_are_taken_back_without_having_been_seen(
    shop: Shop, two: tuple[Presence, Presence]
) -> None:
    line = add(shop.dish["tofu"])
    assert outcome(send(two[0], line, change(line.line_id, -1, seen=0))) == "done"
    assert shown(two[0]) == []


def test_notes_of_two_are_both_kept(shop: Shop, two: tuple[Presence, Presence]) -> None:
    line = add(shop.dish["tofu"], note="少油")
    send(two[0], line)
    send(two[0], edit(line.line_id, "少油，不要葱", was_note="少油"))
    assert outcome(send(two[1], edit(line.line_id, "微辣", was_note="少油"))) == "merged"
    assert view(two[0]).lines[0].note == "不要葱，微辣"


def test_a_note_without_room_is_told() -> None:
    long = "好" * 95
    assert merge_notes("", long, "不要香菜和葱", 100) == (long, False)
    assert merge_notes("a", "a", "b", 100) == ("b", True)


def test_an_unknown_dish_or_line_is_told(shop: Shop, two: tuple[Presence, Presence]) -> None:
    gone = add(shop.dish["tofu"]).model_copy()
    line = gone.line.model_copy(update={"dish_id": "nothing"})
    assert outcome(send(two[0], gone.model_copy(update={"line": line}))) == "gone"
    assert outcome(send(two[0], change("0123456789", 1, 0))) == "gone"
    assert outcome(send(two[0], edit("0123456789", "x"))) == "gone"


def test_a_line_holds_ninety_nine(shop: Shop, two: tuple[Presence, Presence]) -> None:
    line = add(shop.dish["beer"], 98)
    send(two[0], line)
    assert outcome(send(two[1], change(line.line_id, 5, 0))) == "limited"
    assert shown(two[0]) == [("青岛啤酒", 99)]


def test_a_cleared_cart_comes_back(shop: Shop, two: tuple[Presence, Presence]) -> None:
    send(two[0], add(shop.dish["tofu"], 2), add(shop.dish["rice"]))
    send(two[0], PartyOperation(kind="party", id=new_id(), note="打包", covers=4))
    seen = view(two[0]).cart.version
    send(two[1], add(shop.dish["beer"]))
    emptied = clear(seen)
    assert outcome(send(two[0], emptied)) == "kept"
    assert shown(two[0]) == [("青岛啤酒", 1)] and view(two[0]).cart.note == ""
    back = RestoreOperation(kind="restore", id=new_id(), clear_id=emptied.id)
    assert outcome(send(two[1], back)) == "done"
    assert shown(two[0]) == [("麻婆豆腐", 2), ("米饭", 1), ("青岛啤酒", 1)]
    assert view(two[0]).cart.note == "打包" and view(two[0]).cart.covers == 4
    again = RestoreOperation(kind="restore", id=new_id(), clear_id=emptied.id)
    assert outcome(send(two[0], again)) == "gone"


def test_an_untouched_cart_expires_and_can_be_restored(
    shop: Shop, two: tuple[Presence, Presence], clock: FixedClock
) -> None:
    send(two[0], add(shop.dish["tofu"]))
    clock.move(minutes=29)
    assert service.expire_carts() == 0
    send(two[1], add(shop.dish["beer"]))
    clock.move(minutes=29)
    assert service.expire_carts() == 0
    clock.move(minutes=2)
    assert service.expire_carts() == 1
    assert shown(two[0]) == []
    cleared = view(two[0]).cart.cleared
    assert cleared is not None and cleared["why"] == "expired"
    send(two[0], RestoreOperation(kind="restore", id=new_id(), clear_id=cleared["id"]))
    assert shown(two[0]) == [("麻婆豆腐", 1), ("青岛啤酒", 1)]


def test_a_waiter_edits_the_same_cart(shop: Shop, two: tuple[Presence, Presence]) -> None:
    waiter = shop.person(Role.WAITER)
    send(two[0], add(shop.dish["tofu"]))
    service.change_cart_for_guests(
        two[0].session_id, [add(shop.dish["rice"], 2)], actor=waiter
    )
    cart = view(two[0])
    assert [cart.people[line.guest].key for line in cart.lines][1] == guests.STAFF
    stranger = make_shop("别家", prefix="other-").person(Role.OWNER)
    with pytest.raises(NotFound):
        service.change_cart_for_guests(two[0].session_id, [add(shop.dish["rice"])], actor=stranger)


def test_a_name_is_changed_and_never_shared(shop: Shop, two: tuple[Presence, Presence]) -> None:
    send(two[0], add(shop.dish["tofu"]))
    send(two[1], add(shop.dish["tofu"]))
    theirs = view(two[0]).people[2].key

    def rename(name: str) -> str:
        given = RenameOperation(kind="rename", id=new_id(), name=name)
        return outcome(send(two[0], given))

    free = "red.cat" if theirs != "red.cat" else "blue.cat"
    assert [rename(free), rename(theirs), rename("张三.cat")] == ["done", "taken", "taken"]
    assert view(two[0]).people[1].key == free


def test_a_cleared_table_leaves_no_cart_behind(
    shop: Shop, two: tuple[Presence, Presence]
) -> None:
    send(two[0], add(shop.dish["tofu"]))
    tables.clear_table(shop.tables[0].id, actor=shop.actor)
    with pytest.raises(SessionOver):
        send(two[0], add(shop.dish["tofu"]))
    for column in (Cart.session_id, CartGuest.number, CartLine.id, CartOperation.id):
        assert db.session.scalar(select(func.count(column))) == 0


def test_joined_tables_keep_both_carts(shop: Shop, two: tuple[Presence, Presence]) -> None:
    other = presence_at(shop.tables[1], shop.actor)
    send(two[0], add(shop.dish["tofu"]))
    send(other, add(shop.dish["beer"], 2))
    service.join_carts(other.session_id, two[0].session_id)
    assert shown(two[0]) == [("麻婆豆腐", 1), ("青岛啤酒", 2)]
    assert queries.find_cart(other.session_id) is None
