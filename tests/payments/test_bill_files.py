"""Bills that somebody fetched by hand: read as they are given out, refused in plain words."""

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from app.core.db import db
from app.payments.checking import files, queries, service
from app.payments.checking.models import DifferenceKind
from app.payments.models import Channel, Payment
from app.staff.rights import Role
from app.web.backoffice.reconciling import KIND, WRONG_FILE
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient
from tests.payments.refunding import give_back
from tests.payments.till import Till
from tests.simulators.wechat_bill import MCHID, Trade, bill_of, flows_of

DAY = date(2026, 3, 2)


def paid_and_given_back(till: Till) -> None:
    attempt = till.begin()
    till.sim.pay(attempt.id)
    assert till.hear(attempt.id)
    give_back(till.shop, db.session.scalars(select(Payment)).one().id, 500)
    till.settle()


def zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def forms_of(till: Till) -> list[bytes]:
    """The same bill in every form in which a console gives it out."""
    if not till.is_wechat:
        whole = till.sim._bill_file()
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            details = max((archive.read(each) for each in archive.infolist()), key=len)
        return [whole, details, zipped("details.csv", details)]
    plain = till.sim.bill_text().encode()
    return [plain, gzip.compress(plain), zipped("bill.csv", plain), plain.replace(b"\r\n", b"\n")]


def test_a_file_is_compared_as_a_fetched_bill_is(till: Till) -> None:
    paid_and_given_back(till)
    for content in forms_of(till):
        check = service.check_file(content, actor=till.shop.person())
        assert (check.channel, check.day) == (till.channel, DAY)
        assert (check.is_done, check.is_by_hand, check.rows) == (True, True, 2)
        assert queries.list_open(till.shop.id) == []
        assert check.ours_fen == check.theirs_fen == 1300


def test_planted_differences_in_a_file_are_found(wechat_till: Till) -> None:
    till = wechat_till
    paid_and_given_back(till)
    text = till.sim.bill_text()
    planted = {
        DifferenceKind.AMOUNT: text.replace("`18.00", "`18.01"),
        DifferenceKind.FEE: text.replace("`0.10800", "`1.80000"),
        DifferenceKind.STATE: text.replace("`ORIGINAL,`SUCCESS", "`ORIGINAL,`FAIL"),
        DifferenceKind.MISSING_THERE: "".join(
            line for line in text.splitlines(keepends=True) if "`REFUND" not in line
        ),
    }
    for kind, changed in planted.items():
        assert changed != text, kind
        service.check_file(changed.encode(), actor=till.shop.person())
        assert [each.kind for each, _check in queries.list_open(till.shop.id)] == [kind]
    assert set(KIND) == set(DifferenceKind), "each has its next step"


def _bill(*moments: str) -> str:
    """A bill of WeChat with payments at these moments."""
    trade = Trade("n1", "wx", 1800, "native", {}, paid_at=None)
    lines = bill_of([trade], set()).splitlines()
    rows = [_row(lines[0], at) for at in moments]
    return "\r\n".join([lines[0], *rows, *lines[1:]])


def _row(head: str, at: str) -> str:
    cells = dict.fromkeys(head.lstrip("\ufeff").split(","), "0")
    cells |= {"交易时间": at, "商户号": MCHID, "订单金额": "18.00", "交易状态": "SUCCESS"}
    return ",".join(f"`{each}" for each in cells.values())


WRONG: dict[str, bytes] = {
    "nothing": b"",
    "no_bill": "菜名,价格\r\n麻婆豆腐,18\r\n".encode(),
    "damaged": gzip.compress(bytes(range(256)))[:40],
    "fund_flow": flows_of([], set()).encode(),
    "empty": _bill().encode(),
    "several_days": _bill("2026-03-02 11:00:00", "2026-03-03 11:00:00").encode(),
    "another_merchant": _bill("2026-03-02 11:00:00").replace(MCHID, "1900000999").encode(),
    "too_large": b"x" * (files.MAX_BYTES + 1),
}
MORE = {
    "a picture": ("no_bill", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
    "a cut zip": ("damaged", zipped("a.csv", b"x" * 500)[:200]),
    "rubbish for a time": ("damaged", _bill("gestern").encode()),
}


@pytest.mark.parametrize("why", [*WRONG, *MORE])
def test_a_wrong_file_is_refused_and_named(wechat_till: Till, why: str) -> None:
    expected, content = MORE[why] if why in MORE else (why, WRONG[why])
    with pytest.raises(files.WrongFile) as wrong:
        service.check_file(content, actor=wechat_till.shop.person())
    assert wrong.value.why == expected
    assert queries.list_checks(wechat_till.shop.id) == []


def test_every_fault_has_words() -> None:
    assert set(WRONG) == set(WRONG_FILE)


def test_the_page_takes_the_file_and_says_what_is_wrong(
    wechat_till: Till, shop: Shop, staff_page: Callable[[Role], PageClient]
) -> None:
    paid_and_given_back(wechat_till)
    office = staff_page(Role.OWNER)
    path = "/backoffice/reconciliation/file"
    for content, words in (
        (WRONG["no_bill"], "这不是微信支付或支付宝的账单"),
        (forms_of(wechat_till)[1], "已核对 2 行"),
    ):
        form = {"file": (io.BytesIO(content), "bill.csv")}
        sent = office.open(path, method="POST", data=form, content_type="multipart/form-data")
        assert sent.status_code == 303
        page = office.get("/backoffice/reconciliation").text
        assert words in page
    assert "来自文件" in page and "一致" in page
    assert queries.find_check(shop.id, Channel.WECHAT, DAY) is not None
