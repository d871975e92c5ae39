"""Stations: named, ordered and retired without a dish getting lost on the way."""

import pytest

from app.catalog import queries, service
from app.catalog.errors import StationInUse
from app.catalog.inputs import StationInput
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound
from app.kitchen.errors import StationBusy
from app.printing import queries as printing
from app.printing import service as printing_service
from app.printing.models import Printer
from tests.factories.ordering import place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop, make_shop


def names(shop: Shop) -> list[str]:
    return [station.name for station in queries.list_stations(shop.id)]


def route_of(shop: Shop, dish: str) -> str | None:
    return queries.get_menu(shop.id).dishes[shop.dish[dish].id].station_id


def test_stations_are_added_renamed_and_ordered(shop: Shop) -> None:
    added = service.add_station(StationInput(name=" 面点 "), actor=shop.actor)
    assert names(shop) == ["炒锅", "凉菜", "面点"]
    service.move_station(added.id, up=True, actor=shop.actor)
    assert names(shop) == ["炒锅", "面点", "凉菜"]
    service.move_station(shop.stations["hot"].id, up=True, actor=shop.actor)
    service.move_station(shop.stations["cold"].id, up=False, actor=shop.actor)
    assert names(shop) == ["炒锅", "面点", "凉菜"]
    service.change_station(added.id, StationInput(name="点心", name_en="Dim sum"), actor=shop.actor)
    assert (added.name, added.name_en) == ("点心", "Dim sum")


def test_two_stations_do_not_share_a_name(shop: Shop) -> None:
    with pytest.raises(Conflict):
        service.add_station(StationInput(name="炒锅"), actor=shop.actor)
    with pytest.raises(Conflict):
        service.change_station(shop.stations["hot"].id, StationInput(name="凉菜"), actor=shop.actor)


def test_a_station_of_another_store_is_not_touched(shop: Shop) -> None:
    other = make_shop("别家", prefix="other-").stations["hot"]
    for verb in (
        lambda: service.change_station(other.id, StationInput(name="x"), actor=shop.actor),
        lambda: service.move_station(other.id, up=True, actor=shop.actor),
        lambda: service.retire_station(other.id, actor=shop.actor),
        lambda: service.route_dish(shop.dish["rice"].id, other.id, actor=shop.actor),
        lambda: service.route_category(shop.categories["hot"].id, other.id, actor=shop.actor),
        lambda: printing_service.route_station(other.id, set(), actor=shop.actor),
    ):
        with pytest.raises(NotFound):
            verb()


def test_a_dish_goes_to_its_own_station_else_to_its_categorys(shop: Shop) -> None:
    cold, hot = shop.stations["cold"].id, shop.stations["hot"].id
    assert (route_of(shop, "tofu"), route_of(shop, "rice")) == (hot, None)
    service.route_category(shop.categories["drinks"].id, cold, actor=shop.actor)
    service.route_category(shop.categories["hot"].id, cold, actor=shop.actor)
    assert (route_of(shop, "tofu"), route_of(shop, "rice")) == (hot, cold)
    service.route_dish(shop.dish["tofu"].id, None, actor=shop.actor)
    assert route_of(shop, "tofu") == cold
    order = place_at_counter(shop.actor, shop.dish["rice"])
    assert order.lines[0].station_id == cold


def test_a_station_with_dishes_is_retired_only_when_they_move(shop: Shop) -> None:
    hot, cold = shop.stations["hot"].id, shop.stations["cold"].id
    with pytest.raises(StationInUse) as refused:
        service.retire_station(hot, actor=shop.actor)
    assert refused.value.extra == {"dishes": 3}
    with pytest.raises(Invalid):
        service.retire_station(hot, actor=shop.actor, move_to=hot)
    assert service.retire_station(hot, actor=shop.actor, move_to=cold) == 3
    assert names(shop) == ["凉菜"]
    assert route_of(shop, "tofu") == cold
    service.add_station(StationInput(name="炒锅"), actor=shop.actor)


def test_a_station_that_only_a_category_names_is_in_use(shop: Shop) -> None:
    spare = service.add_station(StationInput(name="酒水"), actor=shop.actor).id
    service.route_category(shop.categories["drinks"].id, spare, actor=shop.actor)
    with pytest.raises(StationInUse):
        service.retire_station(spare, actor=shop.actor)
    service.retire_station(spare, actor=shop.actor, move_to=shop.stations["cold"].id)
    assert shop.categories["drinks"].station_id == shop.stations["cold"].id


def test_a_station_with_open_tickets_is_not_retired(shop: Shop) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"])
    with pytest.raises(StationBusy):
        service.retire_station(
            shop.stations["hot"].id, actor=shop.actor, move_to=shop.stations["cold"].id
        )
    assert names(shop) == ["炒锅", "凉菜"]


def test_the_printers_of_a_retired_station_follow_its_dishes(shop: Shop) -> None:
    hot, cold = shop.stations["hot"].id, shop.stations["cold"].id
    mine = make_printer(shop.actor, "炒锅机", station_ids=(hot,))
    both = make_printer(shop.actor, "都打", station_ids=(hot, cold))
    service.retire_station(hot, actor=shop.actor, move_to=cold)
    assert (mine.station_ids, both.station_ids) == ([cold], [cold])


def test_a_printer_of_nothing_but_a_retired_station_does_not_print_everything(shop: Shop) -> None:
    spare = service.add_station(StationInput(name="酒水"), actor=shop.actor).id
    printer = make_printer(shop.actor, station_ids=(spare,))
    service.retire_station(spare, actor=shop.actor)
    assert (printer.station_ids, printer.prints_kitchen) == ([], False)
    assert printing.list_kitchen_printers(shop.id, shop.stations["hot"].id) == []


def printed_by(shop: Shop, station: str) -> list[str]:
    db.session.expire_all()
    found = printing.list_kitchen_printers(shop.id, shop.stations[station].id)
    return [printer.name for printer in found]


def route(shop: Shop, station: str, *printers: Printer) -> None:
    chosen = {printer.id for printer in printers}
    printing_service.route_station(shop.stations[station].id, chosen, actor=shop.actor)


def test_a_station_is_given_to_printers(shop: Shop) -> None:
    everything = make_printer(shop.actor, "A 全部")
    bills = make_printer(shop.actor, "B 账单", prints_kitchen=False)
    route(shop, "hot", bills)
    assert printed_by(shop, "hot") == ["B 账单"]
    assert printed_by(shop, "cold") == ["A 全部"]
    route(shop, "hot", bills, everything)
    assert printed_by(shop, "hot") == ["A 全部", "B 账单"]
    route(shop, "hot")
    route(shop, "cold")
    assert printed_by(shop, "hot") == printed_by(shop, "cold") == []
    assert not everything.prints_kitchen
