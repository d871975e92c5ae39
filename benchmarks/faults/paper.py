"""Printers that break, servers killed while they print, orders while all printers are dead."""

from benchmarks.faults import paper_bytes, paper_dead, paper_kills
from benchmarks.faults.campaigns import Finding, Options


def run(options: Options) -> list[Finding]:
    """Every byte of a slip, kill -9 at three points of a job, an order's time; short: a few."""
    results = [
        *paper_bytes.run(step=61 if options.is_short else 1),
        *paper_kills.run(rounds=1 if options.is_short else 5),
    ]
    findings = [result.finding() for result in results]
    return [*findings, *paper_dead.run(seconds=4.0 if options.is_short else 15.0)]
