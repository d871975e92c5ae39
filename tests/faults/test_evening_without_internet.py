"""One evening without the internet: orders, slips and cash go on; all that waited catches up."""

import threading
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from sqlalchemy import select

from app.core import outbox
from app.core.db import db
from app.core.errors import AppError
from app.core.outbox import OutboxMessage, OutboxState
from app.notices import service as notices
from app.notices.kinds import NoticeKind
from app.notices.robots import service as robots
from app.notices.robots.models import RobotKind
from app.notices.robots.service import RobotInput
from app.ordering.models import Order
from app.payments.attempts import service as attempts
from app.payments.refunds import service as refunds
from app.printing import workers
from app.printing.models import JobStatus, Printer, PrintJob
from benchmarks.faults.money import _scan, pay_anyhow
from benchmarks.faults.money_world import CHANNELS, till_of
from benchmarks.faults.network_money import crossing_to
from benchmarks.faults.proxy import Crossing, Fault
from tests.factories.ordering import place_at_counter
from tests.factories.payments import pay
from tests.factories.printing import make_printer
from tests.payments.till import Till
from tests.simulators.group_robots import KEY, RobotServer

ROUNDS, MINUTES, EVERY = 9, 20, 4
ALERT = {"name": "鸡腿肉", "unit": "g", "safety": 5_000_000}


class House(NamedTuple):
    """A shop, its lines out of the house, its printer, and the group that hears of alerts."""

    till: Till
    lines: tuple[Crossing, Crossing]
    printer: Printer
    group: RobotServer

    def set(self, fault: Fault) -> None:
        for line in self.lines:
            line.set(fault)

    def pass_minutes(self) -> None:
        """What happens by itself in a while."""
        for _ in range(MINUTES // EVERY):
            self.till.clock.move(minutes=EVERY)
            while outbox.drain():
                pass
        attempts.ask_due()
        attempts.expire_unpaid()
        refunds.carry_out_due()
        workers.send_due(self.printer.id, threading.Event())
        db.session.expire_all()


@pytest.fixture(params=CHANNELS)
def house(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(robots, "is_of_host", lambda address, _host: bool(address))
    with till_of(request.param) as till, crossing_to(till) as money:
        group = RobotServer(till.clock.now().timestamp())
        with Crossing(int(group.base.rpartition(":")[2])) as talk:
            address = f"http://127.0.0.1:{talk.port}/cgi-bin/webhook/send?key={KEY}"
            given = RobotInput(kind=RobotKind.WECOM, name="店群", address_secret=address)
            robots.save_robot(given, actor=till.shop.person())
            yield House(till, (money, talk), make_printer(till.shop.actor), group)
        group.stop()


def tell(house: House, number: int) -> None:
    found = {(NoticeKind.STOCK_LOW, str(number)): ALERT}
    notices.settle(house.till.shop.id, frozenset({NoticeKind.STOCK_LOW}), found)


def evening(house: House) -> list[Order]:
    """Three hours: each while a guest who pays cash, and one who would pay by phone."""
    till, orders = house.till, []
    for number in range(ROUNDS):
        order = place_at_counter(till.shop.actor, till.shop.dish["tofu"])
        pay(till.shop.person(), order)
        orders.append(order)
        with pytest.raises(AppError):
            till.begin()
        tell(house, number)
        house.pass_minutes()
    return orders


def test_all_goes_on_and_all_catches_up(house: House) -> None:
    till = house.till
    attempt = till.begin()
    # The guest pays, and the line is dead before the shop hears of it.
    _scan(till, attempt.id)
    pay_anyhow(till, attempt.id)
    house.set(Fault.CUT)
    orders = evening(house)
    printed = select(PrintJob.ticket_id).where(PrintJob.status == JobStatus.CONFIRMED)
    assert len(set(db.session.scalars(printed))) == len(orders)
    assert all(order.due_fen == 0 for order in orders)
    assert not house.group.told
    house.set(Fault.NONE)
    house.pass_minutes()
    house.pass_minutes()
    till.settle()
    till.money_is_safe()
    assert len(house.group.told) == ROUNDS
    states = set(db.session.scalars(select(OutboxMessage.state)))
    assert states == {OutboxState.DONE}
