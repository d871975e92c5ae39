"""A simulator of the pure core: one seed is one history of orders, money, faults and retries.

The rules are the product's own (prices, the state machines, the books' seals, the hashes of
commands); around them is a shop in memory whose commits can die before or after they are done,
whose answers get lost and whose phones ask again. After each step the laws must hold.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.core.idempotency import body_hash
from app.ledger import rules as books
from app.ordering import rules as ordering
from app.ordering.models import LineStatus, OrderStatus
from app.pricing import stages
from app.pricing.stages import LineCharge, OrderDiscount

PRICES = (1, 600, 1800, 2850, 8888)
PORTIONS = 6
_STEPS = ("hold", "fire", "start", "done", "serve", "recall")
_BEGIN = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)


class Died(Exception):
    """The process is gone in the middle of a verb."""


class Broken(AssertionError):
    """A law does not hold."""


@dataclass
class Order:
    """An order as it is committed."""

    dishes: tuple[int, ...]
    total_fen: int
    net_fen: tuple[int, ...]
    status: OrderStatus = OrderStatus.PLACED
    lines: list[LineStatus] = field(default_factory=list)
    paid_fen: int = 0
    refunded_fen: int = 0


@dataclass
class Shop:
    """What is on the disk: it survives every death; and how its defences are set."""

    stock: list[int] = field(default_factory=lambda: [PORTIONS] * len(PRICES))
    orders: dict[int, Order] = field(default_factory=dict)
    answers: dict[str, tuple[str, Any]] = field(default_factory=dict)
    entries: list[tuple[dict[str, Any], dict[str, int], str]] = field(default_factory=list)
    posted: set[tuple[str, str]] = field(default_factory=set)
    keeps_answers: bool = True
    is_atomic: bool = True
    posts_once: bool = True


class World:
    """A shop, a channel with its own books, a clock that jumps, and the dice of one seed."""

    def __init__(self, seed: int, shop: Shop) -> None:
        """Begin a history."""
        self.dice, self.shop = random.Random(seed), shop
        self.now = _BEGIN
        # The channel's own books: what it took and gave back for each payment.
        self.captured: dict[str, tuple[int, int]] = {}
        self.returned: dict[str, int] = {}
        self.keys: list[tuple[str, Callable[[], Any]]] = []
        self.known: dict[str, Any] = {}

    def commit(self, *changes: Callable[[], None]) -> None:
        """All changes or none; the process may die before or behind it."""
        fate = self.dice.random()
        if fate < 0.05:
            raise Died
        if not self.shop.is_atomic and fate < 0.12:
            changes[0]()
            raise Died
        for change in changes:
            change()
        if fate > 0.93:
            raise Died

    def once(self, key: str, command: dict[str, Any], verb: Callable[[], Any]) -> Any:
        """The verb's answer, or the one that the key got already."""
        kept = self.shop.answers.get(key)
        if kept is not None and self.shop.keeps_answers:
            if kept[0] != body_hash(command):
                raise Broken("a key answered another command")
            return kept[1]
        return verb()

    def keep(self, key: str, command: dict[str, Any], answer: Any) -> None:
        """Keep an answer, in the transaction of its effect."""
        self.shop.answers[key] = (body_hash(command), answer)

    def post(self, kind: str, ref: str, postings: dict[str, int]) -> None:
        """Write an entry of the books, once for what it is about."""
        shop = self.shop
        if (kind, ref) in shop.posted and shop.posts_once:
            return
        content = {
            "store_id": "s", "seq": len(shop.entries) + 1, "at": self.now,
            "business_date": self.now.date(), "kind": kind, "ref": ref, "by": "sim", "note": "",
        }  # fmt: skip
        previous = shop.entries[-1][2] if shop.entries else books.FIRST_SEAL
        kept = books.balanced(postings)
        shop.entries.append((content, kept, books.seal_of(previous, content, kept)))
        shop.posted.add((kind, ref))


def place(world: World, key: str, dishes: tuple[int, ...], off_bp: int) -> Any:
    """A basket becomes an order, if there are portions."""
    shop, command = world.shop, {"dishes": dishes, "off": off_bp}

    def verb() -> Any:
        needed = {dish: dishes.count(dish) for dish in dishes}
        if any(shop.stock[dish] < count for dish, count in needed.items()):
            return "sold out"
        discount = (OrderDiscount("vip", "vip", off_bp=off_bp),) if off_bp else ()
        billed = stages.bill([LineCharge(PRICES[dish]) for dish in dishes], discount)
        number = len(shop.orders) + 1
        lines = tuple(each.net_fen for each in billed.lines)
        order = Order(dishes, billed.total_fen, lines, lines=[LineStatus.PLACED] * len(dishes))

        def take() -> None:
            for dish, count in needed.items():
                shop.stock[dish] -= count

        world.commit(
            take,
            lambda: shop.orders.__setitem__(number, order),
            lambda: world.keep(key, command, number),
        )
        return number

    return world.once(key, command, verb)


