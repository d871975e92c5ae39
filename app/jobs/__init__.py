"""Scheduled work: one table of jobs in code, each run written down so that it happens once."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from app.catalog import service as catalog
from app.core import clock, jobruns, logs, metrics, outbox
from app.inventory import service as inventory
from app.kitchen import service as kitchen
from app.notices.robots import service as robots
from app.ordering import service as ordering
from app.ordering.cart import service as carts
from app.payments.attempts import service as attempts
from app.payments.checking import service as checking
from app.payments.invoices import service as invoices
from app.payments.refunds import service as refunds
from app.seating import service as seating
from app.tables import service as tables
from app.upkeep import archiving, backups, certificate, drilling, stock_watch, watching

log = logging.getLogger(__name__)

_KEEP_RUNS = timedelta(days=7)
# How often a rare job is looked at: a box that is switched off every night never runs for a day.
_LOOKS_EVERY_S = 1800


@dataclass(frozen=True, slots=True)
class Job:
    """Something done every `every_s` seconds. `is_recorded` runs happen once over all processes.

    The watches are not recorded: they only do what is not done yet, and a row each second would
    be most of what the database ever writes.
    """

    name: str
    every_s: int
    verb: Callable[[], object]
    is_recorded: bool = True


def _forget_old_runs() -> None:
    jobruns.forget_before(clock.now() - _KEEP_RUNS)


JOBS = (
    Job("watch-tickets", 1, kitchen.watch_tickets, is_recorded=False),
    Job("watch-takebacks", 1, kitchen.watch_takebacks, is_recorded=False),
    Job("menu-times", 60, catalog.bring_back_due),
    Job("watch-stock", 60, stock_watch.watch_stock),
    Job("robot-digests", 60, robots.send_digests),
    Job("stock-left", 60, inventory.show_all_stores, is_recorded=False),
    Job("popular-dishes", 3600, ordering.count_popularity),
    Job("outbox-retry", 30, outbox.drain),
    Job("watch-shop", 60, watching.watch_shop),
    Job("watch-database", 6 * 3600, watching.watch_database),
    Job("expire-sessions", 60, tables.expire_sessions),
    Job("expire-carts", 30, carts.expire_carts, is_recorded=False),
    Job("expire-unpaid", 20, attempts.expire_unpaid, is_recorded=False),
    Job("ask-channels", 2, attempts.ask_due, is_recorded=False),
    Job("reconcile", 1800, checking.check_due),
    Job("carry-out-refunds", 3, refunds.carry_out_due, is_recorded=False),
    Job("pre-orders", 5, ordering.enter_due, is_recorded=False),
    Job("end-pauses", 5, ordering.end_pauses, is_recorded=False),
    Job("measure-dishes", 3600, ordering.measure_dishes),
    Job("forget-names", 6 * 3600, seating.erase_old_names),
    Job("forget-titles", 6 * 3600, invoices.erase_old_titles),
    Job("certificate", 10 * 60, certificate.keep),
    Job("end-test-orders", 20, kitchen.end_tests, is_recorded=False),
    Job("forget-showings", 24 * 3600, kitchen.forget_showings),
    Job("archive-events", 24 * 3600, archiving.archive_old),
    Job("backup", 15 * 60, backups.back_up_now),
    Job("restore-drill", 24 * 3600, drilling.drill_newest),
    Job("forget-job-runs", 24 * 3600, _forget_old_runs),
)


def find_job(name: str) -> Job | None:
    """The job of that name."""
    return next((job for job in JOBS if job.name == name), None)


class _Jobs(MemoryJobStore):  # type: ignore[misc]
    """The jobs with their next times, which go along when the machine's clock is set back.

    A box whose clock was hours ahead hears of the time after a while: what rings for an order that
    nobody sees would otherwise stand still for as long.
    """

    def get_due_jobs(self, now: datetime) -> list[Any]:
        """The jobs whose time has come; one that is further off than it ever is is due at once."""
        for job in self.get_all_jobs():
            at = job.next_run_time
            if at is not None and at - now > 2 * job.trigger.interval:
                job._modify(next_run_time=now)
                self.update_job(job)
        return list(super().get_due_jobs(now))


def make_scheduler(app: Flask) -> BackgroundScheduler:
    """A scheduler with all jobs, not yet started: start it after the fork.

    A recorded job is looked at more often than it is due: what was missed while the box was off
    is done soon after it is on again, and once.
    """
    scheduler = BackgroundScheduler(jobstores={"default": _Jobs()}, timezone=UTC)
    for job in JOBS:
        scheduler.add_job(
            run_job,
            "interval",
            args=(app, job),
            seconds=min(job.every_s, _LOOKS_EVERY_S) if job.is_recorded else job.every_s,
            id=job.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=60,
        )
    return scheduler


def run_job(app: Flask, job: Job) -> bool:
    """Run a job for the present due moment unless somebody else does; False when it did not run."""
    with app.app_context(), logs.about(job=job.name):
        due_at = due_moment(clock.now(), job.every_s)
        if job.is_recorded and not jobruns.claim(job.name, due_at):
            return False
        error = None
        try:
            job.verb()
        except Exception as problem:
            log.exception("job %s failed", job.name)
            error = f"{type(problem).__name__}: {problem}"
        if job.is_recorded:
            jobruns.finish(job.name, due_at, error)
        metrics.JOB_RUNS.labels(job.name, "failed" if error else "done").inc()
        return error is None


def due_moment(now: datetime, every_s: int) -> datetime:
    """The moment that a run at `now` stands for: equal in all processes."""
    seconds = int(now.timestamp())
    return datetime.fromtimestamp(seconds - seconds % every_s, UTC)
