"""Opening a shop from the command line, or letting a browser do it."""

from pathlib import Path

import click
from flask import current_app

from app.core import trial
from app.serving_banner import drawn
from app.setup import queries, service


@click.command("create-shop")
@click.option("--name", prompt="Name of the shop", help="As it stands over the door.")
@click.option("--name-en", default="", help="Its English name.")
@click.option("--username", prompt="Owner's user name", default="owner", show_default=True)
@click.password_option("--password", prompt="Owner's password (8 characters or more)")
def create_shop(name: str, name_en: str, username: str, password: str) -> None:
    """Open the first shop: its name and its owner's account."""
    service.open_shop(name, name_en=name_en, username=username, password=password)
    click.echo(f"{name} is open. Start with `python run.py`, then log in as {username}.")


@click.command("setup-link")
def setup_link() -> None:
    """Print a new one-time link that opens an empty shop in a browser; it ends a demo there."""
    token = service.issue_link()
    folder: Path = current_app.config["KAIFAN"].data_dir
    if trial.find(folder) is not None:
        trial.unmark(folder)
        click.echo("The demo is being closed; the link works in a few seconds.")
    address = queries.find_address()
    if not address:
        click.echo("The server has not been started yet: start it with `python run.py`.")
        return
    link = f"{address}/setup/{token}"
    click.echo(f"{drawn(link)}\n  {link}\n  once, on one device, within 30 minutes")
