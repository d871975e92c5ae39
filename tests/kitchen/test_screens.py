"""Paired screens, who saw what when, the pass, holds and rushes, alarms with their causes."""

import pytest
from flask import Flask

from app.core.clock import FixedClock
from app.core.errors import Conflict, Invalid, NotFound
from app.kitchen import cards, queries, screens, service, shift
from app.kitchen.cards import Progress
from app.kitchen.models import AlarmEnd, ScreenView
from app.kitchen.service.screens import MAX_PAIRINGS
from app.kitchen.settings import KitchenSettings
from app.ordering import service as ordering
from app.reports import kitchen_health
from app.reports.chain import chains_of
from app.settings import service as settings
from app.staff.rights import Right
from tests.factories.kitchen import make_screen, pair_tablet
from tests.factories.ordering import place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop, make_shop
from tests.fixtures.callers import PageClient


def alarm_of(shop: Shop, clock: FixedClock) -> str:
    """An order whose ticket nobody saw for 16 seconds: the ticket's id."""
    place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    clock.move(seconds=16)
    assert service.watch_tickets() == 1
    return queries.list_alarms(shop.id)[0].ticket.id


def test_a_paired_screen_may_cook_and_nothing_else(shop: Shop) -> None:
    _device, secret = pair_tablet(shop.person())
    login = screens.find_logged_in(secret)
    assert login is not None
    assert login.rights == {Right.COOK, Right.SOLD_OUT}
    assert login.is_in_force


def test_a_revoked_screen_is_nobody_at_once(shop: Shop) -> None:
    device, secret = pair_tablet(shop.person())
    assert screens.find_logged_in(secret) is not None
    service.revoke_screen(device.id, actor=shop.person())
    assert screens.find_logged_in(secret) is None
    assert screens.list_devices(shop.id) == []


def test_a_code_counts_once_and_for_ten_minutes(shop: Shop, clock: FixedClock) -> None:
    code, _secret = service.ask_pairing("")
    typed = code.lower().replace("0", "o").replace("1", "l")
    service.pair_screen(typed, "墙", station_id=None, view=ScreenView.EXPO, actor=shop.person())
    late, _other = service.ask_pairing("")
    clock.move(seconds=service.PAIRING_LASTS.total_seconds())
    for used in (code, late, "", "NONSENSE-THAT-IS-LONG"):
        with pytest.raises(Invalid):
            service.pair_screen(
                used, "另一块", station_id=None, view=ScreenView.STATION, actor=shop.person()
            )


def test_two_screens_have_two_names(shop: Shop) -> None:
    make_screen(shop.person(), "炒锅墙")
    with pytest.raises(Conflict):
        make_screen(shop.person(), " 炒锅墙 ")


def test_waiting_tablets_are_bounded(shop: Shop) -> None:
    for _ in range(MAX_PAIRINGS):
        service.ask_pairing("")
    with pytest.raises(Conflict):
        service.ask_pairing("")


def test_another_store_has_no_say(shop: Shop) -> None:
    other = make_shop("新店", prefix="b-")
    device = make_screen(shop.person())
    with pytest.raises(NotFound):
        service.revoke_screen(device.id, actor=other.person())
    with pytest.raises(NotFound):
        make_screen(other.person(), "x", station_id=shop.stations["hot"].id)


def test_the_tablet_goes_on_when_its_code_was_entered(app: Flask, shop: Shop) -> None:
    tablet = PageClient(app, use_cookies=True)
    # A first page brings the token that the form carries.
    assert tablet.get("/kitchen/pair").status_code == 200
    assert tablet.get("/kitchen/pair/now").get_json() == {"paired": False, "waiting": False}
    with tablet.session_transaction() as session:
        session["csrf_token"] = "0" * 40
    assert tablet.post("/kitchen/pair").status_code == 302
    page = tablet.get("/kitchen/pair").text
    code = page.split('data-pairing-target="code">')[1].split("<")[0].replace(" ", "")
    assert tablet.get("/kitchen/pair/now").get_json() == {"paired": False, "waiting": True}
    cold = shop.stations["cold"].id
    device = service.pair_screen(
        code, "凉菜墙", station_id=cold, view=ScreenView.STATION, actor=shop.person()
    )
    assert tablet.get("/kitchen/pair/now").get_json() == {"paired": True, "waiting": False}
    assert tablet.get("/kitchen/pair").location == "/kitchen"
    place_at_counter(shop.actor, shop.dish["tofu"], shop.dish["cucumber"])
    board = tablet.get("/kitchen").text
    # What the address asks for does not matter: the owner chose.
    assert "拍黄瓜" in board and "麻婆豆腐" not in board and "凉菜墙" in board
    assert tablet.get(f"/kitchen/board?station={shop.stations['hot'].id}").text.count("拍黄瓜") > 0
    assert tablet.get("/backoffice").status_code == 403
    assert tablet.get("/counter").status_code == 403
    service.revoke_screen(device.id, actor=shop.person())
    assert tablet.get("/kitchen").status_code == 302


