"""The steps of the set-up: each keeps what is given, can be passed over, and is resumed."""

import io
import re
from collections.abc import Callable
from datetime import date, time

import pytest
from sqlalchemy import select

from app.catalog import queries as catalog
from app.core.db import db
from app.ordering import queries as orders
from app.ordering.settings import OrderingSettings, PayMode, TableOpening
from app.printing import queries as printing
from app.printing.models import PrintJob
from app.settings import queries as settings
from app.settings import service as settings_service
from app.setup import queries, sample, service
from app.setup.settings import Step
from app.staff.rights import Role
from app.stores import queries as stores
from app.stores.settings import HoursSettings, LicencesSettings, OpenRange
from app.tables import queries as tables
from app.web.setup import hours
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient

SHOP = {
    "name": "湘味小馆",
    "name_en": "Xiang Kitchen",
    "language": "en",
    "address": "",
    "phone": "021 5555 0000",
    "day_starts_at": "05:00",
    "food_licence_no": " JY10000000000001 ",
    "food_licence_until": "2030-01-31",
}


@pytest.fixture
def owner(shop: Shop, staff_page: Callable[[Role], PageClient]) -> PageClient:
    """The owner of a shop that is being set up."""
    service.begin_steps(actor=shop.person())
    return staff_page(Role.OWNER)


def hours_form(**more: str) -> dict[str, str]:
    """The hours' fields: lunch and supper every day, and what differs."""
    values = dict.fromkeys(hours.field_names(), "")
    values |= {"all_opens0": "11:00", "all_closes0": "14:00"}
    return values | {"all_opens1": "17:00", "all_closes1": "02:00"} | more


def test_the_shops_facts_are_kept(owner: PageClient, shop: Shop) -> None:
    form = SHOP | hours_form(day0_mode="closed", day5_mode="own")
    form |= {"day5_opens0": "10:00", "day5_closes0": "23:00"}
    assert owner.post("/setup/shop", data=form).headers["Location"] == "/setup/dining"
    store = stores.get_store(shop.id)
    assert (store.name_en, store.language, store.day_starts_at) == (
        "Xiang Kitchen",
        "en",
        time(5),
    )
    week = settings.get(shop.id, HoursSettings).weekdays
    assert [len(day) for day in week] == [0, 2, 2, 2, 2, 1, 2]
    assert week[1][1].closes == time(2)
    licences = settings.get(shop.id, LicencesSettings)
    assert licences.food_licence_no == "JY10000000000001"
    assert licences.food_licence_until == date(2030, 1, 31)
    shown = owner.get("/setup/shop").text
    assert 'name="day5_opens0" value="10:00"' in shown


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "name-error"),
        ({"day_starts_at": "nine"}, "day_starts_at-error"),
        ({"food_licence_until": "soon"}, "food_licence_until-error"),
        ({"all_closes0": ""}, "起止时间都要填"),
        ({"all_opens1": "13:00"}, "每一段都要在前一段结束之后"),
        ({"day3_mode": "own", "day3_opens0": "x"}, "起止时间都要填"),
    ],
)
def test_a_mistake_keeps_nothing(
    owner: PageClient, shop: Shop, wrong: dict[str, str], words: str
) -> None:
    answer = owner.post("/setup/shop", data=SHOP | hours_form() | wrong)
    assert answer.status_code == 422
    assert words in answer.text
    assert stores.get_store(shop.id).name_en != "Xiang Kitchen"
    assert not settings.get(shop.id, HoursSettings).is_known
    assert Step.SHOP not in queries.progress(shop.id).done


def test_a_third_and_fourth_range_survive_opening_and_saving_the_form(
    owner: PageClient, shop: Shop
) -> None:
    usual = OpenRange(opens=time(11), closes=time(14))
    four = tuple(OpenRange(opens=time(h), closes=time(h + 2)) for h in (6, 10, 14, 18))
    kept = HoursSettings(weekdays=(four, four, four, four, four, (usual,), ()))
    settings_service.save(kept, actor=shop.person())
    shown = owner.get("/setup/shop").text
    assert 'name="all_opens3" value="18:00"' in shown
    typed = dict(re.findall(r'name="((?:all|day\d)_\w+)" value="([^"]*)"', shown))
    modes = {f"day{number}_mode": "same" for number in range(5)}
    owner.post(
        "/setup/shop", data=SHOP | typed | modes | {"day5_mode": "own", "day6_mode": "closed"}
    )
    assert settings.get(shop.id, HoursSettings) == kept


