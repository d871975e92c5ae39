"""The waiting list 排队取号: numbers by the size of the party, called, seated, passed over."""

from dataclasses import dataclass

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, force_locale, gettext

from app.core.ids import new_id
from app.ordering.settings import PickupSettings, Voice
from app.printing import service as printing
from app.printing.errors import NoPrinter
from app.seating import queries
from app.seating import service as seating
from app.seating.inputs import NumberInput
from app.seating.models import PartyState, QueueParty
from app.seating.queries import Place
from app.seating.rules import QUEUES
from app.seating.settings import SeatingSettings
from app.settings import queries as settings
from app.staff.rights import Right
from app.stores import queries as stores
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.cards_choice import base_url
from app.web.counter import tiles
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp
from app.web.queue_words import number_slip, queue_names

_PASSED = (PartyState.PASSED, PartyState.LEFT)
_SHOWN_NEXT = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One queue: its letter, whom it is for, and who stands in it."""

    letter: str
    name: LazyString | str
    parties: tuple[QueueParty, ...]


@dataclass(frozen=True, slots=True)
class NumberCall:
    """A number that is called: `key` is new with every call, `spoken` are (language, sentence)."""

    code: str
    key: str
    spoken: tuple[tuple[str, str], ...]


@bp.get("/queue")
@staff_only(Right.TABLES)
def queue() -> ResponseReturnValue:
    """The waiting list."""
    return render_template("counter/queue/page.html", **_queue_facts())


@bp.get("/queue/now")
@staff_only(Right.TABLES)
def queue_now() -> ResponseReturnValue:
    """The changing part of the page."""
    return render_template("counter/queue/_lines.html", **_queue_facts())


@bp.post("/queue")
@staff_only(Right.TABLES)
def take_number() -> Response:
    """Give a party a number, and print its slip."""
    given = NumberInput.model_validate(request.form.to_dict())
    party = seating.take_number(given, actor=current_actor())
    return acted(_printed(party))


@bp.post("/queue/<party_id>/print")
@staff_only(Right.TABLES)
def print_number(party_id: str) -> Response:
    """Print the slip of a number again."""
    party = queries.get_party(require_staff().store_id, party_id)
    return acted(_printed(party, is_wanted=True))


@bp.post("/queue/<party_id>/call")
@staff_only(Right.TABLES)
def call_party(party_id: str) -> Response:
    """Call a number, on the screen, by voice and on its phone."""
    party = seating.call_party(party_id, actor=current_actor())
    return acted(gettext("%(no)s is called.", no=party.code))


@bp.post("/queue/<party_id>/pass")
@staff_only(Right.TABLES)
def pass_party(party_id: str) -> Response:
    """Nobody came: pass the number over."""
    party = seating.pass_party(party_id, actor=current_actor())
    return acted(gettext("%(no)s is passed over.", no=party.code))


@bp.post("/queue/<party_id>/restore")
@staff_only(Right.TABLES)
def restore_party(party_id: str) -> Response:
    """Bring a number back to its old place."""
    party = seating.restore_party(party_id, actor=current_actor())
    return acted(gettext("%(no)s waits again.", no=party.code))


@bp.post("/queue/<party_id>/leave")
@staff_only(Right.TABLES)
def leave_queue(party_id: str) -> Response:
    """The guests do not wait any longer."""
    found = queries.get_party(require_staff().store_id, party_id)
    party = seating.leave_queue(found, actor=current_actor())
    return acted(gettext("%(no)s does not wait any longer.", no=party.code))


@bp.get("/queue/<party_id>/seat")
@staff_only(Right.TABLES)
def ask_seat(party_id: str) -> ResponseReturnValue:
    """Choose a free table for a party."""
    store_id = require_staff().store_id
    party = queries.get_party(store_id, party_id)
    return render_template(
        "counter/queue/_seat.html",
        title=gettext("Seat %(no)s", no=party.code),
        covers=party.covers,
        url=url_for(".seat_party", party_id=party.id),
        free=free_tables(store_id),
        reserved=reserved_soon(store_id),
    )


@bp.post("/queue/<party_id>/seat")
@staff_only(Right.TABLES)
def seat_party(party_id: str) -> Response:
    """Open a table for a party, or note that it sits somewhere."""
    table_id = request.form.get("table_id") or None
    party = seating.seat_party(party_id, table_id, actor=current_actor())
    return acted(gettext("%(no)s is seated.", no=party.code))


@bp.get("/queue-screen")
@staff_only(Right.TABLES)
def queue_screen() -> ResponseReturnValue:
    """The screen at the door, for a television."""
    return render_template("counter/queue/screen.html", **_screen_facts())


@bp.get("/queue-screen/now")
@staff_only(Right.TABLES)
def queue_screen_now() -> ResponseReturnValue:
    """The changing part of the screen."""
    return render_template("counter/queue/_numbers.html", **_screen_facts())


def free_tables(store_id: str) -> list[tuple[object, list[object]]]:
    """The tables at which nobody sits, area by area."""
    return [
        (area, [tile.table for tile in found if tile.session is None])
        for area, found in tiles.list_floor(store_id)
    ]


def reserved_soon(store_id: str) -> dict[str, str]:
    """The tables that are kept within the next hours, with the time, by their ids."""
    local = stores.get_facts(store_id).local
    return {
        table_id: f"{local(booked.at):%H:%M}"
        for table_id, booked in tiles.list_booked(store_id).items()
    }


def _printed(party: QueueParty, *, is_wanted: bool = False) -> str:
    chosen = settings.get(party.store_id, SeatingSettings)
    said = gettext("Number %(no)s is taken.", no=party.code)
    if not (chosen.prints_number or is_wanted):
        return str(said)
    url = base_url() + url_for("diner.queue_place", locator=party.locator)
    try:
        printing.print_paper(
            number_slip(party, queries.place_of(party), url), actor=current_actor()
        )
    except NoPrinter:
        untold = gettext("No printer: please tell the guests their number.")
        return f"{said} {untold}"
    return str(said)


def _queue_facts() -> dict[str, object]:
    store_id = require_staff().store_id
    found = queries.list_parties(store_id)
    names = queue_names(settings.get(store_id, SeatingSettings))
    places: dict[str, Place] = queries.places_of(store_id, found)
    return {
        "lines": [
            Line(q, names[q], tuple(p for p in found if p.queue == q and p.id in places))
            for q in QUEUES
        ],
        "places": places,
        "passed": [p for p in found if p.state in _PASSED],
        "seated": sum(p.state is PartyState.SEATED for p in found),
        "minutes_since": tiles.minutes_since,
        "key": new_id(),
    }


def _screen_facts() -> dict[str, object]:
    store_id = require_staff().store_id
    found = queries.list_parties(store_id)
    names = queue_names(settings.get(store_id, SeatingSettings))
    called = [p for p in found if p.state is PartyState.CALLED and p.called_at is not None]
    called.sort(key=lambda p: (p.called_at, p.id), reverse=True)
    waiting = [p for p in found if p.state is PartyState.WAITING]
    lines = [(q, names[q], [p for p in waiting if p.queue == q]) for q in QUEUES]
    return {
        "lines": [(q, name, line[:_SHOWN_NEXT], len(line)) for q, name, line in lines],
        "calls": [_call(party) for party in called],
    }


def _call(party: QueueParty) -> NumberCall:
    voice = settings.get(party.store_id, PickupSettings).voice
    languages = ("zh", "en") if voice is Voice.BOTH else (voice.value,)
    spaced = " ".join(party.code)
    return NumberCall(
        party.code,
        f"{party.id}.{party.calls}",
        tuple((language, _sentence(language, spaced)) for language in languages),
    )


def _sentence(language: str, number: str) -> str:
    with force_locale(language):
        return str(gettext("Number %(no)s, please come in: your table is ready.", no=number))
