"""Who works and eats in the restaurant of a soak: tables with shared carts, counter, kitchen, boss.

Each goes on until the scene is over; what was not answered is asked again with the same key.
"""

import contextlib
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from benchmarks.faults.history import Act, Caller, History, new_key
from benchmarks.faults.proxy import Crossing
from benchmarks.faults.soak_shop import Restaurant

_PATIENCE_S = 60.0
_SESSION = """
SELECT id FROM table_session WHERE table_id = ? AND status = 'open' AND merged_into_id IS NULL
"""
_PAYMENT = """
SELECT p.id, p.amount_fen FROM payment p JOIN payment_allocation a ON a.payment_id = p.id
WHERE a.order_id = ? AND p.refunded_fen = 0
"""


@dataclass
class Scene:
    """A while of the day in which people are there."""

    place: Restaurant
    history: History
    end: float
    pause_s: tuple[float, float] = (0.1, 0.6)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def goes_on(self) -> bool:
        """Whether somebody may still begin something."""
        return time.monotonic() < self.end and not self.over.is_set()

    def pause(self, dice: random.Random) -> None:
        """What passes between two things that a person does."""
        self.over.wait(dice.uniform(*self.pause_s))


@dataclass
class Hand:
    """A person with a line to the server of their own, that stays for the whole day."""

    role: str
    line: Crossing
    dice: random.Random

    def caller(self, scene: Scene, token: str = "") -> Caller:
        """The device in the hand of this person."""
        token = token or scene.place.shop.token(self.role)
        caller = Caller(self.role, self.line.port, token, scene.history)
        caller.timeout_s = 12.0
        return caller


def until_known(act: Callable[[], Act], first: Act | None = None) -> Act:
    """Ask again until it is known what became of it, or nobody has patience any more."""
    end = time.monotonic() + _PATIENCE_S
    done = first or act()
    while done.outcome == "ambiguous" and time.monotonic() < end:
        time.sleep(0.3)
        done = act()
    return done


def menu_of(caller: Caller, scene: Scene) -> list[dict[str, Any]]:
    """What has a price, however often it has to be asked for; empty when the scene ended before."""
    while scene.goes_on:
        with contextlib.suppress(OSError, ValueError, KeyError):
            return [dish for dish in caller.menu() if not dish.get("price_kind")]
        time.sleep(0.3)
    return []


def share_a_cart(hand: Hand, scene: Scene, tokens: list[str]) -> None:
    """The phones of one table fill one cart, and one of them orders it."""
    phones = [hand.caller(scene, token) for token in tokens]
    dishes = menu_of(phones[0], scene)
    while scene.goes_on and dishes:
        for phone in phones:
            _choose(phone, hand.dice.choice(dishes), hand.dice.randint(1, 2))
        buyer = hand.dice.choice(phones)
        cart = buyer.look("/cart")
        if cart:
            _order_cart(buyer, int(cart["version"]), new_key())
        if hand.dice.random() < 0.2:
            buyer.act("call", "POST", "/calls", {"kind": "waiter"}, new_key())
        scene.pause(hand.dice)
    for phone in phones:
        phone.close()


def _choose(phone: Caller, dish: dict[str, Any], quantity: int) -> None:
    line = {"dish_id": dish["id"], "quantity": quantity, "option_ids": [], "note": ""}
    key = new_key()
    body = {"operations": [{"id": key, "kind": "add", "line_id": new_key(), "line": line}]}
    until_known(lambda: phone.act("choose", "POST", "/cart/operations", body, key))


def _order_cart(phone: Caller, version: int, key: str) -> None:
    """Its note is its key, and is written in the same breath."""
    note = {"id": new_key(), "kind": "party", "note": key}
    body = {"cart_version": version, "operations": [note]}
    until_known(lambda: phone.act("place", "POST", "/cart/orders", body, key))


def serve_counter(hand: Hand, scene: Scene) -> None:
    """Take orders, take money; take a dish back, give money back, cancel now and then."""
    caller = hand.caller(scene)
    dishes = menu_of(caller, scene)
    while scene.goes_on and dishes:
        dish, key, many = hand.dice.choice(dishes), new_key(), hand.dice.randint(1, 3)
        placed = until_known(partial(caller.place, dish, key, quantity=many))
        if placed.outcome == "ok":
            _go_on_with(caller, placed, hand.dice, scene)
        scene.pause(hand.dice)
    caller.close()


def _go_on_with(caller: Caller, placed: Act, dice: random.Random, scene: Scene) -> None:
    chance = dice.random()
    if chance < 0.12:
        until_known(lambda: caller.cancel(placed.order_id, f"cancel-{placed.key}"))
        return
    if chance < 0.24:
        _take_back(caller, placed)
    if chance < 0.8:
        paid = settle(caller, placed.order_id)
        may_refund = caller.name != "cashier"
        if paid is not None and paid.outcome == "ok" and may_refund and chance > 0.6:
            give_back(caller, placed.order_id, scene)


