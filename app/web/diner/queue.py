"""A guest's own page of the waiting list, reached by the code on the number's slip."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.actors import Actor, ActorKind
from app.seating import queries
from app.seating import service as seating
from app.seating.models import PartyState, QueueParty
from app.seating.rules import told_wait
from app.seating.settings import SeatingSettings
from app.settings import queries as settings
from app.stores import queries as stores
from app.web.auth import public
from app.web.diner.blueprint import bp
from app.web.queue_words import queue_names


@bp.get("/q/<locator>")
@public
def queue_place(locator: str) -> ResponseReturnValue:
    """How far it is: the number alone is known, and nothing of its guests."""
    return render_template("diner/queue/page.html", **_facts(queries.get_party_by_locator(locator)))


@bp.get("/q/<locator>/now")
@public
def queue_place_now(locator: str) -> ResponseReturnValue:
    """The changing part of the page."""
    return render_template(
        "diner/queue/_place.html", **_facts(queries.get_party_by_locator(locator))
    )


@bp.post("/q/<locator>/leave")
@public
def leave_by_phone(locator: str) -> ResponseReturnValue:
    """Give the number back: whoever holds the slip may."""
    party = queries.get_party_by_locator(locator)
    actor = Actor(ActorKind.DINER, party.code, party.code, party.store_id)
    seating.leave_queue(party, actor=actor)
    return redirect(url_for(".queue_place", locator=locator), 303)


def _facts(party: QueueParty) -> dict[str, object]:
    store = stores.get_facts(party.store_id)
    is_today = party.business_date == store.business_date()
    place = queries.place_of(party) if is_today else None
    wait = place.wait if place is not None else None
    return {
        "store": store,
        "party": party,
        "is_over": not is_today or party.state in (PartyState.SEATED, PartyState.LEFT),
        "place": place,
        "wait": told_wait(wait) if wait is not None else None,
        "queue_name": queue_names(settings.get(store.id, SeatingSettings))[party.queue],
    }
