"""The audit log: in words, filtered, and as a file."""

import ast
import csv
import io
from collections.abc import Callable

from app.catalog import service as catalog
from app.core import audit
from app.core.db import atomic
from app.staff import service as staff
from app.staff.rights import Right, Role
from app.tables import queries as tables
from app.web.backoffice import words
from tests.architecture.sources import python_files
from tests.factories import payments
from tests.factories.ordering import place
from tests.factories.shop import Shop
from tests.factories.tables import sit_down
from tests.fixtures.callers import PageClient


def happened(shop: Shop) -> str:
    """A dish that is sold out, a person with one right less; the dish's id."""
    dish = shop.dish["tofu"]
    catalog.set_availability(dish.id, available=False, actor=shop.actor)
    waiter = shop.staff[Role.WAITER]
    staff.change_member(
        waiter.id, name="小王", role=Role.WAITER, exceptions={Right.VOID: False}, actor=shop.actor
    )
    phone = tables.get_presence(sit_down(shop.tables[0], shop.actor))
    payments.pay(shop.actor, place(phone, shop.dish["rice"]))
    return dish.id


def rows_of(file: bytes) -> list[list[str]]:
    """The rows of a CSV file, the heading first."""
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))


def test_entries_are_in_words(owner: PageClient, shop: Shop) -> None:
    happened(shop)
    log = owner.get("/backoffice/audit").text
    assert "可售：否" in log and "取消的权限：" in log
    assert "付款方式：现金" in log and "金额：¥" in log
    assert "amount_fen" not in log and "available:" not in log


def test_a_fact_without_words_keeps_its_name(owner: PageClient, shop: Shop) -> None:
    write = atomic(audit.log)
    write("x.y", actor=shop.actor, target=("thing", "t1"), odd={"a": 1}, gone=None, name="菜")
    log = owner.get("/backoffice/audit?target=t1").text
    assert "odd：{&#34;a&#34;: 1}" in log and "gone" not in log and "thing t1" in log


def test_the_filter_is_kept_in_the_file(owner: PageClient, shop: Shop) -> None:
    dish_id = happened(shop)
    answer = owner.get(f"/backoffice/audit.csv?target={dish_id}&action=dish.availability")
    rows = rows_of(answer.data)
    assert rows[0][-2:] == ["明细", "原始数据"] and len(rows) == 2
    assert rows[1][3:5] == ["菜品", dish_id] and "可售：否" in rows[1][5]
    assert '"available": false' in rows[1][6]
    assert len(rows_of(owner.get("/backoffice/audit.csv").data)) > 2, (
        "without a filter everything is in it"
    )


def test_only_who_may_export_takes_the_file(
    staff_page: Callable[[Role], PageClient], shop: Shop
) -> None:
    assert staff_page(Role.CASHIER).get("/backoffice/audit.csv").status_code == 403


def test_whatever_is_audited_has_words() -> None:
    written = {
        node.args[0].value
        for source in python_files("app")
        for node in source.nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("log", "log_alone")
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "audit"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert {"line.voided", "takeback.told"} < written
    # Steps of lines are written by their names.
    steps = {f"line.{step}" for step in ("start", "done", "serve", "recall", "hold", "fire")}
    assert not (written | steps) - words.ACTION.keys()
