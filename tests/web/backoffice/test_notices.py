"""The inbox: what is unread, going there, and marking as read."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask_babel import force_locale
from flask_login import login_user

from app.core.db import db
from app.notices import service
from app.notices.kinds import RULES, NoticeKind
from app.notices.models import Notice
from app.staff import queries as staff
from app.staff.rights import Role
from app.web.auth import StaffUser
from app.web.backoffice import notice_words
from tests.factories.shop import Shop
from tests.factories.staff import token_of
from tests.fixtures.callers import PageClient

PARAMS = {
    NoticeKind.PRINTER_FAILING: {"name": "前台", "error": "paper_out"},
    NoticeKind.KITCHEN_UNSEEN: {"count": 2},
    NoticeKind.BACKUP_FAILED: {"why": "disk full"},
    NoticeKind.BACKUP_OVERDUE: {"days": 2},
    NoticeKind.DRILL_FAILED: {"name": "a.db", "why": "short"},
    NoticeKind.DISK_LOW: {"mb": 500},
    NoticeKind.DATABASE_DAMAGED: {},
    NoticeKind.GUESSING: {},
    NoticeKind.DEVICE_ENROLLED: {"name": "平板", "by": "店主"},
    NoticeKind.LICENCE_EXPIRING: {"until": "2026-03-20"},
    NoticeKind.OUTBOX_STUCK: {"late": 1, "given_up": 1},
    NoticeKind.PRINTER_STOOD_IN: {"name": "前台", "backup": "前台", "error": "paper_out"},
    NoticeKind.PRINTERS_BOTH_FAILING: {"name": "前台", "backup": "前台", "error": "paper_out"},
    NoticeKind.MONEY_UNSURE: {"fen": 100},
    NoticeKind.REFUND_FAILED: {"fen": 100},
    NoticeKind.MONEY_RETURNED: {"fen": 100},
    NoticeKind.BILL_DIFFERS: {"count": 2},
    NoticeKind.INVOICE_ASKED: {"table": "A01", "fen": 100},
    NoticeKind.BOOKS_DAMAGED: {"seq": 7},
}
STOCK = {
    "name": "前台",
    "unit": "g",
    "left": 1000,
    "missing": 1000,
    "level": 2000,
    "quantity": 1000,
    "safety": 2000,
    "hours": 2,
    "day": "2026-03-20",
    "percent": 20,
    "value_fen": 100,
    "price_fen": 100,
    "before_fen": 80,
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_has_words_and_a_place(app: Flask, shop: Shop, language: str) -> None:
    token = token_of(shop.staff[Role.OWNER])
    facts = staff.find_logged_in(token)
    assert facts is not None
    with app.test_request_context(), force_locale(language):
        login_user(StaffUser(token, facts))
        for kind in RULES:
            notice = Notice(kind=kind, subject="x", params=PARAMS.get(kind, STOCK))
            words = notice_words.title(notice) + notice_words.advice(notice)
            assert notice_words.advice(notice) and "%(" not in words
            has_chinese = any("一" <= sign <= "鿿" for sign in words.replace("前台", ""))
            assert has_chinese is (language == "zh") or kind is NoticeKind.DEVICE_ENROLLED
            assert notice_words.place_of(notice).startswith("/")


def test_the_inbox_is_empty_fills_and_is_read(
    staff_page: Callable[[Role], PageClient], shop: Shop
) -> None:
    page = staff_page(Role.OWNER)
    assert "一切正常" in page.get("/backoffice/notices").text
    low = {(NoticeKind.DISK_LOW, ""): {"mb": 500}}
    service.settle(shop.id, frozenset({NoticeKind.DISK_LOW}), low)
    bell = page.get("/backoffice/notices/bell").text
    assert "通知：1 条未读" in bell and "bell severe" in bell
    shown = page.get("/backoffice/notices").text
    assert "磁盘只剩 500 MB" in shown and "未读" in page.get("/backoffice/menu").text
    [notice] = db.session.query(Notice)
    path = f"/backoffice/notices/{notice.id}/read"
    assert page.post(path, data={"go": "1"}).location == "/backoffice/health"
    assert "通知：0 条未读" in page.get("/backoffice/notices/bell").text
    service.settle(shop.id, frozenset({NoticeKind.DISK_LOW}), {})
    assert "磁盘只剩" not in page.get("/backoffice/notices").text
    assert "已恢复" in page.get("/backoffice/notices?show=all").text


def test_everything_is_marked_at_once(staff_page: Callable[[Role], PageClient], shop: Shop) -> None:
    for name in ("a", "b"):
        service.tell(shop.id, NoticeKind.DEVICE_ENROLLED, name, {"name": name, "by": "<b>"})
    page = staff_page(Role.OWNER)
    assert "&lt;b&gt; 登记了设备" in page.get("/backoffice/notices?show=all").text
    assert page.post("/backoffice/notices/read", data={"show": "all"}).status_code == 302
    assert "0 条未读" in page.get("/backoffice/notices/bell").text


def test_a_new_notice_rings_the_bell_of_open_pages(
    shop: Shop, pushed: list[tuple[str, str, object]]
) -> None:
    service.tell(shop.id, NoticeKind.DEVICE_ENROLLED, "x", {"name": "x", "by": "y"})
    assert any("notices" in str(hint) for _space, _room, hint in pushed)
