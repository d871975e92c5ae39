"""The order that is measured: four lines, eight options, one dish of which portions are counted."""

import itertools
import json
import uuid
from collections.abc import Iterator
from typing import Any

from benchmarks.callers import Requests
from benchmarks.shop import API, Shop
from benchmarks.wire import request

LINES = 4
OPTIONS_PER_LINE = 2
PORTIONS = 99_999
_BASKETS = 6


def prepare(shop: Shop) -> list[bytes]:
    """Bodies of `POST /orders` for the shop's menu, after counting one dish generously."""
    token = shop.token("owner")
    menu = shop.ask("GET", "/menu", token=token).json()
    dishes = [dish for category in menu["categories"] for dish in category["dishes"]]
    able = [
        dish for dish in dishes if len(_options(dish)) == OPTIONS_PER_LINE and not _is_set(dish)
    ]
    uncounted = [dish for dish in able if dish["remaining"] is None and dish["available"]]
    counted = uncounted.pop()
    shop.ask("PATCH", f"/dishes/{counted['id']}", {"remaining": PORTIONS}, token=token)
    around = itertools.cycle(uncounted)
    return [
        _body([*itertools.islice(around, LINES - 1), counted], f"{number} 号桌催")
        for number in range(_BASKETS)
    ]


def placing(tokens: list[str], bodies: list[bytes]) -> Requests:
    """Callers that each order again and again from a table of their own."""

    def requests(number: int) -> Iterator[bytes]:
        token = tokens[number % len(tokens)]
        for body in itertools.cycle(bodies):
            key = {"Idempotency-Key": str(uuid.uuid4())}
            yield request("POST", f"{API}/orders", token=token, body=body, headers=key)

    return requests


def repeating(*raw: bytes) -> Requests:
    """Callers that send the same few requests for ever."""
    return lambda _number: itertools.cycle(raw)


def _body(dishes: list[dict[str, Any]], note: str) -> bytes:
    lines = [
        {"dish_id": dish["id"], "quantity": 1 + at % 2, "option_ids": _options(dish), "note": ""}
        for at, dish in enumerate(dishes)
    ]
    return json.dumps({"lines": lines, "note": note, "covers": 4}, ensure_ascii=False).encode()


def _is_set(dish: dict[str, Any]) -> bool:
    """Whether it is several dishes at one price: its parts would be lines beside the four."""
    chosen = (option for group in dish["option_groups"] for option in group["options"])
    return bool(dish.get("included")) or any("dish_id" in option for option in chosen)


def _options(dish: dict[str, Any]) -> list[str]:
    """Two answers to the dish's questions, where it has that many."""
    chosen: list[str] = []
    for group in dish["option_groups"]:
        able = [option["id"] for option in group["options"] if option["available"]]
        wanted = max(group["min"], min(group["max"], OPTIONS_PER_LINE - len(chosen)))
        chosen += able[:wanted]
    return chosen
