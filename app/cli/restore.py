"""Putting a backup in the place of the shop's database."""

from pathlib import Path

import click

from app.config import PROJECT_ROOT, Config
from app.core import migrating, occupancy
from app.upkeep import restoring


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def restore(data: Path, file: Path) -> None:
    """Put the backup FILE in the place of the shop's database; the server must be stopped.

    FILE is a path, or a name from the data folder's `backups`.
    """
    is_new_here = not (data / "secret.key").exists()
    config = Config.load(data)
    if config.sqlite_file is None:
        raise click.ClickException("This shop's database is a server: restore it with its tools.")
    if not file.exists() and (config.backup_dir / file.name).exists():
        file = config.backup_dir / file.name
    known = migrating.known_revisions(PROJECT_ROOT / "migrations")
    with occupancy.alone(config.data_dir):
        done = restoring.restore(
            file, database=config.sqlite_file, backups=config.backup_dir, known=known
        )
    click.echo(f"Restored from {file}.")
    if done.known_until is not None:
        click.echo(f"Its last entry is of {done.known_until.astimezone():%Y-%m-%d %H:%M}.")
    if done.kept is not None:
        click.echo(f"The former database is kept as {done.kept}.")
    if is_new_here:
        click.echo(
            "This folder had no secret.key: bring the old folder's secret.key and media, or print"
            " new table cards."
        )
    click.echo(
        "Nothing is printed or sent until the owner confirms it: start Kaifan, log in to the"
        " back-office, and look at the orders first."
    )
