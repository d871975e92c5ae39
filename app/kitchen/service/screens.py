"""What screens say they show, and pairing a tablet as a screen of the shop."""

from datetime import timedelta

from flask_babel import lazy_gettext
from sqlalchemy import bindparam, delete, func, select, text, update

from app.catalog import queries as catalog
from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db, insert_rows
from app.core.errors import Conflict, Invalid
from app.core.ids import new_code, new_id, new_secret
from app.core.types import UtcDateTime
from app.kitchen import queries, screens
from app.kitchen.models import (
    AlarmEnd,
    KitchenEvent,
    Pairing,
    Screen,
    ScreenDevice,
    ScreenView,
    Showing,
    Ticket,
)
from app.kitchen.service.alarms import end_alarm
from app.staff.events import LoginsEnded
from app.staff.queries import hash_token

MAX_SCREEN_NAME = 64
MAX_DEVICE_NAME = 40
# A screen that says nothing new is written down this often; it counts as alive for longer.
SCREEN_NOTED_EVERY = timedelta(seconds=5)
# Long enough to walk from the kitchen to the office and back.
PAIRING_LASTS = timedelta(minutes=10)
CODE_LENGTH = 6
# Nobody pairs so many tablets at once: the table cannot be filled by asking again and again.
MAX_PAIRINGS = 200
# Who saw what is of use while somebody may still ask about the meal.
SHOWINGS_KEPT = timedelta(days=60)

_NOTE_SCREEN = text(
    "INSERT INTO kitchen_screen (store_id, name, station_id, shown_seq, seen_at)"
    " VALUES (:store_id, :name, :station_id, :shown_seq, :seen_at)"
    " ON CONFLICT (store_id, name) DO UPDATE SET station_id = excluded.station_id,"
    " shown_seq = excluded.shown_seq, seen_at = excluded.seen_at"
).bindparams(bindparam("seen_at", type_=UtcDateTime()))


def record_shown(screen: str, seq: int, *, actor: Actor, station_id: str | None = None) -> None:
    """A screen says that it has shown every event up to `seq`.

    Screens say so after every change and every few seconds: only what is news is written.
    Raises Invalid for a nameless screen or a number that does not exist yet.
    """
    if not 1 <= len(screen) <= MAX_SCREEN_NAME:
        raise Invalid({"screen": f"1–{MAX_SCREEN_NAME}"})
    head = queries.head(actor.store_id)
    if not 0 <= seq <= head:
        raise Invalid({"seq": f"0–{head}"})
    row = queries.find_screen(actor.store_id, screen)
    is_known = (
        row is not None
        and (row.shown_seq, row.station_id) == (seq, station_id)
        and clock.now() - row.seen_at < SCREEN_NOTED_EVERY
    )
    if not is_known or queries.has_unshown(actor.store_id, seq, station_id):
        _note_shown(actor.store_id, screen, seq, station_id)


@atomic
def _note_shown(store_id: str, screen: str, seq: int, station_id: str | None) -> None:
    before = queries.find_screen(store_id, screen)
    _keep_showing(before, store_id, screen, seq, station_id)
    said = {"store_id": store_id, "name": screen, "station_id": station_id}
    db.session.execute(_NOTE_SCREEN, {**said, "shown_seq": seq, "seen_at": clock.now()})
    # Conditional, so that of two screens showing a ticket at once one marks it and tells of it.
    marked = db.session.execute(
        update(Ticket)
        .where(*queries.unshown(store_id, seq, station_id))
        .values(shown_at=clock.now())
        .returning(Ticket.id, Ticket.alarmed_at)
        .execution_options(synchronize_session=False)
    ).all()
    for ticket in marked:
        if ticket.alarmed_at is not None:
            end_alarm(store_id, ticket.id, AlarmEnd.SHOWN, screen)


def _keep_showing(
    before: Screen | None, store_id: str, screen: str, seq: int, station_id: str | None
) -> None:
    """Keep who showed what when: one row for each report that tells something new."""
    is_same = before is not None and before.station_id == station_id and before.shown_seq <= seq
    after = before.shown_seq if before is not None and is_same else 0
    if is_same and after == seq:
        return
    row = {"id": new_id(), "store_id": store_id, "screen": screen, "station_id": station_id}
    insert_rows(Showing, {**row, "after_seq": after, "seq": seq, "at": clock.now()})


def share_showings(ticket: Ticket, part: Ticket) -> None:
    """Who showed a ticket showed also the part that it is divided into, at the same moment.

    Within the caller's transaction.
    """
    for shown in screens.shown_on([ticket])[ticket.id]:
        row = {"id": new_id(), "store_id": part.store_id, "screen": shown.screen, "at": shown.at}
        span = {"after_seq": part.seq - 1, "seq": part.seq, "station_id": part.station_id}
        insert_rows(Showing, {**row, **span})


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
