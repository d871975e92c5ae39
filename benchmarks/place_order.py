"""Orders per second and latency of the real server beside this machine's limits, in one run.

Run as `python -m benchmarks.place_order [--seconds S] [--port N] [--json]`. It uses the given
port and the next one, and writes to a temporary folder only.
"""

import argparse
import json
import platform
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.core import sqlite
from benchmarks import baskets, limits, statements
from benchmarks.callers import Tally, offer, quantile, saturate
from benchmarks.shop import API, ROOT, Shop, fresh_folder
from benchmarks.table import Row, print_rows
from benchmarks.watchers import KitchenScreen, NetworkPrinter
from benchmarks.wire import request

CALLERS = (1, 4, 16)
OFFERED_PER_SECOND = 50
SHOP_PACE_PER_SECOND = 2
_QUOTE_LINES = 6

Figures = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 1 when an answer was refused or the server's log has an error."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.place_order")
    parser.add_argument("--seconds", type=float, default=6.0, help="length of each measurement")
    parser.add_argument("--port", type=int, default=8330)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    figures = measure(options.port, options.seconds)
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=2))
    else:
        report(figures)
    return 1 if figures["refused"] or figures["log_errors"] else 0


def measure(port: int, seconds: float) -> Figures:
    """All figures of one run, each on a fresh demo shop."""
    with fresh_folder() as folder:
        with Shop(port, folder) as shop:
            figures = _first_figures(shop)
            bodies = baskets.prepare(shop)
            figures["saturated"] = _saturated(shop, bodies, seconds)
            figures["offered"] = _offered(shop, bodies, None, OFFERED_PER_SECOND, seconds)
            figures["reads"] = _reads(shop, bodies, seconds)
            figures["memory_busy_mb"] = asdict(shop.memory())
            found = limits.measure(shop, port + 1, callers=max(CALLERS), seconds=seconds)
            figures["limits"] = {**asdict(found), "road": found.road}
            figures["log_errors"] = shop.log_errors()
            token = shop.new_parties()[0]
        figures["statements"] = statements.count(folder, token, bodies[0])
        with Shop(port, folder) as again:
            figures["start_seconds"] = again.start_seconds
    figures["shop_pace"] = _with_paper(port, 3 * seconds)
    parts = [*figures["saturated"].values(), figures["offered"], *figures["reads"].values()]
    figures["refused"] = sum(sum(part["refused"].values()) for part in parts)
    return figures


def _with_paper(port: int, seconds: float) -> Figures:
    """Orders at a busy shop's pace, with a network printer of our own beside the virtual one."""
    with fresh_folder() as folder, NetworkPrinter() as printer:
        _add_printer(folder, printer.port)
        with Shop(port, folder) as shop:
            bodies = baskets.prepare(shop)
            saturate(shop.port, baskets.placing(shop.new_parties(), bodies), callers=1, seconds=1.0)
            return _offered(shop, bodies, printer, SHOP_PACE_PER_SECOND, seconds)


def _add_printer(folder: Path, port: int) -> None:
    command = [sys.executable, "-m", "benchmarks.add_printer"]
    subprocess.run([*command, "--data", str(folder), "--port", str(port)], cwd=ROOT, check=True)


def _first_figures(shop: Shop) -> Figures:
    return {
        "machine": {
            "system": platform.platform(),
            "cores": _cores(),
            "python": platform.python_version(),
            "sqlite": sqlite.choose_module().sqlite_version,
        },
        "memory_idle_mb": asdict(shop.memory()),
    }


def _cores() -> int:
    file = Path("/proc/cpuinfo")
    return file.read_text(encoding="utf-8").count("processor\t") if file.exists() else 0


def _saturated(shop: Shop, bodies: list[bytes], seconds: float) -> Figures:
    saturate(shop.port, baskets.placing(shop.new_parties(), bodies), callers=4, seconds=1.0)
    found = {}
    for callers in CALLERS:
        shop.wait_until_idle()
        requests = baskets.placing(shop.new_parties(), bodies)
        before = shop.processor_seconds()
        figures = _figures(saturate(shop.port, requests, callers=callers, seconds=seconds))
        figures["seconds_until_printed"] = shop.wait_until_idle()
        used = shop.processor_seconds() - before
        found[str(callers)] = {**figures, "processor_ms": used * 1000 / max(1, figures["count"])}
    return found


def _offered(
    shop: Shop,
    bodies: list[bytes],
    printer: NetworkPrinter | None,
    per_second: float,
    seconds: float,
) -> Figures:
    shop.wait_until_idle()
    requests = baskets.placing(shop.new_parties(), bodies)
    with KitchenScreen(shop) as screen:
        tally = offer(
            shop.port, requests, per_second=per_second, callers=max(CALLERS), seconds=seconds
        )
        shop.wait_until_idle()
        sent_at = {json.loads(body)["number"]: at for at, body in tally.answers}
        hints = screen.delays(sent_at)
    figures = {
        **_figures(tally),
        "offered_per_second": per_second,
        "hint_ms": _milliseconds(hints),
    }
    if printer is not None:
        began = printer.first_bytes
        paper = [began.get(number, float("inf")) - at for number, at in sent_at.items()]
        figures["paper_ms"] = _milliseconds(paper)
    return figures