def test_a_paired_screen_speaks_for_itself_alone(app: Flask, shop: Shop) -> None:
    cold = shop.stations["cold"].id
    _device, secret = pair_tablet(shop.person(), "凉菜墙", station_id=cold)
    tablet = PageClient(app, use_cookies=True)
    tablet.log_in(secret)
    place_at_counter(shop.actor, shop.dish["tofu"], shop.dish["cucumber"])
    said = {"screen": "somebody else", "seq": queries.head(shop.id)}
    assert tablet.post("/api/v1/kitchen/shown", json=said).status_code == 204
    assert [screen.name for screen, _alive in queries.list_screens(shop.id)] == ["凉菜墙"]
    unseen = [facts.ticket.station_id for facts in kitchen_health.look(shop.id).unseen]
    assert unseen == [shop.stations["hot"].id]


def test_who_saw_what_when_is_kept(shop: Shop, clock: FixedClock) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"], shop.dish["cucumber"])
    first = queries.head(shop.id)
    service.record_shown("炒锅", first, actor=shop.actor, station_id=shop.stations["hot"].id)
    clock.move(seconds=3)
    service.record_shown("全部", first, actor=shop.actor)
    clock.move(minutes=1)
    for line in order.lines:
        ordering.step_line(line.id, "done", actor=shop.actor)
    clock.move(minutes=1)
    # A screen that begins now draws open tickets only: it never showed these.
    service.record_shown("新来的", queries.head(shop.id), actor=shop.actor)
    hot, cold = chains_of(shop.id, order.id)
    assert [shown.screen for shown in hot.shown] == ["炒锅", "全部"]
    assert [shown.screen for shown in cold.shown] == ["全部"]
    assert (cold.shown[0].at - hot.shown[0].at).total_seconds() == 3
    assert hot.event is not None and hot.event.seq == hot.ticket.seq


def test_a_chain_breaks_and_says_so(shop: Shop, clock: FixedClock) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    [chain] = chains_of(shop.id, order.id)
    assert not chain.is_broken and not chain.is_known
    clock.move(seconds=16)
    [chain] = chains_of(shop.id, order.id)
    assert chain.is_broken
    service.record_shown("墙", queries.head(shop.id), actor=shop.actor)
    [chain] = chains_of(shop.id, order.id)
    assert chain.is_known and not chain.is_broken


def test_an_alarm_is_kept_with_its_causes_and_its_end(shop: Shop, clock: FixedClock) -> None:
    printer = make_printer(shop.actor)
    service.record_shown("凉菜", 0, actor=shop.actor, station_id=shop.stations["cold"].id)
    ticket_id = alarm_of(shop, clock)
    [rang] = kitchen_health.look(shop.id).alarms
    assert [cause["what"] for cause in rang.alarm.causes] == ["no_screen", "printer_busy"]
    assert rang.alarm.causes[1]["name"] == printer.name
    assert not kitchen_health.look(shop.id).is_well
    clock.move(seconds=30)
    service.tell_by_voice(ticket_id, actor=shop.person())
    [rang] = kitchen_health.look(shop.id).alarms
    assert (rang.alarm.ended_how, rang.seconds) == (AlarmEnd.TOLD, 30)
    assert rang.alarm.ended_by == shop.person().name
    # What was told is not shown: the chain says so, and the alarm does not come again.
    [chain] = chains_of(shop.id, rang.facts.order.id) if rang.facts else []
    assert chain.ticket.told_by == shop.person().name and chain.ticket.shown_at is None
    clock.move(minutes=5)
    assert service.watch_tickets() == 0


