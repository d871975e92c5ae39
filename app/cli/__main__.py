"""Kaifan's commands; `python run.py --help` names the start's own options."""

import sys
from pathlib import Path

import click
from flask_babel import force_locale

from app import create_app
from app.cli.doctor import doctor
from app.cli.jobs import jobs
from app.cli.menu import import_menu_file
from app.cli.restore import restore
from app.cli.sbom import sbom
from app.cli.shop import create_shop, setup_link
from app.cli.staff import staff
from app.cli.trace import trace
from app.config import PROJECT_ROOT, Config, ConfigError
from app.core import migrating, occupancy
from app.core.errors import AppError

# Commands that work before, or without, a database that can be used.
_ALONE = {"doctor", "restore", "sbom"}


@click.group()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=PROJECT_ROOT / "instance",
    help="Folder of the shop's database (instance).",
)
@click.pass_context
def cli(context: click.Context, data: Path) -> None:
    """Commands for the shop whose data lies in --data."""
    context.obj = data
    if context.resilient_parsing or "--help" in sys.argv or context.invoked_subcommand in _ALONE:
        return
    config = Config.load(data, demo=(data / "demo.json").exists())
    context.with_resource(occupancy.shared(config.data_dir))
    app = create_app(config)
    migrating.upgrade(app)
    context.with_resource(app.app_context())
    context.with_resource(force_locale("en"))


cli.add_command(create_shop)
cli.add_command(setup_link)
cli.add_command(jobs)
cli.add_command(import_menu_file)
cli.add_command(staff)
cli.add_command(restore)
cli.add_command(doctor)
cli.add_command(trace)
cli.add_command(sbom)


def folder_first(arguments: list[str]) -> list[str]:
    """The arguments with `--data DIR` in front, wherever it was written."""
    for place, word in enumerate(arguments):
        if word == "--data":
            pair = arguments[place : place + 2]
            return [*pair, *arguments[:place], *arguments[place + 2 :]]
        if word.startswith("--data="):
            return [word, *arguments[:place], *arguments[place + 1 :]]
    return arguments


def main() -> int:
    """Run a command; a foreseen failure ends in one sentence and exit code 1."""
    try:
        cli.main(folder_first(sys.argv[1:]), prog_name="run.py", standalone_mode=False)
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
