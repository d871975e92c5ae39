"""Orders per second on Postgres: one process, then two with Redis, beside the machine's limits.

Run as `python -m benchmarks.on_postgres [--postgres ADDRESS] [--redis ADDRESS] [--seconds S]`. The
addresses default to those of the tests (KAIFAN_TEST_POSTGRES, KAIFAN_TEST_REDIS); the role must
be allowed to create databases. Each shop is a fresh demo in a temporary folder and, on Postgres, a
database of its own that is dropped at the end. Answers are compared with the database: an order
that was answered and is not there, a ticket without exactly one slip, or a number that is missing
from the kitchen's feed raises RuntimeError.

On a machine of few cores the servers, Postgres, Redis and the callers share them, so two servers
cannot have twice as much. Processor time is told by who used it, and what the cores allow at
that price. `--share 0.4`, the default, gives each server 0.4 of a core, one asked and both in
turns: there two have twice as much as one, and what is missing to twice as many orders is what
they wait for each other. It needs root and control groups of version 1 (Linux); 0 leaves it
out. All of it takes about a minute and a half on two free cores.
"""

import argparse
import os
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import baskets, limits, postgres_limits
from benchmarks.callers import Tally, saturate
from benchmarks.processor import Each, Used, shares
from benchmarks.shop import Shop, fresh_folder
from benchmarks.table import Row, print_rows

CALLERS = 16
SHARE = 0.4
_WARM_UP_S = 1.0
_PROOF = """
SELECT (SELECT count(*) FROM customer_order),
       (SELECT count(*) FROM kitchen_ticket),
       (SELECT count(DISTINCT ticket_id) FROM print_job WHERE ticket_id IS NOT NULL),
       (SELECT count(*) FROM print_job WHERE ticket_id IS NOT NULL),
       (SELECT count(*) FROM kitchen_event),
       (SELECT max(seq) - min(seq) + 1 FROM kitchen_event)
"""


class PostgresShop(Shop):
    """A demo shop whose database is on Postgres."""

    def __init__(self, port: int, data_dir: Path, address: str, redis: str = "") -> None:
        """Serve the database at `address`; with `redis` beside others that do."""
        given = {"DATABASE_URL": address, **({"REDIS_URL": redis} if redis else {})}
        super().__init__(port, data_dir, environment=given)
        self._address = address

    def open_database(self) -> Any:
        """A connection for reading."""
        return psycopg.connect(self._address, autocommit=True)


@dataclass(frozen=True, slots=True)
class Rate:
    """What callers saw, and everybody's processor time for each order."""

    tally: Tally
    used: Each
    caught_up_s: float


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.on_postgres")
    parser.add_argument("--postgres", default=os.environ.get("KAIFAN_TEST_POSTGRES", ""))
    parser.add_argument("--redis", default=os.environ.get("KAIFAN_TEST_REDIS", ""))
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--port", type=int, default=8330)
    parser.add_argument("--share", type=float, default=SHARE)
    options = parser.parse_args(arguments)
    if not (options.postgres and options.redis):
        parser.error("name both servers: --postgres ADDRESS --redis ADDRESS")
    before = os.getloadavg()[0]
    rows = measure(
        options.port, options.postgres, options.redis, options.seconds, share=options.share
    )
    after = f"waiting to run before; {os.getloadavg()[0]:.1f} after"
    print_rows([*rows, Row("load of the machine", f"{before:.1f}", after)])
    return 0


def measure(
    port: int, postgres: str, redis: str, seconds: float, *, share: float = 0.0
) -> list[Row]:
    """The rows of the table. Raises RuntimeError when something was lost, doubled or refused."""
    with fresh_folder() as folder, Shop(port, folder) as shop:
        base = _measured([shop], seconds)
    with _database(postgres) as address:
        with fresh_folder() as folder, PostgresShop(port, folder, address) as shop:
            one = _measured([shop], seconds, address)
        hello, _prepared, _processor = limits.measure_server(port, CALLERS, seconds / 3)
        raw = postgres_limits.measure_raw(address, seconds / 2)
    road = 1 / (1 / raw + 1 / hello)
    with _database(postgres) as address, ExitStack() as open_now:
        folder = open_now.enter_context(fresh_folder())
        shops = [
            open_now.enter_context(PostgresShop(port + at, folder, address, redis)) for at in (0, 1)
        ]
        alone = _measured(shops[:1], seconds, address, redis)
        two = _measured(shops, seconds, address, redis)
        shared = _shared(shops, share, seconds, address, redis) if share else []
    return [
        Row("raw_postgres", f"{raw:,.0f}/s", "an order's rows by the bare driver, 4 connections"),
        Row("hello", f"{hello:,.0f}/s", "an empty view on the same server"),
        Row("road", f"{road:,.0f}/s", "1 / (1/raw_postgres + 1/hello)"),
        *_rows("SQLite, 1 process", base, ""),
        *_rows("Postgres, 1 process", one, f"{_of(one, road)} road, {_by(one, base)} SQLite"),
        *_rows("Postgres and Redis, 1 of 2 processes asked", alone, f"{_by(alone, one)} 1 process"),
        *_rows(
            "Postgres and Redis, 2 processes",
            two,
            f"{_of(two, road)} road, {_by(two, one)} 1 process",
        ),
        *shared,
    ]