def test_how_guests_order_and_pay_is_kept_beside_the_other_choices(
    owner: PageClient, shop: Shop
) -> None:
    settings_service.save(OrderingSettings(cart_minutes=25), actor=shop.person())
    owner.post("/setup/dining", data={"opens_tables": "staff", "pay_mode": "before"})
    chosen = settings.get(shop.id, OrderingSettings)
    assert chosen == OrderingSettings(
        opens_tables=TableOpening.STAFF, pay_mode=PayMode.BEFORE, cart_minutes=25
    )
    shown = owner.get("/setup/dining").text
    assert re.findall(r'value="(\w+)" checked', shown) == ["staff", "before"]


def series(*rows: tuple[str, ...]) -> dict[str, list[str]]:
    """The lines of the tables' form."""
    columns = ("area", "prefix", "first", "last", "seats")
    return {name: [row[place] for row in rows] for place, name in enumerate(columns)}


def test_tables_of_several_areas_are_added_at_once(owner: PageClient, shop: Shop) -> None:
    before = {table.name for table in tables.list_tables(shop.id)}
    rows = series(
        ("露台", "", "1", "12", "4"), ("雅座", "雅", "1", "3", "8"), ("", "", "", "", "4")
    )
    answer = owner.post("/setup/tables", data=rows)
    assert answer.headers["Location"] == "/setup/menu"
    added = [table for table in tables.list_tables(shop.id) if table.name not in before]
    assert {t.name for t in added} == {*map(str, range(1, 13)), "雅1", "雅2", "雅3"}
    assert {t.seats for t in added if t.name.startswith("雅")} == {8}


@pytest.mark.parametrize(
    "wrong",
    [("露台", "", "5", "3", "4"), ("露台", "", "1", "200", "4"), ("露台", "", "1", "2", "x")],
)
def test_one_wrong_line_adds_no_table(
    owner: PageClient, shop: Shop, wrong: tuple[str, ...]
) -> None:
    before = len(tables.list_tables(shop.id))
    answer = owner.post("/setup/tables", data=series(("雅座", "雅", "1", "3", "8"), wrong))
    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert len(tables.list_tables(shop.id)) == before
    assert "雅座" not in {area.name for area in tables.list_areas(shop.id)}


def test_the_sample_menu_is_taken_whole(owner: PageClient, shop: Shop) -> None:
    before = len(catalog.list_dishes(shop.id))
    owner.post("/setup/menu/sample")
    known = {dish.name for dish in catalog.list_dishes(shop.id)}
    assert {"宫保鸡丁", "麻婆豆腐", "米饭"} <= known
    assert before < len(known) <= before + sample.dish_count()


def test_a_menu_file_is_checked_before_it_is_imported(owner: PageClient, shop: Shop) -> None:
    content = "菜名,价格\n剁椒鱼头,88\n没价格,\n".encode()
    shown = owner.post("/setup/menu", data={"file": (io.BytesIO(content), "menu.csv")})
    assert "剁椒鱼头" not in {dish.name for dish in catalog.list_dishes(shop.id)}
    token = shown.text.partition('name="token" value="')[2].partition('"')[0]
    answer = owner.post("/setup/menu/import", data={"token": token})
    assert answer.headers["Location"] == "/setup/printers"
    assert "剁椒鱼头" in {dish.name for dish in catalog.list_dishes(shop.id)}
    assert owner.post("/setup/menu", data={}).status_code == 422


def test_a_printer_is_added_and_tried_at_once(owner: PageClient, shop: Shop) -> None:
    form = {"kind": "virtual", "name": "三号机", "width_mm": "58", "purpose": "kitchen"}
    owner.post("/setup/printers", data=form)
    job = db.session.scalars(select(PrintJob)).one()
    printer = job.printer
    assert (printer.name, printer.width_mm) == ("三号机", 58)
    assert (printer.prints_kitchen, printer.prints_bills) == (True, False)
    wrong = owner.post("/setup/printers", data={"kind": "network", "name": "b", "host": "8.8.8.8"})
    assert wrong.status_code == 422 and "host-error" in wrong.text
    with_port = {"kind": "network", "name": "b", "host": " 192.168.1.9:9101 "}
    assert owner.post("/setup/printers", data=with_port).status_code == 302
    [added] = [each for each in printing.list_printers(shop.id) if each.name == "b"]
    assert (added.host, added.port) == ("192.168.1.9", 9101)
    owner.post(f"/setup/printers/{printer.id}/remove")
    assert "三号机" not in owner.get("/setup/printers").text


