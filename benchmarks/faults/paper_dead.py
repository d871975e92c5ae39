"""The time of an order with every printer well, and with every printer dead: it must not matter."""

import subprocess
import sys
from pathlib import Path

from benchmarks import baskets
from benchmarks.callers import offer, quantile
from benchmarks.faults.campaigns import Finding
from benchmarks.faults.printers import BreakingPrinter, Way
from benchmarks.shop import ROOT, Shop, fresh_folder

_PER_SECOND = 20
_CALLERS = 8


def run(seconds: float = 15.0, port: int = 8360) -> list[Finding]:
    """p99 of orders at a steady pace with a well printer and with one that never reads."""
    well, tries = _p99("well", seconds, port)
    dead, more = _p99("stall", seconds, port)
    what = f"order p99 of {tries} orders with printers well, of {more} with every printer dead"
    seen = f"{well * 1000:.0f} ms, {dead * 1000:.0f} ms: {dead / well:.2f} ×"
    return [Finding(what, seen)]


def _p99(way: Way, seconds: float, port: int) -> tuple[float, int]:
    printer = BreakingPrinter(lambda _index: (way, 1), answers=way == "well")
    with fresh_folder() as folder:
        _prepare(folder, printer.port)
        with Shop(port, folder) as shop:
            bodies = baskets.prepare(shop)
            requests = baskets.placing(shop.new_parties(), bodies)
            offer(port, requests, per_second=_PER_SECOND, callers=_CALLERS, seconds=2.0)
            tally = offer(port, requests, per_second=_PER_SECOND, callers=_CALLERS, seconds=seconds)
    printer.close()
    return quantile(tally.latencies, 0.99), len(tally.latencies)


def _prepare(folder: Path, port: int) -> None:
    command = [sys.executable, "-m", "benchmarks.add_printer", "--data", str(folder)]
    subprocess.run([*command, "--port", str(port)], cwd=ROOT, check=True, capture_output=True)