@pytest.mark.parametrize(
    "how", [AlarmEnd.SHOWN, AlarmEnd.PRINTED, AlarmEnd.COOKED, AlarmEnd.CLOSED]
)
def test_whatever_ends_an_alarm_is_written_down(
    shop: Shop, clock: FixedClock, how: AlarmEnd
) -> None:
    ticket_id = alarm_of(shop, clock)
    facts = queries.get_ticket(shop.id, ticket_id)
    if how is AlarmEnd.SHOWN:
        service.record_shown("墙", queries.head(shop.id), actor=shop.actor)
    elif how is AlarmEnd.PRINTED:
        service.record_printed(shop.id, ticket_id)
    elif how is AlarmEnd.COOKED:
        ordering.step_line(facts.lines[0].id, "start", actor=shop.actor)
    else:
        ordering.cancel_order(facts.order, actor=shop.actor)
    [rang] = kitchen_health.look(shop.id).alarms
    assert rang.alarm.ended_how is how
    assert queries.list_alarms(shop.id) == []


def test_an_unseen_ticket_is_shown_on_another_stations_screen(
    shop: Shop, clock: FixedClock
) -> None:
    ticket_id = alarm_of(shop, clock)
    cold = shop.stations["cold"].id
    assert cards.list_cards(shop.id, cold) == []
    service.lend_ticket(ticket_id, cold, actor=shop.person())
    [card] = cards.list_cards(shop.id, cold)
    assert card.lines[0].name == "麻婆豆腐"
    events = queries.feed(shop.id, 1, cold)["events"]
    assert [event["ticket"]["id"] for event in events] == [ticket_id]
    service.record_shown("凉菜", queries.head(shop.id), actor=shop.actor, station_id=cold)
    assert queries.list_alarms(shop.id) == []


def test_the_pass_keeps_an_order_until_all_of_it_is_served(shop: Shop) -> None:
    order = place_at_counter(
        shop.actor, shop.dish["tofu"], shop.dish["cucumber"], table=shop.tables[0]
    )
    assert [card.state for card in cards.list_pass_cards(shop.id)] == ["open"]
    for line in order.lines:
        ordering.step_line(line.id, "done", actor=shop.actor)
    assert cards.list_cards(shop.id) == []
    assert [card.state for card in cards.list_pass_cards(shop.id)] == ["ready"]
    for line in order.lines:
        ordering.step_line(line.id, "serve", actor=shop.actor)
    assert cards.list_pass_cards(shop.id) == []
    assert [c.state for c in cards.get_cards(shop.id, {order.id}, is_expo=True)] == ["done"]


def test_held_dishes_wait_and_count_from_their_call(shop: Shop, clock: FixedClock) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    ordering.hold_line(order.lines[0].id, actor=shop.actor)
    [card] = cards.list_cards(shop.id)
    assert card.is_held
    clock.move(minutes=30)
    ordering.fire_lines([order.lines[0].id], actor=shop.actor)
    [card] = cards.list_cards(shop.id)
    assert not card.is_held
    assert card.waits_since == clock.now()
    assert (card.waits_since - card.opened_at).total_seconds() == 1800


def test_what_is_rushed_comes_first(shop: Shop, clock: FixedClock) -> None:
    first = place_at_counter(shop.actor, shop.dish["tofu"])
    clock.move(minutes=2)
    second = place_at_counter(shop.actor, shop.dish["chicken"])
    ordering.rush_lines([second.lines[0].id], actor=shop.actor)
    assert [card.order.id for card in cards.list_cards(shop.id)] == [second.id, first.id]
    ordering.step_line(second.lines[0].id, "done", actor=shop.actor)
    ordering.step_line(second.lines[0].id, "recall", actor=shop.actor)
    # Recalled at its original time and still in a hurry: in front again.
    assert [card.order.id for card in cards.list_cards(shop.id)] == [second.id, first.id]


def test_a_card_names_the_other_stations(shop: Shop) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"], shop.dish["cucumber"])
    hot, cold = shop.stations["hot"].id, shop.stations["cold"].id
    [card] = cards.list_cards(shop.id, hot)
    assert card.also_at == (cards.Elsewhere(cold, Progress.QUEUED),)
    assert [card.also_at for card in cards.list_cards(shop.id)] == [()]


