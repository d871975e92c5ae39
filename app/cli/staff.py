"""Accounts from the command line: for an owner who cannot get in."""

import click

from app.core.actors import system
from app.staff import queries
from app.staff import service as staff_service
from app.stores import queries as stores


@click.group()
def staff() -> None:
    """The people who may log in."""


@staff.command("list")
def list_staff() -> None:
    """Name everybody: user name, role, whether still here, name."""
    for store in stores.list_stores():
        click.echo(store.name)
        for member in queries.list_members(store.id):
            state = "active" if member.is_active else "left"
            click.echo(f"  {member.username:<20} {member.role.value:<8} {state:<7} {member.name}")


@staff.command("reset-password")
@click.argument("username")
@click.option("--drop-totp", is_flag=True, help="Also turn two-step login off: the phone is lost.")
def reset_password(username: str, drop_totp: bool) -> None:
    """Give USERNAME a new random password, end all its logins and lift its lock-outs."""
    member = queries.find_member(None, username)
    if member is None:
        raise click.ClickException(f"Nobody active is called {username!r}; see `staff list`.")
    actor = system(member.store_id, "command line")
    password = staff_service.reset_password(member.id, drop_totp=drop_totp, actor=actor)
    click.echo(f"New password of {member.username}: {password}")
    if member.totp_sealed is not None:
        click.echo("Two-step login stays on; with --drop-totp it is turned off as well.")
    click.echo("Log in with it, then change it under My account. It is shown only here.")