def _take_back(caller: Caller, placed: Act) -> None:
    order = caller.look(f"/orders/{placed.order_id}")
    if not order:
        return
    line, fields = order["lines"][0], {"reason": "客人不要了", "quantity": 1}
    fields["of"] = line["quantity"]
    key = f"void-{placed.key}"
    path = f"/counter/lines/{line['id']}/void"
    # Asked once: a portion less is another line, and asking again would take another one.
    caller.form("void", path, fields, key, placed.order_id)


def settle(caller: Caller, order_id: str) -> Act | None:
    """Take what is still owed for an order; None when nothing is, or nobody knows."""
    order = caller.look(f"/orders/{order_id}")
    due = order["total_fen"] - order["paid_fen"] if order else 0
    if not order or due <= 0 or order["status"] == "cancelled":
        return None
    key = f"pay-{new_key()}"
    return until_known(lambda: caller.pay(order_id, due, key))


def give_back(caller: Caller, order_id: str, scene: Scene) -> None:
    """All of what was paid for an order, in cash."""
    found = scene.place.read(_PAYMENT, (order_id,))
    if len(found) != 1:
        return
    payment_id, amount = found[0]
    fields = {
        "amount": f"{amount // 100}.{amount % 100:02d}",
        "reason": "菜凉了",
        "expected_left_fen": amount,
    }
    path, key = f"/counter/payments/{payment_id}/refund", f"refund-{payment_id}"
    # What is left to give back is part of the question: a second one gives nothing.
    until_known(lambda: caller.form("refund", path, fields, key, order_id))


def cook(hand: Hand, scene: Scene) -> None:
    """Begin and finish what the feed brings, most of it."""
    caller, since = hand.caller(scene), 0
    while scene.goes_on:
        feed = caller.look(f"/kitchen/events?since={since}")
        for event in feed["events"] if feed else ():
            since = event["seq"]
            for line in event["ticket"]["lines"]:
                step = {"placed": "start", "cooking": "done", "done": "serve"}.get(line["status"])
                if step and hand.dice.random() < 0.5 and scene.goes_on:
                    caller.step(line["id"], step, event["ticket"]["order_id"])
        scene.over.wait(0.3)
    caller.close()


def lead_the_house(hand: Hand, scene: Scene) -> None:
    """Sold out and back, cash in and out, a party that moves or joins another, calls answered."""
    caller = hand.caller(scene)
    dishes = menu_of(caller, scene)
    while scene.goes_on and dishes:
        deed = hand.dice.choice([_sell_out, _move_cash, _move_party, _join_parties, _answer_call])
        deed(caller, hand.dice, scene, dishes)
        scene.pause(hand.dice)
    caller.close()


Dishes = list[dict[str, Any]]


def _sell_out(caller: Caller, dice: random.Random, scene: Scene, dishes: Dishes) -> None:
    path = f"/dishes/{dice.choice(dishes)['id']}"
    caller.act("sold out", "PATCH", path, {"available": False}, new_key())
    scene.pause(dice)
    again = {"available": True}
    until_known(lambda: caller.act("back", "PATCH", path, again, new_key()))


def _move_cash(caller: Caller, dice: random.Random, _scene: Scene, _dishes: Dishes) -> None:
    fields = {"kind": dice.choice(["pay_in", "pay_out"]), "amount": "20", "reason": "买葱"}
    caller.form("cash", "/counter/shift/cash", fields, new_key())


def _move_party(caller: Caller, dice: random.Random, scene: Scene, _dishes: Dishes) -> None:
    """To a table at which nobody sits."""
    tables = scene.place.shop.demo["tables"]
    session = session_at(scene, dice.choice(tables[:8])["id"])
    if session:
        to = dice.choice(tables[8:])["id"]
        caller.form("move", f"/counter/sessions/{session}/move/{to}", {}, new_key())


def _join_parties(caller: Caller, dice: random.Random, scene: Scene, _dishes: Dishes) -> None:
    if dice.random() < 0.7:
        return
    one, other = (
        session_at(scene, each["id"])
        for each in dice.sample(scene.place.shop.demo["tables"][:8], 2)
    )
    if one and other:
        caller.form("merge", f"/counter/sessions/{one}/merge/{other}", {}, new_key())


def _answer_call(caller: Caller, _dice: random.Random, scene: Scene, _dishes: Dishes) -> None:
    for (call_id,) in scene.place.read("SELECT id FROM service_call ORDER BY id DESC LIMIT 1"):
        caller.form("answer", f"/counter/calls/{call_id}/answer", {}, new_key())


def session_at(scene: Scene, table_id: str) -> str:
    """The party at a table, "" when nobody sits there."""
    found = scene.place.read(_SESSION, (table_id,))
    return str(found[0][0]) if found else ""