def pay(world: World, trade: str, number: int) -> Any:
    """The channel takes what is due; the shop hears of it, or hears of it later, or twice."""
    order = world.shop.orders[number]
    if trade not in world.captured:
        due = order.total_fen - order.paid_fen
        if due <= 0 or order.status is OrderStatus.CANCELLED:
            return "nothing due"
        world.captured[trade] = (number, due)
        if world.dice.random() < 0.3:
            raise Died  # the shop never heard of it: it will have to ask
    return hear(world, trade)


def hear(world: World, trade: str) -> Any:
    """The message about a trade: it settles what is due, the rest goes back."""
    shop, (number, amount) = world.shop, world.captured[trade]
    if ("payment", trade) in shop.posted and shop.posts_once:
        return "known"
    order = shop.orders[number]
    is_over = order.status is OrderStatus.CANCELLED
    settled = 0 if is_over else min(amount, order.total_fen - order.paid_fen)
    postings = {
        books.account(books.CHANNEL, "wechat"): amount,
        books.SALES: -settled,
        books.TO_RETURN: settled - amount,
    }

    def take() -> None:
        order.paid_fen += settled

    world.commit(lambda: world.post("payment", trade, postings), take)
    return "paid"


def give_back(world: World, trade: str) -> Any:
    """What was captured and is owed for nothing goes back: the channel first, then the books."""
    shop, (_number, amount) = world.shop, world.captured[trade]
    if ("payment", trade) not in shop.posted or ("return", trade) in shop.posted:
        return "nothing to return"
    entry = next(e for e in shop.entries if e[0]["kind"] == "payment" and e[0]["ref"] == trade)
    rest = -entry[1].get(books.TO_RETURN, 0)
    if rest:
        # The refund has a number of its own: the channel gives it back once, however often asked.
        world.returned[f"return-{trade}"] = rest
        if world.dice.random() < 0.2:
            raise Died
        channel = books.account(books.CHANNEL, "wechat")
        world.commit(lambda: world.post("return", trade, {books.TO_RETURN: rest, channel: -rest}))
    return "returned" if amount else ""


def cancel(world: World, number: int) -> Any:
    """An order is cancelled, if it still may be; its portions and its money go back."""
    shop, order = world.shop, world.shop.orders[number]
    if order.status not in ordering.CANCELLABLE:
        return "too late"

    def give_stock() -> None:
        for dish in order.dishes:
            shop.stock[dish] += 1

    def end() -> None:
        turn(order, OrderStatus.CANCELLED)
        if order.paid_fen:
            world.post("cancel", str(number), {books.SALES: order.paid_fen,
                                               books.TO_RETURN: -order.paid_fen})  # fmt: skip
            order.refunded_fen = order.paid_fen

    world.commit(give_stock, end)
    return "cancelled"


def pay_out(world: World, number: int) -> Any:
    """What a cancelled order was paid goes back."""
    order = world.shop.orders[number]
    key = ("payout", str(number))
    if not order.refunded_fen or key in world.shop.posted:
        return "nothing to pay out"
    world.returned[f"payout-{number}"] = order.refunded_fen
    if world.dice.random() < 0.2:
        raise Died
    channel, fen = books.account(books.CHANNEL, "wechat"), order.refunded_fen
    world.commit(lambda: world.post(*key, {books.TO_RETURN: fen, channel: -fen}))
    return "paid out"


def step(world: World, number: int, at: int, name: str) -> Any:
    """The kitchen takes a line one step on, or back."""
    order = world.shop.orders[number]
    if order.status not in ordering.IN_KITCHEN:
        return "not in the kitchen"
    after = ordering.next_line_status(order.lines[at], name)
    if after is None:
        return "not allowed"

    def move() -> None:
        order.lines[at] = after
        turn(order, ordering.order_status_of(order.lines))

    world.commit(move)
    return after


def turn(order: Order, wanted: OrderStatus) -> None:
    """Let an order become what the drawing allows."""
    if not ordering.may_become(order.status, wanted):
        raise Broken(f"{order.status} became {wanted}")
    order.status = wanted


def attempt(world: World, key: str, verb: Callable[[], Any]) -> None:
    """Try a verb; its answer may be lost with the process, and the key is tried again later."""
    world.keys.append((key, verb))
    try:
        answer = verb()
    except Died:
        return
    if world.dice.random() < 0.1:
        return  # the answer is lost on the way
    if isinstance(answer, int):
        if world.known.setdefault(key, answer) != answer:
            raise Broken(f"{key} was answered {world.known[key]}, then {answer}")
        if answer not in world.shop.orders:
            raise Broken(f"{key}: an answered order is lost")


