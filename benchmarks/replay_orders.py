"""Replays real orders over HTTP into a fresh demo shop and proves that nothing is lost or changed.

Run as `python -m benchmarks.replay_orders [--speed max|N] [--phones P] [--shared DIR]`, where N is
how many times faster than the guests ordered. Exits 1 on any difference.
"""

import argparse
import json
import queue
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from benchmarks import replay_checks, replay_source
from benchmarks.callers import quantile
from benchmarks.replay_slips import SlipCollector
from benchmarks.replay_source import NoSourceError, Source, SourceOrder
from benchmarks.shop import API, Shop, fresh_folder
from benchmarks.table import Row, print_rows
from benchmarks.wire import Connection, request

# Every so many orders the phone asks again with the same key, as after an answer that was lost.
_ASK_AGAIN_EVERY = 10


@dataclass
class Replay:
    """What the phones saw; `placed` maps the source's order ids to the server's answers."""

    placed: dict[str, dict[str, Any]] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    asked_again: int = 0
    seconds: float = 0.0


def main(arguments: list[str] | None = None) -> int:
    """Replay, check and print; 1 on any difference, 2 without the data."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replay_orders")
    parser.add_argument("--speed", default="max", help="max, or times real time such as 5000")
    parser.add_argument("--phones", type=int, default=13)
    parser.add_argument("--orders", type=int, help="only the first so many")
    parser.add_argument("--port", type=int, default=8330)
    parser.add_argument("--shared")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    try:
        source = replay_source.read(replay_source.shared_folder(options.shared))
    except NoSourceError as error:
        print(error, file=sys.stderr)
        return 2
    if options.orders:
        del source.orders[options.orders :]
    times = None if options.speed == "max" else float(options.speed)
    figures = run(source, options.port, options.phones, times)
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=2))
    else:
        report(figures)
    return 1 if figures["differences"] else 0


def run(source: Source, port: int, phones: int, times: float | None) -> dict[str, Any]:
    """Replay into a fresh shop; `times` is the speed-up, None for as fast as it goes."""
    with fresh_folder() as folder, Shop(port, folder) as shop:
        with SlipCollector(folder / "printers") as collector:
            token = shop.token("owner")
            csv_type = {"Content-Type": "text/csv"}
            imported = shop.ask(
                "POST", "/menu/import", source.menu_file, token=token, headers=csv_type
            ).json()
            replay = replay_all(shop, source, phones, times)
            print_seconds = shop.wait_until_idle()
        differences = [
            *replay.problems,
            *replay_checks.check_import(source, imported),
            *replay_checks.check_orders(source, replay.placed),
            *replay_checks.check_kitchen(shop, replay.placed),
            *replay_checks.check_slips(source, replay.placed, collector.slips()),
            *replay_checks.check_report(shop, source),
            *(f"server log: {line}" for line in shop.log_errors()),
        ]
    return {
        "orders": len(replay.placed),
        "lines": sum(len(order["lines"]) for order in replay.placed.values()),
        "total_yuan": sum(order["total_fen"] for order in replay.placed.values()) / 100,
        "dishes_imported": imported["created"],
        "slips": len(collector.jobs),
        "asked_again": replay.asked_again,
        "phones": phones,
        "seconds": replay.seconds,
        "orders_per_second": len(replay.placed) / replay.seconds,
        "p50_ms": quantile(replay.latencies, 0.5) * 1000,
        "p99_ms": quantile(replay.latencies, 0.99) * 1000,
        "seconds_until_printed": print_seconds,
        "differences": differences,
    }


def replay_all(shop: Shop, source: Source, phones: int, times: float | None) -> Replay:
    """Place every order once, from `phones` threads at the shop's tables."""
    menu = shop.ask("GET", "/menu", token=shop.token("owner")).json()
    ids = {dish["code"]: dish["id"] for each in menu["categories"] for dish in each["dishes"]}
    tokens = shop.new_parties()
    waiting: queue.SimpleQueue[tuple[float, SourceOrder]] = queue.SimpleQueue()
    for order in source.orders:
        after = (order.placed_at - source.orders[0].placed_at).total_seconds()
        waiting.put((after / times if times else 0.0, order))
    replay = Replay()
    began = time.monotonic()
    threads = [
        threading.Thread(
            target=_phone, args=(shop.port, tokens[n % len(tokens)], waiting, ids, replay, began)
        )
        for n in range(phones)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    replay.seconds = time.monotonic() - began
    return replay


def _phone(
    port: int,
    token: str,
    waiting: "queue.SimpleQueue[tuple[float, SourceOrder]]",
    ids: dict[str, str],
    replay: Replay,
    began: float,
) -> None:
    connection = Connection(port)
    while True:
        try:
            after, order = waiting.get_nowait()
        except queue.Empty:
            break
        time.sleep(max(0.0, began + after - time.monotonic()))
        raw = _placing(order, token, ids)
        sent_at = time.monotonic()
        answer = connection.ask(raw)
        replay.latencies.append(time.monotonic() - sent_at)
        if answer.status != 201:
            replay.problems.append(f"order {order.id}: {answer.status} {answer.body.decode()}")
            continue
        replay.placed[order.id] = answer.json()
        if int(order.id) % _ASK_AGAIN_EVERY == 0:
            again = connection.ask(raw)
            replay.asked_again += 1
            if again.body != answer.body or "idempotency-replayed" not in again.headers:
                replay.problems.append(f"order {order.id}: asked again, answered otherwise")
    connection.close()


def _placing(order: SourceOrder, token: str, ids: dict[str, str]) -> bytes:
    lines = [
        {"dish_id": ids.get(line.code, line.code), "quantity": line.quantity}
        for line in order.lines
    ]
    body = json.dumps({"lines": lines, "expected_total_fen": order.total_fen}).encode()
    key = {"Idempotency-Key": f"replay-{order.id}"}
    return request("POST", f"{API}/orders", token=token, body=body, headers=key)


def report(figures: dict[str, Any]) -> None:
    """Print the figures, what was checked, and every difference."""
    differences = figures["differences"]
    rate = f"{figures['seconds']:.1f} s, {figures['orders_per_second']:.0f} orders/s"
    print_rows(
        [
            Row("dishes imported", str(figures["dishes_imported"])),
            Row("orders placed", str(figures["orders"]), f"{figures['phones']} phones"),
            Row("lines", str(figures["lines"])),
            Row("total", f"{figures['total_yuan']:,.2f}", "yuan"),
            Row("took", rate),
            Row("answers", f"{figures['p50_ms']:.1f} / {figures['p99_ms']:.1f} ms", "p50 / p99"),
            Row("asked again", str(figures["asked_again"]), "with the same key"),
            Row("slips decoded", str(figures["slips"])),
            Row("until printed", f"{figures['seconds_until_printed']:.1f} s", "after the last"),
            Row("differences", str(len(differences))),
        ]
    )
    print("\nchecked: " + "; ".join(replay_checks.CHECKED) + ".")
    for difference in differences[:50]:
        print(f"DIFFERENCE {difference}")


if __name__ == "__main__":
    sys.exit(main())
