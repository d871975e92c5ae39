"""The record of scheduled runs: whoever writes the row first does the run."""

from datetime import datetime

from sqlalchemy import String, Text, and_, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base, atomic, db


class JobRun(Base):
    """One run of a job at one due moment; the key lets two processes share the work."""

    __tablename__ = "job_run"

    job: Mapped[str] = mapped_column(String(64), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)


def claim(job: str, due_at: datetime) -> bool:
    """Whether this caller is the one to run `job` for `due_at`."""
    if db.session.get(JobRun, (job, due_at), populate_existing=True) is not None:
        return False
    try:
        _insert(job, due_at)
    except IntegrityError:
        return False
    return True


@atomic
def finish(job: str, due_at: datetime, error: str | None) -> None:
    """Write down that the claimed run ended, and how."""
    run = db.session.get_one(JobRun, (job, due_at))
    run.finished_at = clock.now()
    run.error = error[:2000] if error else None


def last_error(job: str) -> str | None:
    """Why the last finished run of a job failed, None when it went well or there was none."""
    query = select(JobRun.error).where(JobRun.job == job, JobRun.finished_at.is_not(None))
    return db.session.scalar(query.order_by(JobRun.due_at.desc()).limit(1))


def last_outcomes() -> dict[str, bool]:
    """Of each job that has ended lately, whether its last run went well."""
    last = (
        select(JobRun.job, func.max(JobRun.due_at).label("due_at"))
        .where(JobRun.finished_at.is_not(None))
        .group_by(JobRun.job)
        .subquery()
    )
    query = select(JobRun.job, JobRun.error).join(
        last, and_(JobRun.job == last.c.job, JobRun.due_at == last.c.due_at)
    )
    return {job: error is None for job, error in db.session.execute(query)}


@atomic
def forget_before(moment: datetime) -> None:
    """Drop old runs."""
    db.session.execute(delete(JobRun).where(JobRun.due_at < moment))


@atomic
def _insert(job: str, due_at: datetime) -> None:
    db.session.add(JobRun(job=job, due_at=due_at, started_at=clock.now()))
    db.session.flush()
