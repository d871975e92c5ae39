"""`/metrics` and the lines of requests: who may read them, and that they tell the truth."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.config import Config, ConfigError
from app.core import slow
from app.core.db import db, transaction
from app.notices import service as notices
from app.notices.kinds import NoticeKind
from app.printing.models import Printer
from app.staff.rights import Role
from app.web import metrics as page
from app.web import observing
from tests.factories.ordering import place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.fixtures.callers import Caller

TOKEN = "a token of the monitoring"


def read(app: Flask, **more: Any) -> int:
    return app.test_client().get("/metrics", **more).status_code


def figures(app: Flask) -> dict[str, float]:
    """The figures by name and labels."""
    answer = app.test_client().get("/metrics")
    assert answer.content_type.startswith("text/plain; version=")
    rows = [line for line in answer.text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _, value in (row.rpartition(" ") for row in rows)}


@pytest.fixture
def with_token(app: Flask) -> None:
    app.config["KAIFAN"] = replace(app.config["KAIFAN"], metrics_token=TOKEN)


GUEST = {"REMOTE_ADDR": "192.168.1.50"}


def test_nobody_else_may_read_them(app: Flask, shop: Shop) -> None:
    assert read(app) == 200
    assert read(app, environ_base=GUEST) == 404
    passed_on = {"X-Forwarded-For": "1.2.3.4"}
    assert read(app, headers=passed_on) == 404, "a proxy on this machine brings others"
    assert read(app, base_url="https://order.example.com") == 404, "so does a tunnel"
    assert read(app, headers={"Authorization": "Bearer "}) == 404, "no token is no token"


def test_a_token_opens_them_from_anywhere(app: Flask, shop: Shop, with_token: None) -> None:
    assert read(app, environ_base=GUEST, headers={"Authorization": f"Bearer {TOKEN}"}) == 200
    assert read(app, environ_base=GUEST, headers={"Authorization": "Bearer wrong"}) == 404
    assert read(app, environ_base=GUEST) == 404


def test_control_without_the_question_everybody_reads(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "_may_read", lambda: True)
    assert read(app, environ_base=GUEST) == 200


def test_a_short_token_is_refused_at_the_start(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIFAN_METRICS_TOKEN", "short")
    with pytest.raises(ConfigError, match="16 characters"):
        Config.load(config.data_dir)


def test_what_happens_is_counted(
    app: Flask, shop: Shop, as_diner: Callable[..., Caller], drain: Callable[[], int]
) -> None:
    make_printer(shop.actor)
    before = figures(app)
    placed = place_at_counter(shop.actor, (shop.dish["tofu"], 1), table=shop.tables[0])
    drain()
    phone = as_diner(shop.tables[1])
    phone.get(f"/orders/{placed.id}")
    after = figures(app)

    def grown(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert grown('kaifan_actions_total{action="order.placed"}') == 1
    assert grown('kaifan_http_requests_total{status="404",view="api_orders.show"}') == 1
    assert grown('kaifan_http_request_seconds_count{face="api_orders"}') == 1
    assert grown("kaifan_sql_statements_total") > 10
    [waiting] = [after[name] for name in after if name.startswith("kaifan_print_jobs_waiting")]
    assert waiting == 1
    assert after['kaifan_outbox_messages{state="waiting"}'] == 0


def test_the_health_light_is_among_them(app: Flask, shop: Shop) -> None:
    light = f'kaifan_health{{store="{shop.id}"}}'
    assert figures(app)[light] == 0
    printer = make_printer(shop.actor)
    with transaction():
        db.session.get_one(Printer, printer.id).last_error = "offline: no answer"
    assert figures(app)[light] == 1


def test_the_light_in_the_figures_knows_of_the_disk_and_the_clock(app: Flask, shop: Shop) -> None:
    light = f'kaifan_health{{store="{shop.id}"}}'
    for kind, params in ((NoticeKind.DISK_LOW, {"mb": 100}), (NoticeKind.CLOCK_WRONG, {})):
        assert figures(app)[light] == 0
        notices.settle(shop.id, frozenset({kind}), {(kind, ""): params})
        assert figures(app)[light] == 1
        notices.settle(shop.id, frozenset({kind}), {})


def test_the_lines_of_an_order_carry_request_actor_and_order(
    app: Flask, shop: Shop, as_staff: Callable[[Role], Caller], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="kaifan")
    lines = [{"dish_id": shop.dish["rice"].id, "quantity": 1}]
    body = {"lines": lines, "order_type": "pickup"}
    answer = as_staff(Role.CASHIER).post("/staff/orders", body, key="k")
    order_id = (answer.json or {})["id"]
    told = {record.getMessage(): record for record in caplog.records}
    placed, asked = told["order.placed"], told["POST api_orders.place_for_guests"]
    assert placed.facts["order"] == order_id  # type: ignore[attr-defined]
    assert placed.facts["actor"] == shop.staff[Role.CASHIER].id  # type: ignore[attr-defined]
    assert asked.facts["status"] == 201  # type: ignore[attr-defined]
    assert len(answer.headers[observing.HEADER]) == 26


def test_what_only_looks_leaves_no_line(
    app: Flask, shop: Shop, as_staff: Callable[[Role], Caller], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="kaifan")
    assert as_staff(Role.KITCHEN).get("/kitchen/events?since=0").status_code == 200
    assert [each for each in caplog.records if each.name == "kaifan.requests"] == []


def test_a_slow_statement_is_written_down_without_what_it_was_given(
    app: Flask, shop: Shop, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO, logger="kaifan")
    moments = iter([0.0, 0.5, 0.5, 0.6])
    monkeypatch.setattr(slow.time, "perf_counter", lambda: next(moments))
    statement = text("SELECT :phone")
    for _ in range(2):
        db.session.execute(statement, {"phone": "13812345678"})
    [record] = caplog.records
    mark = {"sqlite": "?", "postgresql": "%(phone)s"}[db.engine.dialect.name]
    assert record.facts == {"ms": 500, "sql": f"SELECT {mark}"}  # type: ignore[attr-defined]


def test_an_error_of_the_database_keeps_to_itself_what_it_was_given(app: Flask) -> None:
    with pytest.raises(Exception, match="hidden") as told:
        db.session.execute(text("SELECT nothing FROM nowhere WHERE x = :p"), {"p": "13812345678"})
    assert "13812345678" not in str(told.value)
