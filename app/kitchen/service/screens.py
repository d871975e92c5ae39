"""Pairing a tablet as a screen of the shop, and forgetting what screens showed long ago."""

from datetime import timedelta

from flask_babel import lazy_gettext
from sqlalchemy import delete, func, select

from app.catalog import queries as catalog
from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Conflict, Invalid
from app.core.ids import new_code, new_secret
from app.kitchen import screens
from app.kitchen.models import KitchenEvent, Pairing, ScreenDevice, ScreenView, Showing
from app.staff.events import LoginsEnded
from app.staff.queries import hash_token

MAX_DEVICE_NAME = 40
# Long enough to walk from the kitchen to the office and back.
PAIRING_LASTS = timedelta(minutes=10)
CODE_LENGTH = 6
# Nobody pairs so many tablets at once: the table cannot be filled by asking again and again.
MAX_PAIRINGS = 200
# Who saw what is of use while somebody may still ask about the meal.
SHOWINGS_KEPT = timedelta(days=60)


@atomic
def forget_showings() -> int:
    """Forget what screens showed long ago; return how many rows. Run by a job."""
    old = delete(Showing).where(Showing.at < clock.now() - SHOWINGS_KEPT)
    gone = db.session.execute(old.returning(Showing.id).execution_options(
        synchronize_session=False
    )).all()  # fmt: skip
    return len(gone)


@atomic
def forget_events(store_id: str, last_seq: int) -> None:
    """Forget the events up to a number, which were put into the archive."""
    old = delete(KitchenEvent).where(
        KitchenEvent.store_id == store_id, KitchenEvent.seq <= last_seq
    )
    db.session.execute(old.execution_options(synchronize_session=False))


@atomic
def ask_pairing(client: str) -> tuple[str, str]:
    """A tablet wants to become a screen: the code that it shows, and its secret.

    Raises Conflict while too many wait.
    """
    now = clock.now()
    db.session.execute(delete(Pairing).where(Pairing.expires_at <= now))
    waiting = db.session.execute(select(func.count(Pairing.code))).scalar_one()
    if waiting >= MAX_PAIRINGS:
        message = lazy_gettext("Too many screens are waiting. Try again in ten minutes.")
        raise Conflict(message, code="too_many_pairings")
    secret = new_secret()
    code = new_code(CODE_LENGTH).upper()
    db.session.add(
        Pairing(
            code=code,
            token_hash=hash_token(secret),
            client=client[:60],
            expires_at=now + PAIRING_LASTS,
        )
    )
    return code, secret


@atomic
def pair_screen(
    code: str, name: str, *, station_id: str | None, view: ScreenView, actor: Actor
) -> ScreenDevice:
    """Let the tablet that shows `code` in as a screen. Raises Invalid, Conflict, NotFound."""
    waiting = screens.find_pairing(code)
    if waiting is None:
        wrong = lazy_gettext("No screen shows this code now. Read it once more, or show a new one.")
        raise Invalid({"code": wrong})
    name = _free_name(actor.store_id, name)
    device = ScreenDevice(
        store_id=actor.store_id,
        name=name,
        station_id=_station(actor.store_id, station_id),
        view=view,
        token_hash=waiting.token_hash,
        paired_at=clock.now(),
        paired_by=actor.name[:80],
    )
    db.session.add(device)
    db.session.delete(waiting)
    db.session.flush()
    screens.forget(device.token_hash)
    audit.log("screen.paired", actor=actor, target=("screen", device.id), name=name)
    return device


@atomic
def change_screen(
    screen_id: str, name: str, *, station_id: str | None, view: ScreenView, actor: Actor
) -> ScreenDevice:
    """Give a paired screen another name, station or task. Raises Invalid, Conflict, NotFound."""
    device = screens.get_device(actor.store_id, screen_id)
    device.name = _free_name(actor.store_id, name, but=device.id)
    device.station_id, device.view = _station(actor.store_id, station_id), view
    db.session.flush()
    screens.forget(device.token_hash)
    audit.log("screen.changed", actor=actor, target=("screen", device.id), name=device.name)
    return device


@atomic
def revoke_screen(screen_id: str, *, actor: Actor) -> None:
    """The tablet is no screen of the shop any more: its page and its socket end at once.

    Raises NotFound.
    """
    device = screens.get_device(actor.store_id, screen_id)
    device.revoked_at = clock.now()
    db.session.flush()
    screens.forget(device.token_hash)
    audit.log("screen.revoked", actor=actor, target=("screen", device.id), name=device.name)
    events.publish(LoginsEnded((device.token_hash,)))


def _station(store_id: str, station_id: str | None) -> str | None:
    return catalog.get_station(store_id, station_id).id if station_id else None


def _free_name(store_id: str, name: str, but: str = "") -> str:
    name = name.strip()[:MAX_DEVICE_NAME]
    if not name:
        raise Invalid({"name": lazy_gettext("Please fill this in.")})
    others = [each for each in screens.list_devices(store_id) if each.id != but]
    if any(each.name == name for each in others):
        taken = lazy_gettext("Another screen has this name.")
        raise Conflict(taken, code="name_taken")
    return name
