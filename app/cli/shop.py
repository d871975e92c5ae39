"""Opening a shop from the command line: the first store and its owner's account."""

import click

from app.core.actors import system
from app.core.db import atomic
from app.core.errors import Conflict
from app.staff import service as staff
from app.staff.rights import Role
from app.stores import queries as stores
from app.stores import service as stores_service
from app.tables import service as tables


@click.command("create-shop")
@click.option("--name", prompt="Name of the shop", help="As it stands over the door.")
@click.option("--name-en", default="", help="Its English name.")
@click.option("--username", prompt="Owner's user name", default="owner", show_default=True)
@click.password_option("--password", prompt="Owner's password (8 characters or more)")
def create_shop(name: str, name_en: str, username: str, password: str) -> None:
    """Open the first shop: its name and its owner's account."""
    open_shop(name, name_en, username, password)
    click.echo(f"{name} is open. Start with `python run.py`, then log in as {username}.")


@atomic
def open_shop(name: str, name_en: str, username: str, password: str) -> None:
    """Make a store with its owner, a station and a pick-up point. Raises Conflict, Invalid."""
    if stores.list_stores():
        raise Conflict("This installation has a shop already. Add people in the back-office.")
    store = stores_service.create_store(name, name_en=name_en)
    staff.add_member(
        store.id, username=username, name=username, role=Role.OWNER, password=password
    )
    tables.add_pickup_point("自取", actor=system(store.id, "set-up"))
