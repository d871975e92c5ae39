"""A delivery is received by phone and the dish returns at the tables; a count finds less."""

import json
import re
import uuid

import httpx
from playwright.sync_api import Browser, Page, expect

from tests.fixtures.live_server import LiveServer
from tests.journeys.people import PHONE, TABLET, device, log_in, sit_down, table

INGREDIENT, DISH = "大闸蟹（活）", "番茄炒蛋"


def add_ingredient(page: Page, server: LiveServer) -> None:
    """An ingredient that blocks, two pieces of it on the shelf, through the form."""
    page.goto(f"{server.base_url}/backoffice/stock/new")
    page.fill("[name=name]", INGREDIENT)
    page.fill("[name=category]", "水产")
    page.select_option("[name=unit]", "piece")
    page.select_option("[name=level_unit]", "piece")
    page.fill("[name=on_hand]", "2")
    page.fill("[name=value]", "60")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text(INGREDIENT)).to_be_visible()


def add_recipe(page: Page, server: LiveServer) -> None:
    """The dish takes one of it."""
    page.goto(f"{server.base_url}/backoffice/stock/recipes")
    page.get_by_role("link", name=re.compile(DISH)).first.click()
    page.get_by_role("button", name="再加一种原料").click()
    row = page.locator("li.option").last
    row.locator("select").select_option(label=f"{INGREDIENT} (个)")
    row.locator("[name=line_net]").fill("1")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status").filter(has_text="配方已保存")).to_be_visible()


def sell(server: LiveServer, quantity: int) -> None:
    """Another table orders the dish."""
    api = f"{server.base_url}/api/v1"
    with httpx.Client(timeout=20) as phone:
        code = {"code": table(server, "B01")["code"]}
        token = phone.post(f"{api}/table-sessions", json=code).json()["token"]
        head = {"Authorization": f"Bearer {token}"}
        menu = phone.get(f"{api}/menu", headers=head).json()
        dishes = [dish for c in menu["categories"] for dish in c["dishes"]]
        dish = next(each for each in dishes if each["name"] == DISH)
        assert dish["remaining"] == 2, json.dumps(dish, ensure_ascii=False)
        options = [group["options"][0]["id"] for group in dish["option_groups"] if group["min"]]
        line = {"dish_id": dish["id"], "quantity": quantity, "option_ids": options, "note": ""}
        answer = phone.post(
            f"{api}/orders",
            headers={**head, "Idempotency-Key": str(uuid.uuid4())},
            json={"lines": [line], "note": "", "covers": 2},
        )
        assert answer.status_code == 201, answer.text


def receive(page: Page, server: LiveServer) -> None:
    """The delivery is received on a phone."""
    page.goto(f"{server.base_url}/backoffice/stock/receive")
    row = page.locator("[data-rows-target=list] li.option").first
    row.locator("[name=row_ingredient_id]").select_option(label=INGREDIENT)
    expect(row.locator("[name=row_unit] option").first).to_have_text("个")
    row.locator("[name=row_count]").fill("30")
    row.locator("[name=row_total]").fill("900")
    page.get_by_role("button", name="收货", exact=True).click()
    expect(page.get_by_text("已收货")).to_be_visible()


def test_a_delivery_brings_the_dish_back_and_a_count_finds_less(
    server: LiveServer, browser: Browser
) -> None:
    office = device(browser, TABLET)
    page = log_in(office, server, "owner")
    add_ingredient(page, server)
    add_recipe(page, server)

    guest = device(browser, PHONE, is_phone=True)
    menu = sit_down(guest, server, "A01")
    dish = menu.locator("article.dish", has_text=DISH).first
    expect(dish).to_contain_text("仅剩2份")
    sell(server, 2)
    expect(dish.locator(".is-out")).to_be_visible()

    cook = device(browser, PHONE, is_phone=True)
    receive(log_in(cook, server, "manager"), server)
    expect(dish.locator(".is-out")).to_be_hidden()

    page.goto(f"{server.base_url}/backoffice/stock/counts")
    page.select_option("[name=category]", label="水产")
    page.get_by_role("button", name="开始盘点").click()
    row = page.locator("li.option", has_text=INGREDIENT)
    expect(page.get_by_text("账面", exact=True)).to_have_count(0)
    row.locator("[name=count]").fill("28")
    row.get_by_role("button", name="记下").click()
    expect(row).to_contain_text("28 个")
    page.get_by_role("button", name="点完了，看差异").click()
    found = page.locator("tr", has_text=INGREDIENT)
    expect(found).to_contain_text("-4 个")
    page.get_by_role("button", name="按差异入账").click()
    expect(page.get_by_text("已入账").first).to_be_visible()
    assert not office.complaints + guest.complaints + cook.complaints
