"""Who uses the processor for each order, and a fixed share of a core for each server."""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psycopg
import redis

from benchmarks.shop import Shop, processor_seconds

_CGROUP = Path("/sys/fs/cgroup/cpu")
# Short, so that a server that has used its share up does not stand still for long.
_PERIOD_US = 10_000
# Those that work for our database, and those that work for all: what they do is mostly ours.
_POSTGRES = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() OR datname IS NULL"


@dataclass(frozen=True, slots=True)
class Used:
    """Seconds of processor time so far; None for what runs elsewhere or is not there."""

    servers: float
    postgres: float | None
    redis: float | None
    callers: float

    @classmethod
    def so_far(cls, shops: Sequence[Shop], postgres: str = "", redis_at: str = "") -> Self:
        """What everybody has used until now; callers count once they have ended."""
        own = os.times()
        return cls(
            sum(shop.processor_seconds() for shop in shops),
            _of_postgres(postgres) if postgres else None,
            _of_redis(redis_at) if redis_at else None,
            own.children_user + own.children_system,
        )

    def each_ms(self, before: Self, orders: int) -> "Each":
        """Milliseconds for each of so many orders since `before`."""
        parts = {}
        for name in self.__slots__:
            now, then = getattr(self, name), getattr(before, name)
            if now is not None and then is not None:
                parts[name] = (now - then) * 1000 / max(1, orders)
        return Each(parts)


@dataclass(frozen=True, slots=True)
class Each:
    """Milliseconds of processor time for an order, by who used them."""

    parts: dict[str, float]

    @property
    def bound(self) -> float:
        """Orders per second that the machine's cores could do at this price."""
        return (os.cpu_count() or 1) * 1000 / (sum(self.parts.values()) or 1)

    def __str__(self) -> str:
        """The sum and its parts."""
        said = " + ".join(f"{name} {ms:.1f}" for name, ms in self.parts.items())
        return f"{said} ms of processor time each: at most {self.bound:,.0f}/s on all cores"


@contextmanager
def shares(shops: Sequence[Shop], share: float) -> Iterator[None]:
    """Let each of the shops' servers have so much of a core, with all its processes.

    Raises OSError where this system has no version 1 of control groups for processors, or where
    this user may not make one.
    """
    made: list[Path] = []
    try:
        for number, shop in enumerate(shops):
            group = _CGROUP / f"kaifan-bench-{os.getpid()}-{number}"
            group.mkdir()
            made.append(group)
            (group / "cpu.cfs_period_us").write_text(str(_PERIOD_US), encoding="ascii")
            quota = str(int(_PERIOD_US * share))
            (group / "cpu.cfs_quota_us").write_text(quota, encoding="ascii")
            for pid in shop.pids():
                (group / "cgroup.procs").write_text(str(pid), encoding="ascii")
        yield
    finally:
        for group in made:
            for left in (group / "cgroup.procs").read_text(encoding="ascii").split():
                with suppress(OSError):
                    (_CGROUP / "cgroup.procs").write_text(left, encoding="ascii")
            group.rmdir()


def _of_postgres(address: str) -> float | None:
    with closing(psycopg.connect(address, autocommit=True)) as database:
        pids = [row[0] for row in database.execute(_POSTGRES).fetchall()]
        own = database.info.backend_pid
    name = Path(f"/proc/{own}/comm")
    if not name.exists() or not name.read_text(encoding="utf-8").startswith("postgres"):
        return None  # it runs on another machine
    return processor_seconds(pid for pid in pids if pid != own)


def _of_redis(address: str) -> float:
    with closing(redis.Redis.from_url(address)) as client:
        found = client.info("cpu")
    return float(found["used_cpu_user"]) + float(found["used_cpu_sys"])
