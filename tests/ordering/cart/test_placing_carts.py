"""Ordering the shared cart: what was seen, once, by whoever is first."""

from typing import Any

import pytest

from app.core.idempotency import KeyReused
from app.core.ids import new_id
from app.ordering import queries
from app.ordering import service as ordering
from app.ordering.cart.inputs import Operation, PartyOperation, PlaceCartInput
from app.ordering.errors import AlreadyOrdered, CartDiffers, PriceChanged
from app.tables.queries import Presence
from tests.factories.carts import add, change, edit, remove, send, shown, view
from tests.factories.shop import Shop
from tests.factories.tables import presence_at


@pytest.fixture
def two(shop: Shop) -> tuple[Presence, Presence]:
    """Two phones at one table."""
    return presence_at(shop.tables[0], shop.actor), presence_at(shop.tables[0])


def place(phone: Presence, version: int | None = None, **more: Any) -> ordering.Placed:
    """Order the cart as it was at `version`, else as it is."""
    seen = view(phone).cart.version if version is None else version
    key = more.pop("key", None) or new_id()
    return ordering.place_cart(phone, PlaceCartInput(cart_version=seen, **more), key=key)


def test_the_cart_becomes_an_order_that_says_who_added_what(
    shop: Shop, two: tuple[Presence, Presence]
) -> None:
    send(two[0], add(shop.dish["tofu"], 2, note="少油"))
    send(two[1], add(shop.dish["beer"]))
    send(two[1], PartyOperation(kind="party", id=new_id(), note="一起上", covers=3))
    placed = place(two[1], expected_total_fen=4400)
    order = queries.get_order(shop.id, placed.order["id"])
    people = view(two[0]).people
    assert [line.added_by for line in order.lines] == [people[1].key, people[2].key]
    assert (order.note, order.covers, order.lines[0].note) == ("一起上", 3, "少油")
    assert shown(two[0]) == []
    assert (view(two[0]).cart.note, view(two[0]).cart.covers) == ("", 3)


def test_what_is_added_meanwhile_stays_in_the_cart(
    shop: Shop, two: tuple[Presence, Presence]
) -> None:
    tofu = add(shop.dish["tofu"])
    send(two[0], tofu)
    seen = view(two[0]).cart.version
    send(two[1], change(tofu.line_id, 2, seen), add(shop.dish["beer"]))
    placed = place(two[0], seen, expected_total_fen=1800)
    assert placed.order["total_fen"] == 1800
    assert shown(two[0]) == [("麻婆豆腐", 2), ("青岛啤酒", 1)]


def test_what_was_not_sent_yet_is_ordered_too(shop: Shop, two: tuple[Presence, Presence]) -> None:
    tofu, rice = add(shop.dish["tofu"]), add(shop.dish["rice"])
    send(two[0], tofu)
    seen = view(two[0]).cart.version
    send(two[0], rice)  # its answer was lost on the way
    placed = place(two[0], seen, operations=(rice, change(tofu.line_id, 1, seen)))
    assert [line["quantity"] for line in placed.order["lines"]] == [2, 1]
    assert shown(two[0]) == []
    send(two[0], rice)
    assert shown(two[0]) == []


@pytest.mark.parametrize("how", ["removed", "fewer", "edited"])
def test_what_was_changed_meanwhile_is_looked_at_first(
    shop: Shop, two: tuple[Presence, Presence], how: str
) -> None:
    tofu = add(shop.dish["tofu"], 2)
    send(two[0], tofu, add(shop.dish["rice"]))
    seen = view(two[0]).cart.version
    changes: dict[str, Operation] = {
        "removed": remove(tofu.line_id, seen),
        "fewer": change(tofu.line_id, -1, seen),
        "edited": edit(tofu.line_id, "微辣"),
    }
    send(two[1], changes[how])
    with pytest.raises(CartDiffers):
        place(two[0], seen)
    assert len(place(two[0]).order["lines"]) == (1 if how == "removed" else 2)


def test_the_second_phone_is_told_who_has_ordered(
    shop: Shop, two: tuple[Presence, Presence]
) -> None:
    send(two[0], add(shop.dish["tofu"]))
    seen = view(two[0]).cart.version
    placed = place(two[0], seen)
    rice = add(shop.dish["rice"])
    with pytest.raises(AlreadyOrdered) as refused:
        place(two[1], seen, operations=(rice,))
    assert refused.value.extra["order"]["id"] == placed.order["id"]
    assert refused.value.extra["by"]
    assert len(queries.list_session_orders(shop.id, two[0].session_id)) == 1
    # Nothing of the refusal stays: the phone still has its own operation and sends it.
    assert shown(two[0]) == []
    send(two[1], rice)
    assert len(place(two[1]).order["lines"]) == 1


def test_a_step_that_crossed_the_order_is_told(shop: Shop, two: tuple[Presence, Presence]) -> None:
    tofu = add(shop.dish["tofu"], 2)
    send(two[0], tofu)
    seen = view(two[0]).cart.version
    place(two[0], seen)
    assert send(two[1], change(tofu.line_id, -1, seen))[0]["outcome"] == "ordered"
    assert send(two[1], remove(tofu.line_id, seen))[0]["outcome"] == "ordered"
    assert send(two[1], change(tofu.line_id, 1, seen))[0]["outcome"] == "done"
    assert shown(two[0]) == [("麻婆豆腐", 1)]


def test_one_key_is_one_order_for_ever(shop: Shop, two: tuple[Presence, Presence]) -> None:
    send(two[0], add(shop.dish["tofu"]))
    seen, key = view(two[0]).cart.version, new_id()
    first = place(two[0], seen, key=key)
    again = place(two[0], seen, key=key)
    assert again.replayed and again.order == first.order
    with pytest.raises(KeyReused):
        place(two[0], seen + 1, key=key)


def test_a_refused_cart_stays_as_it_was(shop: Shop, two: tuple[Presence, Presence]) -> None:
    send(two[0], add(shop.dish["tofu"]))
    with pytest.raises(PriceChanged):
        place(two[0], expected_total_fen=1)
    assert shown(two[0]) == [("麻婆豆腐", 1)]


def test_an_empty_cart_is_no_order(shop: Shop, two: tuple[Presence, Presence]) -> None:
    tofu = add(shop.dish["tofu"])
    send(two[0], tofu, remove(tofu.line_id, 0))
    with pytest.raises(CartDiffers):
        place(two[0])
