"""Opening an installation: the one-time link, the demonstration, the shop, and its steps."""

from dataclasses import replace
from datetime import timedelta

from flask import current_app
from flask_babel import LazyString, lazy_gettext

from app.core import clock, system, trial
from app.core.actors import Actor
from app.core.actors import system as system_actor
from app.core.db import atomic
from app.core.errors import Invalid
from app.core.ids import new_code, new_secret
from app.settings import service as settings
from app.setup import queries
from app.setup.errors import NotInvited, ShopExists
from app.setup.queries import ADDRESS_KEY, DEVICE_KEY, LINK_KEY, Pass, hash_of
from app.setup.settings import FirstRunSettings, Step
from app.staff import service as staff
from app.staff.models import StaffMember
from app.staff.rights import Role
from app.stores import service as stores
from app.tables import service as tables

LINK_LASTS = timedelta(minutes=30)
DEVICE_LASTS = timedelta(hours=24)
_LINK_LENGTH = 16
_MAX_NAME = 60
_PICKUP = {"zh": "自取", "en": "Pick-up"}


@atomic
def issue_link(address: str = "") -> str:
    """The token of a new one-time link; older links are worthless from now on.

    `address` is where the server is reached, kept for the command line. Raises ShopExists.
    """
    _ensure_empty()
    token = new_code(_LINK_LENGTH)
    system.keep_value(LINK_KEY, Pass(hash_of(token), clock.now() + LINK_LASTS).text())
    if address:
        system.keep_value(ADDRESS_KEY, address)
    return token


@atomic
def redeem_link(token: str) -> str:
    """Use the link up and return the token of the device that sets up.

    Raises ShopExists, LinkWrong, LinkUsed, LinkExpired.
    """
    _ensure_empty()
    link = queries.check_link(token)
    system.keep_value(LINK_KEY, replace(link, is_used=True).text())
    device = new_secret()
    system.keep_value(DEVICE_KEY, Pass(hash_of(device), clock.now() + DEVICE_LASTS).text())
    return device


@atomic
def show_demo(device: str) -> None:
    """Ask the server to show the demonstration instead. Raises ShopExists, NotInvited.

    The mark is written under the writers' lock, as the shop is: never are there both.
    """
    _ensure_empty()
    if not queries.is_set_up_device(device):
        raise NotInvited
    trial.mark(current_app.config["KAIFAN"].data_dir, hash_of(device))


def end_demo(device: str) -> None:
    """Ask the server to show the empty shop again. Raises NotInvited."""
    if not queries.may_end_demo(device):
        raise NotInvited
    trial.unmark(current_app.config["KAIFAN"].shown_instead_of)


def shop_name_problem(shop_name: str) -> LazyString | None:
    """What is wrong with the name of a shop, None when nothing is."""
    if 1 <= len(shop_name.strip()) <= _MAX_NAME:
        return None
    return lazy_gettext("Write the name of the shop: 1 to 60 characters.")


@atomic
def open_shop(
    shop_name: str,
    *,
    username: str,
    password: str,
    name: str = "",
    name_en: str = "",
    language: str = "zh",
) -> StaffMember:
    """Make the store, its pick-up point and its owner, who is returned.

    Raises ShopExists, Invalid. The owner's `name` is the user name where none is given.
    """
    _ensure_empty()
    trial.unmark(current_app.config["KAIFAN"].data_dir)
    if problem := shop_name_problem(shop_name):
        raise Invalid({"shop_name": problem})
    store = stores.create_store(shop_name.strip(), name_en=name_en, language=language)
    owner = staff.add_member(
        store.id, username=username, name=name or username, role=Role.OWNER, password=password
    )
    tables.add_pickup_point(_PICKUP[language], actor=system_actor(store.id, "set-up"))
    for key in (LINK_KEY, DEVICE_KEY):
        system.forget_value(key)
    return owner


@atomic
def begin_steps(*, actor: Actor) -> None:
    """Lead the owner through the steps from now on."""
    settings.save(FirstRunSettings(is_running=True), actor=actor)


@atomic
def note_done(step: Step, *, actor: Actor) -> None:
    """A step was done, or done again."""
    _note(step, actor, is_done=True)


@atomic
def note_skipped(step: Step, *, actor: Actor) -> None:
    """A step was passed over; one that had been done stays done."""
    _note(step, actor, is_done=step in queries.progress(actor.store_id).done)


@atomic
def end_steps(*, actor: Actor) -> None:
    """The owner has seen the last page: nothing leads to the steps by itself any more."""
    known = queries.progress(actor.store_id)
    settings.save(known.model_copy(update={"is_running": False}), actor=actor)


def _note(step: Step, actor: Actor, *, is_done: bool) -> None:
    known = queries.progress(actor.store_id)
    if not known.is_running:
        return
    done = {*known.done, step} if is_done else set(known.done)
    skipped = set(known.skipped) - {step} if is_done else {*known.skipped, step}
    update = {
        "done": tuple(each for each in Step if each in done),
        "skipped": tuple(each for each in Step if each in skipped),
    }
    settings.save(known.model_copy(update=update), actor=actor)


def _ensure_empty() -> None:
    if not queries.is_empty():
        raise ShopExists
