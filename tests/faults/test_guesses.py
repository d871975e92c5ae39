"""Strangers guess table codes and numbers of orders by the hundred thousand: none is found."""

import random
import string
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from app.config import Config
from app.core.extensions import limiter
from app.tables import codes
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop
from tests.factories.tables import sit_down
from tests.fixtures.installation import MOMENT, make_config

ADDRESSES = 5
GUESSES_A_SECOND = 20
SCANS_A_MINUTE = 60
SEED = 8
# As `codes` signs, and as `ids` makes them.
LETTERS = string.ascii_lowercase + "234567"
DIGITS = string.digits + string.ascii_lowercase


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    """The limits are on, as in a shop."""
    yield make_config(tmp_path, limits_enabled=True)
    limiter.reset()
    limiter.enabled = False


def guess(app: Flask, shop: Shop, count: int) -> tuple[Counter[int], float]:
    """Codes of a table whose sticker was seen, and orders of others; what the codes came to.

    They come from some addresses, over so many simulated minutes.
    """
    dice, answers = random.Random(SEED), Counter[int]()
    locator = codes.code_of(shop.tables[0]).split("-")[0]
    headers = {"Authorization": f"Bearer {sit_down(shop.tables[1], shop.actor)}"}
    client = app.test_client()
    place_at_counter(shop.actor, shop.dish["rice"])
    with time_machine.travel(MOMENT, tick=False) as travelled:
        limiter.reset()
        for number in range(count):
            where = {"REMOTE_ADDR": f"10.0.0.{dice.randrange(ADDRESSES)}"}
            signature = "".join(dice.choices(LETTERS, k=12))
            body = {"code": f"{locator}-{dice.randrange(1, 4)}-{signature}"}
            answer = client.post("/api/v1/table-sessions", json=body, environ_overrides=where)
            answers[answer.status_code] += 1
            if number % 4 == 0:
                order = "".join(dice.choices(DIGITS, k=26))
                asked = client.get(f"/api/v1/orders/{order}", headers=headers)
                assert asked.status_code == 404
            if number % GUESSES_A_SECOND == 0:
                travelled.shift(timedelta(seconds=1))
    return answers, count / GUESSES_A_SECOND / 60


def held() -> int:
    """How many counters the limiter remembers."""
    storage = limiter.storage
    return len(storage.storage) + len(storage.expirations)  # type: ignore[attr-defined]


def nothing_is_found(app: Flask, shop: Shop, count: int) -> None:
    answers, minutes = guess(app, shop, count)
    assert set(answers) == {404, 429}
    # A window that has begun lets as many through again.
    assert answers[404] <= SCANS_A_MINUTE * ADDRESSES * (minutes + 2)
    assert held() <= 4 * ADDRESSES


def test_thousands_of_guesses_find_nothing_and_most_are_not_looked_at(
    app: Flask, shop: Shop
) -> None:
    nothing_is_found(app, shop, 1_000)


@pytest.mark.slow
def test_nor_do_a_hundred_thousand(app: Flask, shop: Shop) -> None:
    nothing_is_found(app, shop, 100_000)


def test_control_without_limits_every_guess_is_looked_at(app: Flask, shop: Shop) -> None:
    limiter.enabled = False
    answers, _minutes = guess(app, shop, 200)
    assert answers == {404: 200}