def test_a_card_learns_at_once_how_far_the_other_station_is(shop: Shop) -> None:
    dishes = shop.dish["tofu"], shop.dish["cucumber"], shop.dish["cucumber"]
    order = place_at_counter(shop.actor, *dishes)
    hot, cold = shop.stations["hot"].id, shop.stations["cold"].id
    one, other = [line for line in order.lines if line.station_id == cold]
    steps = (
        (one, "start", Progress.STARTED, True),
        (one, "done", Progress.STARTED, True),
        # The station has begun already: this changes nothing on the others' cards.
        (other, "start", Progress.STARTED, False),
        (other, "done", Progress.DONE, True),
        (other, "recall", Progress.STARTED, True),
    )
    for line, step, progress, is_told in steps:
        before = queries.head(shop.id)
        ordering.step_line(line.id, step, actor=shop.actor)
        [card] = cards.list_cards(shop.id, hot)
        assert card.also_at == (cards.Elsewhere(cold, progress),)
        told = queries.feed(shop.id, before, hot)["events"]
        assert [event["kind"] for event in told] == ["ticket_changed"] * is_told


def test_a_card_says_that_the_other_station_waits_for_the_call(shop: Shop) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"], shop.dish["cucumber"])
    hot, cold = shop.stations["hot"].id, shop.stations["cold"].id
    [cucumber] = [line for line in order.lines if line.station_id == cold]
    ordering.hold_line(cucumber.id, actor=shop.actor)
    [card] = cards.list_cards(shop.id, hot)
    assert card.also_at == (cards.Elsewhere(cold, Progress.HELD),)
    ordering.fire_lines([cucumber.id], actor=shop.actor)
    [card] = cards.list_cards(shop.id, hot)
    assert card.also_at == (cards.Elsewhere(cold, Progress.QUEUED),)


def test_a_divided_ticket_keeps_the_screens_that_showed_it(shop: Shop, clock: FixedClock) -> None:
    whole, part = (place_at_counter(shop.actor, shop.dish["tofu"]) for _ in range(2))
    service.record_shown("墙", queries.head(shop.id), actor=shop.actor)
    clock.move(minutes=1)
    service.divide_tickets(shop.id, whole.id, part.id)
    made = max(queries.list_order_tickets(shop.id, part.id), key=lambda each: each.ticket.seq)
    [shown] = screens.shown_on([made.ticket])[made.ticket.id]
    assert shown.screen == "墙"
    assert (clock.now() - shown.at).total_seconds() == 60


def test_the_day_is_searched_by_table_number_dish_and_note(shop: Shop) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0], note="不要葱")
    other = place_at_counter(shop.actor, shop.dish["chicken"])
    ordering.step_line(other.lines[0].id, "done", actor=shop.actor)
    assert [facts.order.id for facts in cards.list_day(shop.id)] == [other.id]
    for text in ("a01", "#0001", "麻婆", "不要葱"):
        assert [facts.order.id for facts in cards.list_day(shop.id, text=text)] == [order.id]
    assert cards.list_day(shop.id, text="没有这道") == []


def test_thresholds_differ_by_the_type_of_order(shop: Shop) -> None:
    chosen = KitchenSettings(takeaway_warn_minutes=5, takeaway_late_minutes=8)
    settings.save(chosen, actor=shop.person())
    assert chosen.thresholds("dine_in") == (10, 20)
    assert chosen.thresholds("pickup") == (5, 8)
    assert (
        "takeaway_late_minutes"
        in KitchenSettings(takeaway_warn_minutes=9, takeaway_late_minutes=9).clashes()
    )


def test_the_card_of_the_shift_counts_the_day(shop: Shop, clock: FixedClock) -> None:
    order = place_at_counter(shop.actor, (shop.dish["tofu"], 3), shop.dish["cucumber"])
    clock.move(minutes=4)
    ordering.step_line(order.lines[1].id, "done", actor=shop.actor)
    clock.move(minutes=20)
    ordering.step_line(order.lines[0].id, "done", actor=shop.actor)
    card = shift.shift_card(shop.id)
    assert (card.dishes, card.portions, card.average_minutes, card.late) == (2, 4, 14, 1)
    assert card.longest is not None and card.longest.name == "麻婆豆腐"
    assert (card.longest_minutes, card.peak_hour) == (24, 11)
    assert card.busiest is not None and card.busiest[1] == 3
    assert shift.shift_card(shop.id, shop.stations["cold"].id).dishes == 1


def test_an_empty_day_has_a_card_too(shop: Shop) -> None:
    assert shift.shift_card(shop.id).dishes == 0
