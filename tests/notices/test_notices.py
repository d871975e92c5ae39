"""Notices: one for each thing that is wrong, ended by itself, read by each person alone."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.core import clock as clocks
from app.core import jobruns
from app.core.clock import FixedClock, using
from app.core.db import db, transaction
from app.notices import queries, service
from app.notices.kinds import NoticeKind, Severity
from app.printing.models import Printer
from app.settings import service as settings
from app.staff import lockout
from app.staff import queries as staff
from app.staff.lockout import Try
from app.staff.queries import LoggedIn
from app.staff.rights import Role
from app.stores.settings import LicencesSettings
from app.upkeep import backups, checks_machine, watching
from tests.factories.ordering import place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop, make_shop
from tests.factories.staff import token_of
from tests.staff.doors import make_device

DISK = frozenset({NoticeKind.DISK_LOW})
LOW = {(NoticeKind.DISK_LOW, ""): {"mb": 500}}


def reader(shop: Shop, role: Role = Role.OWNER) -> LoggedIn:
    """A person of the shop who reads notices."""
    found = staff.find_logged_in(token_of(shop.staff[role]))
    assert found is not None
    return found


def kinds_of(shop: Shop, role: Role = Role.OWNER, *, only_open: bool = True) -> list[NoticeKind]:
    """What the person gets, in order."""
    listed = queries.list_for(reader(shop, role), only_open=only_open, limit=50)
    return [notice.kind for notice, _is_read in listed]


def counts(person: LoggedIn) -> tuple[int, int]:
    """How many the person has not read, and how many of them are severe."""
    found = queries.count_unread(person)
    return found.count, found.severe


def test_what_lasts_is_one_notice_and_ends_by_itself(shop: Shop, clock: FixedClock) -> None:
    for mb in (500, 400, 400):
        service.settle(shop.id, DISK, {(NoticeKind.DISK_LOW, ""): {"mb": mb}})
    [(notice, is_read)] = queries.list_for(reader(shop), only_open=True, limit=9)
    assert (notice.params, notice.severity, is_read) == ({"mb": 400}, Severity.SEVERE, False)
    clock.move(minutes=5)
    service.settle(shop.id, DISK, {})
    assert kinds_of(shop) == []
    db.session.expire_all()
    assert notice.resolved_at == clock.now()


def test_what_comes_and_goes_is_not_told_again_and_again(shop: Shop, clock: FixedClock) -> None:
    service.settle(shop.id, DISK, LOW)
    service.mark_all_read(reader(shop))
    for _ in range(5):
        clock.move(minutes=10)
        service.settle(shop.id, DISK, {})
        service.settle(shop.id, DISK, LOW)
    assert queries.count_unread(reader(shop)).count == 0
    service.settle(shop.id, DISK, {})
    clock.move(minutes=31)
    service.settle(shop.id, DISK, LOW)
    assert counts(reader(shop)) == (1, 1)


def test_the_bell_changes_with_what_wants_somebody_and_not_with_a_note(shop: Shop) -> None:
    price = {"name": "五花肉", "unit": "g", "percent": 30}
    service.tell(shop.id, NoticeKind.STOCK_PRICE, "1", price)
    assert queries.count_unread(reader(shop)).latest == ""
    low = {"name": "鸡腿肉", "unit": "g", "safety": 5_000_000}
    service.tell(shop.id, NoticeKind.STOCK_LOW, "2", low)
    first = queries.count_unread(reader(shop)).latest
    service.tell(shop.id, NoticeKind.STOCK_LOW, "3", low)
    assert "" < first < queries.count_unread(reader(shop)).latest
    service.mark_all_read(reader(shop))
    assert queries.count_unread(reader(shop)).latest == ""


def test_one_round_leaves_the_kinds_of_another_alone(shop: Shop) -> None:
    service.settle(shop.id, DISK, LOW)
    service.settle(shop.id, frozenset({NoticeKind.DATABASE_DAMAGED}), {})
    assert kinds_of(shop) == [NoticeKind.DISK_LOW]


def test_each_person_reads_alone_and_gets_what_the_rights_say(shop: Shop) -> None:
    service.settle(shop.id, DISK, LOW)
    service.tell(shop.id, NoticeKind.DEVICE_ENROLLED, "x", {"name": "平板", "by": "店主"})
    owner, manager = reader(shop), reader(shop, Role.MANAGER)
    assert service.mark_all_read(owner) == 2
    assert counts(owner) == (0, 0)
    assert counts(manager) == (2, 1)
    assert kinds_of(shop, Role.WAITER, only_open=False) == []
    assert kinds_of(shop, only_open=False)[0] is NoticeKind.DISK_LOW, "what lasts comes first"


def test_another_store_s_notices_are_not_seen(shop: Shop) -> None:
    other = make_shop("别家", prefix="other-")
    service.settle(other.id, DISK, LOW)
    assert kinds_of(shop) == []


def fail_with(printer: Printer, error: str | None) -> None:
    """The printer says that it is in trouble, or that it is well."""
    with transaction():
        row = db.session.get_one(Printer, printer.id)
        row.last_error, row.last_error_at = error, clocks.now() if error else None


def test_a_printer_is_told_of_after_some_minutes_and_until_it_works(
    shop: Shop, clock: FixedClock, drain: Callable[[], int]
) -> None:
    printer = make_printer(shop.actor)
    place_at_counter(shop.actor, (shop.dish["tofu"], 1), table=shop.tables[0])
    drain()
    fail_with(printer, "paper_out")
    watching.watch_shop()
    assert NoticeKind.PRINTER_FAILING not in kinds_of(shop)
    clock.move(minutes=4)
    watching.watch_shop()
    assert NoticeKind.PRINTER_FAILING in kinds_of(shop, Role.CASHIER)
    fail_with(printer, None)
    watching.watch_shop()
    assert NoticeKind.PRINTER_FAILING not in kinds_of(shop)
    assert NoticeKind.PRINTER_FAILING in kinds_of(shop, only_open=False)


def test_a_failed_backup_is_told_of_until_the_next_good_one(
    shop: Shop, clock: FixedClock
) -> None:
    for error, is_told in (("disk full", True), (None, False)):
        due = clock.now()
        jobruns.claim("backup", due)
        jobruns.finish("backup", due, error)
        watching.watch_shop()
        assert (NoticeKind.BACKUP_FAILED in kinds_of(shop)) is is_told
        clock.move(minutes=15)


def test_guessing_and_a_new_device_are_told_to_who_is_in_charge(shop: Shop) -> None:
    make_device(shop)
    for number in range(lockout.SHOP.failures):
        lockout.note_failure(Try(shop.id, f"name{number}", f"address:{number}", "outside"))
    watching.watch_shop()
    assert {NoticeKind.GUESSING, NoticeKind.DEVICE_ENROLLED} <= {*kinds_of(shop, only_open=False)}
    assert kinds_of(shop, Role.CASHIER, only_open=False) == []


@pytest.mark.parametrize(("days", "is_told"), [(31, False), (30, True), (-1, True)])
def test_a_licence_is_told_of_a_month_ahead(
    shop: Shop, clock: FixedClock, days: int, is_told: bool
) -> None:
    until = clock.now().date() + timedelta(days=days)
    group = LicencesSettings(food_licence_until=until)
    settings.save(group, actor=shop.actor)
    watching.watch_shop()
    assert (NoticeKind.LICENCE_EXPIRING in kinds_of(shop)) is is_told


def test_a_damaged_database_is_told_of(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    watching.watch_database()
    assert kinds_of(shop) == []
    found = checks_machine.damaged("row 7 missing")
    monkeypatch.setattr(watching, "check_database", lambda _file: found)
    watching.watch_database()
    assert kinds_of(shop) == [NoticeKind.DATABASE_DAMAGED]


def test_a_clock_that_jumps_is_told_of_until_it_is_right_or_accepted(
    app: Flask, shop: Shop, clock: FixedClock
) -> None:
    def is_told() -> bool:
        watching.watch_shop()
        return bool(queries.list_open(shop.id, frozenset({NoticeKind.CLOCK_WRONG})))

    checks_machine.anchor_clock(app)
    assert not is_told()
    jumped = JumpedClock(clock, timedelta(days=1))
    with using(jumped):
        assert is_told()
    assert not is_told(), "it was set right again"
    with using(jumped):
        assert is_told()
        clock.move(hours=1)
        assert is_told()
        clock.move(seconds=1)
        assert not is_told(), "after an hour it counts as the right one"
    with using(JumpedClock(clock, timedelta(days=-20_000))):
        assert is_told(), "1971 never does"


@pytest.mark.sqlite("backups are its files")
def test_an_old_backup_is_told_of(shop: Shop, clock: FixedClock) -> None:
    backups.back_up_now()
    clock.move(hours=24)
    watching.watch_shop()
    assert kinds_of(shop) == []
    clock.move(seconds=1)
    watching.watch_shop()
    assert kinds_of(shop) == [NoticeKind.BACKUP_OVERDUE]


class JumpedClock:
    """A clock that was set forward; its seconds go on as before."""

    def __init__(self, clock: FixedClock, ahead: timedelta) -> None:
        self._clock, self._ahead = clock, ahead

    def now(self) -> datetime:
        return self._clock.now() + self._ahead

    def monotonic(self) -> float:
        return self._clock.monotonic()
