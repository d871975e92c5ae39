"""Walking through the shop and scanning every sticker."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import func, select

from app.core.db import db
from app.staff.rights import Role
from app.tables import codes, queries, service
from app.tables.models import CodeOutcome, TableSession
from tests.factories.shop import Shop, make_shop
from tests.fixtures.callers import PageClient
from tests.fixtures.live_server import LiveServer
from tests.journeys.people import PHONE, device, log_in, table

AUDIT = "/backoffice/tables/audit"
BASE = "http://192.168.1.20:8000"


def sessions() -> int:
    """How many table sessions there are."""
    return db.session.scalar(select(func.count()).select_from(TableSession)) or 0


@pytest.fixture
def walking(owner: PageClient) -> PageClient:
    """The owner's phone, taking part in an audit."""
    owner.post(AUDIT)
    return owner


def test_a_scan_in_the_audit_tells_the_table_and_opens_nothing(
    walking: PageClient, shop: Shop
) -> None:
    before = sessions()
    answer = walking.get(f"/t/{codes.code_of(shop.tables[0])}")
    assert answer.status_code == 303
    assert AUDIT in answer.headers["Location"]
    page = walking.get(answer.headers["Location"]).text
    assert ("正确" in page and "桌台 A01" in page) or "A01" in page
    assert "还剩 3 张没扫" in page
    assert sessions() == before
    assert not walking.get_cookie("kf_table")


def test_control_without_the_audit_the_same_scan_opens_the_menu(
    owner: PageClient, shop: Shop
) -> None:
    before = sessions()
    answer = owner.get(f"/t/{codes.code_of(shop.tables[0])}")
    assert AUDIT not in answer.headers["Location"]
    assert sessions() == before + 1


def test_a_diner_s_phone_is_not_in_the_audit(
    walking: PageClient, diner_page: Callable[..., PageClient], shop: Shop
) -> None:
    phone = diner_page(shop.tables[1])
    assert AUDIT not in phone.get(f"/t/{codes.code_of(shop.tables[0])}").headers["Location"]


def test_a_phone_whose_login_ended_is_an_ordinary_one(walking: PageClient, shop: Shop) -> None:
    walking.post("/logout")
    assert AUDIT not in walking.get(f"/t/{codes.code_of(shop.tables[0])}").headers["Location"]


@pytest.fixture
def outcome_of(shop: Shop) -> Callable[[str], CodeOutcome]:
    """What the audit says of a scanned text."""
    service.start_audit(actor=shop.actor)
    return lambda text: service.check_code(text, base=BASE, actor=shop.actor).outcome


def test_what_each_sticker_is(shop: Shop, outcome_of: Callable[[str], CodeOutcome]) -> None:
    first, second, third, _ = shop.tables
    other = make_shop("别家", prefix="other-")
    assert outcome_of(f"{BASE}/t/{codes.code_of(first)}") is CodeOutcome.RIGHT
    assert outcome_of(codes.code_of(first).upper()) is CodeOutcome.RIGHT
    assert outcome_of(f"http://10.0.0.9/t/{codes.code_of(first)}") is CodeOutcome.OTHER_ADDRESS
    old = codes.code_of(second)
    service.rotate_code(second.id, actor=shop.actor)
    assert outcome_of(f"{BASE}/t/{old}") is CodeOutcome.ROTATED
    assert outcome_of(f"{BASE}/t/{codes.code_of(other.tables[0])}") is CodeOutcome.OTHER_STORE
    assert outcome_of("https://pay.example/t/x") is CodeOutcome.FOREIGN
    assert outcome_of(f"{BASE}/t/{codes.code_of(first)[:-1]}x") is CodeOutcome.UNKNOWN
    assert outcome_of("") is CodeOutcome.UNKNOWN
    gone = codes.code_of(third)
    service.remove_table(third.id, actor=shop.actor)
    assert outcome_of(f"{BASE}/t/{gone}") is CodeOutcome.UNKNOWN


def test_an_old_sticker_says_since_when(walking: PageClient, shop: Shop) -> None:
    old = codes.code_of(shop.tables[0])
    service.rotate_code(shop.tables[0].id, actor=shop.actor)
    answer = walking.post(f"{AUDIT}/scan", data={"text": old}, follow_redirects=True)
    assert "旧桌码" in answer.text
    assert "于 20" in answer.text


def test_a_sticker_on_the_wrong_table_is_noted(walking: PageClient, shop: Shop) -> None:
    walking.get(f"/t/{codes.code_of(shop.tables[0])}")
    audit = queries.find_running_audit(shop.id)
    assert audit
    [check] = queries.list_checks(audit.id)
    page = walking.post(f"{AUDIT}/{check.id}/misplaced", follow_redirects=True).text
    assert "贴错桌子" in page


def test_starting_anew_forgets_and_ending_stops(walking: PageClient, shop: Shop) -> None:
    walking.get(f"/t/{codes.code_of(shop.tables[0])}")
    assert "还剩 3 张没扫" in walking.get(AUDIT).text
    walking.post(AUDIT)
    assert "还剩 4 张没扫" in walking.get(AUDIT).text
    walking.post(f"{AUDIT}/end")
    assert AUDIT not in walking.get(f"/t/{codes.code_of(shop.tables[0])}").headers["Location"]
    assert walking.post(f"{AUDIT}/scan", data={"text": "x"}).status_code == 409


def test_only_the_audit_s_page_may_ask_for_the_camera(owner: PageClient, shop: Shop) -> None:
    assert "camera=(self)" in owner.get(AUDIT).headers["Permissions-Policy"]
    assert "camera=()" in owner.get("/backoffice/tables").headers["Permissions-Policy"]


def test_a_waiter_does_not_audit(staff_page: Callable[[Role], PageClient], shop: Shop) -> None:
    assert staff_page(Role.WAITER).post(AUDIT).status_code == 403


def test_the_walk_on_a_phone(browser: Browser, server: LiveServer) -> None:
    made = device(browser, PHONE, is_phone=True)
    page = log_in(made, server, "owner")
    page.goto(f"{server.base_url}{AUDIT}")
    page.get_by_role("button", name="开始巡检").click()
    expect(page.get_by_role("button", name="结束巡检")).to_be_visible()
    page.goto(table(server, "A05")["url"])
    expect(page.locator(".audit-seen")).to_contain_text("A05")
    expect(page.locator(".audit-seen")).to_contain_text("正确")
    page.fill("#text", "https://elsewhere.example/t/1")
    page.press("#text", "Enter")
    expect(page.locator(".audit-seen")).to_contain_text("不是本店的码")
    with page.expect_navigation():
        page.get_by_role("button", name="结束巡检").click()
    page.goto(table(server, "A05")["url"])
    expect(page.locator(".masthead")).to_contain_text("A05")
    assert made.complaints == []
