"""Reading paired screens, and which screen showed which ticket when."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.freshness import Fresh
from app.kitchen.models import KitchenEvent, Pairing, ScreenDevice, Showing, Ticket
from app.staff.models import LoginKind
from app.staff.queries import LoggedIn, hash_token
from app.staff.rights import Right, Role

# What a tablet on the wall may do: cook, and say that a dish is sold out.
SCREEN_RIGHTS = frozenset({Right.COOK, Right.SOLD_OUT})
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen that showed a ticket, and when it said so first."""

    screen: str
    at: datetime


def find_logged_in(token: str) -> LoggedIn | None:
    """The paired screen that carries `token`, as one who is logged in; None when revoked."""
    return find_login(hash_token(token))


def find_login(token_hash: str) -> LoggedIn | None:
    """The paired screen whose secret has this hash, as one who is logged in."""
    return _held.get(token_hash)


def forget(token_hash: str) -> None:
    """Look the screen up anew after the present transaction."""
    _held.forget(token_hash)


def find_device(person: LoggedIn) -> ScreenDevice | None:
    """The paired screen behind a login, None when it is a person."""
    if person.username:
        return None  # only people have one
    device = db.session.get(ScreenDevice, person.staff_id)
    return device if device is not None and device.store_id == person.store_id else None


def get_device(store_id: str, screen_id: str) -> ScreenDevice:
    """A paired screen of the store. Raises NotFound."""
    device = db.session.get(ScreenDevice, screen_id)
    if device is None or device.store_id != store_id or device.revoked_at is not None:
        raise NotFound
    return device


def list_devices(store_id: str) -> list[ScreenDevice]:
    """The store's paired screens by name."""
    query = select(ScreenDevice).where(
        ScreenDevice.store_id == store_id, ScreenDevice.revoked_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(ScreenDevice.name)))


def find_pairing(code: str) -> Pairing | None:
    """The tablet that shows `code` now, however the code was typed."""
    # The alphabet has no O, I and L: whoever types them saw a nought or a one.
    typed = code.strip().upper().replace("O", "0").replace("I", "1").replace("L", "1")
    waiting = db.session.get(Pairing, typed[:8])
    return waiting if waiting is not None and waiting.expires_at > clock.now() else None


def find_waiting(secret: str) -> Pairing | None:
    """The pairing of the tablet that holds `secret`, while its code counts."""
    query = select(Pairing).where(Pairing.token_hash == hash_token(secret))
    waiting = db.session.scalars(query).one_or_none()
    return waiting if waiting is not None and waiting.expires_at > clock.now() else None


def shown_on(tickets: list[Ticket]) -> dict[str, list[Shown]]:
    """By ticket id: every screen that said it showed the ticket, with the first time it did.

    A screen that drew its whole board covers only what was open then.
    """
    if not tickets:
        return {}
    store_id, first = tickets[0].store_id, min(ticket.seq for ticket in tickets)
    query = select(Showing).where(Showing.store_id == store_id, Showing.seq >= first)
    found: dict[str, dict[str, datetime]] = {ticket.id: {} for ticket in tickets}
    for showing in db.session.scalars(query.order_by(Showing.seq, Showing.id)):
        for ticket in tickets:
            if _covers(showing, ticket):
                found[ticket.id].setdefault(showing.screen, showing.at)
    return {
        ticket_id: sorted((Shown(*each) for each in seen.items()), key=lambda each: each.at)
        for ticket_id, seen in found.items()
    }


def events_of(tickets: list[Ticket]) -> dict[str, list[KitchenEvent]]:
    """By ticket id: the numbered events of the tickets, in their order."""
    ids = [ticket.id for ticket in tickets]
    query = select(KitchenEvent).where(KitchenEvent.ticket_id.in_(ids))
    found: dict[str, list[KitchenEvent]] = {}
    for event in db.session.scalars(query.order_by(KitchenEvent.seq)):
        found.setdefault(event.ticket_id, []).append(event)
    return found


def _covers(showing: Showing, ticket: Ticket) -> bool:
    is_here = None in (showing.station_id, ticket.station_id) or showing.station_id in (
        ticket.station_id,
        ticket.lent_to,
    )
    if not is_here or ticket.seq > showing.seq:
        return False
    if showing.after_seq == 0:
        return showing.at >= ticket.opened_at and not (
            ticket.closed_at and ticket.closed_at < showing.at
        )
    return ticket.seq > showing.after_seq


def _load(token_hash: str) -> LoggedIn | None:
    query = select(ScreenDevice).where(
        ScreenDevice.token_hash == token_hash, ScreenDevice.revoked_at.is_(None)
    )
    device = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    return _login_of(device) if device is not None else None


def _login_of(device: ScreenDevice) -> LoggedIn:
    return LoggedIn(
        staff_id=device.id,
        store_id=device.store_id,
        username="",
        name=device.name,
        role=Role.KITCHEN,
        rights=SCREEN_RIGHTS,
        highest_discount=0,
        kind=LoginKind.BROWSER,
        token_hash=device.token_hash,
        expires_at=_NEVER,
        # A screen is seen by what it says it shows; nothing is written for its login.
        seen_at=_NEVER,
        confirmed_at=None,
        has_totp=False,
    )


_held: Fresh[str, LoggedIn | None] = Fresh(_load)
