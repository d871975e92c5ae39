"""The audit log: in words, filtered, and as a file."""

import ast
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from urllib.parse import parse_qs

from app.catalog import service as catalog
from app.core import audit
from app.core.clock import FixedClock
from app.core.db import atomic
from app.staff import service as staff
from app.staff.rights import Right, Role
from app.tables import queries as tables
from app.web.backoffice import audit_words, words
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


def numbers(page: str) -> list[int]:
    """Which of the numbered entries stand on a page, in its order."""
    return [int(each) for each in re.findall(r"第(\d+)条", page)]


def test_a_long_log_goes_on_page_by_page_with_its_filter(
    staff_page: Callable[[Role], PageClient], shop: Shop, clock: FixedClock
) -> None:
    write, waiter = atomic(audit.log), shop.person(Role.WAITER)
    write("line.rushed", actor=waiter, target=("line", "l1"), name="第998条")
    clock.move(hours=24)
    for number in range(1, 104):
        write("line.rushed", actor=waiter, target=("line", "l1"), name=f"第{number}条")
    write("line.rushed", actor=shop.actor, target=("line", "l1"), name="第999条")
    owner = staff_page(Role.OWNER)
    asked = f"person={waiter.id}&action=line.rushed&target=l1&day=2026-03-03"

    def page(number: str) -> str:
        return owner.get(f"/backoffice/audit?{asked}&page={number}").text

    assert numbers(page("1")) == list(range(103, 53, -1)), "the latest first, fifty to a page"
    assert numbers(page("2")) == list(range(53, 3, -1))
    assert numbers(page("3")) == [3, 2, 1] == numbers(page("9")), "behind the last is the last"
    assert numbers(page("x")) == numbers(page("-1")) == numbers(page("1"))
    assert "103 条" in page("2")
    links = re.findall(r'href="/backoffice/audit\?([^"]*page=\d+[^"]*)"', page("2"))
    assert {parse_qs(unescape(each))["page"][0] for each in links} >= {"1", "3"}
    for link in links:
        kept = parse_qs(unescape(link))
        assert {name: kept[name][0] for name in ("person", "action", "target", "day")} == {
            "person": waiter.id, "action": "line.rushed", "target": "l1", "day": "2026-03-03"
        }  # fmt: skip


def test_only_who_may_export_takes_the_file(
    staff_page: Callable[[Role], PageClient], shop: Shop
) -> None:
    assert staff_page(Role.CASHIER).get("/backoffice/audit.csv").status_code == 403


# Words of the same form in the same files: kinds of bulk changes, names of loggers, a file.
_NO_ACTIONS = ("bulk.", "kaifan.", "pyproject.")


def _calls() -> Iterator[tuple[ast.Call, list[ast.AST]]]:
    """Every entry that the code writes, and all that stands in the same file."""
    for source in python_files("app"):
        for node in source.nodes:
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("log", "log_alone")
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "audit"
                and node.args
            ):
                yield node, list(source.nodes)


def _texts(nodes: Iterable[ast.AST]) -> set[str]:
    return {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_whatever_is_audited_has_words() -> None:
    written: set[str] = set()
    for call, nodes in _calls():
        action = call.args[0]
        if not isinstance(action, ast.Name | ast.JoinedStr):
            written |= {each for each in _texts(ast.walk(action)) if "." in each}
        elif isinstance(action, ast.Name):
            # Said by whoever calls: one of the file's own words of that form.
            said = {each for each in _texts(nodes) if re.fullmatch(r"[a-z_]+\.[a-z_]+", each)}
            written |= {each for each in said if not each.startswith(_NO_ACTIONS)}
    assert {"line.voided", "takeback.told", "queue.called", "order.discounted"} < written
    # Steps and states are written by their names.
    written |= {f"line.{step}" for step in ("start", "done", "serve", "recall", "hold", "fire")}
    written |= {f"attempt.{each}" for each in ("paid", "closed", "refused", "disputed")}
    written |= {"invoice.issued", "invoice.refused", "payments.exported", "books.exported"}
    assert not written - words.ACTION.keys()


def test_what_it_was_about_and_what_changed_have_words() -> None:
    targets: set[str] = set()
    facts: set[str] = set()
    for call, nodes in _calls():
        given = {each.arg: each.value for each in call.keywords if each.arg}
        facts |= given.keys() - {"actor", "target", "name"}
        target = given["target"]
        found = [target] if isinstance(target, ast.Tuple) else [
            node.value
            for node in nodes
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id == "target"
        ]  # fmt: skip
        targets |= {
            first.value
            for each in found
            if isinstance(each, ast.Tuple) and isinstance(first := each.elts[0], ast.Constant)
        }
    assert {"reservation", "queue_party", "cash_shift"} < targets and "covers" in facts
    assert not targets - audit_words.TARGET.keys()
    assert not facts - audit_words.FACT.keys()


def test_moments_files_and_moved_times_are_in_words(owner: PageClient, shop: Shop) -> None:
    write = atomic(audit.log)
    at, later = "2026-11-28T16:31:53.732984+00:00", "2026-11-28T17:00:00+00:00"
    write("reservation.booked", actor=shop.actor, target=("reservation", "t1"), at=at, covers=4)
    write("order.rescheduled", actor=shop.actor, target=("order", "t2"), changed=[at, later])
    asked = {"from": "2026-11-28", "to": "2026-11-29"}
    write("books.exported", actor=shop.actor, target=("books", "xlsx"), asked=asked)
    write("table.moved", actor=shop.actor, target=("table", "t3"), left="A01", taken="B02")
    log = owner.get("/backoffice/audit").text
    assert "时间：2026年11月29日 00:31" in log and "人数：4" in log
    assert "修改：2026年11月29日 00:31 → 2026年11月29日 01:00" in log
    assert "从：A01、到：B02" in log
    assert "下载账簿" in log and "从：2026-11-28、到：2026-11-29" in log
