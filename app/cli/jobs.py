"""Running scheduled work by hand."""

import click
from flask import current_app

from app.jobs import JOBS, find_job, run_job


@click.group()
def jobs() -> None:
    """The scheduled jobs."""


@jobs.command("list")
def list_jobs() -> None:
    """Name every job and how often it runs."""
    for job in JOBS:
        click.echo(f"{job.name:<20} every {job.every_s} s")


@jobs.command("run")
@click.argument("name")
def run(name: str) -> None:
    """Run one job now, unless it has run for this moment already."""
    job = find_job(name)
    if job is None:
        raise click.ClickException(f"There is no job {name!r}; see `jobs list`.")
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if run_job(app, job):
        click.echo(f"{name}: done")
    else:
        raise click.ClickException(f"{name}: not run: it ran for this moment already, or failed.")
