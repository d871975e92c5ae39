"""The floor plan in the back-office and at the counter."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.staff.rights import Role
from app.tables import service
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient
from tests.fixtures.live_server import LiveServer
from tests.journeys.people import PHONE, TABLET, device, log_in, table

CELL = 44


def place(owner: PageClient, table_id: str, **more: Any) -> Any:
    """Save a place as the page does."""
    body = {"x": 3, "y": 4, "shape": "round", "is_turned": False, **more}
    return owner.post(f"/backoffice/tables/{table_id}/place", json=body)


def test_a_place_is_kept_and_drawn(owner: PageClient, shop: Shop) -> None:
    answer = place(owner, shop.tables[0].id)
    assert answer.get_json() == {"x": 3, "y": 4, "shape": "round", "is_turned": False}
    for path in ("/backoffice/tables/plan", "/backoffice/tables/plan/drawing"):
        drawn = owner.get(path).text
        assert f'id="place-{shop.tables[0].id}"' in drawn
        assert f'transform="translate({3 * CELL} {4 * CELL})"' in drawn
        assert f'id="place-{shop.tables[3].id}"' not in drawn, "it is in another area"
    other = owner.get(f"/backoffice/tables/plan?area={shop.areas[1].id}").text
    assert f'id="place-{shop.tables[3].id}"' in other


@pytest.mark.parametrize(
    "wrong", [{"x": -1}, {"x": 20}, {"y": 100}, {"shape": "star"}, {"x": "a"}, {"more": 1}]
)
def test_an_impossible_place_is_refused(
    owner: PageClient, shop: Shop, wrong: dict[str, Any]
) -> None:
    assert place(owner, shop.tables[0].id, **wrong).status_code == 422
    assert shop.tables[0].plan_x is None


def test_tables_go_back_into_rows(owner: PageClient, shop: Shop) -> None:
    place(owner, shop.tables[0].id)
    area = shop.areas[0].id
    owner.post("/backoffice/tables/plan/arrange", data={"area": area})
    assert shop.tables[0].plan_x is None


def test_the_counter_shows_the_plan_with_the_status_word_and_remembers_it(
    staff_page: Callable[[Role], PageClient], shop: Shop
) -> None:
    waiter = staff_page(Role.WAITER)
    service.open_table(shop.tables[0].id, actor=shop.actor)
    assert '<svg class="plan"' not in waiter.get("/counter").text
    assert '<svg class="plan"' in waiter.get("/counter?view=plan").text
    again = waiter.get("/counter").text
    drawn = re.search(
        rf'<a class="plan-table opened" id="tile-{shop.tables[0].id}".*?</a>', again, re.DOTALL
    )
    assert drawn and "已开台" in drawn.group()
    assert '<svg class="plan"' not in waiter.get("/counter?view=list").text
    assert '<svg class="plan"' not in waiter.get("/counter").text


def spot(page: Page, server: LiveServer, name: str) -> Locator:
    """A table of the demo on the owner's plan."""
    return page.locator(f"#place-{table(server, name)['id']}")


def cell_of(locator: Locator) -> tuple[int, int]:
    """The cell that the server keeps for a table."""
    return int(locator.get_attribute("data-x") or -1), int(locator.get_attribute("data-y") or -1)


def drag(page: Page, locator: Locator, right: int, down: int) -> None:
    """Drag a table by that many pixels."""
    box = locator.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2)
    page.mouse.move(x + right, y + down)
    page.mouse.up()


def test_a_table_is_dragged_pushed_by_keys_and_put_back(
    browser: Browser, server: LiveServer
) -> None:
    made = device(browser, TABLET)
    page = log_in(made, server, "owner")
    page.goto(f"{server.base_url}/backoffice/tables/plan")
    dragged = spot(page, server, "A03")
    x, y = cell_of(dragged)
    drag(page, dragged, 100, 3 * CELL + 5)
    expect(page.locator(".plan-said")).to_have_text("已保存。")
    expect(dragged).to_have_attribute("data-x", str(x + 2))
    expect(dragged).to_have_attribute("data-y", str(y + 3))
    page.reload()
    assert cell_of(dragged) == (x + 2, y + 3), "the server has kept it"

    dragged.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    expect(dragged).to_have_attribute("data-x", str(x + 4))
    expect(dragged).to_have_attribute("data-y", str(y + 4))
    expect(dragged).to_be_focused()
    page.keyboard.press("Control+z")
    expect(dragged).to_have_attribute("data-x", str(x + 2))
    expect(dragged).to_have_attribute("data-y", str(y + 3))

    page.locator("[data-shape=round].btn").click()
    expect(dragged).to_have_attribute("data-shape", "round")
    page.locator(".plan-undo").click()
    expect(dragged).to_have_attribute("data-shape", "square")
    assert made.complaints == []


def test_a_finger_drags_a_table_and_pans_beside_it(browser: Browser, server: LiveServer) -> None:
    made = device(browser, PHONE, is_phone=True)
    page = log_in(made, server, "owner")
    page.goto(f"{server.base_url}/backoffice/tables/plan")
    moved = spot(page, server, "A01")
    x, y = cell_of(moved)
    moved.scroll_into_view_if_needed()
    box = moved.bounding_box()
    assert box
    touch = page.context.new_cdp_session(page)
    left, top = box["x"] + 30, box["y"] + 30
    for kind, by in (("touchStart", 0), ("touchMove", CELL / 2), ("touchMove", CELL)):
        points = [{"x": left + by, "y": top + by}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(moved).to_have_attribute("transform", re.compile(rf"translate\({(x + 1) * CELL} "))
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(moved).to_have_attribute("data-x", str(x + 1))
    expect(moved).to_have_attribute("data-y", str(y + 1))
    room = page.locator(".plan-room")
    assert room.evaluate("room => room.scrollWidth > room.clientWidth"), "it pans sideways"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert made.complaints == []
