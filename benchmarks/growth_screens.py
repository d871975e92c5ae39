"""How many listening screens cost an order, and how soon the last of them knows."""

import time
from contextlib import ExitStack
from itertools import cycle

from benchmarks import baskets
from benchmarks.callers import quantile
from benchmarks.shop import API, Shop, fresh_folder
from benchmarks.watchers import KitchenScreen
from benchmarks.wire import request

_ORDERS = 40
_PAUSE_S = 0.2


def measure(port: int, sizes: tuple[int, ...]) -> dict[int, dict[str, str]]:
    """By how many kitchen screens listen: an order's latency, and the hint at the last screen."""
    found = {}
    with fresh_folder() as folder, Shop(port, folder) as shop:
        bodies = baskets.prepare(shop)
        for size in sizes:
            with ExitStack() as stack:
                screens = [stack.enter_context(KitchenScreen(shop)) for _ in range(size)]
                found[size] = _orders(shop, bodies, screens)
                found[size]["memory, MB"] = f"{shop.memory().rss:.0f}"
    return found


def _orders(shop: Shop, bodies: list[bytes], screens: list[KitchenScreen]) -> dict[str, str]:
    tokens = cycle(shop.new_parties())
    taken, sent_at = [], {}
    for number, body in zip(range(_ORDERS), cycle(bodies), strict=False):
        begun = time.monotonic()
        key = {"Idempotency-Key": f"{len(screens)}-{number}-{begun}"}
        raw = request("POST", f"{API}/orders", token=next(tokens), body=body, headers=key)
        answer = shop.connection.ask(raw)
        taken.append(time.monotonic() - begun)
        sent_at[str(answer.json()["number"])] = begun
        time.sleep(_PAUSE_S)
    time.sleep(1)
    heard = [screen.delays(sent_at) for screen in screens]
    last = [max(delays) for delays in zip(*heard, strict=True)]
    return {
        "order p50 / p99, ms": _both(taken),
        "tap → hint at the last screen, p50 / p99, ms": _both(last),
    }


def _both(seconds: list[float]) -> str:
    middle, nearly_all = quantile(seconds, 0.5), quantile(seconds, 0.99)
    return f"{middle * 1000:.0f} / {nearly_all * 1000:.0f}"
