"""Finding past orders, taking them away as a file, and the story of one order."""

import io
from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from sqlalchemy import select, text

from app.catalog import service as stations
from app.catalog.inputs import StationInput
from app.core.clock import FixedClock
from app.core.db import db
from app.kitchen.models import Ticket
from app.ordering import service as ordering
from app.ordering.models import Order, OrderStatus
from app.printing import service as printing
from app.printing.models import PrintJob
from app.reports import order_search
from app.staff.rights import Role
from tests.factories.ordering import place_at_counter
from tests.factories.payments import pay
from tests.factories.printing import make_printer
from tests.factories.shop import Shop, make_shop
from tests.fixtures.callers import PageClient
from tests.fixtures.query_plans import plan_of

PATH = "/backoffice/orders"


@pytest.fixture
def past(shop: Shop, clock: FixedClock) -> dict[str, Order]:
    """Orders of two days: "tofu" 36.00 paid, "beer" 8.00 cancelled; next day "fish" 68.00."""
    tofu = place_at_counter(shop.actor, (shop.dish["tofu"], 2), table=shop.tables[0])
    pay(shop.actor, tofu)
    clock.move(hours=1)
    beer = place_at_counter(shop.actor, shop.dish["beer"], table=shop.tables[3])
    ordering.cancel_order(beer, actor=shop.actor, reason="点错了")
    clock.move(hours=24)
    fish = place_at_counter(shop.actor, shop.dish["fish"])
    return {"tofu": tofu, "beer": beer, "fish": fish}


def found(past: dict[str, Order], owner: PageClient, **asked: str) -> set[str]:
    """Which of the orders a search lists."""
    page = owner.get(PATH, query_string=asked)
    assert page.status_code == 200
    return {name for name, order in past.items() if order.id in page.text}


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, "fish"),
        ({"day": "2026-03-02"}, "tofu beer"),
        ({"from": "", "to": ""}, "tofu beer fish"),
        ({"from": "2026-03-03", "to": ""}, "fish"),
        ({"from": "2026-03-02", "to": "2026-03-02", "q": "0002"}, "beer"),
        ({"from": "", "to": "", "q": "b0"}, "beer"),
        ({"from": "", "to": "", "q": "%"}, ""),
        ({"from": "", "to": "", "min": "36", "max": "36"}, "tofu"),
        ({"from": "", "to": "", "min": "¥36.01"}, "fish"),
        ({"from": "", "to": "", "dish": "豆腐"}, "tofu"),
        ({"from": "", "to": "", "dish": "mapo"}, "tofu"),
        ({"from": "", "to": "", "dish": "QZLY"}, "fish"),
        ({"from": "", "to": "", "dish": "%"}, ""),
        ({"from": "", "to": "", "status": "cancelled"}, "beer"),
        ({"from": "", "to": "", "status": "nonsense"}, "tofu beer fish"),
        ({"from": "", "to": "", "type": "pickup"}, "fish"),
        ({"from": "", "to": "", "payment": "paid"}, "tofu"),
        ({"from": "", "to": "", "payment": "unpaid"}, "fish"),
        ({"from": "", "to": "", "payment": "cash"}, "tofu"),
        ({"from": "", "to": "", "payment": "static_code"}, ""),
        ({"from": "", "to": "", "type": "dine_in", "dish": "mapo", "max": "40"}, "tofu"),
        ({"from": "", "to": "", "type": "pickup", "dish": "mapo"}, ""),
    ],
)
def test_orders_are_found(
    past: dict[str, Order], owner: PageClient, asked: dict[str, str], names: str
) -> None:
    assert found(past, owner, **asked) == set(names.split())


def test_clock_times_belong_to_the_business_day(
    past: dict[str, Order], owner: PageClient, shop: Shop
) -> None:
    days = {"from": "2026-03-02", "to": "2026-03-02"}
    minute = f"{past['tofu'].placed_at.astimezone(ZoneInfo('Asia/Shanghai')):%H:%M}"
    assert found(past, owner, **days, from_time=minute, to_time=minute) == {"tofu"}
    assert found(past, owner, **days, from_time="03:59") == set(), "the night at the day's end"
    assert found(past, owner, **days, from_time="nonsense") == {"tofu", "beer"}


def test_a_wrong_amount_is_said_beside_its_field(past: dict[str, Order], owner: PageClient) -> None:
    page = owner.get(PATH, query_string={"min": "viel"}).text
    assert 'id="min-error"' in page and 'value="viel"' in page