def _reads(shop: Shop, bodies: list[bytes], seconds: float) -> Figures:
    token = shop.new_parties()[0]
    placing = baskets.placing([token], bodies)(0)
    order_id = shop.connection.ask(next(placing)).json()["id"]
    etag = shop.ask("GET", "/menu", token=token).headers["etag"]
    menu = f"{API}/menu"
    lines = json.loads(bodies[0])["lines"]
    quote = json.dumps({"lines": (lines * 2)[:_QUOTE_LINES]}).encode()
    asked = {
        "menu_unchanged": request("GET", menu, token=token, headers={"If-None-Match": etag}),
        "menu_cold": request("GET", menu, token=token, headers={"Accept-Encoding": "gzip"}),
        "quote": request("POST", f"{API}/quotes", token=token, body=quote),
        "status": request("GET", f"{API}/orders/{order_id}", token=token),
    }
    callers = max(CALLERS)
    return {
        name: _figures(
            saturate(shop.port, baskets.repeating(raw), callers=callers, seconds=seconds)
        )
        for name, raw in asked.items()
    }


def _figures(tally: Tally) -> Figures:
    return {
        "per_second": tally.per_second,
        "count": sum(tally.statuses.values()),
        "refused": tally.refused,
        "p50_ms": tally.quantile_ms(0.5),
        "p99_ms": tally.quantile_ms(0.99),
    }


def _milliseconds(delays: list[float]) -> Figures:
    """p50 and p99 of those that came, and how many never did."""
    came = [delay for delay in delays if delay != float("inf")]
    return {
        "p50": quantile(came, 0.5) * 1000,
        "p99": quantile(came, 0.99) * 1000,
        "missing": len(delays) - len(came),
    }


def report(figures: Figures) -> None:
    """Print the machine and the table."""
    print_machine(figures)
    print_rows(rows_of(figures))


def print_machine(figures: Figures) -> None:
    """Print what it ran on, and what one order is."""
    machine = figures["machine"]
    print(f"{machine['system']}, {machine['cores']} cores, Python {machine['python']},")
    print(f"SQLite {machine['sqlite']}, WAL, synchronous=FULL; one order: 4 lines, 8 options,")
    print("one counted dish, with its tickets and slips\n")


def rows_of(figures: Figures) -> list[Row]:
    """The figures as rows of a table, each beside what the machine allows."""
    bounds = figures["limits"]
    road, hello_ms = bounds["road"], bounds["hello_processor_ms"]
    rows = [
        Row(f"limit: {name}", f"{value:,.0f}/s")
        for name, value in bounds.items()
        if name != "hello_processor_ms"
    ]
    for callers, found in figures["saturated"].items():
        rows.append(_rate(f"orders, {callers} callers", found, road, "road"))
        note = f"until its slips are printed; hello {hello_ms:.2f} ms"
        rows.append(Row("  processor time each", f"{found['processor_ms']:.1f} ms", note))
    rows += _latencies(figures["offered"]) + _latencies(figures["shop_pace"])
    reads = figures["reads"]
    rows.append(_rate("menu, unchanged", reads["menu_unchanged"], bounds["prepared"], "bytes"))
    rows.append(_rate("menu, cold", reads["menu_cold"], bounds["prepared"], "bytes"))
    rows.append(_rate("quote of 6 lines", reads["quote"], bounds["hello"], "hello"))
    rows.append(_rate("status", reads["status"], bounds["hello"], "hello"))
    for name in ("idle", "busy"):
        held = figures[f"memory_{name}_mb"]
        note = f"{held['pss']:.0f} MB with shared pages counted once"
        rows.append(Row(f"memory, {name}", f"{held['rss']:.0f} MB", note))
    rows.append(Row("start when set up", f"{figures['start_seconds']:.2f} s"))
    for name, count in figures["statements"].items():
        rows.append(Row(f"statements: {name}", str(count)))
    rows.append(Row("refused, errors", f"{figures['refused']}, {len(figures['log_errors'])}"))
    return rows


def _rate(name: str, found: Figures, limit: float, limit_name: str) -> Row:
    note = f"p50 {found['p50_ms']:.1f} ms, p99 {found['p99_ms']:.1f} ms"
    share = f"{found['per_second'] / limit:.2f} × {limit_name}"
    return Row(name, f"{found['per_second']:,.0f}/s", f"{share}, {note}")


def _latencies(found: Figures) -> list[Row]:
    at = f"at {found['offered_per_second']:g}/s"
    rows = [Row(f"order {at}", f"{found['p50_ms']:.1f} / {found['p99_ms']:.1f} ms", "p50 / p99")]
    for key, name in (("hint_ms", "tap → hint"), ("paper_ms", "tap → printer's first byte")):
        held = found.get(key)
        if held is None:
            continue
        note = f"p50 / p99, {held['missing']} missing"
        rows.append(Row(f"{name} {at}", f"{held['p50']:.1f} / {held['p99']:.1f} ms", note))
    return rows


if __name__ == "__main__":
    sys.exit(main())
