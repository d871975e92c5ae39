"""Kaifan's commands; `python run.py --help` names the start's own options."""

import sys
from pathlib import Path

import click
from flask import Flask
from flask_babel import force_locale

from app import create_app
from app.cli.jobs import jobs
from app.cli.menu import import_menu_file
from app.cli.shop import create_shop
from app.config import PROJECT_ROOT, Config, ConfigError
from app.core import migrating
from app.core.errors import AppError


@click.group()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=PROJECT_ROOT / "instance",
    help="Folder of the shop's database (instance).",
)
@click.pass_context
def cli(context: click.Context, data: Path) -> None:
    """Commands for the shop whose data lies in --data. Put --data before the command."""
    if context.resilient_parsing or "--help" in sys.argv:
        return
    app = _ready_app(data)
    context.with_resource(app.app_context())
    context.with_resource(force_locale("en"))


def _ready_app(data: Path) -> Flask:
    app = create_app(Config.load(data, demo=(data / "demo.json").exists()))
    migrating.upgrade(app)
    return app


cli.add_command(create_shop)
cli.add_command(jobs)
cli.add_command(import_menu_file)


def main() -> int:
    """Run a command; a foreseen failure ends in one sentence and exit code 1."""
    try:
        cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.Abort:
        click.echo("Stopped.", err=True)
        return 130
    except AppError as error:
        fields = error.extra.get("fields", {})
        details = "; ".join(f"{name}: {text}" for name, text in fields.items())
        click.echo(f"{error.message} {details}".strip(), err=True)
        return 1
    except (ConfigError, OSError, RuntimeError) as error:
        click.echo(str(error), err=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
