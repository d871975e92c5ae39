"""The clock is set back: what was used or ended before is not good again."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.core import clock as clocks
from app.core.clock import FixedClock
from app.core.errors import Invalid
from app.kitchen import service as kitchen
from app.kitchen.models import ScreenView
from app.printing import service as printing
from app.staff import queries as staff
from app.staff import service
from app.staff.errors import WrongCode
from app.staff.rights import Role
from app.tables import queries as tables
from app.tables import service as table_service
from app.tables.errors import SessionOver
from printer.errors import Offline
from tests.factories.ordering import place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.factories.staff import token_of
from tests.factories.tables import sit_down
from tests.fixtures.installation import MOMENT
from tests.staff.test_second_step import HERE, first_step, turn_on

BACK = [timedelta(seconds=30), timedelta(hours=1), timedelta(days=1)]


@pytest.mark.parametrize("span", BACK, ids=str)
def test_what_was_used_stays_used_and_what_ended_stays_ended(
    shop: Shop, clock: FixedClock, span: timedelta
) -> None:
    app, recovery = turn_on(shop.staff[Role.OWNER], clock)
    code = app.at(clock.now())
    service.log_in_with_code(first_step(), code, HERE)
    service.log_in_with_code(first_step(), recovery[0], HERE)
    pairing, _secret = kitchen.ask_pairing("")
    kitchen.pair_screen(pairing, "墙", station_id=None, view=ScreenView.EXPO, actor=shop.person())
    phone = sit_down(shop.tables[0], shop.actor)
    table_service.clear_table(shop.tables[0].id, actor=shop.actor)
    login = token_of(shop.staff[Role.WAITER])
    service.log_out(login)
    with clocks.using(FixedClock(MOMENT - span)):
        for used in (code, recovery[0]):
            with pytest.raises(WrongCode):
                service.log_in_with_code(first_step(), used, HERE)
        with pytest.raises(Invalid):
            kitchen.pair_screen(
                pairing, "门", station_id=None, view=ScreenView.EXPO, actor=shop.person()
            )
        with pytest.raises(SessionOver):
            tables.get_presence(phone)
        assert staff.find_logged_in(login) is None


@pytest.mark.parametrize("span", BACK[1:], ids=str)
def test_a_slip_that_waits_at_a_printer_in_trouble_does_not_wait_till_then(
    shop: Shop, drain: Callable[[], int], span: timedelta
) -> None:
    printer = make_printer(shop.actor)
    place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    [job] = printing.claim_due(printer.id)
    printing.mark_failed(job.id, Offline("nobody there"))
    assert printing.claim_due(printer.id) == []
    with clocks.using(FixedClock(MOMENT - span)) as back:
        [again] = printing.claim_due(printer.id)
        assert again.id == job.id
        # From now on it waits by the clock as it is.
        printing.mark_failed(job.id, Offline("nobody there"))
        assert printing.claim_due(printer.id) == []
        assert isinstance(back, FixedClock)
        back.move(seconds=4)
        assert [each.id for each in printing.claim_due(printer.id)] == [job.id]
