"""Severe notices on the counter: their words for all, the way to the inbox for those in charge."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from app.notices import service
from app.notices.kinds import NoticeKind
from app.staff.rights import Role
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient

Page = Callable[[Role], PageClient]


def test_the_latest_severe_notice_stands_there_with_the_count(shop: Shop, staff_page: Page) -> None:
    assert "edge severe" not in staff_page(Role.OWNER).get("/counter/alerts").text
    service.tell(shop.id, NoticeKind.DEVICE_ENROLLED, "1", {"by": "王芳", "name": "平板"})
    found = {
        (NoticeKind.BACKUP_FAILED, ""): {"why": "满"},
        (NoticeKind.DISK_LOW, ""): {"mb": 120},
    }
    service.settle(shop.id, frozenset(kind for kind, _ in found), found)
    owner = staff_page(Role.OWNER).get("/counter/alerts").text
    assert "磁盘只剩 120 MB" in owner and '<span class="badge">2</span>' in owner
    assert 'href="/backoffice/notices"' in owner and "有情况，请看一眼" in owner
    cashier = staff_page(Role.CASHIER).get("/counter/alerts").text
    assert "磁盘只剩 120 MB" in cashier and "请告诉老板" in cashier
    assert "/backoffice/notices" not in cashier
    assert "平板" not in owner


@pytest.mark.parametrize(
    ("kind", "params", "words"),
    [
        (NoticeKind.CLOCK_WRONG, {}, "电脑时间不对"),
        (NoticeKind.BACKUP_OVERDUE, {"days": 3}, "3 天"),
        (NoticeKind.DISK_LOW, {"mb": 120}, "磁盘只剩 120 MB"),
    ],
)
def test_the_light_tells_the_cashier_of_the_clock_the_backup_and_the_disk(
    shop: Shop, staff_page: Page, kind: NoticeKind, params: dict[str, Any], words: str
) -> None:
    assert "一切正常" in staff_page(Role.CASHIER).get("/counter/alerts").text
    service.settle(shop.id, frozenset({kind}), {(kind, ""): params})
    cashier = staff_page(Role.CASHIER).get("/counter/alerts").text
    assert words in cashier and "有情况，请看一眼" in cashier


def test_the_strip_is_pulled_when_notices_change(shop: Shop, staff_page: Page) -> None:
    page = staff_page(Role.CASHIER).get("/counter").text
    strip = re.search(r'id="alerts"[^>]*data-topics="([^"]*)"', page)
    assert strip is not None and "notices" in strip[1].split()
