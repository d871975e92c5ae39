"""Scheduled work happens once, whoever is first."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.config import Config
from app.core.clock import FixedClock
from app.core.db import db
from app.core.jobruns import JobRun
from app.jobs import JOBS, Job, due_moment, find_job, make_scheduler, run_job

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)


def runs() -> list[JobRun]:
    db.session.expire_all()
    return list(db.session.scalars(select(JobRun).order_by(JobRun.due_at)))


@pytest.mark.parametrize(
    ("seconds", "every_s", "due"), [(0, 60, 0), (59, 60, 0), (60, 60, 60), (899, 900, 0)]
)
def test_a_run_stands_for_its_due_moment(seconds: int, every_s: int, due: int) -> None:
    moment = due_moment(MIDNIGHT + timedelta(seconds=seconds, milliseconds=700), every_s)
    assert moment == MIDNIGHT + timedelta(seconds=due)


def test_two_instances_run_a_job_once(app: Flask, config: Config) -> None:
    done: list[int] = []
    job = Job("test", 60, lambda: done.append(1))
    second = create_app(config)
    start = threading.Barrier(2)

    def run(instance: Flask) -> None:
        start.wait(60)
        run_job(instance, job)

    threads = [threading.Thread(target=run, args=(each,)) for each in (app, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert done == [1]
    assert [run.error for run in runs()] == [None]
    with second.app_context():
        db.engine.dispose()


def test_control_an_unrecorded_job_runs_twice(app: Flask) -> None:
    done: list[int] = []
    job = Job("test", 60, lambda: done.append(1), is_recorded=False)
    assert [run_job(app, job), run_job(app, job)] == [True, True]
    assert done == [1, 1]


def test_the_next_moment_is_another_run(app: Flask, clock: FixedClock) -> None:
    done: list[int] = []
    job = Job("test", 60, lambda: done.append(1))
    assert run_job(app, job)
    assert not run_job(app, job)
    clock.move(seconds=60)
    assert run_job(app, job)
    assert len(done) == 2


def test_a_failure_is_written_down(app: Flask) -> None:
    def fail() -> None:
        raise ZeroDivisionError("by nought")

    assert not run_job(app, Job("test", 60, fail))
    assert runs()[0].error == "ZeroDivisionError: by nought"


def test_every_job_of_the_house_runs(app: Flask) -> None:
    for job in JOBS:
        assert run_job(app, job), job.name
        assert find_job(job.name) is job


def test_old_runs_are_forgotten(app: Flask, clock: FixedClock) -> None:
    run_job(app, Job("test", 60, list))
    clock.move(days=8)
    forget = find_job("forget-job-runs")
    assert forget is not None
    assert run_job(app, forget)
    assert [run.job for run in runs()] == ["forget-job-runs"]


def test_the_scheduler_knows_every_job_and_is_not_started(app: Flask) -> None:
    scheduler = make_scheduler(app)
    assert {job.id for job in scheduler.get_jobs()} == {job.name for job in JOBS}
    assert not scheduler.running


def test_a_box_that_is_off_every_night_still_does_what_is_done_once_a_day(app: Flask) -> None:
    """It is on for some hours: nothing is looked at less often than that."""
    waits = [job.trigger.interval for job in make_scheduler(app).get_jobs()]
    assert max(waits) <= timedelta(minutes=30)


def test_a_clock_that_was_set_back_stops_no_job(app: Flask) -> None:
    scheduler = make_scheduler(app)
    scheduler.start(paused=True)
    try:
        names = {job.id for job in scheduler.get_jobs()}
        store, now = scheduler._lookup_jobstore("default"), datetime.now(UTC)
        for job in scheduler.get_jobs():
            job.modify(next_run_time=now + timedelta(hours=8))
        assert {job.id for job in store.get_due_jobs(now)} == names
        for job in scheduler.get_jobs():
            job.modify(next_run_time=now + job.trigger.interval)
        assert store.get_due_jobs(now) == []
    finally:
        scheduler.shutdown(wait=False)
