"""The restaurant of the machine, and how a verb is tried in it."""

import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar, TypeVar

from flask import Flask
from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy import Connection, event

from app.catalog import service as catalog
from app.catalog.models import Dish, Option
from app.config import Config
from app.core import clock as clocks
from app.core.actors import Actor
from app.core.clock import FixedClock
from app.core.db import db
from app.core.errors import AppError
from app.ledger import queries as ledger
from app.ordering.models import LineStatus, OrderStatus
from app.payments.channels import service as channels
from app.payments.models import Channel
from app.tables.models import Table
from app.tables.queries import Presence
from tests.factories import catalog as menus
from tests.factories.schedule import pickup_point, take_ahead
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.fixtures.installation import MOMENT, forget_everything
from tests.fixtures.postgres import Databases
from tests.machine import facts, laws

R = TypeVar("R")
T = TypeVar("T")
STOCK = 12


class House(RuleBasedStateMachine):
    """A restaurant on a real database; subclasses add what people do in it.

    Each run begins with a copy of the one that `prepare` made. `who` did the present step.
    """

    app: ClassVar[Flask]
    begin_anew: ClassVar[Callable[..., object]]
    shop: ClassVar[Shop]
    steps: ClassVar[int] = 0
    done: ClassVar[Counter[str]] = Counter()
    known: ClassVar[facts.Facts | None] = None

    def __init__(self) -> None:
        """Copy the prepared file and begin at lunch."""
        super().__init__()
        db.session.remove()
        db.engine.dispose()
        self.begin_anew()
        forget_everything()
        House.known = None
        self.clock = FixedClock(MOMENT)
        self.ticking = clocks.using(self.clock)
        self.ticking.__enter__()
        self.phones: list[Presence] = []
        self.sent: list[tuple[Presence, Any, str, str]] = []
        self.owner: dict[str, str | None] = {}
        self.numbers: dict[date, set[int]] = defaultdict(set)
        self.supplied = {d.id: d.remaining for d in facts.read().dishes if d.remaining is not None}
        self.who: set[str] = set()
        self.before = facts.read()

    def teardown(self) -> None:
        """Let the clock go."""
        self.ticking.__exit__(None, None, None)
        assert ledger.find_faults(self.shop.id) == []
        db.session.remove()

    def attempt(self, who: Actor, verb: Callable[..., R], /, *args: Any, **more: Any) -> R | None:
        """Try a verb; one that is refused must leave everything as it was."""
        self.who.add(who.id)
        before = self.now
        try:
            result = verb(*args, **more)
        except AppError:
            db.session.rollback()
            assert facts.read().rows == before.rows, "a verb that was refused left something behind"
            return None
        else:
            self.done[verb.__name__] += 1
            return result
        finally:
            db.session.expire_all()

    def one_of(self, things: Sequence[T], number: int) -> T | None:
        """One of some things by a number that says nothing else."""
        return things[number % len(things)] if things else None

    def likely(self, things: Sequence[T], number: int, fits: Callable[[T], bool]) -> T | None:
        """Mostly one of those that a person would choose, sometimes any: both must be right."""
        fitting = [each for each in things if fits(each)]
        return self.one_of(fitting if fitting and number % 4 else things, number // 4)

    def is_here(self, session_id: str | None) -> bool:
        """Whether the party is still in the house."""
        return any(s.id == session_id and s.closed_at is None for s in self.now.sessions)

    def owes(self, session_id: str) -> bool:
        """Whether the party has something to pay and can."""
        mine = [order for order in self.now.orders if order.table_session_id == session_id]
        open_prices = {line.order_id for line in self.now.lines if line.is_price_open}
        return any(o.total_fen > o.paid_fen for o in mine) and not open_prices & {
            o.id for o in mine
        }

    @property
    def now(self) -> facts.Facts:
        """Everything as it is: read anew when something was committed since."""
        if House.known is None:
            House.known = facts.read()
        return House.known

    @invariant()
    def laws_hold(self) -> None:
        """Every law, after every step."""
        now = House.known = facts.read()
        for law in laws.LAWS:
            law(now)
        laws.only_legal_steps(self.before, now)
        laws.all_is_audited(self.before, now, self.who)
        self._orders_stay_where_they_belong(now)
        self._numbers_have_no_gaps(now)
        self._portions_add_up(now)
        self.before, self.who = now, set()
        type(self).steps += 1

    def _orders_stay_where_they_belong(self, now: facts.Facts) -> None:
        for order in now.orders:
            owner = self.owner.setdefault(order.id, order.table_session_id)
            assert order.table_session_id == owner, "an order changed its party"

    def _numbers_have_no_gaps(self, now: facts.Facts) -> None:
        """Orders of a day are numbered without a gap: none can be lost, only moved to a new day."""
        for order in now.orders:
            self.numbers[order.business_date].add(order.number)
        for given in self.numbers.values():
            assert sorted(given) == list(range(1, len(given) + 1))

    def _portions_add_up(self, now: facts.Facts) -> None:
        """What is left and what was taken are what there was: nothing is sold twice or lost."""
        taken = dict.fromkeys(self.supplied, 0)
        for line in now.lines:
            is_gone = line.status is not LineStatus.CANCELLED or line.void_to == "waste"
            if line.is_counted and is_gone and line.dish_id in taken:
                taken[line.dish_id] += line.quantity
        for dish in now.dishes:
            if dish.id in self.supplied:
                assert dish.remaining is not None and dish.remaining >= 0
                assert dish.remaining + taken[dish.id] == self.supplied[dish.id]


def prepare(app: Flask, shop: Shop, config: Config, databases: Databases | None) -> None:
    """Add to the shop what is hard to sell, and keep its database as every run's beginning."""
    actor, hot = shop.actor, shop.categories["hot"]
    wok, larder = shop.stations["hot"].id, shop.stations["cold"].id
    shop.dish["fish"] = catalog.set_availability(shop.dish["fish"].id, actor=actor, remaining=STOCK)
    shop.dish["crab"] = menus.make_dish(
        actor, hot, "大闸蟹", 9900, price_kind="weighed", station_id=wok
    )
    shop.dish["lobster"] = menus.make_dish(
        actor, hot, "龙虾", 0, price_kind="market", station_id=larder
    )
    shop.dish["noodles"] = menus.make_dish(
        actor, hot, "打包面", 1599, station_id=wok, pickup_price_fen=1399, packing_fee_fen=50
    )
    included = menus.make_included(actor, (shop.dish["rice"], 2), (shop.dish["fish"], 1))
    chosen = menus.make_choice(actor, 1, (shop.dish["tofu"], 1, 0), (shop.dish["cucumber"], 1, 250))
    shop.dish["set"] = menus.make_dish(
        actor, hot, "双人餐", 8888, group_ids=(included.id, chosen.id)
    )
    take_ahead(shop, days_ahead=1)
    pickup_point(shop)
    channels.switch(Channel.SANDBOX, is_on=True, actor=actor)
    for row in (shop.store, *shop.tables, *shop.staff.values(), *shop.dish.values()):
        db.session.refresh(row)
    # They are read in every run, whose sessions are others.
    db.session.expunge_all()
    db.session.remove()
    db.engine.dispose()
    House.app, House.shop = app, shop
    event.listen(db.engine, "commit", _forget_what_was_known)
    House.begin_anew = staticmethod(_keep(config, databases))


def _keep(config: Config, databases: Databases | None) -> Callable[[], object]:
    """Keep the database as it is; the result puts it back so, once nobody is connected."""
    if databases is not None:
        kept = databases.copy(config.database_url)
        return lambda: databases.replace(config.database_url, kept)
    assert config.sqlite_file is not None
    base = config.data_dir / "prepared.db"
    shutil.copyfile(config.sqlite_file, base)
    return partial(shutil.copyfile, base, config.sqlite_file)


def _forget_what_was_known(_connection: Connection) -> None:
    House.known = None


def answers_for(shop: Shop, name: str, number: int) -> tuple[str, ...]:
    """Answers to a dish's questions, by a number."""
    dish = db.session.get_one(Dish, shop.dish[name].id)
    found = []
    for link in dish.group_links:
        options = sorted(link.group.options, key=lambda option: option.position)
        if link.group.kind.value != "included" and link.group.min_choices:
            found.append(_pick(options, number))
    return tuple(found)


def table_of(shop: Shop, number: int) -> Table:
    """One of the shop's tables."""
    return db.session.get_one(Table, shop.tables[number % len(shop.tables)].id)


def scan_at(table: Table) -> Presence:
    """A phone that has just scanned the table's code."""
    return presence_at(table)


def is_open(status: OrderStatus) -> bool:
    """Whether an order goes on."""
    return status not in (OrderStatus.COMPLETED, OrderStatus.CANCELLED)


def _pick(options: list[Option], number: int) -> str:
    return options[number % len(options)].id
