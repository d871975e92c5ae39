"""Orders per second on Postgres: one process, then two with Redis, beside SQLite in the same run.

Run as `python -m benchmarks.on_postgres [--postgres ADDRESS] [--redis ADDRESS] [--seconds S]`. The
addresses default to those of the tests (KAIFAN_TEST_POSTGRES, KAIFAN_TEST_REDIS); the role must
be allowed to create databases. Each shop is a fresh demo in a temporary folder and, on Postgres, a
database of its own that is dropped at the end. Answers are compared with the database: an order
that was answered and is not there, a ticket without exactly one slip, or a number that is missing
from the kitchen's feed raises RuntimeError.
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

from benchmarks import baskets
from benchmarks.callers import Tally, saturate
from benchmarks.shop import Shop, fresh_folder
from benchmarks.table import Row, print_rows

CALLERS = 16
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
    """What callers saw, and the servers' own processor time for each order."""

    tally: Tally
    processor_ms: float


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 1 when an order was refused or a server's log has an error."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.on_postgres")
    parser.add_argument("--postgres", default=os.environ.get("KAIFAN_TEST_POSTGRES", ""))
    parser.add_argument("--redis", default=os.environ.get("KAIFAN_TEST_REDIS", ""))
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--port", type=int, default=8330)
    options = parser.parse_args(arguments)
    if not (options.postgres and options.redis):
        parser.error("name both servers: --postgres ADDRESS --redis ADDRESS")
    print_rows(measure(options.port, options.postgres, options.redis, options.seconds))
    return 0


def measure(port: int, postgres: str, redis: str, seconds: float) -> list[Row]:
    """The rows of the table. Raises RuntimeError when something was lost, doubled or refused."""
    with fresh_folder() as folder, Shop(port, folder) as shop:
        base = _measured([shop], seconds)
    with (
        _database(postgres) as address,
        fresh_folder() as folder,
        PostgresShop(port, folder, address) as shop,
    ):
        one = _measured([shop], seconds)
    with _database(postgres) as address, ExitStack() as open_now:
        folder = open_now.enter_context(fresh_folder())
        shops = [
            open_now.enter_context(PostgresShop(port + at, folder, address, redis)) for at in (0, 1)
        ]
        alone = _measured(shops[:1], seconds)
        two = _measured(shops, seconds)
    return [
        _row("SQLite, 1 process", base, None, ""),
        _row("Postgres, 1 process", one, base, "SQLite"),
        _row("Postgres and Redis, 1 of 2 processes asked", alone, one, "1 process"),
        _row("Postgres and Redis, 2 processes", two, one, "1 process"),
    ]


def _measured(shops: Sequence[Shop], seconds: float) -> Rate:
    first = shops[0]
    bodies = baskets.prepare(first)
    ports = [shop.port for shop in shops]
    saturate(ports, baskets.placing(first.new_parties(), bodies), callers=4, seconds=_WARM_UP_S)
    first.wait_until_idle()
    requests = baskets.placing(first.new_parties(), bodies)
    before, kept = _used(shops), _orders(first)
    tally = saturate(ports, requests, callers=CALLERS, seconds=seconds)
    first.wait_until_idle()
    used, new = _used(shops) - before, _orders(first) - kept
    answered = sum(tally.statuses.values())
    errors = [line for shop in shops for line in shop.log_errors()]
    if tally.refused or errors or new != answered:
        raise RuntimeError(
            f"{answered} answered, {new} kept, {tally.refused} refused, {errors[:3]}"
        )
    _prove(first)
    return Rate(tally, used * 1000 / max(1, answered))


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


def _used(shops: Sequence[Shop]) -> float:
    return sum(shop.processor_seconds() for shop in shops)


def _row(name: str, found: Rate, base: Rate | None, base_name: str) -> Row:
    tally = found.tally
    share = f"{tally.per_second / base.tally.per_second:.2f} × {base_name}, " if base else ""
    note = f"p50 {tally.quantile_ms(0.5):.0f} ms, p99 {tally.quantile_ms(0.99):.0f} ms"
    used = f", {found.processor_ms:.1f} ms of the servers' processor each"
    return Row(name, f"{tally.per_second:,.0f}/s", share + note + used)


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
