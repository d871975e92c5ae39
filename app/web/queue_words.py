"""The waiting list in words: for the counter, the slip and the guests' phones."""

from flask_babel import force_locale, gettext

from app.printing.paperwork import language_of
from app.seating.models import QueueParty
from app.seating.queries import Place
from app.seating.rules import told_wait
from app.seating.settings import SeatingSettings
from app.settings import queries as settings
from app.stores import queries as stores
from printer.numbers import QueueTicket


def queue_names(chosen: SeatingSettings) -> dict[str, str]:
    """Whom each queue is for, in the reader's language."""
    small, middle = chosen.small_up_to, chosen.middle_up_to
    return {
        "A": gettext("Small tables, 1–%(most)d guests", most=small),
        "B": gettext("Middle tables, %(least)d–%(most)d guests", least=small + 1, most=middle),
        "C": gettext("Large tables, from %(least)d guests", least=middle + 1),
    }


def number_slip(party: QueueParty, place: Place | None, url: str) -> QueueTicket:
    """The slip of a number, with the code that leads to its page."""
    store = stores.get_facts(party.store_id)
    language = language_of(store)
    with force_locale(language):
        name = queue_names(settings.get(store.id, SeatingSettings))[party.queue]
        footer = gettext("Scan to see how far it is. Passed over? Please ask us.")
    wait = place.wait if place is not None else None
    return QueueTicket(
        shop=(store.name_en or store.name) if language == "en" else store.name,
        number=party.code,
        taken_at=store.local(party.taken_at).strftime("%H:%M"),
        queue=name,
        party=party.covers,
        ahead=place.ahead if place is not None else None,
        wait_minutes=told_wait(wait) if wait is not None else None,
        url=url,
        footer=str(footer),
        language=language,
    )
