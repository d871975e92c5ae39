"""Callers in processes of their own, so that their interpreter lock does not slow the server."""

import multiprocessing
import multiprocessing.connection
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.wire import Connection

# Which request a caller sends next; the number tells the callers apart.
Requests = Callable[[int], Iterator[bytes]]
Pipe = multiprocessing.connection.Connection

_START_IN_S = 0.3
_FORK = multiprocessing.get_context("fork")


@dataclass
class Tally:
    """What callers saw. Times are in seconds; `answers` are (sent at, body) where kept."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    answers: list[tuple[float, bytes]] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Answers below 400 per second."""
        good = sum(count for status, count in self.statuses.items() if status < 400)
        return good / self.seconds if self.seconds else 0.0

    @property
    def refused(self) -> dict[int, int]:
        """How many answers of 400 and above, by status."""
        return {status: n for status, n in self.statuses.items() if status >= 400}

    def quantile_ms(self, share: float) -> float:
        """The latency that `share` of the answers did not exceed, in milliseconds."""
        return quantile(self.latencies, share) * 1000


def quantile(values: list[float], share: float) -> float:
    """The value that `share` of `values` do not exceed; 0 without values."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=1000, method="inclusive")[int(share * 1000) - 1]


def saturate(
    port: int | Sequence[int], requests: Requests, *, callers: int, seconds: float
) -> Tally:
    """Each caller sends its next request as soon as the last one is answered.

    With several ports the callers take them in turn.
    """
    ports = [port] if isinstance(port, int) else port
    return _run(ports, requests, callers, seconds, None)


def offer(
    port: int, requests: Requests, *, per_second: float, callers: int, seconds: float
) -> Tally:
    """Requests fall due at a steady rate, whether or not the server keeps up.

    A request's latency counts from the moment it was due: a slow answer makes the next ones late,
    as it would for guests, and must not hide them.
    """
    return _run([port], requests, callers, seconds, callers / per_second)


def _run(
    ports: Sequence[int], requests: Requests, callers: int, seconds: float, every_s: float | None
) -> Tally:
    start_at = time.monotonic() + _START_IN_S
    running = []
    for number in range(callers):
        here, there = _FORK.Pipe(duplex=False)
        offset = every_s * number / callers if every_s else 0.0
        child = _FORK.Process(
            target=_call,
            args=(
                there,
                ports[number % len(ports)],
                requests(number),
                (start_at, seconds, every_s, offset),
            ),
            daemon=True,
        )
        child.start()
        there.close()
        running.append((child, here))
    whole = Tally()
    for child, here in running:
        part: Tally = here.recv()
        child.join()
        whole.seconds = max(whole.seconds, part.seconds)
        whole.latencies += part.latencies
        whole.statuses.update(part.statuses)
        whole.answers += part.answers
    return whole


def _call(
    there: Pipe,
    port: int,
    requests: Iterator[bytes],
    plan: tuple[float, float, float | None, float],
) -> None:
    start_at, seconds, every_s, offset = plan
    tally = Tally()
    connection = Connection(port)
    _sleep_until(start_at)
    due = start_at + offset
    for raw in requests:
        if every_s is not None:
            _sleep_until(due)
        sent_at = due if every_s is not None else time.monotonic()
        if sent_at >= start_at + seconds:
            break
        answer = connection.ask(raw)
        tally.latencies.append(time.monotonic() - sent_at)
        tally.statuses[answer.status] += 1
        if every_s is not None:
            tally.answers.append((sent_at, answer.body))
            due += every_s
    tally.seconds = time.monotonic() - start_at
    connection.close()
    there.send(tally)
    there.close()


def _sleep_until(moment: float) -> None:
    wait_s = moment - time.monotonic()
    if wait_s > 0:
        time.sleep(wait_s)
