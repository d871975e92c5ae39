"""Lets things go wrong on purpose and counts: `python -m benchmarks.fault_campaign`.

`--short` runs the part that CI runs, `--only NAME` one campaign, `--seed N` another history,
`--most N` draws so many stories of a kind where the whole goes through all (money), and
`--markdown` prints the tables of docs/reliability.md.
"""

import argparse
import sys
from collections.abc import Sequence

from benchmarks.faults import histories, money, network, paper, power, screens, soak, stops
from benchmarks.faults.campaigns import Campaign, Finding, Options
from benchmarks.table import Row, print_rows

CAMPAIGNS = (
    Campaign("screens", "Kitchen screens: bad Wi-Fi, dying server, jumping clock", screens.run),
    Campaign("paper", "Paper: printers that break, servers killed while printing", paper.run),
    Campaign("power", "Power cuts: orders, payments, checkpoints, copies, upgrades", power.run),
    Campaign(
        "stops", "Kill, stop, fill: a server that dies, ends, freezes, has no disk", stops.run
    ),
    Campaign("network", "Network: bad lines, strangers who mean harm, a storm", network.run),
    Campaign("histories", "Histories: a rush that dies, and 100,000 simulated ones", histories.run),
    Campaign("money", "Money: late, twice, in any order, forged; processes that die", money.run),
    Campaign("soak", "Soak: a whole business day at a hurried clock, all mild faults", soak.run),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=[each.name for each in CAMPAIGNS])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--most", type=int)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--markdown", action="store_true")
    given = parser.parse_args(arguments)
    is_kept = True
    for campaign in CAMPAIGNS:
        if given.only in (None, campaign.name):
            found = campaign.run(Options(given.seed, given.short, given.most, given.minutes))
            is_kept = is_kept and all(finding.is_kept for finding in found)
            show(campaign, found, given.seed, is_markdown=given.markdown)
    return 0 if is_kept else 1


def show(campaign: Campaign, found: list[Finding], seed: int, *, is_markdown: bool) -> None:
    """Print a campaign's table."""
    print(f"### {campaign.title} (seed {seed})\n")
    if is_markdown:
        print("| counted | seen | must be |\n|---|---|---|")
        for each in found:
            print(f"| {each.what} | {each.seen} | {each.wanted} |")
    else:
        verdict = {True: "", False: "BROKEN"}
        print_rows([
            Row(each.what, each.seen, f"must be {each.wanted} {verdict[each.is_kept]}".strip()
                if each.wanted else "")
            for each in found
        ])  # fmt: skip
    print()


if __name__ == "__main__":
    sys.exit(main())
