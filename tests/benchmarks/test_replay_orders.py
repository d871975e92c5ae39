"""The replay: on a real server with real orders, and its checks on answers that are wrong."""

import copy
import json
import socket
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from benchmarks import replay_checks, replay_orders, replay_source
from benchmarks.replay_slips import Slip, read_slip
from benchmarks.replay_source import Source, SourceLine, SourceOrder
from printer.documents import KitchenSlip, SlipLine
from printer.encode import render
from printer.paper import MM80

LONG_NAME = "张裕葡萄酒张裕赤霞珠干红"
PLACED_AT = datetime(2016, 8, 1, 11, 5, tzinfo=UTC)
SOURCE = Source(
    b"",
    {"1": (LONG_NAME, 3200)},
    [SourceOrder("417", PLACED_AT, (SourceLine("1", LONG_NAME, 2, 3200),))],
)
PLACED: dict[str, Any] = {
    "417": {
        "number": "0012",
        "total_fen": 6400,
        "lines": [{"id": "a", "name": LONG_NAME, "quantity": 2, "unit_price_fen": 3200}],
    }
}


def a_slip(name: str = LONG_NAME) -> Slip:
    """The slip of order 0012, through the printer's bytes."""
    document = KitchenSlip(
        station="后厨",
        table="A03",
        order_type="dine_in",
        order_number="0012",
        round=1,
        covers=3,
        placed_at="12:01",
        placed_by="",
        lines=(SlipLine(name, (), "", 2),),
        note="",
        slip_number=1,
        language="zh",
    )
    return read_slip(render(document, MM80))


def test_a_slip_is_read_back_though_its_dish_takes_two_lines() -> None:
    assert a_slip() == Slip("0012", 1, Counter({(LONG_NAME, 2): 1}), 0)


def test_right_answers_have_no_difference() -> None:
    assert list(replay_checks.check_orders(SOURCE, PLACED)) == []
    assert list(replay_checks.check_slips(SOURCE, PLACED, [a_slip()])) == []


@pytest.mark.parametrize(
    ("member", "value"), [("quantity", 3), ("unit_price_fen", 3100), ("name", "红酒")]
)
def test_a_changed_line_is_a_difference(member: str, value: object) -> None:
    changed = copy.deepcopy(PLACED)
    changed["417"]["lines"][0][member] = value
    assert list(replay_checks.check_orders(SOURCE, changed))


def test_a_changed_total_or_a_lost_order_is_a_difference() -> None:
    changed = {"417": {**PLACED["417"], "total_fen": 6399}}
    assert list(replay_checks.check_orders(SOURCE, changed))
    assert list(replay_checks.check_orders(SOURCE, {}))


def test_a_missing_a_second_and_a_wrong_slip_are_differences() -> None:
    assert list(replay_checks.check_slips(SOURCE, PLACED, []))
    assert list(replay_checks.check_slips(SOURCE, PLACED, [a_slip(), a_slip()]))
    assert list(replay_checks.check_slips(SOURCE, PLACED, [a_slip("红酒")]))


@pytest.mark.server
def test_a_few_real_orders_replay_without_difference(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        replay_source.read(replay_source.shared_folder(None))
    except replay_source.NoSourceError as absent:
        pytest.skip(str(absent))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code = replay_orders.main(["--orders", "8", "--phones", "4", "--port", str(port), "--json"])
    figures = json.loads(capsys.readouterr().out)
    assert (code, figures["orders"], figures["differences"]) == (0, 8, [])
