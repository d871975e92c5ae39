"""How many statements each page sends, and whether any of them reads a growing table through.

Every page of the URL map is asked for twice, with one set of everything and with four: orders,
tickets, slips, payments, parties, staff, printers, dishes, stations, stock. The counts must be the
same; `test_many_rows.py` is the whole, with ten and a hundred.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text
from werkzeug.routing import Rule

from app.core.clock import FixedClock
from app.core.db import db
from app.staff.models import LoginKind
from app.staff.rights import Role
from tests.factories import staff
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop
from tests.factories.tables import sit_down
from tests.fixtures.callers import PageClient
from tests.web.more_rows import add_sets
from tests.web.rights_matrix import ROUTES
from tests.web.test_rights_matrix import things_at

RIGHT_OF = {name: right for right, names in ROUTES.items() for name in names.split()}
# Their answers are files that are made row by row, or they leave the house.
LEFT_OUT = {"diner.wechat_door", "diner.wechat_back"}
# Tables that grow with every order for as long as the shop lives.
GROWING = (
    "customer_order", "order_line", "order_line_option", "kitchen_ticket", "kitchen_event",
    "print_job", "payment", "payment_allocation", "ledger_entry", "ledger_line", "audit_entry",
    "outbox_message", "stock_movement", "table_session", "idempotency_key", "notice",
)  # fmt: skip

# The self-test adds the ledger of stock up again, by design and on demand.
READS_ALL = {"backoffice.health": ("stock_movement",)}

Statement = tuple[str, Any]


class Walk:
    """Asks for every page as whoever may see most of it, and keeps what was sent."""

    def __init__(self, app: Flask, shop: Shop, ids: dict[str, str]) -> None:
        self.app, self.ids = app, ids
        self.owner, self.guest = (PageClient(app, app.response_class) for _ in range(2))
        self.owner.log_in(staff.token_of(shop.staff[Role.OWNER], LoginKind.BROWSER))
        self.guest.sit_down(sit_down(shop.tables[0]))

    def pages(self) -> Iterator[tuple[str, str]]:
        """(endpoint, address) of every page that answers GET."""
        for rule in self.app.url_map.iter_rules():
            is_page = rule.endpoint in RIGHT_OF and "GET" in (rule.methods or ())
            if is_page and rule.endpoint not in LEFT_OUT:
                yield rule.endpoint, self.address(rule)

    def address(self, rule: Rule) -> str:
        built = rule.build({name: self.ids[name] for name in rule.arguments}, append_unknown=False)
        assert built is not None
        return str(built[1])

    def all(self) -> dict[str, list[Statement]]:
        """By endpoint, what each page sends once the caches of the process are warm."""
        found = {}
        for endpoint, address in self.pages():
            asker = self.guest if RIGHT_OF[endpoint] == "diner" else self.owner
            asker.open(address, method="GET")
            with sent() as statements:
                answer = asker.open(address, method="GET")
            assert answer.status_code < 500 or endpoint == "health.ready", endpoint
            found[endpoint] = statements
        return found


@contextmanager
def sent() -> Iterator[list[Statement]]:
    """What is sent to the database in the block."""
    statements: list[Statement] = []

    def note(*given: Any) -> None:
        if not given[2].startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            statements.append((given[2], given[3]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def grown(before: dict[str, list[Statement]], after: dict[str, list[Statement]]) -> dict[str, str]:
    """The pages that send more with more rows, with the statements that were repeated."""
    found = {}
    for endpoint, statements in after.items():
        was = Counter(_short(sql) for sql, _ in before[endpoint])
        more = Counter(_short(sql) for sql, _ in statements) - was
        if len(statements) > len(before[endpoint]):
            told = "; ".join(f"{count} x {sql}" for sql, count in more.items())
            found[endpoint] = f"{len(before[endpoint])} -> {len(statements)}: {told}"
    return found


def _short(sql: str) -> str:
    """A statement without its columns and without how many values it is given."""
    named = re.sub(r"SELECT .*? \nFROM", "FROM", sql, flags=re.DOTALL).replace("\n", " ")
    given = re.sub(r"%\(\w+\)s(::\w+)?", "?", named)
    return re.sub(r"\?(, \?)+", "?", given)[:200]


def test_no_page_sends_more_with_more_rows_or_reads_a_growing_table_through(
    app: Flask, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    walk = Walk(app, shop, things_at(shop, 0))
    add_sets(shop, range(1))
    before = walk.all()
    add_sets(shop, range(1, 4))
    after = walk.all()
    assert len(after) > 150
    with capsys.disabled():
        most = sorted(after, key=lambda name: -len(after[name]))[:5]
        told = ", ".join(f"{name} {len(after[name])}" for name in most)
        sys.stdout.write(f"\nstatements: {len(after)} pages; most: {told}\n")
    found = grown(before, after)
    assert not found, "\n".join(f"{name}: {told}" for name, told in found.items())
    if db.engine.dialect.name == "sqlite":
        scans = scanned(after)
        assert not scans, "\n".join(f"{name}: {told}" for name, told in scans.items())


def test_that_a_login_is_in_use_is_written_once_and_nothing_is_read_again(
    shop: Shop, clock: FixedClock, staff_page: Callable[[Role], PageClient]
) -> None:
    """A page asks several times who is there; a write forgets what the page has read."""
    owner = staff_page(Role.OWNER)
    for _ in range(3):
        place_at_counter(shop.actor, (shop.dish["tofu"], 1), table=shop.tables[0])
    owner.get("/backoffice/orders")
    clock.move(minutes=2)
    with sent() as statements:
        owner.get("/backoffice/orders")
    seen = [sql for sql, _ in statements if sql.startswith("UPDATE staff_login")]
    assert len(seen) == 1
    assert not any("WHERE customer_order.id =" in sql for sql, _ in statements)


def test_control_a_page_that_asks_per_row_and_reads_all_is_found(app: Flask, shop: Shop) -> None:
    def ask() -> list[Statement]:
        with sent() as statements:
            for row in db.session.execute(text("SELECT id FROM customer_order")).all():
                db.session.execute(
                    text("SELECT * FROM order_line WHERE order_id = :id"), {"id": row[0]}
                )
        return statements

    before = {"page": ask()}
    place_at_counter(shop.actor, (shop.dish["tofu"], 1), table=shop.tables[0])
    after = {"page": ask()}
    assert "1 -> 2" in grown(before, after)["page"]
    if db.engine.dialect.name == "sqlite":
        assert "SCAN customer_order" in "".join(scanned(after).values())


def scanned(sent_by: dict[str, list[Statement]]) -> dict[str, str]:
    """Statements that read all rows of a growing table, by the database's own plan."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    raw = db.session.connection().connection.driver_connection
    for endpoint, statements in sent_by.items():
        for sql, given in statements:
            if sql in seen or not sql.lstrip().upper().startswith(("SELECT", "WITH")):
                continue
            seen.add(sql)
            plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}", given)]
            # The newest rows by their own key: the plan calls it a scan, and ends at the limit.
            is_newest = "LIMIT" in sql and "WHERE" not in sql
            through = [] if is_newest else [
                step for step in plan
                if (match := re.match(r"SCAN (\w+)", step)) and match[1] in GROWING
                and match[1] not in READS_ALL.get(endpoint, ())
            ]  # fmt: skip
            if through:
                found[f"{endpoint} {_short(sql)}"] = "; ".join(through)
    return found
