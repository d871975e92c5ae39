"""Runs all benchmarks, one after the other: `python -m benchmarks`."""

import sys

from benchmarks import place_order, replay_orders


def main() -> int:
    """The highest exit code of them all; the replay is passed over where its data is absent."""
    codes = []
    for name, run in (
        ("replay_orders", replay_orders.main),
        ("place_order", place_order.main),
    ):
        print(f"== {name}", flush=True)
        codes.append(run([]))
        print()
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
