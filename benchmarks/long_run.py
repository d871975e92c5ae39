"""What the server's memory does over many requests: it must come to rest.

Run as `python -m benchmarks.long_run [--requests N] [--allowed MB] [--port N]`. Rounds of orders,
menus, quotes and statuses by 16 callers; after each the memory of both processes is read, once the
slips are printed. 1 when the second half of the requests left more than `--allowed` behind.
"""

import argparse
import json
import sys
from collections.abc import Iterator

from benchmarks import baskets
from benchmarks.callers import Requests, saturate
from benchmarks.shop import API, Shop, fresh_folder
from benchmarks.table import Row, print_rows
from benchmarks.wire import request

REQUESTS, ALLOWED_MB = 20_000, 10.0
_CALLERS = 16
_ROUND_S = 6.0


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 1 when memory went on growing or an answer was refused."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.long_run")
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--allowed", type=float, default=ALLOWED_MB, metavar="MB")
    parser.add_argument("--port", type=int, default=8330)
    options = parser.parse_args(arguments)
    samples, refused = measure(options.port, options.requests)
    left_mb = left_behind(samples)
    rows = [Row(f"after {count:,} requests", f"{mb:.0f} MB") for count, mb in samples]
    rows.append(Row("left behind by the second half", f"{left_mb:+.1f} MB"))
    rows.append(Row("refused", str(refused)))
    print_rows(rows)
    return 1 if left_mb > options.allowed or refused else 0


def left_behind(samples: list[tuple[int, float]]) -> float:
    """By how much memory grew from the middle of the requests to their end, in MB."""
    last, end_mb = samples[-1]
    middle_mb = next(mb for count, mb in samples if count >= last / 2)
    return end_mb - middle_mb


def measure(port: int, wanted: int) -> tuple[list[tuple[int, float]], int]:
    """Requests so far with the memory then, round by round; how many were refused."""
    with fresh_folder() as folder, Shop(port, folder) as shop:
        bodies = baskets.prepare(shop)
        samples, done, refused = [(0, shop.memory().rss)], 0, 0
        while done < wanted:
            requests = _mixed(shop, bodies)
            tally = saturate(shop.port, requests, callers=_CALLERS, seconds=_ROUND_S)
            shop.wait_until_idle()
            done += sum(tally.statuses.values())
            refused += sum(tally.refused.values())
            samples.append((done, shop.memory().rss))
        return samples, refused


def _mixed(shop: Shop, bodies: list[bytes]) -> Requests:
    """Callers that each look at the menu, ask for the price, look at an order and order again."""
    tokens = shop.new_parties()
    placing = baskets.placing(tokens, bodies)
    first = [
        shop.connection.ask(next(placing(number))).json()["id"] for number in range(len(tokens))
    ]
    priced = json.dumps({"lines": json.loads(bodies[0])["lines"]}).encode()

    def requests(number: int) -> Iterator[bytes]:
        at = number % len(tokens)
        token = tokens[at]
        asked = (
            request("GET", f"{API}/menu", token=token, headers={"Accept-Encoding": "gzip"}),
            request("POST", f"{API}/quotes", token=token, body=priced),
            request("GET", f"{API}/orders/{first[at]}", token=token),
        )
        for order in placing(number):
            yield from asked
            yield order

    return requests


if __name__ == "__main__":
    sys.exit(main())