def test_nothing_found_says_what_to_do(past: dict[str, Order], owner: PageClient) -> None:
    page = owner.get(PATH, query_string={"q": "Z99"}).text
    assert "没有符合条件的订单" in page and "在全部日期里找" in page
    days = {"from": "2020-01-01", "to": "2020-01-02"}
    assert "这几天没有订单" in owner.get(PATH, query_string=days).text


def test_an_empty_day_says_so(owner: PageClient, shop: Shop) -> None:
    assert "这一天没有订单" in owner.get(PATH).text


def test_a_long_list_goes_on_behind_its_last_order(owner: PageClient, shop: Shop) -> None:
    for _ in range(51):
        place_at_counter(shop.actor, shop.dish["rice"])
    first = owner.get(PATH).text
    assert "#0051" in first and "#0001" not in first
    assert "after=2026-03-02.2" in first
    place_at_counter(shop.actor, shop.dish["rice"])
    last = owner.get(PATH, query_string={"after": "2026-03-02.2"}).text
    assert "#0001" in last and "#0002" not in last, "a new order shifts no page"
    for wrong in ("x", "2026-03-02", "2026-03-02.x", "9.9.9", f"2026-03-02.{'9' * 30}"):
        assert "#0052" in owner.get(PATH, query_string={"after": wrong}).text


def test_a_page_and_a_count_of_all_agree(past: dict[str, Order], shop: Shop) -> None:
    wanted = order_search.OrderSearch()
    counted = order_search.tally_orders(shop.id, wanted)
    assert counted.count > 2
    assert any(order.status is OrderStatus.CANCELLED for order in past.values())
    for limit in (1, counted.count - 1, counted.count, 50):
        page = order_search.look_through(shop.id, wanted, limit=limit)
        assert page.tally == counted, "whether it was counted apart or from the page"
        assert page.has_more == (limit < counted.count)
        assert len(page.orders) == min(limit, counted.count)


@pytest.mark.sqlite("its plan of a statement")
@pytest.mark.parametrize(
    ("after", "until"),
    [(None, None), ((date(2026, 3, 3), 9), None), ((date(2026, 3, 3), 9), date(2026, 3, 2))],
)
def test_a_list_is_read_from_an_index(
    past: dict[str, Order], shop: Shop, after: order_search.Place | None, until: date | None
) -> None:
    wanted = order_search.OrderSearch(until_day=until)
    plan = plan_of(lambda: order_search.find_orders(shop.id, wanted, limit=51, after=after))
    assert "SEARCH customer_order USING INDEX" in plan and "TEMP B-TREE" not in plan


def test_orders_as_csv_and_workbook(owner: PageClient, shop: Shop) -> None:
    place_at_counter(shop.actor, (shop.dish["tofu"], 2), table=shop.tables[0], note="=1+1")
    csv = owner.get("/backoffice/orders.csv")
    text = csv.data.decode("utf-8-sig")
    assert csv.data.startswith(b"\xef\xbb\xbf")
    assert "麻婆豆腐×2" in text and "36" in text and "'=1+1" in text
    book = openpyxl.load_workbook(io.BytesIO(owner.get("/backoffice/orders.xlsx").data))
    rows = list(book.worksheets[0].iter_rows())
    assert rows[0][0].value == "营业日"
    assert (rows[1][8].value, rows[1][8].data_type) == (36, "n")
    assert (rows[1][11].value, rows[1][11].data_type) == ("=1+1", "s"), "text, not a formula"
    log = owner.get("/backoffice/audit").text
    assert log.count("下载订单") >= 2


def test_a_file_holds_what_was_searched(past: dict[str, Order], owner: PageClient) -> None:
    asked = {"from": "", "to": "", "dish": "mapo"}
    text = owner.get("/backoffice/orders.csv", query_string=asked).data.decode("utf-8-sig")
    assert "麻婆豆腐" in text and "青岛啤酒" not in text and text.count("\r\n") == 2