def test_stations_get_categories_and_printers(owner: PageClient, shop: Shop) -> None:
    for name in ("一号机", "二号机"):
        owner.post("/setup/printers", data={"kind": "virtual", "name": name, "width_mm": "80"})
    hot, cold = catalog.list_stations(shop.id)
    form: dict[str, list[str]] = {
        "station_id": [hot.id, cold.id, "", ""],
        "name": ["炒锅", "凉菜", "饮品", " "],
        "name_en": ["Wok", "", "", ""],
    }
    added = owner.post("/setup/stations", data=form)
    assert added.headers["Location"] == "/setup/stations#routes"
    assert Step.STATIONS not in queries.progress(shop.id).done
    drinks = catalog.list_stations(shop.id)[-1]
    assert f'<option value="{drinks.id}" selected>' in owner.get("/setup/stations").text
    first, second = printing.list_printers(shop.id)
    form = {
        "station_id": [hot.id, cold.id, drinks.id],
        "name": ["炒锅", "冷荤", "饮品"],
        "name_en": ["", "", ""],
        f"category-{shop.categories['drinks'].id}": [drinks.id],
        "routed_id": [hot.id, drinks.id],
        f"printers-{hot.id}": [first.id, second.id],
        f"printers-{drinks.id}": [first.id],
    }
    assert owner.post("/setup/stations", data=form).headers["Location"] == "/setup/finish"
    assert [each.name for each in catalog.list_stations(shop.id)] == ["炒锅", "冷荤", "饮品"]
    assert catalog.get_category(shop.id, shop.categories["drinks"].id).station_id == drinks.id
    assert printing.list_kitchen_printers(shop.id, drinks.id) == [first]
    assert printing.list_kitchen_printers(shop.id, hot.id) == [first, second]
    assert Step.STATIONS in queries.progress(shop.id).done


def test_two_stations_of_one_name_are_refused_with_what_was_typed(
    owner: PageClient, shop: Shop
) -> None:
    form = {"station_id": ["", ""], "name": ["砂锅", "砂锅"], "name_en": ["Clay", ""]}
    answer = owner.post("/setup/stations", data=form)
    assert answer.status_code == 422 and "Clay" in answer.text
    assert "砂锅" not in {each.name for each in catalog.list_stations(shop.id)}


def test_steps_are_passed_over_resumed_and_ended(owner: PageClient, shop: Shop) -> None:
    owner.post("/setup/skip", data={"step": "shop"})
    assert owner.get("/").headers["Location"] == "/setup/dining"
    assert owner.post("/setup/skip", data={"step": "finish"}).status_code == 400
    for step in ("dining", "tables", "menu", "printers", "stations"):
        owner.post("/setup/skip", data={"step": step})
    assert owner.get("/").headers["Location"] == "/setup/finish"
    last = owner.get("/setup/finish").text
    assert "以后再做的" in last and "还没有打印机" in last
    assert owner.post("/setup/finish").headers["Location"] == "/backoffice"
    assert owner.get("/").headers["Location"] == "/backoffice"
    for path in ("tables", "menu", "printers", "stations", "finish"):
        assert owner.get(f"/setup/{path}").headers["Location"] == "/backoffice"
    for path in ("shop", "dining"):
        assert "返回设置" in owner.get(f"/setup/{path}").text


def test_every_step_speaks_english_too(owner: PageClient) -> None:
    owner.set_cookie("kf_lang", "en")
    for step in Step:
        page = owner.get(f"/setup/{step.value}")
        assert page.status_code == 200
        assert "Step " in page.text


def test_the_test_order_travels_to_the_printer_and_ends_with_the_set_up(
    owner: PageClient, shop: Shop, drain: Callable[[], int]
) -> None:
    owner.post("/setup/printers", data={"kind": "virtual", "name": "三号机", "width_mm": "80"})
    tried = owner.post("/setup/finish/try").headers["Location"]
    drain()
    page = owner.get(tried).text
    assert "三号机" in page and "打出来了吗" in page
    assert "热敏纸" not in page
    assert "热敏纸" in owner.get(tried.replace("#", "&out=no#")).text
    assert len(orders.list_open_tests(shop.id)) == 1
    owner.post("/setup/finish")
    assert orders.list_open_tests(shop.id) == []


def test_without_a_printer_nobody_is_asked_for_paper(
    owner: PageClient, shop: Shop, drain: Callable[[], int]
) -> None:
    tried = owner.post("/setup/finish/try").headers["Location"]
    drain()
    page = owner.get(tried).text
    assert page.count("也没有打开的后厨屏") == 1, "said once, however many stations wait"
    assert "打出来了吗" not in page
