"""The self-test in the terminal."""

import sys
from pathlib import Path

import click
from flask_babel import force_locale

from app import create_app
from app.config import Config
from app.upkeep import checks
from app.upkeep.findings import Finding, Level

_MARKS = {Level.OK: ("ok", "green"), Level.WARN: ("look", "yellow"), Level.BAD: ("BAD", "red")}


@click.command("doctor")
@click.pass_obj
def doctor(data: Path) -> None:
    """Look whether clock, disk, database, backups, printers and screens are well.

    Works while the shop is open and while it is closed, and changes nothing. Exit code 1 when
    something is bad.
    """
    if not (data / "secret.key").exists():
        raise click.ClickException(f"There is no shop in {data}: name its folder with --data DIR.")
    app = create_app(Config.load(data, demo=(data / "demo.json").exists()))
    with app.app_context(), force_locale("en"):
        found = checks.examine(app)
        for finding in found:
            click.echo(_line(finding))
            if finding.next_step:
                click.echo(f"{'':23} -> {finding.next_step}")
    if any(finding.level is Level.BAD for finding in found):
        sys.exit(1)


def _line(finding: Finding) -> str:
    mark, colour = _MARKS[finding.level]
    return f"{click.style(f'{mark:<5}', fg=colour)} {finding.title!s:<18} {finding.words}"