def happen(world: World, number: int) -> None:
    """One thing of many."""
    dice, orders, key = world.dice, world.shop.orders, f"k{number}"
    some = dice.choice(sorted(orders)) if orders else 0
    trade = dice.choice(sorted(world.captured)) if world.captured else ""
    what = dice.choice(("place", "place", "again", "pay", "pay", "hear", "return", "cancel",
                        "payout", "step", "step", "clock"))  # fmt: skip
    if what == "place" or not some:
        dishes = tuple(dice.choices(range(len(PRICES)), k=dice.randint(1, 4)))
        off = dice.choice((0, 0, 1000, 3333))
        attempt(world, key, lambda: place(world, key, dishes, off))
    elif what == "again" and world.keys:
        attempt(world, *dice.choice(world.keys))
    elif what == "pay":
        attempt(world, key, lambda: pay(world, f"t{number}", some))
    elif what == "hear" and trade:
        attempt(world, key, lambda: hear(world, trade))
    elif what == "return" and trade:
        attempt(world, key, lambda: give_back(world, trade))
    elif what == "cancel":
        attempt(world, key, lambda: cancel(world, some))
    elif what == "payout":
        attempt(world, key, lambda: pay_out(world, some))
    elif what == "step":
        at, name = dice.randrange(len(orders[some].lines)), dice.choice(_STEPS)
        attempt(world, key, lambda: step(world, some, at, name))
    else:
        world.now += timedelta(seconds=dice.choice((-3600, 1, 60, 86_400)))


def settle(world: World) -> None:
    """The schedules run until nothing is owed: ask about each trade, give back, pay out."""
    for _ in range(30):
        for trade in sorted(world.captured):
            for verb in (hear, give_back):
                attempt(world, "schedule", lambda v=verb, t=trade: v(world, t))  # type: ignore[misc]
        for number in sorted(world.shop.orders):
            attempt(world, "schedule", lambda n=number: pay_out(world, n))  # type: ignore[misc]


def obey(world: World, is_end: bool) -> None:
    """The laws: stock, sums, one order per key, the books, and at the end the channel's books."""
    shop = world.shop
    standing = [o for o in shop.orders.values() if o.status is not OrderStatus.CANCELLED]
    for dish, left in enumerate(shop.stock):
        sold = sum(order.dishes.count(dish) for order in standing)
        if left < 0 or left + sold != PORTIONS:
            raise Broken(f"dish {dish}: {left} left, {sold} sold of {PORTIONS}")
    numbers = [answer for _hash, answer in shop.answers.values()]
    if len(set(numbers)) != len(numbers) or set(numbers) != set(shop.orders):
        raise Broken("an order without its key, or two of one")
    for order in shop.orders.values():
        if sum(order.net_fen) != order.total_fen or not 0 <= order.paid_fen <= order.total_fen:
            raise Broken(f"{order}: its sums are wrong")
    if is_end:
        add_up(world, sum(order.paid_fen for order in standing))


def add_up(world: World, owed: int) -> None:
    """The three ledgers: the channel's books, the shop's, and what standing orders were paid."""
    kept = sum(fen for _number, fen in world.captured.values()) - sum(world.returned.values())
    if kept != owed:
        raise Broken(f"the channel keeps {kept} fen, standing orders were paid {owed}")
    wanted = {books.account(books.CHANNEL, "wechat"): kept, books.SALES: -owed}
    if balances(world.shop) != {name: fen for name, fen in wanted.items() if fen}:
        raise Broken(f"the books say {balances(world.shop)}, the channel {kept}, the orders {owed}")
    previous = books.FIRST_SEAL
    for content, postings, seal in world.shop.entries:
        if sum(postings.values()) or books.seal_of(previous, content, postings) != seal:
            raise Broken("an entry of the books does not fit")
        previous = seal


def balances(shop: Shop) -> dict[str, int]:
    """Each account of the books that is not even."""
    found: dict[str, int] = {}
    for _content, postings, _seal in shop.entries:
        for name, fen in postings.items():
            found[name] = found.get(name, 0) + fen
    return {name: fen for name, fen in found.items() if fen}


def live(seed: int, steps: int = 14, shop: Shop | None = None) -> int:
    """One history; how many of its acts died. Raises Broken, naming the seed."""
    world = World(seed, replace(shop) if shop else Shop())
    try:
        for number in range(steps):
            happen(world, number)
            obey(world, is_end=False)
        settle(world)
        obey(world, is_end=True)
    except Broken as broken:
        raise Broken(f"seed {seed}: {broken}") from None
    return len(world.keys)


def count_broken(seeds: range, make_shop: Callable[[], Shop] = Shop) -> tuple[int, str]:
    """How many histories break a law, and what the first one broke."""
    broken, first = 0, ""
    for seed in seeds:
        try:
            live(seed, shop=make_shop())
        except Broken as error:
            broken += 1
            first = first or str(error)
    return broken, first
