"""Importing a menu file from the command line."""

from pathlib import Path

import click

from app.catalog import service as catalog
from app.core.actors import system
from app.stores import queries as stores


@click.command("import-menu")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only tell what would happen.")
def import_menu_file(file: Path, dry_run: bool) -> None:
    """Import dishes from a CSV or XLSX FILE into the shop's menu."""
    found = stores.list_stores()
    if not found:
        raise click.ClickException("There is no shop yet: `create-shop` makes one.")
    actor = system(found[0].id, "command line")
    report = catalog.import_menu(file.read_bytes(), actor=actor, dry_run=dry_run)
    for error in report.errors:
        click.echo(f"row {error.row}, {error.field}: {error.message}", err=True)
    click.echo(f"{report.created} new, {report.updated} changed, {len(report.errors)} errors")