def _shared(
    shops: Sequence[Shop], share: float, seconds: float, address: str, redis: str
) -> list[Row]:
    """Each server with the same share of a core: one asked, both, and the same once more."""
    name = f"with {share:.2g} of a core each"
    alone, two = [], []
    with ExitStack() as limited:
        try:
            limited.enter_context(shares(shops, share))
        except OSError as error:
            return [Row(name, "-", f"not measured, no control group can be made here: {error}")]
        for _ in range(2):
            alone.append(_measured(shops[:1], seconds, address, redis))
            two.append(_measured(shops, seconds, address, redis))
    one_rate, two_rate = (sum(r.tally.per_second for r in each) / 2 for each in (alone, two))
    turns = [f"{_by(b, a)}" for a, b in zip(alone, two, strict=True)]
    return [
        *_rows(f"{name}: 1 of 2 processes asked", alone[-1], "its second turn"),
        *_rows(f"{name}: 2 processes", two[-1], "its second turn"),
        Row(
            f"{name}: 2 processes",
            f"{two_rate / one_rate:.2f} ×",
            f"one process (in its turns {' and '.join(turns)}): {one_rate:.0f} → {two_rate:.0f}/s",
        ),
    ]


def _measured(shops: Sequence[Shop], seconds: float, postgres: str = "", redis: str = "") -> Rate:
    first = shops[0]
    bodies = baskets.prepare(first)
    ports = [shop.port for shop in shops]
    saturate(ports, baskets.placing(first.new_parties(), bodies), callers=4, seconds=_WARM_UP_S)
    first.wait_until_idle()
    requests = baskets.placing(first.new_parties(), bodies)
    before, kept = Used.so_far(shops, postgres, redis), _orders(first)
    tally = saturate(ports, requests, callers=CALLERS, seconds=seconds)
    caught_up_s = first.wait_until_idle()
    used, new = Used.so_far(shops, postgres, redis), _orders(first) - kept
    answered = sum(tally.statuses.values())
    errors = [line for shop in shops for line in shop.log_errors()]
    if tally.refused or errors or new != answered:
        raise RuntimeError(
            f"{answered} answered, {new} kept, {tally.refused} refused, {errors[:3]}"
        )
    _prove(first)
    return Rate(tally, used.each_ms(before, answered), caught_up_s)


def _prove(shop: Shop) -> None:
    with closing(shop.open_database()) as database:
        orders, tickets, printed, slips, events, numbers = database.execute(_PROOF).fetchone()
    if not orders or not tickets == printed == slips or events != numbers:
        raise RuntimeError(
            f"{orders} orders, {tickets} tickets, {slips} slips of {printed} tickets,"
            f" {events} events in {numbers} numbers"
        )


def _orders(shop: Shop) -> int:
    with closing(shop.open_database()) as database:
        return int(database.execute("SELECT count(*) FROM customer_order").fetchone()[0])


def _rows(name: str, found: Rate, ratio: str) -> list[Row]:
    tally = found.tally
    waits = f"p50 {tally.quantile_ms(0.5):.0f} ms, p99 {tally.quantile_ms(0.99):.0f} ms"
    paper = f"paper {found.caught_up_s:.1f} s behind"
    return [
        Row(name, f"{tally.per_second:,.0f}/s", ", ".join(filter(None, (ratio, waits, paper)))),
        Row("", "", str(found.used)),
    ]


def _by(found: Rate, base: Rate) -> str:
    return f"{found.tally.per_second / base.tally.per_second:.2f} ×"


def _of(found: Rate, road: float) -> str:
    return f"{found.tally.per_second / road:.2f} ×"


@contextmanager
def _database(server: str) -> Iterator[str]:
    """The address of a fresh, empty database, which is dropped at the end."""
    server, name = server.replace("+psycopg", ""), f"kaifan_bench_{uuid.uuid4().hex[:12]}"
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        with closing(psycopg.connect(server, autocommit=True)) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


if __name__ == "__main__":
    sys.exit(main())