def test_an_order_tells_its_whole_story(
    owner: PageClient, shop: Shop, clock: FixedClock, drain: Callable[[], int]
) -> None:
    printer = make_printer(shop.actor, name="后厨机")
    boss = shop.person(Role.OWNER)
    order = place_at_counter(boss, shop.dish["tofu"], table=shop.tables[0], note="<b>{{7*7}}</b>")
    drain()
    clock.move(minutes=1)
    ordering.step_line(order.lines[0].id, "start", actor=shop.person(Role.KITCHEN))
    clock.move(minutes=5)
    ordering.step_line(order.lines[0].id, "done", actor=shop.person(Role.KITCHEN))
    clock.move(minutes=1)
    pay(shop.person(Role.CASHIER), order)
    clock.move(minutes=1)
    printing.print_receipt([order.id], actor=boss, is_reprint=True)
    page = owner.get(f"{PATH}/{order.id}").text
    assert "&lt;b&gt;{{7*7}}&lt;/b&gt;" in page
    story = page[page.index("操作记录") :]
    wanted = ("下单", "后厨单已下发", "开始制作", "已完成", "收款", "打印结账单")
    places = [story.index(f">{words}<") for words in wanted]
    assert places == sorted(places)
    assert printer.name in story and "重打" in story
    assert shop.staff[Role.KITCHEN].name in story and shop.staff[Role.CASHIER].name in story


def test_a_failed_slip_stands_in_the_story(
    owner: PageClient, shop: Shop, drain: Callable[[], int]
) -> None:
    make_printer(shop.actor, name="后厨机")
    order = place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    drain()
    job = db.session.scalars(select(PrintJob)).one()
    failed = text(
        "UPDATE print_job SET status = 'failed', last_error = 'paper_out: 0x60',"
        " finished_at = created_at WHERE id = :id"
    )
    db.session.connection().execute(failed, {"id": job.id})
    db.session.expire_all()
    page = owner.get(f"{PATH}/{order.id}").text
    assert "没打出来" in page and "没纸了" in page


def test_a_running_order_leads_to_the_counter_and_a_paid_one_to_its_receipt(
    past: dict[str, Order], owner: PageClient, shop: Shop
) -> None:
    running = place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[1])
    at_table = owner.get(f"{PATH}/{running.id}").text
    assert f'href="/counter/tables/{shop.tables[1].id}"' in at_table
    assert f"{running.id}/receipt" not in at_table, "nothing is paid yet"
    assert 'href="/counter/pickup">' in owner.get(f"{PATH}/{past['fish'].id}").text
    assert f"{past['tofu'].id}/receipt" in owner.get(f"{PATH}/{past['tofu'].id}").text
    cancelled = owner.get(f"{PATH}/{past['beer'].id}").text
    assert "去收银台改单" not in cancelled and "/receipt" not in cancelled


def test_an_english_story_names_stations_and_dishes_in_english(
    owner: PageClient, shop: Shop
) -> None:
    station = shop.stations["hot"]
    stations.change_station(
        station.id, StationInput(name=station.name, name_en="Hot wok"), actor=shop.actor
    )
    order = place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    owner.set_cookie("kf_lang", "en")
    story = owner.get(f"{PATH}/{order.id}").text.partition("What happened")[2]
    assert "Ticket sent to the kitchen</strong> · Hot wok" in story


def test_a_receipt_is_printed_again_and_marked(owner: PageClient, shop: Shop) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    path = f"{PATH}/{order.id}/receipt"
    assert "打印机" in owner.post(path, follow_redirects=True).text
    make_printer(shop.actor)
    assert owner.post(path).location == f"{PATH}/{order.id}"
    assert db.session.scalars(select(PrintJob)).one().document["copy"] == "reprint"


def test_a_slip_is_printed_again_and_marked(
    owner: PageClient, shop: Shop, drain: Callable[[], int]
) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    drain()
    ticket = db.session.scalars(select(Ticket).where(Ticket.order_id == order.id)).one()
    path = f"/backoffice/tickets/{ticket.id}/slip"
    assert "打印机" in owner.post(path, follow_redirects=True).text
    make_printer(shop.actor)
    assert owner.post(path).location == f"{PATH}/{order.id}"
    assert db.session.scalars(select(PrintJob)).one().document["copy"] == "reprint"


def test_orders_of_another_shop_are_never_found(owner: PageClient, shop: Shop) -> None:
    other = make_shop("别家", prefix="other-")
    place_at_counter(other.actor, other.dish["tofu"], table=other.tables[0])
    everything = {"from": "", "to": "", "dish": "mapo", "payment": "unpaid"}
    assert "#0001" not in owner.get(PATH, query_string=everything).text
    assert "麻婆豆腐" not in owner.get("/backoffice/orders.csv", query_string=everything).text
