"""Runs the campaigns and writes their table: `python -m benchmarks.faults [--quick] [NAME …]`.

The table stands in docs/reliability.md, each campaign between its own marks. A campaign is a
module beside this one with `run() -> list[Result]`; --quick is for looking and writes nothing.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.faults import paper_bytes, paper_dead, paper_kills
from benchmarks.faults.result import Result, table

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/reliability.md"
# By name: the whole campaign, and a short look at it.
CAMPAIGNS: dict[str, tuple[Callable[[], list[Result]], Callable[[], list[Result]]]] = {
    "paper_bytes": (paper_bytes.run, lambda: paper_bytes.run(step=61)),
    "paper_kills": (paper_kills.run, lambda: paper_kills.run(rounds=1)),
    "paper_dead": (paper_dead.run, lambda: paper_dead.run(seconds=4.0)),
}


def main(arguments: list[str] | None = None) -> int:
    """Run the named campaigns, all without a name; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*CAMPAIGNS, []], metavar="NAME")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args(arguments)
    is_good = True
    for name in options.names or CAMPAIGNS:
        whole, short = CAMPAIGNS[name]
        began = time.monotonic()
        results = short() if options.quick else whole()
        print(f"== {name} ({time.monotonic() - began:.0f} s)\n{table(results)}", flush=True)
        is_good = is_good and all(result.is_good for result in results)
        if not options.quick:
            write(name, results)
    return 0 if is_good else 1


def write(name: str, results: list[Result], document: Path = DOCUMENT) -> None:
    """Puts a campaign's table between its marks in the document. Raises ValueError without them."""
    text = document.read_text(encoding="utf-8")
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not marks.search(text):
        raise ValueError(f"{document} has no place for {name}")
    made = marks.sub(lambda found: found[1] + table(results) + found[2], text)
    document.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
