"""What a replay proves, each check against the source itself and by the outside interfaces."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.replay_slips import Slip
from benchmarks.replay_source import Source
from benchmarks.shop import Shop

CHECKED = (
    "the import took every dish of the file without an error",
    (
        "each order's total and each line's dish, price and portions are the data's own,"
        " and the grand total is the sum of amounts times counts"
    ),
    "a request repeated with the same key got the same bytes and made no second order",
    "kitchen events are numbered without a gap and every line came exactly once",
    (
        "each order came out of the virtual printer exactly once, every dish name and its portions"
        " decoded from the bytes, slips numbered without a gap"
    ),
    "the day report has the same number of orders and the same sum, by day and by hour",
    "the server's log has no error",
)

Placed = dict[str, dict[str, Any]]


def check_import(source: Source, imported: dict[str, Any]) -> Iterator[str]:
    """The import created a dish for every row."""
    if imported["errors"] or imported["created"] != len(source.menu):
        yield f"import: {imported} for {len(source.menu)} rows"


def check_orders(source: Source, placed: Placed) -> Iterator[str]:
    """What was answered is what the data says."""
    for order in source.orders:
        answer = placed.get(order.id)
        if answer is None:
            yield f"order {order.id} was not placed"
            continue
        got = [(line["name"], line["quantity"], line["unit_price_fen"]) for line in answer["lines"]]
        wanted = [
            (source.menu[line.code][0], line.quantity, line.price_fen) for line in order.lines
        ]
        if got != wanted:
            yield f"order {order.id}: lines {got}, not {wanted}"
        if answer["total_fen"] != order.total_fen:
            yield f"order {order.id}: {answer['total_fen']} fen, not {order.total_fen}"
    total = sum(answer["total_fen"] for answer in placed.values())
    wanted_total = sum(order.total_fen for order in source.orders)
    if total != wanted_total:
        yield f"all orders: {total} fen, not {wanted_total}"


def check_kitchen(shop: Shop, placed: Placed) -> Iterator[str]:
    """Every line is in the kitchen's feed exactly once, and the numbers have no gap."""
    seqs: list[int] = []
    seen: Counter[str] = Counter()
    token, since = shop.token("kitchen"), 0
    while True:
        feed = shop.ask("GET", f"/kitchen/events?since={since}", token=token).json()
        for event in feed["events"]:
            seqs.append(event["seq"])
            if event["kind"] == "ticket_opened":
                seen.update(line["id"] for line in event["ticket"]["lines"])
        if not feed["events"]:
            break
        since = seqs[-1]
    if seqs != list(range(1, feed["head"] + 1)):
        yield f"kitchen: numbers have gaps or repeats, head {feed['head']}, {len(seqs)} events"
    wanted = Counter(line["id"] for answer in placed.values() for line in answer["lines"])
    if seen != wanted:
        yield f"kitchen: {len(wanted - seen)} lines missing, {len(seen - wanted)} too many"


def check_slips(source: Source, placed: Placed, slips: list[Slip]) -> Iterator[str]:
    """Every order was printed once, with every dish and its portions."""
    by_number = {slip.order_number: slip for slip in slips}
    if len(slips) != len(placed):
        yield f"paper: {len(slips)} slips for {len(placed)} orders"
    if sorted(slip.slip_number for slip in slips) != list(range(1, len(slips) + 1)):
        yield "paper: the slips are not numbered without a gap"
    for order in source.orders:
        number = placed.get(order.id, {}).get("number", "")
        slip = by_number.get(number)
        wanted = Counter((source.menu[line.code][0], line.quantity) for line in order.lines)
        if slip is None or slip.lines != wanted or slip.unknown_bytes:
            got = dict(slip.lines) if slip else None
            yield f"paper: order {order.id} ({number}) shows {got}, not {dict(wanted)}"


def check_report(shop: Shop, source: Source) -> Iterator[str]:
    """The day reports around now add up to the data."""
    today = datetime.now(UTC).date()
    token = shop.token("owner")
    days = [
        shop.ask("GET", f"/reports/days/{today + timedelta(days=n)}", token=token).json()
        for n in (-1, 0, 1)
    ]
    wanted = sum(order.total_fen for order in source.orders)
    got = {
        "orders": sum(day["orders"] for day in days),
        "gross_fen": sum(day["gross_fen"] for day in days),
        "net_fen": sum(day["net_fen"] for day in days),
        "by_hour": sum(sum(day["by_hour"]) for day in days),
    }
    if got != {
        "orders": len(source.orders),
        "gross_fen": wanted,
        "net_fen": wanted,
        "by_hour": wanted,
    }:
        yield f"report: {got}, not {len(source.orders)} orders and {wanted} fen"
